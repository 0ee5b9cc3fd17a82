"""A demonstration as the model is trained on it: the question, which is only given, and the answer, shaded by surprise.

Pieces of the question stand in dashed outlines, those of the answer on a ground whose shade and underline tell how much
each surprised the model before this step corrected it. While someone points, the demonstration stands still. The button
below it begins the stage.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explainer.engine.frames import Tuning
from explainer.text.markers import SPECIALS
from explainer.ui.look import BODY, Look
from explainer.ui.numbers import cited, isolated, percent
from explainer.ui.panels.panel import PanelContext
from explainer.ui.pictures.becoming import Word
from explainer.ui.pictures.holding import Hold
from explainer.ui.translate import translate
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.textline import TextLine
from explainer.ui.widgets.tokenstrip import Edge, Piece, Setting, TokenStrip, written

MOST = 6.0  # nats shown as the darkest red: a bet of 1 in 400
SETTING = Setting(sizes=(BODY,), box=1.7, leading=0.2, lines=2, least=2)  # so that nothing jumps


class ShownPieces(QStackedWidget):
    """The shaded demonstration. ``shown`` says that there is another one."""

    shown = Signal()

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = empty
        self._hold: Hold[Tuning] = Hold(lambda frame: frame.run, self._show)
        self.nothing = TokenStrip(look, self.tr("The demonstration of the last step"), empty, SETTING)
        self.question = TokenStrip(look, self.tr("The question of the last step, in pieces"), "", SETTING)
        self.answer = TokenStrip(look, self.tr("The answer that was shown, in pieces"), "", SETTING)
        for strip in (self.question, self.answer):
            strip.held.connect(lambda wanted, strip=strip: self._hold.hold(strip.accessibleName(), wanted))
            strip.setToolTip(self.tr("Point at a piece, or go from piece to piece with the left and right arrow keys"))
        parts = (
            TextLine(look, self.tr("The question: given, not trained on"), size=13.5, bold=True),
            self.question,
            TextLine(look, self.tr("The answer: only these pieces are trained on"), size=13.5, bold=True, colour="sft"),
            self.answer,
        )
        self.addWidget(self.nothing)
        spare = QVBoxLayout()
        spare.addStretch(1)
        self.addWidget(Stacked(look, *parts, spare, gap=2))

    @property
    def frame_shown(self) -> Tuning | None:
        """Whose demonstration is drawn."""
        frame = self._hold.shown
        return frame if frame is not None and frame.pieces else None

    def apply(self, frame: Tuning) -> None:
        """Show its demonstration, unless someone is pointing at the present one."""
        self._hold.offer(frame)

    def set_empty_text(self, text: str) -> None:
        """What stands there while there is no demonstration."""
        self._empty = text
        self.nothing.set_empty_text(text)

    def clear(self) -> None:
        """Show nothing."""
        self._hold.clear()
        self.question.clear()
        self.answer.clear()
        self.setCurrentIndex(0)

    def summary(self) -> str:
        """Question, answer, and the piece that surprised the model most."""
        frame = self.frame_shown
        if frame is None:
            return self._empty
        answer = frame.pieces[frame.n_prompt :]
        text = self.tr("Given: “{question}” Trained on: “{answer}”").format(
            question=isolated("".join(frame.pieces[: frame.n_prompt]).strip()),
            answer=isolated("".join(answer).strip()),
        )
        if not answer:
            return text
        worst = max(range(len(answer)), key=lambda i: float(frame.surprise[i]))
        return text + " " + self.tr("Most surprising: “{piece}”.").format(piece=cited(answer[worst]))

    def _show(self, frame: Tuning) -> None:
        pieces = tuple(self._pieces_of(frame))
        self.question.show_pieces(pieces[: frame.n_prompt])
        self.answer.show_pieces(pieces[frame.n_prompt :])
        self.setCurrentIndex(1 if pieces else 0)
        self.shown.emit()

    def _pieces_of(self, frame: Tuning) -> Iterator[Piece]:
        for i, (text, joined) in enumerate(written(frame.pieces)):
            piece, marker = cited(frame.pieces[i]), frame.pieces[i] in SPECIALS
            joined = joined and frame.pieces[i - 1] not in SPECIALS  # what follows a marker is a word of its own
            text = Word(frame.pieces[i]).head if marker else text
            if i < frame.n_prompt:
                told = self.tr("“{piece}”: part of the question. It is given, and nothing is learned from it.")
                yield Piece(text, told.format(piece=piece), joined, edge=Edge.DASHED, small=marker)
                continue
            nats = float(frame.surprise[i - frame.n_prompt])
            told = self.tr("“{piece}”: it had bet {share} on this piece. Surprise {nats} nats.").format(
                piece=piece, share=percent(math.exp(-nats)), nats=f"{nats:.2f}"
            )
            share = min(1.0, nats / MOST)
            yield Piece(text, told, joined, hue="surprise", shade=share, line=share, line_hue="warning", small=marker)


class BeginTuning(Button):
    """Begins fine-tuning, and stands there until that has begun."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(
            context.look,
            translate("Tuning", "Start fine-tuning"),
            kind="primary",
            tip=translate(
                "Tuning",
                "Stage two: show it how questions are answered. The model as it is now can still be asked then.",
            ),
        )
        self._train = context.actions["train_sft"]
        self.clicked.connect(self._train.trigger)
        self._train.changed.connect(self._follow)
        self._follow()

    def show_frame(self, frame: Tuning | None) -> None:
        """Whether it has begun."""
        self.setVisible(frame is None or not (len(frame.at) or frame.pieces))

    def _follow(self) -> None:
        if self.isEnabled() != self._train.isEnabled():
            self._enable(self._train.isEnabled())

"""Where it looks beside what matters: the same text, shaded by what each piece does to the bet when it is left out.

One sentence compares the two: the piece that is looked at hardest, and the one without which the bet changes most.
Attention is no explanation (Jain and Wallace, 2019), and here one can see it: they are the same piece or they are not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explainer.engine.frames import Attention, Floats, Why
from explainer.ui.look import Look
from explainer.ui.markdown import safe
from explainer.ui.numbers import fine_percent, percent, unbroken
from explainer.ui.panels.attention.captions import capital
from explainer.ui.panels.attention.words import WORDS
from explainer.ui.panels.leftout import LeftOutWords, legend
from explainer.ui.pictures.becoming import Word, named, spoken, strong
from explainer.ui.pictures.holding import Hold
from explainer.ui.show import Show
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.tokenstrip import Choosing, Long

LITTLE = 0.001  # a tenth of a point: a change of the bet that is next to nothing


class Occlusion(Stacked):
    """The sentence, the words, and what their colours mean."""

    def __init__(self, look: Look, show: Show, parent: QWidget | None = None) -> None:
        super().__init__(look, gap=4, parent=parent)
        self._run = show
        self._attention: Attention | None = None
        self._weights: Floats = np.zeros((0, 0), np.float32)
        self._row = 0
        self.sentence = Paragraph(look, lines=1, size=16.5)
        self.hold: Hold[Why] = Hold(lambda f: (f.run, f.prompt, f.serial, f.token), self._show)
        self._colours = legend(look)
        self.words = LeftOutWords(
            look,
            self.hold,
            self.tr("Here the same words will be shaded by what each of them does to the bet."),
            replace(WORDS, choosing=Choosing.NONE, long=Long.FOLD),
        )
        beside = QHBoxLayout()
        beside.addWidget(self.words, 1)
        beside.addWidget(self._colours, 0, Qt.AlignmentFlag.AlignTop)
        self.add(self.sentence, beside)
        look.changed.connect(self._fit_legend)
        self._fit_legend()
        self._compare()

    def apply(self, frame: Why) -> None:
        """Shade the words, unless they are being looked at."""
        self.hold.offer(frame)

    def look_from(self, frame: Attention, weights: Floats, row: int) -> None:
        """Piece ``row`` looks with ``weights`` (S, S), taken from ``frame``."""
        self._attention, self._weights, self._row = frame, weights, row
        self._compare()

    def clear(self) -> None:
        """Nothing is measured."""
        self._attention = None
        self.hold.clear()
        self.words.clear()
        self._compare()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody points at what cannot be seen."""
        self.hold.let_go()

    def of_this_text(self) -> Why | None:
        """What was measured about the text whose weights are shown."""
        looks, found = self._attention, self.hold.shown
        if looks is None or found is None:
            return None
        return found if (looks.run, looks.seen_pieces) == (found.run, found.seen_pieces) else None

    def _show(self, frame: Why) -> None:
        self.words.apply(frame)
        self._compare()

    def _compare(self) -> None:
        looks, found, prepared = self._attention, self.of_this_text(), self._run.prepared
        weights = self._weights[self._row, : self._row + 1] if looks is not None else np.zeros(0)
        if looks is None or found is None or prepared is None or np.isnan(weights).any():
            self.sentence.set_text(self.tr("Does what it looks at matter to its bet? Each piece is left out in turn…"))
            return
        if not len(found.without):
            self.sentence.set_text(self.tr("The text is empty: there is nothing to leave out."))
            return
        pieces, hardest = looks.seen_pieces, int(weights.argmax())
        changes = np.abs(found.without - found.probability)
        most = int(changes.argmax())
        if changes[most] < LITTLE:
            text = self.tr(
                "{looker} looks hardest at {looked}; leaving out any one piece hardly changes the bet on {word}."
            )
        elif found.first + most == hardest:
            text = self.tr(
                "{looker} looks hardest at {looked}, and leaving out that very piece changes the bet on {word} most: "
                "{without} instead of {now}."
            )
        elif found.first + most == len(pieces) - 1:
            text = self.tr(
                "{looker} looks hardest at {looked}. But leaving out {other}, the last piece, changes the bet on "
                "{word} most: {without} instead of {now}."
            )
        else:
            text = self.tr(
                "{looker} looks hardest at {looked}. But leaving out {other} changes the bet on {word} most: "
                "{without} instead of {now}."
            )
        self.sentence.set_text(
            text.format(
                looker=safe(capital(spoken(pieces[self._row]))),
                looked=self.tr("itself") if hardest == self._row else f"**{named(pieces[hardest])}**",
                other=f"**{named(pieces[found.first + most])}**",
                word=strong(self._word(found, prepared.pieces)),
                now=unbroken(percent(found.probability)),
                without=unbroken(fine_percent(float(found.without[most]))),
            )
        )

    def _word(self, found: Why, pieces: tuple[str, ...]) -> Word:
        """What is bet on, with the rest of its word where that was looked for in this text."""
        bets = self._run.next_token
        if bets is not None and (bets.run, bets.prompt) == (found.run, found.prompt):
            endings = dict(zip(bets.order.tolist(), bets.endings, strict=False))
            return Word(pieces[found.token], endings.get(found.token, ""))
        return Word(pieces[found.token])

    def _fit_legend(self) -> None:
        self._colours.setFixedSize(self._look.px(190), self._look.px(46))  # one below the other

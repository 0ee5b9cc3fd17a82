"""One mind's answer in big letters, piece by piece as it is written, shaded on demand.

It says which size of letters it would need (``wanted_size``); the page takes the smallest for all, so that the answers
can be compared. Words that are there never move while others are added, unless the letters have to shrink. An answer
that is too long even for the smallest letters scrolls by whole lines in its place, which is always equally high: no
word that comes moves anything around it. While it is being written its end is followed, unless somebody has scrolled
away from there; once it is complete it is seen from its beginning, as one reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import Answer
from explainer.ui.look import BODY, Look
from explainer.ui.panels.minds.shading import STRONGEST, Shade, describe, hue_of, strength_of
from explainer.ui.widgets.tokenstrip import Long, Piece, Setting, Tail, TokenStrip, prose

SIZES = (30.0, 27.0, 24.0, 22.0, 20.0, 18.0, 17.0, BODY)  # design pixels of the letters, tried from the largest
FEWEST, USUAL = 3, 6  # lines of the smallest letters that it has room for, at least and where there is enough room
LEAST = 0.01  # a weaker shade cannot be told from none
SETTING = Setting(
    sizes=SIZES, box=1.25, leading=0.2, pad=1.5, gap=0.0, space=0.07,
    lines=USUAL, least=FEWEST, writes=True, long=Long.SCROLL,
)  # fmt: skip


class AnswerView(TokenStrip):
    """The words. ``resized`` says that other letters may be right."""

    resized = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", "", SETTING, parent)
        self.answer: Answer | None = None  # what is shown
        self._before = ""
        self._stage = "pretrain"
        self._shade = Shade.NOTHING
        self._written = False  # whether somebody has seen this answer being written
        self.set_size(SIZES[0])
        self.setObjectName("answer")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def begin(self) -> None:
        """Another question: from the first word on."""
        self._written = False
        self.verticalScrollBar().setValue(0)

    def set_answer(self, answer: Answer | None, *, stage: str, before: str, waiting: str) -> None:
        """Show ``answer`` of a mind of ``stage``, compared with ``before``; ``waiting`` stands where there is none."""
        old, bar = self.answer, self.verticalScrollBar()
        if old is not None and answer is not None and old.pieces != answer.pieces[: len(old.pieces)]:
            self.point(None)
        ended = answer is not None and answer.done
        self.set_empty_text(self.tr("(It ended at once.)") if ended else waiting)
        self.answer, self._stage, self._before = answer, stage, before
        self._written = answer is not None and (self._written or not answer.done)
        at_end = bar.value() >= bar.maximum()
        self._draw()
        if self._written and at_end:
            bar.setValue(0 if ended and (old is None or not old.done) else bar.maximum())

    def set_shade(self, shade: Shade) -> None:
        """Shade the pieces by this."""
        if shade is not self._shade:
            self._shade = shade
            self._draw()

    def wanted_size(self) -> float:
        """The largest letters in which the answer can be seen whole; the smallest where it must scroll even so."""
        return next((size for size in SIZES if self.rows.holds(size)), SIZES[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self.resized.emit()

    def _draw(self) -> None:
        answer = self.answer
        tail = Tail.NONE
        if answer is not None and not answer.ended:
            tail = Tail.DOTS if answer.done else Tail.CARET
        self.show_pieces(tuple(self._pieces_of(answer)) if answer is not None else (), tail, self._stage)

    def _pieces_of(self, answer: Answer) -> Iterator[Piece]:
        for i, (text, joined) in enumerate(prose(answer.pieces)):
            told, strength = describe(answer, i, self._before), strength_of(answer, i, self._shade)
            text = text.replace("↵", " ").strip() or "\u00a0"  # where a line ends, a blank is enough
            if abs(strength) <= LEAST:
                yield Piece(text, told, joined)
                continue
            hue = hue_of(strength, self._shade, self._stage)
            yield Piece(text, told, joined, hue=hue, shade=STRONGEST * abs(strength), line=strength)

"""One mind's answer in big letters, piece by piece as it is written, shaded on demand.

It says which size of letters it would need (``wanted_size``); the page takes the smallest for all, so that the answers
can be compared. Words that are there never move while others are added, unless the letters have to shrink. Pointing at
a piece, or going there with the arrow keys, tells its numbers. An answer that is too long even for the smallest letters
scrolls in its box (``answerbox``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import Answer
from explainer.ui.look import BODY, Look
from explainer.ui.numbers import visible
from explainer.ui.panels.minds.shading import Shade, Tint, describe, ground_of, line_of, tint_of
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.flow import Chip, outline
from explainer.ui.pictures.pointing import PointedWords
from explainer.ui.pictures.ring import paint_ring

SIZES = (24.0, 22.0, 20.0, 18.0, 17.0, BODY)  # design pixels of the letters, tried from the largest
LINE = 1.4  # of the letters' size, from one line to the next
SLACK = 3  # design pixels below the last line, which need not be seen
SPACE = 0.3  # of the letters' size, between two words
BLANKS = (visible("\n"), visible(" "))
LONGEST_WORD = 18  # characters; what a model that knows no words yet runs together is broken after so many


def words_of(pieces: Sequence[str]) -> list[list[int]]:
    """Indices of pieces without a gap between them: a blank, the end of a line or too many letters end a word."""
    words: list[list[int]] = []
    long = 0
    for i, piece in enumerate(pieces):
        after_end = i > 0 and pieces[i - 1].endswith("\n")
        if not words or piece[:1].isspace() or after_end or long + len(piece) > LONGEST_WORD:
            words.append([])
            long = 0
        words[-1].append(i)
        long += len(piece)
    return words


def lay_out(
    pieces: Sequence[str], width: float, *, measure: Callable[[str], float], line: float, pad: float, gap: float
) -> list[Chip]:
    """Places of ``pieces`` in a paragraph of ``width`` pixels, words as in ``words_of``; see ``pictures.flow.flow``."""
    chips: list[Chip] = []
    x = y = 0.0
    for word in words_of(pieces):
        texts = [visible(pieces[i]) for i in word]
        last = len(word) - 1
        widths = [measure(t) + pad * (k == 0) + pad * (k == last) for k, t in enumerate(texts)]
        if x > 0 and x + sum(widths) > width:
            x, y = 0.0, y + line
        for k, i in enumerate(word):
            chips.append(Chip(i, texts[k], x, y, widths[k], k > 0, k < last))
            x += widths[k]
        x += gap
    return chips


class AnswerView(PointedWords):
    """The words. ``reached`` says where the keys have gone."""

    reached = Signal(QRectF)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._answer: Answer | None = None
        self._before = ""
        self._stage = "pretrain"
        self._waiting = ""
        self._shade = Shade.NOTHING
        self._size = SIZES[0]
        self._chips: list[Chip] = []
        self._need = 0
        self.setObjectName("answer")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._restyle)

    @property
    def answer(self) -> Answer | None:
        """What is shown."""
        return self._answer

    def set_answer(self, answer: Answer | None, *, stage: str, before: str, waiting: str) -> None:
        """Show ``answer`` of a mind of ``stage``, compared with ``before``; ``waiting`` stands where there is none."""
        old = self._answer
        if old is not None and answer is not None and old.pieces != answer.pieces[: len(old.pieces)]:
            self._pointed = None
        self._answer, self._stage, self._before, self._waiting = answer, stage, before, waiting
        self._lay_out()

    def set_shade(self, shade: Shade) -> None:
        """Shade the pieces by this."""
        if shade is not self._shade:
            self._shade = shade
            self.update()

    def forget_height(self) -> None:
        """Another question: ask for no more room than its answer needs."""
        self._need = 0

    def wanted_size(self, room: int) -> float:
        """The largest letters in which the answer fits in ``room`` pixels; the smallest where it fits in none."""
        for size in SIZES:
            if self._height_in(size) <= room + self._look.px(SLACK):
                return size
        return SIZES[-1]

    def set_size(self, size: float) -> None:
        """Write in letters of ``size`` design pixels."""
        if size != self._size:
            self._size = size
            self._lay_out()

    @property
    def need(self) -> int:
        """Pixels of height that the longest text so far has needed in the smallest letters."""
        return self._need

    def tints(self) -> list[Tint]:
        """The shades of all pieces."""
        answer = self._answer
        return [] if answer is None else [tint_of(answer, i, self._shade) for i in range(len(answer.pieces))]

    def describe(self, index: int) -> str:
        """What was measured of piece ``index``."""
        answer = self._answer
        if answer is None or not 0 <= index < len(answer.pieces):
            return ""
        return describe(answer, index, self._before)

    def sizeHint(self) -> QSize:
        """The least."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """What the answer needs in the smallest letters; all beyond that is up to its box."""
        return QSize(self._look.px(100), max(1, self._need))

    def chips(self) -> list[Chip]:
        """The pieces of the answer."""
        return self._chips

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shades, lines, words, and a block where the next piece will stand."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        answer = self._answer
        if answer is None or not answer.pieces:
            waiting = self._waiting if answer is None or not answer.done else self.tr("(It ended at once.)")
            paint_empty(painter, look, self.rect(), waiting)
            return
        painter.setFont(look.font(self._size))
        for chip, tint in zip(self._chips, self.tints(), strict=True):
            self._paint_piece(painter, chip, tint)
        self._paint_end(painter, answer)
        if self.hasFocus() and self._pointed is None:
            paint_ring(painter, look, self.rect(), radius=5)

    def _paint_piece(self, painter: QPainter, chip: Chip, tint: Tint) -> None:
        look, px, box = self._look, self._look.px, self._box(chip)
        if tint.strength > 0.01:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground_of(tint, self._shade, self._stage, look.colours)))
            painter.drawPath(outline(chip, box, px(4)))
            thick = tint.strength * px(3.2)
            if thick >= 0.6:
                top = box.top() if tint.less else box.bottom() - thick
                colour = QColor(line_of(tint, self._shade, self._stage, look.colours))
                painter.fillRect(QRectF(box.left() + 1, top, box.width() - 2, thick), colour)
        metrics = painter.fontMetrics()
        painter.setPen(look.colour("ink3" if chip.text in BLANKS else "ink"))
        x = box.left() + (0.0 if chip.joined_left else self._pad())
        painter.drawText(QPointF(x, box.center().y() + (metrics.ascent() - metrics.descent()) / 2), chip.text)
        if chip.index == self._pointed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("ink"), px(1.6)))
            painter.drawRoundedRect(box, px(4), px(4))

    def _paint_end(self, painter: QPainter, answer: Answer) -> None:
        """After the last piece: a block while more comes, dots where it was cut off."""
        if answer.ended or not self._chips:
            return
        look, px = self._look, self._look.px
        last = self._box(self._chips[-1])
        if answer.done:
            metrics = painter.fontMetrics()
            painter.setPen(look.colour("ink3"))
            base = last.center().y() + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(last.right() + px(2), base), "…")
        else:
            block = QRectF(last.right() + px(3), last.top() + px(4), px(9), last.height() - px(8))
            painter.fillRect(block, look.colour(self._stage))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        if event.size().width() != event.oldSize().width():
            self._need = 0
        self._lay_out()

    def _reach(self, chip: Chip) -> None:
        self.reached.emit(self._box(chip))

    def _pad(self) -> float:
        return 1.5 * self._look.zoom

    def _box(self, chip: Chip) -> QRectF:
        return QRectF(chip.x, chip.y + 1, chip.w, self._look.px(self._size) * LINE - 3)

    def _placed(self, size: float) -> list[Chip]:
        answer, px = self._answer, self._look.px
        if answer is None or self.width() <= 0:
            return []
        return lay_out(
            answer.pieces,
            self.width() - px(18),  # the scroll bar, the block and the dots have room behind the last word
            measure=self._look.metrics(size).horizontalAdvance,
            line=px(size) * LINE,
            pad=self._pad(),
            gap=px(size) * SPACE - 2 * self._pad(),
        )

    def _height_in(self, size: float) -> float:
        chips = self._placed(size)
        return chips[-1].y + self._look.px(size) * LINE if chips else 0.0

    def _lay_out(self) -> None:
        self._chips = self._placed(self._size)
        need = math.ceil(self._height_in(SIZES[-1])) - self._look.px(SLACK)
        if need > self._need:
            self._need = need
            self.updateGeometry()
        self.update()

    def _restyle(self) -> None:
        self._need = 0
        self.updateGeometry()
        self._lay_out()

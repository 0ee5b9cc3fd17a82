"""The same weights as arcs: the words one below the other, and from each that looks an arc to what it looks at.

The thicker and darker an arc, the bigger the weight. The chosen word's arcs stand out and have their percentages beside
the words; the others are pale, and only the strongest above ``FAINT`` are drawn. A ring is a word that looks at itself.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import percent, visible
from explainer.ui.panels.attention.captions import looks_at
from explainer.ui.widgets.scroll import LANE
from explainer.ui.widgets.scrolledpicture import ScrolledPicture

LABEL, SHARE = 14.5, 12.5  # design pixels
ROW, SMALLEST = 30, 18  # from word to word: at most, at least
FAINT, LEAST = 0.08, 0.005
MOST = 80  # pale arcs, at most: painting more would hold up the window, and show less


class Arcs(ScrolledPicture[int]):
    """Words and arcs. ``picked`` says that a word was chosen."""

    SIZE, LEAST = (380, 330), (240, 160)

    picked = Signal(int)

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, name, empty, parent)
        self._pieces: tuple[str, ...] = ()
        self._weights: npt.NDArray[np.floating] = np.zeros((0, 0), np.float32)
        self._strong: list[tuple[int, int]] = []  # pairs with a pale arc
        self._row = 0

    def show_weights(self, pieces: tuple[str, ...], weights: npt.NDArray[np.floating], row: int) -> None:
        """Show ``weights`` (S, S) between ``pieces``, with ``row`` chosen."""
        moved = row != self._row or pieces != self._pieces
        self._pieces, self._weights, self._row = pieces, weights, row
        found = np.argwhere(np.tril(weights, -1) >= FAINT)
        strongest = np.argsort(-weights[found[:, 0], found[:, 1]], kind="stable")[:MOST]
        self._strong = [(int(i), int(j)) for i, j in found[strongest]]
        if moved:
            self.set_range()
            self.reach(row)
        self.renew()

    def clear(self) -> None:
        """Show nothing."""
        self._pieces, self._strong, self._row = (), [], 0
        self.let_go()
        self.set_range()

    def parts(self) -> range:
        """The words."""
        return range(len(self._pieces))

    def describe(self, part: int) -> str:
        """Where a word looks."""
        return looks_at(self._pieces, self._weights[part], part)

    def draw(self, painter: QPainter) -> None:
        """Pale arcs, words, then the arcs of the chosen word."""
        for i, j in self._strong:
            if i != self._row and self._in_sight(i, j):
                self._draw_arc(painter, i, j, float(self._weights[i, j]), strong=False)
        for j in range(self._row):
            weight = float(self._weights[self._row, j])
            if weight >= LEAST and self._in_sight(self._row, j):
                self._draw_arc(painter, self._row, j, weight, strong=True)
        for i in range(len(self._pieces)):
            if self._in_sight(i, i):
                self._draw_word(painter, i)

    def _draw_word(self, painter: QPainter, i: int) -> None:
        look, px = self._look, self._look.px
        y, height = self._middle(i), self._step()
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        chosen = i == self._row
        weight = float(self._weights[self._row, i]) if i <= self._row else 0.0
        painter.setFont(look.font(min(LABEL, height / look.zoom - 2), bold=chosen))
        painter.setPen(look.colour("ink3" if i > self._row else "ink"))
        words = QRectF(px(54), y - height / 2, self._axis() - px(68), height)
        text = painter.fontMetrics().elidedText(
            visible(self._pieces[i]), Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, right | middle, text)
        if chosen:
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("ink"), px(2)))
            box = QRectF(words.right() - width - px(6), y - height / 2 + 1, width + px(12), height - 2)
            painter.drawRoundedRect(box, px(6), px(6))
        if weight >= LEAST:
            painter.setFont(look.font(SHARE, digits=True))
            painter.setPen(look.colour("ink2"))
            painter.drawText(QRectF(0, y - height / 2, px(50), height), left | middle, percent(weight))
        own = float(self._weights[i, i])
        if own >= FAINT:  # a ring, as big as the weight
            radius = px(2) + px(4) * math.sqrt(own)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._colour(own, strong=chosen), px(2)))
            painter.drawEllipse(QPointF(self._axis() + px(4), y), radius, radius)

    def _draw_arc(self, painter: QPainter, i: int, j: int, weight: float, *, strong: bool) -> None:
        px = self._look.px
        start, end = self._middle(i), self._middle(j)
        room = self.window_box().width() - self._axis() - px(16)
        reach = abs(start - end)
        bulge = min(room, reach * 0.62 + px(10)) * 4 / 3  # a cubic goes three quarters of the way to its handles
        path = QPainterPath(QPointF(self._axis() + px(6), start))
        x = self._axis() + px(6) + bulge
        path.cubicTo(QPointF(x, start), QPointF(x, end), QPointF(self._axis() + px(6), end))
        width = px(1) + (px(8) if strong else px(3)) * weight
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._colour(weight, strong=strong), width))
        painter.drawPath(path)

    def _colour(self, weight: float, *, strong: bool) -> QColor:
        colour = self._look.colour("attention")
        colour.setAlphaF(min(1.0, 0.35 + 0.65 * math.sqrt(weight)) if strong else 0.06 + 0.3 * weight)
        return colour

    # ---- geometry ---------------------------------------------------------------------------------------------------

    def _step(self) -> float:
        """From word to word."""
        room = self.height() - self._look.px(8)
        step = min(room / max(1, len(self._pieces)), self._look.px(ROW))
        return max(float(self._look.px(SMALLEST)), step)

    def _middle(self, i: int) -> float:
        return self.origin().y() + (i + 0.5) * self._step()

    def _axis(self) -> float:
        """Where words end and arcs begin."""
        return min(self._look.px(190), self.window_box().width() * 0.45)

    def _in_sight(self, i: int, j: int) -> bool:
        low, high = self._middle(min(i, j)), self._middle(max(i, j))
        return high >= -self._step() and low <= self.height() + self._step()

    def whole(self) -> QSizeF:
        """A line a word."""
        return QSizeF(1, len(self._pieces) * self._step())

    def window_box(self) -> QRectF:
        """All but the lane of the bar."""
        px = self._look.px
        return QRectF(0, px(4), self.width() - px(LANE), self.height() - px(8))

    def notch(self) -> float:
        """A line."""
        return self._step()

    def place(self, part: int) -> QRectF:
        """The line of a word, as far as its arcs begin."""
        return QRectF(0, self._middle(part) - self._step() / 2, self._axis() + self._look.px(2), self._step())

    def part_at(self, point: QPointF) -> int | None:
        """The word in this line."""
        row = int((point.y() - self.origin().y()) // self._step())
        return row if row in self.parts() else None

    # ---- choosing ---------------------------------------------------------------------------------------------------

    def start(self) -> int:
        """The keys go on from the chosen word."""
        return self._row

    def can_press(self, part: int) -> bool:
        """A click lets a word look."""
        return True

    def press(self, part: int) -> None:
        """Let it look."""
        self.picked.emit(part)

    def go(self, part: int) -> None:
        """So do the keys."""
        self.picked.emit(part)
        super().go(part)

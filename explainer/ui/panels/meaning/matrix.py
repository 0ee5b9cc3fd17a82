"""How alike positions are: every cosine between two position embeddings as one cell."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from explainer.engine.frames import Floats
from explainer.ui.look import BODY, Look
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.pictures import heatmap, stripes
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.ring import paint_ring

LEFT, BOTTOM, TOP, SCALE = 36, 40, 6, 62  # design pixels around the square; the scale stands at its right


def ticks(n: int) -> list[int]:
    """Positions to write at an axis of ``n``, counted from 1: few, round, first and last among them."""
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if n / s <= 7)
    found = [1] + [i for i in range(step, n + 1, step) if i > 1]
    if n not in found and n - found[-1] < 0.6 * step:
        found = found[:-1]
    return found if n in found else [*found, n]


class SimilarityMatrix(QWidget):
    """The square with its axes. ``pointed`` says at which cell a person points: row and column from 0, or -1."""

    pointed = Signal(int, int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._empty = look, empty
        self._values: Floats | None = None
        self._image: QImage | None = None
        self.at: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Cosines between positions"))
        look.changed.connect(self._restyle)

    def show_values(self, values: Floats | None) -> None:
        """Draw ``values`` (n, n)."""
        self._values, self._image = values, None
        if values is None or (self.at is not None and max(self.at) >= len(values)):
            self.at = None
        self.update()

    def sizeHint(self) -> QSize:
        """A square and its axes."""
        return QSize(self._look.px(420), self._look.px(380))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(self._look.px(280), self._look.px(200))

    def describe(self, row: int, column: int) -> str:
        """A sentence about a cell."""
        if self._values is None:
            return ""
        return self.tr("Positions {row} and {column}: cosine {cosine}").format(
            row=row + 1, column=column + 1, cosine=cosine_text(float(self._values[row, column]))
        )

    def square(self) -> QRectF:
        """Where the cells lie."""
        px = self._look.px
        side = max(px(40), min(self.width() - px(LEFT) - px(SCALE), self.height() - px(BOTTOM) - px(TOP)))
        free = max(0, self.width() - px(LEFT) - px(SCALE) - side)
        above = max(0, self.height() - px(BOTTOM) - px(TOP) - side)
        return QRectF(px(LEFT) + free / 2, px(TOP) + above / 3, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cells, axes, scale, and the cell that is pointed at."""
        look, px = self._look, self._look.px
        painter = QPainter(self)
        if self._values is None:
            paint_empty(painter, look, self.rect(), self._empty, size=BODY)
            return
        if self._image is None:
            self._image = stripes.image(stripes.diverging(self._values, 1.0, look.colours))
        square = self.square()
        heatmap.draw(painter, square, self._image)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square)
        self._draw_axes(painter, square)
        self._draw_scale(painter, square)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.at is not None:
            cell = square.width() / len(self._values)
            row, column = self.at
            x, y = square.left() + (column + 0.5) * cell, square.top() + (row + 0.5) * cell
            painter.setPen(QPen(look.colour("ink"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(square.left(), y), QPointF(x, y))
            painter.drawLine(QPointF(x, y), QPointF(x, square.bottom()))
            size = max(cell, px(7))
            painter.setPen(QPen(look.colour("ink"), px(1.6)))
            painter.drawRect(QRectF(x - size / 2, y - size / 2, size, size))
        if self.hasFocus():
            paint_ring(painter, look, self.rect(), radius=8)

    def _draw_axes(self, painter: QPainter, square: QRectF) -> None:
        look, px = self._look, self._look.px
        assert self._values is not None
        n = len(self._values)
        cell = square.width() / n
        painter.setFont(look.font(13, digits=True))
        painter.setPen(look.colour("ink2"))
        for position in ticks(n):
            along = (position - 0.5) * cell
            right = QRectF(square.left() - px(38), square.top() + along - px(10), px(32), px(20))
            painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(position))
            below = QRectF(square.left() + along - px(20), square.bottom() + px(2), px(40), px(17))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(position))
        painter.setFont(look.font(13))
        name = QRectF(square.left() - px(30), square.bottom() + px(18), square.width() + px(60), px(20))
        painter.drawText(name, Qt.AlignmentFlag.AlignCenter, self.tr("position in the text, both ways"))

    def _draw_scale(self, painter: QPainter, square: QRectF) -> None:
        look, px = self._look, self._look.px
        bar = QRectF(square.right() + px(14), square.top() + px(8), px(12), square.height() - px(16))
        shades = stripes.diverging(np.linspace(1, -1, 101, dtype=np.float32)[:, None], 1.0, look.colours)
        painter.drawImage(bar, stripes.image(shades))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawRect(bar)
        painter.setFont(look.font(13, digits=True))
        painter.setPen(look.colour("ink2"))
        for value, share in ((1, 0.0), (0, 0.5), (-1, 1.0)):
            place = QRectF(bar.right() + px(5), bar.top() + share * bar.height() - px(9), px(32), px(18))
            text = str(value).replace("-", "−")
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a cell."""
        if self._values is None:
            return
        square, at = self.square(), event.position()
        n = len(self._values)
        column = int((at.x() - square.left()) / square.width() * n // 1)
        row = int((at.y() - square.top()) / square.height() * n // 1)
        inside = square.contains(at) and 0 <= row < n and 0 <= column < n
        self.point((row, column) if inside else None)
        if inside:
            QToolTip.showText(event.globalPosition().toPoint(), self.describe(row, column), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        if not self.hasFocus():
            self.point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from cell to cell, Home and End to the corners, Escape lets go."""
        ways = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Home: (-(10**6), -(10**6)),
            Qt.Key.Key_End: (10**6, 10**6),
        }
        key = Qt.Key(event.key())
        if key in ways and self._values is not None:
            n = len(self._values)
            row, column = self.at if self.at is not None else (n // 2, n // 2)
            row, column = row + ways[key][0], column + ways[key][1]
            self.point((min(max(row, 0), n - 1), min(max(column, 0), n - 1)))
        elif key == Qt.Key.Key_Escape and self.at is not None:
            self.point(None)
        else:
            super().keyPressEvent(event)

    def point(self, at: tuple[int, int] | None) -> None:
        """Mark a cell, or none."""
        if at != self.at:
            self.at = at
            if at is not None:
                self.setAccessibleDescription(self.describe(*at))
            self.pointed.emit(*(at if at is not None else (-1, -1)))
            self.update()

    def _restyle(self) -> None:
        self._image = None
        self.update()

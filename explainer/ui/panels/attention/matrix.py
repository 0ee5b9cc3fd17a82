"""The weights of one head as a table: every row is a piece that looks, every column one that is looked at.

Small texts are drawn as rounded cells with all labels. Where the labels of a long text do not fit, only some are
written, always those of the chosen row and of the pointed cell; zoomed in, all can be read, and the table scrolls with
its labels standing still. What lies ahead of a piece is grey: it cannot be looked at.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import percent, visible
from explainer.ui.panels.attention.saying import quoted
from explainer.ui.pictures import heatmap
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.ring import paint_ring

LABEL = 13.0  # design pixels
BIGGEST, CLOSE = 48, 21  # of a cell: at most, and zoomed in
LEAST, SLANTED = 15, 17  # what one label needs, upright and slanted
ROUNDED = 900  # cells in sight up to which each is drawn by itself


class Matrix(QAbstractScrollArea):
    """The table. ``picked`` says that a row was chosen."""

    picked = Signal(int)

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._pieces: tuple[str, ...] = ()
        self._weights: npt.NDArray[np.floating] = np.zeros((0, 0), np.float32)
        self._levels: heatmap.Levels = np.zeros((0, 0), np.uint8)
        self._image: QImage | None = None
        self._row = 0
        self._cell: tuple[int, int] | None = None  # pointed at: row, column
        self._close = False
        self.corner = 0  # pixels at the left that something in the corner needs
        self._widest = 0.0
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        look.changed.connect(self._restyle)

    def show_weights(self, pieces: tuple[str, ...], weights: npt.NDArray[np.floating], row: int) -> None:
        """Show ``weights`` (S, S) between ``pieces``, with ``row`` chosen."""
        moved, anew = row != self._row, pieces != self._pieces
        self._pieces, self._weights, self._row = pieces, weights, row
        self._levels = heatmap.levels(weights)
        self._levels[np.triu_indices(len(pieces), 1)] = heatmap.HIDDEN
        self._image = None
        if anew:
            self._cell = None
            metrics = self._look.metrics(LABEL, bold=True)
            self._widest = max((metrics.horizontalAdvance(visible(piece)) for piece in pieces), default=0.0)
        if anew:
            self._set_range()
        if moved or anew:
            self._keep_in_sight()
        self.viewport().update()

    def clear(self) -> None:
        """Show nothing."""
        self._pieces, self._cell, self._image = (), None, None
        self._weights = np.zeros((0, 0), np.float32)
        self._set_range()
        self.viewport().update()

    @property
    def crowded(self) -> bool:
        """Whether not all labels fit, so that zooming in would show more."""
        return bool(self._pieces) and self._fitting() < self._look.px(LEAST)

    @property
    def zoomed(self) -> bool:
        """Whether it is zoomed in."""
        return self._close

    def set_zoomed(self, zoomed: bool) -> None:
        """Zoom in until all labels can be read, or out until all is in sight."""
        self._close = zoomed
        self._set_range()
        self._keep_in_sight()
        self.viewport().update()

    def describe(self, row: int, column: int) -> str:
        """A sentence about one cell."""
        who, whom = quoted(self._pieces[row]), quoted(self._pieces[column])
        if column > row:
            return self.tr("{who} cannot look ahead at {whom}.").format(who=who, whom=whom)
        share = percent(float(self._weights[row, column]))
        if column == row:
            return self.tr("{who} looks at itself: {share}").format(who=who, share=share)
        return self.tr("{who} looks at {whom}: {share}").format(who=who, whom=whom, share=share)

    def labels_written(self) -> list[str]:
        """The pieces whose row has a label, from the top."""
        return [visible(self._pieces[i]) for i in self._labelled(self._row, self._cell[0] if self._cell else -1)]

    def sizeHint(self) -> QSize:
        """A comfortable square."""
        return QSize(self._look.px(380), self._look.px(330))

    def minimumSizeHint(self) -> QSize:
        """A small one."""
        return QSize(self._look.px(240), self._look.px(190))

    # ---- drawing ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Labels and cells in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._look.colour("card"))
        if not self._pieces:
            paint_empty(painter, self._look, self.viewport().rect(), self._empty)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = self._inside()
        painter.save()
        painter.setClipRect(inside)
        self._draw_cells(painter, inside)
        edge = self._look.px(4)
        painter.setClipRect(inside.adjusted(-edge, -edge, edge, edge))
        self._draw_marks(painter)
        painter.restore()
        self._draw_row_labels(painter, inside)
        self._draw_column_labels(painter, inside)
        if self.hasFocus():  # also where a cell is marked: the pointer marks cells too
            paint_ring(painter, self._look, self.viewport().rect(), radius=5)

    def _draw_cells(self, painter: QPainter, inside: QRectF) -> None:
        size, origin, n = self._size(), self._origin(), len(self._pieces)
        colours = heatmap.table(self._look.colours, "attention")
        first_row, last_row = self._span(inside.top() - origin.y(), inside.height(), size)
        first, last = self._span(inside.left() - origin.x(), inside.width(), size)
        if (last_row - first_row) * (last - first) > ROUNDED or size < 8:
            if self._image is None:
                self._image = heatmap.picture(self._levels, colours)
            heatmap.draw(painter, QRectF(origin.x(), origin.y(), n * size, n * size), self._image)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        gap = max(1.0, size * 0.07)
        radius = min(self._look.px(4), size * 0.2)
        brush: int | None = None
        for row in range(first_row, last_row):
            for column in range(first, last):
                level = int(self._levels[row, column])
                if level != brush:
                    painter.setBrush(QColor.fromRgb(colours[max(level, 14) if level != 255 else 255]))
                    brush = level
                box = QRectF(origin.x() + column * size, origin.y() + row * size, size - gap, size - gap)
                painter.drawRoundedRect(box, radius, radius)

    def _draw_marks(self, painter: QPainter) -> None:
        """The chosen row, and the cell that is pointed at."""
        look, size, origin = self._look, self._size(), self._origin()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("ink"), look.px(1.6)))
        edge = look.px(2)
        top = origin.y() + self._row * size
        length = (self._row + 1) * size
        row = QRectF(origin.x() - edge / 2, top - edge / 2, length + edge / 2, max(size, look.px(4)))
        painter.drawRoundedRect(row, look.px(4), look.px(4))
        if self._cell is not None:
            painter.setPen(QPen(look.colour("focus"), look.px(2)))
            box = QRectF(origin.x() + self._cell[1] * size, origin.y() + self._cell[0] * size, size, size)
            grow = max(0.0, (look.px(7) - size) / 2)
            painter.drawRoundedRect(box.adjusted(-grow - 1, -grow - 1, grow, grow), look.px(4), look.px(4))

    def _draw_row_labels(self, painter: QPainter, inside: QRectF) -> None:
        look, size, origin = self._look, self._size(), self._origin()
        pointed = self._cell[0] if self._cell is not None else -1
        height = max(size, look.px(LEAST))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for i in self._labelled(self._row, pointed):
            middle = origin.y() + (i + 0.5) * size
            if not inside.top() - 1 <= middle <= inside.bottom() + 1:
                continue
            strong = i in (self._row, pointed)
            painter.setFont(look.font(LABEL, bold=strong))
            painter.setPen(look.colour("ink" if strong else "ink2"))
            place = QRectF(0, middle - height / 2, inside.left() - look.px(7), height)
            text = painter.fontMetrics().elidedText(
                visible(self._pieces[i]), Qt.TextElideMode.ElideRight, int(place.width())
            )
            painter.drawText(place, flags, text)

    def _draw_column_labels(self, painter: QPainter, inside: QRectF) -> None:
        look, size, origin = self._look, self._size(), self._origin()
        pointed = self._cell[1] if self._cell is not None else -1
        for i in self._labelled(pointed, least=SLANTED):
            middle = origin.x() + (i + 0.5) * size
            if not inside.left() - 1 <= middle <= inside.right() + 1:
                continue
            strong = i == pointed
            painter.save()
            painter.translate(middle + look.px(2), inside.top() - look.px(5))
            painter.rotate(-45)
            painter.setFont(look.font(LABEL, bold=strong))
            painter.setPen(look.colour("ink" if strong else "ink2"))
            room = int(self._label_width())
            text = painter.fontMetrics().elidedText(visible(self._pieces[i]), Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(0, painter.fontMetrics().descent()), text)
            painter.restore()

    # ---- geometry ---------------------------------------------------------------------------------------------------

    def _label_width(self) -> float:
        return min(self._widest + 2, self._look.px(92))

    def _margins(self) -> tuple[float, float, float]:
        """Left, top and right of the cells."""
        px = self._look.px
        slope = self._label_width() * math.sqrt(0.5)
        return max(self._label_width() + px(10), self.corner), slope + px(18), slope * 0.8 + px(8)

    def _fitting(self) -> float:
        """The size of a cell with which everything is in sight."""
        left, top, right = self._margins()
        room = min(self.width() - left - right, self.height() - top - self._look.px(2))
        return max(1.0, min(room / max(1, len(self._pieces)), self._look.px(BIGGEST)))

    def _size(self) -> float:
        return max(float(self._look.px(CLOSE)), self._fitting()) if self._close else self._fitting()

    def _inside(self) -> QRectF:
        """Where cells are drawn; labels stand around it."""
        left, top, right = self._margins()
        view, size, n = self.viewport(), self._size(), len(self._pieces)
        width = min(n * size, view.width() - left - right)
        height = min(n * size, view.height() - top)
        spare = max(0.0, view.width() - left - right - width) / 2  # the table stands in the middle
        return QRectF(left + max(0.0, spare - left / 4), top, width, height)

    def _origin(self) -> QPointF:
        inside = self._inside()
        return QPointF(
            inside.left() - self.horizontalScrollBar().value(), inside.top() - self.verticalScrollBar().value()
        )

    def _span(self, begin: float, length: float, size: float) -> tuple[int, int]:
        """Which rows or columns lie in ``length`` pixels from ``begin`` on."""
        first = max(0, int(begin // size))
        return first, min(len(self._pieces), math.ceil((begin + length) / size))

    def _labelled(self, *always: int, least: int = LEAST) -> list[int]:
        step = heatmap.every(self._size(), self._look.px(least))
        return heatmap.labelled(len(self._pieces), step, always)

    def _set_range(self) -> None:
        left, top, right = self._margins()
        whole = len(self._pieces) * self._size() if self._close else 0.0
        for bar, room in (
            (self.horizontalScrollBar(), self.viewport().width() - left - right),
            (self.verticalScrollBar(), self.viewport().height() - top),
        ):
            bar.setRange(0, max(0, round(whole - room)))
            bar.setPageStep(max(1, round(room)))
            bar.setSingleStep(self._look.px(CLOSE))

    def _keep_in_sight(self, column: int | None = None) -> None:
        size = self._size()
        inside = self._inside()
        places = [(self.verticalScrollBar(), self._row, inside.height())]
        places.append((self.horizontalScrollBar(), self._row if column is None else column, inside.width()))
        for bar, index, room in places:
            bar.setValue(round(min(max(bar.value(), (index + 1) * size - room), index * size)))

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def _at(self, point: QPointF) -> tuple[int, int] | None:
        if not self._pieces or not self._inside().contains(point):
            return None
        size, origin, last = self._size(), self._origin(), len(self._pieces) - 1
        return (
            min(last, int((point.y() - origin.y()) // size)),
            min(last, int((point.x() - origin.x()) // size)),
        )

    def _point(self, cell: tuple[int, int] | None, at: QPoint | None) -> None:
        if cell == self._cell:
            return
        self._cell = cell
        self.viewport().update()
        if cell is None:
            QToolTip.hideText()
        elif at is not None:
            QToolTip.showText(at, self.describe(*cell), self)

    def viewportEvent(self, event: QEvent) -> bool:
        """Leaving ends the pointing."""
        if event.type() == QEvent.Type.Leave:
            self._point(None, None)
        return True if event.type() == QEvent.Type.ToolTip else super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the cell."""
        self._point(self._at(event.position()), event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the row."""
        cell = self._at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(cell[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose the row, left and right a column of it; Escape lets go."""
        last = len(self._pieces) - 1
        key = Qt.Key(event.key())
        if last < 0:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            row = min(max(0, self._row + (1 if key == Qt.Key.Key_Down else -1)), last)
            column = min(self._cell[1], row) if self._cell is not None else None
            self.picked.emit(row)
            if column is not None:
                self._point_by_key(column)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            column = self._cell[1] if self._cell is not None and self._cell[0] == self._row else self._row + 1
            self._point_by_key(min(max(0, column + (1 if key == Qt.Key.Key_Right else -1)), self._row))
        elif key == Qt.Key.Key_Escape:
            self._point(None, None)
        else:
            super().keyPressEvent(event)

    def _point_by_key(self, column: int) -> None:
        self._keep_in_sight(column)
        size, origin = self._size(), self._origin()
        place = QPointF(origin.x() + (column + 1) * size, origin.y() + (self._row + 1) * size).toPoint()
        self._point((self._row, column), self.viewport().mapToGlobal(place))
        self.setAccessibleDescription(self.describe(self._row, column))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less fits."""
        self._set_range()
        self._keep_in_sight()

    def _restyle(self) -> None:
        self._image = None
        metrics = self._look.metrics(LABEL, bold=True)
        self._widest = max((metrics.horizontalAdvance(visible(piece)) for piece in self._pieces), default=0.0)
        self._set_range()
        self.updateGeometry()
        self.viewport().update()

"""A scrolling list of painted rows of one height, gone through with the arrow keys: the base of our lists.

A kind of list may have a head of ``HEAD`` design pixels, which stays where it is while the rows scroll below it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.paintedscroll import PaintedScroll
from explainer.ui.pictures.ring import paint_ring


class RowList(PaintedScroll):
    """Rows; a kind of list says how many there are, how one is drawn, and what is told of it."""

    ROW = 46  # design pixels
    HEAD = 0
    LEAST = 2  # rows that are seen at least
    USUAL = 4

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, name, empty, parent)
        self._row: int | None = None
        self._hover: int | None = None
        self.setToolTip(self.tr("Point at a row, or go from row to row with the up and down arrow keys"))
        self.setViewportMargins(0, self._head(), 0, 0)
        look.changed.connect(self._restyle)

    # ---- what a kind of list says -----------------------------------------------------------------------------------

    def n_rows(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def describe(self, row: int) -> str:
        """A row in words."""
        raise NotImplementedError

    def draw_row(self, painter: QPainter, row: int, box: QRectF) -> None:
        """Draw a row in ``box``; its ground is drawn already."""
        raise NotImplementedError

    def draw_head(self, painter: QPainter, box: QRectF) -> None:
        """Draw what stands above the rows."""

    def row_height(self) -> int:
        """Of a row, in pixels."""
        return self._look.px(self.ROW)

    # ---- the list ---------------------------------------------------------------------------------------------------

    def renew(self) -> None:
        """Other rows: keep the place as far as it still exists."""
        n = self.n_rows()
        if self._row is not None and self._row >= n:
            self._row = None
        self._hover = None
        self._set_range()
        self.viewport().update()
        if self.HEAD:
            self.update()

    def sizeHint(self) -> QSize:
        """Some rows."""
        return QSize(self._look.px(300), self._head() + self.row_height() * self.USUAL)

    def minimumSizeHint(self) -> QSize:
        """Few rows."""
        return QSize(self._look.px(200), self._head() + self.row_height() * self.LEAST)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight."""
        painter = QPainter(self.viewport())
        look, px = self._look, self._look.px
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        n = self.n_rows()
        if not n:
            paint_empty(painter, look, self.viewport().rect(), self._empty, size=BODY)
            return
        height, top = self.row_height(), self.verticalScrollBar().value()
        for row in range(top // height, min(n, (top + self.viewport().height()) // height + 1)):
            box = QRectF(0, row * height - top, self.viewport().width(), height)
            if row in (self._row, self._hover):
                focused = row == self._row and self.hasFocus()
                painter.setPen(QPen(look.colour("focus"), 2) if focused else Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("quiet"))
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(6), px(6))
            elif row:
                painter.setPen(QPen(look.colour("line"), 1))
                painter.drawLine(box.topLeft(), box.topRight())
            self.draw_row(painter, row, box.adjusted(px(6), 0, -px(6), 0))
        if self.hasFocus() and self._row is None:
            paint_ring(painter, look, self.viewport().rect(), radius=5)

    def event(self, event: QEvent) -> bool:
        """Paint the head, which does not scroll, on the area itself."""
        if not self.HEAD or event.type() != QEvent.Type.Paint:
            return super().event(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("card"))
        if self.n_rows():
            edge = self._look.px(6)
            self.draw_head(painter, QRectF(edge, 0, self.viewport().width() - 2 * edge, self._head()))
        return True

    def viewportEvent(self, event: QEvent) -> bool:
        """The sentence about a row comes by our own hand; a pointer that has left points at nothing."""
        if event.type() == QEvent.Type.ToolTip and self._hover is not None:
            return True
        if event.type() == QEvent.Type.Leave and self._hover is not None:
            self._hover = None
            QToolTip.hideText()
            self.viewport().update()
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the row under the pointer."""
        row = self._at(event.position())
        if row != self._hover:
            self._hover = row
            if row is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPosition().toPoint(), self.describe(row), self)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a row."""
        row = self._at(event.position())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Page keys go through the rows, Home and End to the ends."""
        n = self.n_rows()
        page = max(1, self.viewport().height() // self.row_height())
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -n,
            Qt.Key.Key_End: n,
        }
        key = Qt.Key(event.key())
        if key in steps and n:
            self._go(min(max(0, (self._row if self._row is not None else -1) + steps[key]), n - 1))
            QToolTip.showText(
                self.viewport().mapToGlobal(self._place(self._row or 0)), self.describe(self._row or 0), self
            )
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they are not."""
        super().focusOutEvent(event)
        QToolTip.hideText()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Scroll as far as need be; a bar that comes or goes moves the head, which is painted on the area itself."""
        self._set_range()
        self.update()

    def bring_row(self, row: int) -> None:
        """Scroll until ``row`` is in sight."""
        self.bring(row * self.row_height(), (row + 1) * self.row_height())

    def _go(self, row: int) -> None:
        self._row = row
        self.bring_row(row)
        self.setAccessibleDescription(self.describe(row))
        self.viewport().update()

    def _head(self) -> int:
        return self._look.px(self.HEAD) if self.HEAD else 0

    def _at(self, at: QPointF) -> int | None:
        row = int((at.y() + self.verticalScrollBar().value()) // self.row_height())
        return row if 0 <= row < self.n_rows() else None

    def _place(self, row: int) -> QPoint:
        y = (row + 1) * self.row_height() - self.verticalScrollBar().value()
        return QPointF(self._look.px(8), y).toPoint()

    def _set_range(self) -> None:
        self.set_range(self.n_rows() * self.row_height(), self.row_height())

    def _restyle(self) -> None:
        self.setViewportMargins(0, self._head(), 0, 0)
        self._set_range()
        self.updateGeometry()
        self.viewport().update()

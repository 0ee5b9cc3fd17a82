"""A cell for every head: blocks below each other, the heads of a block side by side. Chosen by mouse or arrow keys.

What stands in a cell is for subclasses to draw: small tables (``thumbs``), or what muting costs (``mutegrid``).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.pictures.empty import paint_empty

Head = tuple[int, int]
NAMES, TOP, GAP = 62, 22, 8  # design pixels for the names of blocks and of heads, and between cells


class HeadCells(QWidget):
    """The cells. ``chosen`` says that a head was clicked or reached with the arrow keys."""

    chosen = Signal(int, int)

    def __init__(
        self, look: Look, name: str, empty: str, describe: Callable[[int, int], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.shape: Head = (0, 0)
        self.current: Head = (0, 0)
        self.muted: frozenset[Head] = frozenset()
        self._empty = empty
        self._describe = describe
        self._hover: Head | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.restyle)

    # ---- what subclasses say ----------------------------------------------------------------------------------------

    def cell_size(self) -> tuple[float, float]:
        """Width and height of a cell."""
        return self.room_for_cell()

    def least_cell(self) -> tuple[int, int]:
        """The smallest useful cell, in design pixels."""
        raise NotImplementedError

    def draw_cell(self, painter: QPainter, which: Head, box: QRectF) -> None:
        """Draw what stands in the cell of one head; its outline comes afterwards."""
        raise NotImplementedError

    # ---- state ------------------------------------------------------------------------------------------------------

    def set_shape(self, shape: Head) -> None:
        """There are so many blocks, and heads in each."""
        if shape != self.shape:
            self.shape = shape
            self.updateGeometry()
            self.update()

    def set_state(self, current: Head, muted: frozenset[Head]) -> None:
        """Say which head is chosen, and which are muted."""
        if (current, muted) != (self.current, self.muted):
            self.current, self.muted = current, muted
            if self.hasFocus():
                self.setAccessibleDescription(self._describe(*current))
            self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.shape = (0, 0)
        self._hover = None
        self.update()

    def room_for_cell(self) -> tuple[float, float]:
        """The most that a cell may be wide and high."""
        px, (rows, columns) = self.look.px, self.shape
        gap = px(GAP)
        across = (self.width() - px(NAMES) - gap * (columns - 1) - 2) / max(1, columns)
        down = (self.height() - px(TOP) - gap * (rows - 1) - 3) / max(1, rows)
        return max(4.0, across), max(4.0, down)

    def box(self, layer: int, head: int) -> QRectF:
        """Where the cell of a head is."""
        px = self.look.px
        width, height = self.cell_size()
        gap = px(GAP)
        return QRectF(px(NAMES) + head * (width + gap), px(TOP) + layer * (height + gap), width, height)

    def sizeHint(self) -> QSize:
        """Comfortable."""
        return QSize(self.look.px(330), self.look.px(230))

    def minimumSizeHint(self) -> QSize:
        """Cells that say something."""
        (rows, columns), (width, height) = self.shape, self.least_cell()
        return QSize(
            self.look.px(NAMES + max(2, columns) * (width + GAP)), self.look.px(TOP + max(2, rows) * (height + GAP))
        )

    # ---- drawing ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names and cells."""
        painter = QPainter(self)
        look, px = self.look, self.look.px
        painter.fillRect(event.rect(), look.colour("card"))
        if self.shape == (0, 0):
            paint_empty(painter, look, self.rect(), self._empty)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for which in np.ndindex(*self.shape):
            box = self.box(*which)
            self.draw_cell(painter, which, box)
            self._draw_outline(painter, which, box)
        painter.setPen(look.colour("ink2"))
        painter.setFont(look.font(13))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for layer in range(self.shape[0]):
            box = self.box(layer, 0)
            place = QRectF(0, box.top() - px(4), box.left() - px(4), box.height() + px(8))
            painter.drawText(place, middle, self.tr("Block {n}").format(n=layer + 1))
        for head in range(self.shape[1]):
            box = self.box(0, head)
            text = self.tr("head {n}").format(n=head + 1) if box.width() >= px(46) else str(head + 1)
            place = QRectF(box.left() - px(8), 0, box.width() + px(16), px(TOP - 2))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_outline(self, painter: QPainter, which: Head, box: QRectF) -> None:
        look, px = self.look, self.look.px
        if which == self.current:
            pen = QPen(look.colour("focus" if self.hasFocus() else "attention"), px(3))
        else:
            pen = QPen(look.colour("edge" if which == self._hover else "line"), px(1))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, px(7), px(7))

    # ---- choosing ---------------------------------------------------------------------------------------------------

    def _at(self, point: QPointF) -> Head | None:
        return next((which for which in np.ndindex(*self.shape) if self.box(*which).contains(point)), None)

    def event(self, event: QEvent) -> bool:
        """Tell about the head under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if self._hover is not None:
                QToolTip.showText(event.globalPos(), self._describe(*self._hover), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the head under the pointer."""
        found = self._at(event.position())
        if found != self._hover:
            self._hover = found
            self.setCursor(Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none."""
        self._hover = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the head."""
        found = self._at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(*found)
            self.pressed(found)

    def pressed(self, which: Head) -> None:
        """A head was clicked, or Enter or the space bar was pressed on it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys go from head to head."""
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.shape == (0, 0):
            super().keyPressEvent(event)
            return
        self.chosen.emit(self.current[0] + step[0], self.current[1] + step[1])
        self.setAccessibleDescription(self._describe(*self.current))

    def restyle(self) -> None:
        """Other colours or sizes."""
        self.updateGeometry()
        self.update()

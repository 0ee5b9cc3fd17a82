"""All heads at a glance: blocks below each other, the heads of a block side by side, each a small picture of its table.

A picture is one byte a cell, made anew from every frame in parts that never hold up the window. The chosen head has a
strong outline, a muted one is crossed out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.pictures import heatmap

Head = tuple[int, int]
AT_ONCE = 300_000  # weights turned into shades without a pause: about two milliseconds
BIGGEST = 84  # design pixels of a picture


class HeadGrid(QWidget):
    """The pictures. ``chosen`` says that a head was clicked or reached with the arrow keys."""

    chosen = Signal(int, int)

    def __init__(
        self, look: Look, name: str, empty: str, describe: Callable[[int, int], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._describe = describe
        self._pattern: npt.NDArray[np.floating] | None = None  # (L, H, S, S)
        self._images: dict[Head, QImage] = {}
        self._todo: list[Head] = []
        self._shape: Head = (0, 0)
        self._current: Head = (0, 0)
        self._muted: frozenset[Head] = frozenset()
        self._hover: Head | None = None
        self._work = QTimer(self)
        self._work.setInterval(5)
        self._work.timeout.connect(self._paint_some)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._restyle)

    def show_heads(self, pattern: npt.NDArray[np.floating]) -> None:
        """Show the weights (L, H, S, S) of all heads."""
        if self._pattern is None or pattern.shape != self._pattern.shape:
            self._images.clear()
        self._pattern = pattern
        self._shape = (pattern.shape[0], pattern.shape[1])
        # Those that wait longest come first, so that none starves where frames come faster than pictures.
        self._todo += [head for head in np.ndindex(self._shape) if head not in self._todo]
        self._todo = [head for head in self._todo if head[0] < self._shape[0] and head[1] < self._shape[1]]
        self._paint_some()

    def set_state(self, current: Head, muted: frozenset[Head]) -> None:
        """Say which head is chosen, and which are muted."""
        if (current, muted) != (self._current, self._muted):
            self._current, self._muted = current, muted
            self.setAccessibleDescription(self._describe(*current) if self._pattern is not None else "")
            self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._pattern = None
        self._images.clear()
        self._todo.clear()
        self._work.stop()
        self.update()

    @property
    def painted(self) -> int:
        """How many heads have a picture."""
        return len(self._images)

    def sizeHint(self) -> QSize:
        """Comfortable."""
        return QSize(self._look.px(330), self._look.px(270))

    def minimumSizeHint(self) -> QSize:
        """Small pictures."""
        rows, columns = max(2, self._shape[0]), max(2, self._shape[1])
        return QSize(self._look.px(64) + columns * self._look.px(26), rows * self._look.px(26) + self._look.px(20))

    def box(self, layer: int, head: int) -> QRectF:
        """Where the picture of a head is."""
        px = self._look.px
        size = self._size()
        gap = px(8)
        return QRectF(self._left() + head * (size + gap), px(22) + layer * (size + gap), size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names and pictures."""
        painter = QPainter(self)
        look, px = self._look, self._look.px
        painter.fillRect(event.rect(), look.colour("card"))
        if self._pattern is None:
            painter.setFont(look.font(15))
            painter.setPen(look.colour("ink2"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._empty)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer in range(self._shape[0]):
            for head in range(self._shape[1]):
                self._draw_head(painter, (layer, head))
        painter.setPen(look.colour("ink2"))
        painter.setFont(look.font(13))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for layer in range(self._shape[0]):
            box = self.box(layer, 0)
            place = QRectF(0, box.top(), box.left() - px(6), box.height())
            painter.drawText(place, middle, self.tr("Block {n}").format(n=layer + 1))
        for head in range(self._shape[1]):
            box = self.box(0, head)
            text = self.tr("head {n}").format(n=head + 1) if box.width() >= px(48) else str(head + 1)
            place = QRectF(box.left() - px(8), 0, box.width() + px(16), px(20))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_head(self, painter: QPainter, which: Head) -> None:
        look, px = self._look, self._look.px
        box = self.box(*which)
        shape = QPainterPath()
        shape.addRoundedRect(box, px(7), px(7))
        inset = px(4)
        if which in self._images:
            if which in self._muted:
                painter.setOpacity(0.35)
            heatmap.draw(painter, box.adjusted(inset, inset, -inset, -inset), self._images[which])
            painter.setOpacity(1.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if which in self._muted:
            painter.setPen(QPen(look.colour("ink"), px(2.5)))
            painter.drawLine(box.topLeft() + QPointF(inset, inset), box.bottomRight() - QPointF(inset, inset))
        current = which == self._current
        if current:
            painter.setPen(QPen(look.colour("focus" if self.hasFocus() else "attention"), px(3)))
        else:
            painter.setPen(QPen(QColor(look.colours.edge if which == self._hover else look.colours.line), px(1)))
        painter.drawPath(shape)

    def _paint_some(self) -> None:
        """Turn the weights of some heads into pictures; go on in a moment where there are more."""
        if self._pattern is None:
            return
        cells = self._pattern.shape[2] * self._pattern.shape[3]
        table = heatmap.table(self._look.colours, "attention")
        for which in self._todo[: max(1, AT_ONCE // cells)]:
            self._images[which] = heatmap.picture(heatmap.levels(self._pattern[which]), table)
        del self._todo[: max(1, AT_ONCE // cells)]
        if self._todo and not self._work.isActive():
            self._work.start()
        elif not self._todo:
            self._work.stop()
        self.update()

    def _size(self) -> float:
        px, (rows, columns) = self._look.px, self._shape
        gap = px(8)
        across = (self.width() - px(62) - gap * (columns - 1) - 2) / max(1, columns)
        down = (self.height() - px(22) - gap * (rows - 1) - 3) / max(1, rows)
        return max(8.0, min(across, down, px(BIGGEST)))

    def _left(self) -> float:
        return self._look.px(62)

    def _at(self, point: QPointF) -> Head | None:
        return next((head for head in np.ndindex(self._shape) if self.box(*head).contains(point)), None)

    def event(self, event: QEvent) -> bool:
        """Tell about the head under the pointer."""
        if event.type() == QEvent.Type.ToolTip:
            if self._hover is not None:
                QToolTip.showText(event.globalPos(), self._describe(*self._hover), self)  # type: ignore[attr-defined]
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the head under the pointer."""
        found = self._at(event.position()) if self._pattern is not None else None
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
        found = self._at(event.position()) if self._pattern is not None else None
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys go from head to head."""
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif self._pattern is not None:
            self.chosen.emit(self._current[0] + step[0], self._current[1] + step[1])

    def focusInEvent(self, event: object) -> None:
        """Show the ring."""
        self.update()

    def focusOutEvent(self, event: object) -> None:
        """Hide the ring."""
        self.update()

    def _restyle(self) -> None:
        if self._pattern is not None:
            self._todo = list(np.ndindex(self._shape))
            self._paint_some()
        self.updateGeometry()

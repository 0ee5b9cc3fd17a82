"""What every head was measured to do: a line a head, a column a score; scores that clear the threshold stand out.

The first line is what looking everywhere equally would score. The chosen head is marked; click or arrow keys choose.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from explainer.engine.frames import Heads
from explainer.ui.look import Look
from explainer.ui.numbers import NOTHING
from explainer.ui.panels.attention.saying import COLUMNS, KINDS, capital, clears, does, head_name, rise
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.theme import mix
from explainer.ui.translate import translated

ROW, TALL, TOP = 20, 28, 62  # design pixels: of a line, at least and at most, and of what stands above the lines
NAME, LAST = 112, 66  # of the first and the last column
SMALL = 13.5
STRONGEST = 0.5  # share of the hue behind a weight of 1


class HeadTable(QAbstractScrollArea):
    """The table. ``chosen`` says that a head was chosen."""

    chosen = Signal(int, int)

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._empty = look, empty
        self._frame: Heads | None = None
        self._current = (0, 0)
        self._muted: frozenset[tuple[int, int]] = frozenset()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_heads(self, frame: Heads) -> None:
        """Show what was measured."""
        anew = self._frame is None or self._frame.loss_rise.shape != frame.loss_rise.shape
        self._frame = frame
        if anew:
            self._set_range()
        self.viewport().update()
        self.update()

    def set_state(self, current: tuple[int, int], muted: frozenset[tuple[int, int]]) -> None:
        """Say which head is chosen, and which are muted."""
        if (current, muted) != (self._current, self._muted):
            moved = current != self._current
            self._current, self._muted = current, muted
            if moved:
                self._keep_in_sight()
            self.viewport().update()

    def clear(self) -> None:
        """Show nothing."""
        self._frame = None
        self._set_range()
        self.viewport().update()
        self.update()

    def _height(self) -> int:
        """Of a line, in pixels."""
        lines = self._frame.loss_rise.size if self._frame is not None else 1
        return min(max(self._look.px(ROW), self.viewport().height() // lines), self._look.px(TALL))

    def cells(self, layer: int, head: int) -> list[str]:
        """What stands in the line of one head, after its name."""
        frame = self._frame
        if frame is None:
            return []
        scores = [self._number(float(getattr(frame, kind)[layer, head])) for kind in KINDS]
        return [*scores, rise(float(frame.loss_rise[layer, head]))]

    @staticmethod
    def _number(score: float) -> str:
        return NOTHING if math.isnan(score) else f"{score:.2f}"

    def sizeHint(self) -> QSize:
        """Ten lines."""
        return QSize(self._look.px(520), self._look.px(TOP + 10 * ROW))

    def minimumSizeHint(self) -> QSize:
        """Four lines."""
        return QSize(self._look.px(NAME + 6 * 46), self._look.px(TOP + 4 * ROW))

    # ---- drawing ----------------------------------------------------------------------------------------------------

    def _columns(self) -> list[tuple[float, float]]:
        """Left edge and width of the columns after the first."""
        px = self._look.px
        end = self.viewport().width() - px(LAST)
        width = (end - px(NAME)) / len(KINDS)
        return [*((px(NAME) + i * width, width) for i in range(len(KINDS))), (end, px(LAST))]

    def event(self, event: QEvent) -> bool:
        """Paint what does not scroll on the area itself."""
        if event.type() == QEvent.Type.Paint:
            self._paint_top()
            return True
        return super().event(event)

    def _paint_top(self) -> None:
        painter = QPainter(self)
        look, px, frame = self._look, self._look.px, self._frame
        painter.fillRect(self.rect(), look.colour("card"))
        if frame is None:
            return
        painter.setFont(look.font(12.5))
        painter.setPen(look.colour("ink2"))
        names = [translated(COLUMNS[kind]) for kind in KINDS] + [self.tr("loss without it")]
        for (left, width), name in zip(self._columns(), names, strict=True):
            place = QRectF(left + px(2), 0, width - px(4), px(34))
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
            painter.drawText(place, flags, name)
        place = QRectF(px(4), px(37), px(NAME), px(22))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.tr("looking evenly"))
        painter.setFont(look.font(SMALL, digits=True))
        for (left, width), even in zip(self._columns(), frame.even, strict=False):
            place = QRectF(left, px(37), width, px(22))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._number(even))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QPointF(0, px(TOP - 2)), QPointF(self.width(), px(TOP - 2)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines in sight."""
        painter = QPainter(self.viewport())
        look, frame = self._look, self._frame
        painter.fillRect(event.rect(), look.colour("card"))
        if frame is None:
            paint_empty(painter, look, self.viewport().rect(), self._empty)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self.verticalScrollBar().value()
        height = self._height()
        for line, which in enumerate(np.ndindex(*frame.loss_rise.shape)):
            y = line * height - top
            if -height < y < self.viewport().height():
                self._draw_line(painter, frame, which, y)

    def _draw_line(self, painter: QPainter, frame: Heads, which: tuple[int, int], y: int) -> None:
        look, px, height = self._look, self._look.px, self._height()
        colours = look.colours
        chosen = which == self._current
        whole = QRectF(1, y + 1, self.viewport().width() - 2, height - 2)
        if chosen:
            painter.setPen(QPen(look.colour("focus" if self.hasFocus() else "attention"), px(2)))
            painter.setBrush(QColor(colours.card))
            painter.drawRoundedRect(whole, px(5), px(5))
        font = look.font(SMALL, bold=chosen)
        font.setStrikeOut(which in self._muted)
        painter.setFont(font)
        painter.setPen(look.colour("ink" if chosen else "ink2"))
        name = QRectF(px(5), y, px(NAME), height)
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, capital(head_name(*which)))
        for column, text in enumerate(self.cells(*which)):
            left, width = self._columns()[column]
            place = QRectF(left + px(2), y + px(2), width - px(4), height - px(4))
            strong = False
            if column < len(KINDS):
                score = float(getattr(frame, KINDS[column])[which])
                strong = clears(score, frame.even[column])
                if strong:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(mix(colours.card, colours.attention, 0.15 + STRONGEST * score)))
                    painter.drawRoundedRect(place, px(4), px(4))
            painter.setFont(look.font(SMALL, bold=strong, digits=True))
            painter.setPen(look.colour("ink" if strong or column == len(KINDS) else "ink2"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    # ---- choosing ---------------------------------------------------------------------------------------------------

    def _at(self, y: float) -> tuple[int, int] | None:
        if self._frame is None:
            return None
        n_layer, n_head = self._frame.loss_rise.shape
        line = int((y + self.verticalScrollBar().value()) // self._height())
        return divmod(line, n_head) if 0 <= line < n_layer * n_head else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the head of this line."""
        found = self._at(event.position().y())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(*found)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in words what the head under the pointer does."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._at(event.pos().y())
            if found is not None and self._frame is not None:
                text = f"{capital(head_name(*found))}: {does(self._frame, *found)}"
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key not in steps or self._frame is None:
            super().keyPressEvent(event)
            return
        n_layer, n_head = self._frame.loss_rise.shape
        line = self._current[0] * n_head + self._current[1] + steps[key]
        self.chosen.emit(*divmod(min(max(0, line), n_layer * n_head - 1), n_head))
        self.setAccessibleDescription(f"{head_name(*self._current)}: {does(self._frame, *self._current)}")

    # ---- places -----------------------------------------------------------------------------------------------------

    def _set_range(self) -> None:
        lines = self._frame.loss_rise.size if self._frame is not None else 0
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, lines * self._height() - room))
        bar.setPageStep(max(1, room))
        bar.setSingleStep(self._height())

    def _keep_in_sight(self) -> None:
        if self._frame is None:
            return
        line = self._current[0] * self._frame.loss_rise.shape[1] + self._current[1]
        bar, row = self.verticalScrollBar(), self._height()
        bar.setValue(min(max(bar.value(), (line + 1) * row - self.viewport().height()), line * row))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """More or fewer lines fit."""
        self.setViewportMargins(0, self._look.px(TOP), 0, 0)
        self._set_range()

    def _restyle(self) -> None:
        self.resizeEvent(None)
        self.updateGeometry()
        self.viewport().update()
        self.update()

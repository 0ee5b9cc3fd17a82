"""Two small controls in the picture of the trip: a stepper through the blocks, and the choice of a way of looking.

Painted, so that they may be as small as the picture needs; each is one stop of the Tab key and answers the arrow keys.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.theme import mix


class _Strip(QWidget):
    """Segments side by side; one of them may be chosen."""

    def __init__(self, look: Look, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._hover: int | None = None
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        look.changed.connect(self.update)

    def boxes(self) -> list[QRectF]:
        """Where the segments are."""
        raise NotImplementedError

    def press(self, segment: int) -> None:
        """A segment was pressed."""
        raise NotImplementedError

    def tip(self, segment: int) -> str:
        """What a segment does."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Tell about the segment under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.toolTip() if self._hover is None else self.tip(self._hover)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the segment under the pointer."""
        found = next((i for i, box in enumerate(self.boxes()) if box.contains(event.position())), None)
        if found != self._hover:
            self._hover = found
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none."""
        self._hover = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press the segment under the pointer."""
        found = next((i for i, box in enumerate(self.boxes()) if box.contains(event.position())), None)
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.press(found)

    def _ground(self, painter: QPainter, box: QRectF, segment: int) -> None:
        look = self._look
        if segment == self._hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(box, look.px(6), look.px(6))

    def _ring(self, painter: QPainter) -> None:
        if self.hasFocus():
            paint_ring(painter, self._look, self.rect(), radius=6)


class BlockStepper(_Strip):
    """◀ Block 2 of 4 ▶."""

    stepped = Signal(int)  # -1 or 1

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", "", parent)
        self.setAccessibleName(self.tr("Open block"))
        self.setToolTip(self.tr("The open block. Left and right arrows step through the blocks."))
        self._layer, self._n = 0, 1

    def show_block(self, layer: int, n: int) -> None:
        """Block ``layer`` (from 0) of ``n`` is open."""
        if (layer, n) != (self._layer, self._n):
            self._layer, self._n = layer, n
            self.setAccessibleDescription(self.text())
            self.update()

    def text(self) -> str:
        """What stands between the arrows."""
        return self.tr("Block {block} of {n}").format(block=self._layer + 1, n=self._n)

    def sizeHint(self) -> QSize:
        """Text and two arrows."""
        words = self._look.metrics(16, bold=True).horizontalAdvance(self.text())
        return QSize(round(words) + self._look.px(66), self._look.px(25))

    def boxes(self) -> list[QRectF]:
        """The arrow before and the one behind the text."""
        side, height = self._look.px(26), self.height()
        return [QRectF(0, 0, side, height), QRectF(self.width() - side, 0, side, height)]

    def press(self, segment: int) -> None:
        """Step."""
        self.stepped.emit(1 if segment else -1)

    def tip(self, segment: int) -> str:
        """What an arrow does."""
        return self.tr("Open the next block  (Right)") if segment else self.tr("Open the block before  (Left)")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right step."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Arrows and text; an arrow that leads nowhere is pale."""
        painter, look = QPainter(self), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = (self._layer == 0, self._layer == self._n - 1)
        painter.setFont(look.font(16, bold=True))
        for segment, (box, sign, end) in enumerate(zip(self.boxes(), "◀▶", ends, strict=True)):
            if not end:
                self._ground(painter, box, segment)
            painter.setPen(look.colour("line" if end else "attention"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
        painter.setPen(look.colour("attention"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        self._ring(painter)


class HeadChoice(_Strip):
    """all · 1 · 2 · 3 · 4: which way of looking the ribbons show."""

    chosen = Signal(object)  # a head from 0, or None for the mean of all

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", "", parent)
        self.setAccessibleName(self.tr("Way of looking"))
        self.setToolTip(self.tr("Which way of looking (head) the ribbons show. Arrows, or the keys 1 to 9; 0 for all."))
        self._head: int | None = 0
        self._n = 1

    def show_heads(self, head: int | None, n: int) -> None:
        """``head`` of ``n`` is shown, or the mean of all."""
        if (head, n) != (self._head, self._n):
            self._head, self._n = head, n
            self.setAccessibleDescription(self.tip(0 if head is None else head + 1))
            self.update()

    def sizeHint(self) -> QSize:
        """A small button a head."""
        return QSize(self._look.px(40 + 26 * self._n), self._look.px(25))

    def boxes(self) -> list[QRectF]:
        """One box for all, and one a head."""
        first = min(self._look.px(40), self.width() * 1.4 / (self._n + 1.4))  # its word is wider than a digit
        step = (self.width() - first) / self._n
        boxes = [QRectF(0, 0, first - 2, self.height())]
        return boxes + [QRectF(first + i * step, 0, step - 2, self.height()) for i in range(self._n)]

    def press(self, segment: int) -> None:
        """Choose."""
        self.chosen.emit(None if segment == 0 else segment - 1)

    def tip(self, segment: int) -> str:
        """What a button does."""
        if segment == 0:
            return self.tr("The mean of all {n} ways of looking  (0)").format(n=self._n)
        return self.tr("Way of looking {head} of {n} (head {head})  ({head})").format(head=segment, n=self._n)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right, or up and down, choose."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        now = 0 if self._head is None else self._head + 1
        self.press(min(max(now + step, 0), self._n))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Small buttons; the chosen one is filled and bold."""
        painter, look = QPainter(self), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = 0 if self._head is None else self._head + 1
        for segment, box in enumerate(self.boxes()):
            inner = box.adjusted(1, 1, -1, -1)
            chosen = segment == now
            self._ground(painter, inner, segment)
            if chosen:
                painter.setPen(QPen(look.colour("attention"), 1.5))
                painter.setBrush(look.colour("attention"))
                painter.drawRoundedRect(inner, look.px(6), look.px(6))
            else:
                painter.setPen(QPen(QColor(mix(look.colours.card, look.colours.attention, 0.5)), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(inner, look.px(6), look.px(6))
            painter.setFont(look.font(15, bold=chosen, digits=True))
            painter.setPen(look.colour("card" if chosen else "attention"))
            words = self.tr("all") if segment == 0 else str(segment)
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, words)
        self._ring(painter)

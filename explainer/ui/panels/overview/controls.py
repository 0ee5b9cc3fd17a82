"""Two small controls in the picture of the trip: a stepper through the blocks, and the choice of a way of looking.

Painted, so that they may be as small as the picture needs; each is one stop of the Tab key and answers the arrow keys.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.theme import mix
from explainer.ui.widgets.picture import Picture


class _Segments(Picture[int]):
    """Segments side by side; one of them may be chosen."""

    RINGED = False  # the chosen one is seen

    def __init__(self, look: Look, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(look, name, "", parent)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def boxes(self) -> list[QRectF]:
        """Where the segments are."""
        raise NotImplementedError

    def parts(self) -> range:
        """The segments."""
        return range(len(self.boxes()))

    def place(self, part: int) -> QRectF:
        """A segment."""
        return self.boxes()[part]

    def can_press(self, part: int) -> bool:
        """All of them."""
        return True

    def _ground(self, painter: QPainter, box: QRectF, segment: int) -> None:
        look = self._look
        if segment == self.at and not self.by_key:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(box, look.px(6), look.px(6))


class BlockStepper(_Segments):
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

    def describe(self, part: int) -> str:
        """What an arrow does."""
        return self.tr("Open the next block  (Right)") if part else self.tr("Open the block before  (Left)")

    def step(self, key: Qt.Key, many: int) -> int | None:
        """Left and right step."""
        return {Qt.Key.Key_Left: 0, Qt.Key.Key_Right: 1}.get(key)

    def go(self, part: int) -> None:
        """A key presses an arrow."""
        self.press(part)

    def draw(self, painter: QPainter) -> None:
        """Arrows and text; an arrow that leads nowhere is pale."""
        look = self._look
        ends = (self._layer == 0, self._layer == self._n - 1)
        painter.setFont(look.font(16, bold=True))
        for segment, (box, sign, end) in enumerate(zip(self.boxes(), "◀▶", ends, strict=True)):
            if not end:
                self._ground(painter, box, segment)
            painter.setPen(look.colour("line" if end else "attention"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
        painter.setPen(look.colour("attention"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class HeadChoice(_Segments):
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
            self.setAccessibleDescription(self.describe(0 if head is None else head + 1))
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

    def describe(self, part: int) -> str:
        """What a button does."""
        if part == 0:
            return self.tr("The average of all {n} ways of looking  (0)").format(n=self._n)
        return self.tr("Way of looking {head} of {n} (head {head})  ({head})").format(head=part, n=self._n)

    def start(self) -> int:
        """The chosen one."""
        return 0 if self._head is None else self._head + 1

    def go(self, part: int) -> None:
        """A key chooses."""
        self.press(part)
        super().go(part)

    def draw(self, painter: QPainter) -> None:
        """Small buttons; the chosen one is filled and bold."""
        look, now = self._look, self.start()
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

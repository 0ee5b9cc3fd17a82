"""A few words to choose from, as chips on lines: one of them may be chosen. Arrows and Enter do what a click does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look

LINE, SIZE = 28, 14.5  # design pixels


class Chips(QWidget):
    """Chips after a heading. ``picked`` says which one a person chose, by its index."""

    picked = Signal(int)

    def __init__(self, look: Look, heading: str, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._heading = heading
        self.items: tuple[str, ...] = ()
        self.chosen: int | None = None
        self._boxes: list[QRectF] = []
        self._asked = 0  # the height it last asked for
        self._at = 0  # the chip that the keys are at
        self._hover: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._lay_out)

    def show_items(self, items: Sequence[str], chosen: int | None = None) -> None:
        """Show ``items``, one of them chosen."""
        if tuple(items) != self.items:
            self.items = tuple(items)
            self._at = 0
            self._hover = None
            self._lay_out()
        if chosen != self.chosen:
            self.chosen = chosen
            self.update()
        self._describe()

    def set_heading(self, heading: str) -> None:
        """Put ``heading`` before the chips."""
        if heading != self._heading:
            self._heading = heading
            self._lay_out()

    # ---- what a kind of chips may change ----------------------------------------------------------------------------

    def icon_width(self) -> int:
        """Room for an icon before the words, in pixels."""
        return 0

    def draw_icon(self, painter: QPainter, index: int, where: QRectF) -> None:
        """Draw it."""

    def tip(self, index: int) -> str:
        """What a click on a chip does."""
        return self.toolTip()

    # ---- painting ---------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As many lines as the chips take."""
        return QSize(self._look.px(260), self._lines() * self._look.px(LINE))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(self._look.px(150), self.sizeHint().height())

    def box(self, index: int) -> QRectF:
        """Where a chip lies."""
        return self._boxes[index]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heading and chips."""
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(SIZE))
        if self._heading and self.items:
            painter.setPen(look.colour("ink2"))
            painter.drawText(QRectF(0, 0, self.width(), px(LINE)), left, self._heading)
        for i, (item, box) in enumerate(zip(self.items, self._boxes, strict=True)):
            ground = box.adjusted(1, 1.5, -1, -1.5)
            chosen = i == self.chosen
            if chosen or i == self._hover:
                painter.setPen(QPen(look.colour("edge"), 1) if chosen else Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("quiet_strong" if chosen else "quiet"))
                painter.drawRoundedRect(ground, px(7), px(7))
            if self.hasFocus() and i == self._at:
                painter.setPen(QPen(look.colour("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(ground, px(7), px(7))
            self.draw_icon(painter, i, QRectF(box.left(), box.top(), px(8) + self.icon_width(), box.height()))
            painter.setPen(look.colour("ink"))
            painter.drawText(box.adjusted(px(8) + self.icon_width(), 0, 0, 0), left, item)

    def event(self, event: QEvent) -> bool:
        """A tooltip that fits the chip."""
        if isinstance(event, QHelpEvent) and self._hover is not None:
            QToolTip.showText(event.globalPos(), self.tip(self._hover), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the chip under the pointer."""
        hover = next((i for i, box in enumerate(self._boxes) if box.contains(event.position())), None)
        if hover != self._hover:
            self._hover = hover
            self.setCursor(Qt.CursorShape.PointingHandCursor if hover is not None else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self._hover = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose a chip."""
        if self._hover is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = self._hover
            self.picked.emit(self._at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from chip to chip, Enter chooses."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and self.items:
            step = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1
            self._at = (self._at + step) % len(self.items)
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.items:
            self.picked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        if self.chosen is not None and self.chosen < len(self.items):
            self._at = self.chosen
        self._describe()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other lines."""
        self._lay_out()

    def _describe(self) -> None:
        if not self.items:
            self.setAccessibleDescription("")
            return
        chosen = self.items[self.chosen] if self.chosen is not None else self.tr("none")
        text = self.tr("{item}; chosen: {chosen}").format(item=self.items[self._at], chosen=chosen)
        self.setAccessibleDescription(text)

    def _lines(self) -> int:
        return round(self._boxes[-1].bottom() / self._look.px(LINE)) if self._boxes else 0

    def _lay_out(self) -> None:
        px = self._look.px
        metrics = self._look.metrics(SIZE)
        x = metrics.horizontalAdvance(self._heading) + px(4) if self._heading else 0.0
        y = 0.0
        self._boxes = []
        for item in self.items:
            w = metrics.horizontalAdvance(item) + px(16) + self.icon_width()
            if x > 0 and x + w > self.width():
                x, y = 0.0, y + px(LINE)
            self._boxes.append(QRectF(x, y, w, px(LINE)))
            x += w
        if self.sizeHint().height() != self._asked:
            self._asked = self.sizeHint().height()
            self.updateGeometry()
        self.update()

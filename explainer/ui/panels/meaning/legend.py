"""The legend of the map: kinds of word with their shapes; one of them can be shown alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.meaning import kinds

LINE, SIZE = 27, 14.5  # design pixels


class Legend(QWidget):
    """Chips on lines. ``chosen`` says which kind shall be shown alone, -1 for none."""

    chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._groups: tuple[int, ...] = ()
        self._boxes: list[QRectF] = []
        self._at = 0  # the chip that the keys are at
        self._hover: int | None = None
        self.group: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Kinds of word"))
        self.setToolTip(self.tr("Show one kind of word alone"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._lay_out)

    def show_groups(self, groups: Sequence[int]) -> None:
        """Show the kinds that are on the map."""
        if tuple(groups) != self._groups:
            self._groups = tuple(groups)
            if self.group not in self._groups:
                self.group = None
            self._at = 0
            self._lay_out()

    def choose(self, group: int | None) -> None:
        """Show ``group`` alone, or all."""
        self.group = group
        self._describe()
        self.update()
        self.chosen.emit(-1 if group is None else group)

    def sizeHint(self) -> QSize:
        """As many lines as the chips take."""
        lines = round(self._boxes[-1].bottom() / self._look.px(LINE)) if self._boxes else 0
        return QSize(self._look.px(300), lines * self._look.px(LINE))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(self._look.px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The chips."""
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(SIZE))
        for i, (index, box) in enumerate(zip(self._groups, self._boxes, strict=True)):
            group = kinds.group(index)
            ground = box.adjusted(1, 1, -1, -1)
            if index == self.group or i == self._hover:
                painter.setPen(QPen(look.colour("edge"), 1) if index == self.group else Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("quiet_strong" if index == self.group else "quiet"))
                painter.drawRoundedRect(ground, px(7), px(7))
            if self.hasFocus() and i == self._at:
                painter.setPen(QPen(look.colour("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(ground, px(7), px(7))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(group.colour(look)))
            painter.drawPolygon(group.shape(QPointF(box.left() + px(14), box.center().y()), px(5.5)))
            painter.setPen(look.colour("ink" if self.group in (None, index) else "ink3"))
            text = box.adjusted(px(24), 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, group.title())

    def event(self, event: QEvent) -> bool:
        """A tooltip that fits the chip."""
        if event.type() == QEvent.Type.ToolTip and self._hover is not None:
            name = kinds.group(self._groups[self._hover]).title()
            text = (
                self.tr("Show all kinds again")
                if self._groups[self._hover] == self.group
                else self.tr("Show only: {kind}").format(kind=name)
            )
            QToolTip.showText(event.globalPos(), text, self)  # type: ignore[attr-defined]
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
        """Show this kind alone, or all again."""
        if self._hover is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = self._hover
            self._toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from chip to chip, Enter shows one alone, Escape shows all."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and self._groups:
            step = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1
            self._at = (self._at + step) % len(self._groups)
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._groups:
            self._toggle()
        elif key == Qt.Key.Key_Escape and self.group is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        self._describe()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And no more."""
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other lines."""
        self._lay_out()

    def _toggle(self) -> None:
        group = self._groups[self._at]
        self.choose(None if group == self.group else group)

    def _describe(self) -> None:
        if self._groups:
            name = kinds.group(self._groups[self._at]).title()
            alone = kinds.group(self.group).title() if self.group is not None else self.tr("all kinds")
            self.setAccessibleDescription(self.tr("{kind}; shown: {shown}").format(kind=name, shown=alone))

    def _lay_out(self) -> None:
        px = self._look.px
        before = self.sizeHint().height()
        metrics = self._look.metrics(SIZE)
        x = y = 0.0
        self._boxes = []
        for index in self._groups:
            w = metrics.horizontalAdvance(kinds.group(index).title()) + px(34)
            if x > 0 and x + w > self.width():
                x, y = 0.0, y + px(LINE)
            self._boxes.append(QRectF(x, y, w, px(LINE)))
            x += w
        if self.sizeHint().height() != before:
            self.updateGeometry()
        self.update()

"""One stage of the ribbon: a button in the shape of an arrow head, filled as far as the stage has come.

The shape is the whole button: a click beside it is none. In a narrow window the words grow fewer, down to the number.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from explainer.training.reports import Stage
from explainer.ui.look import Look
from explainer.ui.theme import mix, tinted
from explainer.ui.widgets.keys import keeps_space

POINT = 14  # design pixels by which the arrow's head reaches out


@dataclass(frozen=True, slots=True)
class StageText:
    """What one stage of the ribbon says: ``short`` stands where there is room for nothing else."""

    title: str
    caption: str
    short: str
    tip: str


@dataclass(frozen=True, slots=True)
class StageLook:
    """How one stage of the ribbon looks: ``active`` is where the model is now, ``begun`` what lies behind it.

    ``share`` is how much of it is done, in 400ths, so that it is not painted anew for less than can be seen. ``broken``
    says that the model that is looked at is what a mishap makes of this stage.
    """

    text: StageText
    active: bool
    begun: bool
    share: int
    broken: bool = False


SHARES = 400


class Chevron(QAbstractButton):
    """The button. What it does is up to the ribbon."""

    def __init__(self, look: Look, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.stage = stage
        self.shown: StageLook | None = None
        self.setObjectName(f"stage.{stage}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self.update)

    def show_stage(self, shown: StageLook) -> None:
        """Look like this from now on."""
        if shown != self.shown:
            self.shown = shown
            self.setAccessibleName(shown.text.title)
            self.setAccessibleDescription(shown.text.tip)
            self.setToolTip(shown.text.tip)
            self.update()

    def sizeHint(self) -> QSize:
        """As high as a button; its width is the ribbon's affair."""
        return QSize(self._look.px(200), self._look.px(44))

    def hitButton(self, at: QPoint) -> bool:
        """Only the arrow counts."""
        return self.outline().contains(QPointF(at))

    def event(self, event: QEvent) -> bool:
        """Keep the space bar."""
        return keeps_space(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Down press; Left and Right go to the neighbours."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.click()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go(1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Look pointed at."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No more."""
        super().leaveEvent(event)
        self.update()

    def outline(self) -> QPainterPath:
        """The arrow; the first one has a straight back."""
        point = self._look.px(POINT)
        box = QRectF(self.rect())
        path = QPainterPath(box.topLeft())
        path.lineTo(box.right() - point, box.top())
        path.lineTo(box.right(), box.center().y())
        path.lineTo(box.right() - point, box.bottom())
        path.lineTo(box.left(), box.bottom())
        if self.stage is not Stage.PRETRAIN:
            path.lineTo(box.left() + point, box.center().y())
        path.closeSubpath()
        return path

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, the part that is done, words, and the ring of the focus."""
        if self.shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, shape = self._look.colours, self.outline()
        strong, done = str(getattr(colours, self.stage)), str(getattr(colours, f"{self.stage}_done"))
        if self.shown.broken:
            strong, done = colours.warning, mix(colours.warning, colours.ink, 0.3)
        if self.shown.active:
            ground, ink, ink2 = strong, colours.on_stage, colours.on_stage
        elif self.shown.begun:
            ground, ink = tinted(colours, self.stage)
            ink2 = ink
        else:
            ground, ink, ink2 = colours.quiet, colours.ink2, colours.ink2
        if self.underMouse() and not self.shown.active:
            ground = mix(ground, colours.card, 0.4)
        painter.fillPath(shape, QColor(ground))
        if self.shown.active:
            painter.save()
            painter.setClipRect(QRectF(0, 0, self.width() * self.shown.share / SHARES, self.height()))
            painter.fillPath(shape, QColor(done))
            painter.restore()
        self._write(painter, self.shown.text, ink, ink2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.on_stage if self.shown.active else colours.focus), self._look.px(2.4)))
            painter.setClipPath(shape)
            painter.drawPath(shape)

    def _write(self, painter: QPainter, text: StageText, ink: str, ink2: str) -> None:
        """Title and caption; in a narrow window the title alone, in a very narrow one the number."""
        px = self._look.px
        left = px(25)
        room = QRect(left, 0, self.width() - left - px(8), self.height())
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(ink))
        wide = self._look.metrics(12.5).horizontalAdvance(text.caption)
        title = self._look.metrics(14.5, bold=True).horizontalAdvance(text.title)
        if wide <= room.width() * 1.25 and title <= room.width() + 1:
            half = room.height() // 2
            painter.setFont(self._look.font(14.5, bold=True))
            painter.drawText(QRect(room.left(), px(3), room.width(), half - px(2)), align, text.title)
            painter.setFont(self._look.font(12.5, digits=True))
            painter.setPen(QColor(ink2))
            caption = painter.fontMetrics().elidedText(text.caption, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(QRect(room.left(), half + px(1), room.width(), half - px(4)), align, caption)
            return
        for size, words in ((14.5, text.title), (13.0, text.title), (14.5, text.short)):
            painter.setFont(self._look.font(size, bold=True))
            if painter.fontMetrics().horizontalAdvance(words) <= room.width() or words == text.short:
                painter.drawText(room, align, words)
                return

    def _go(self, step: int) -> None:
        """Hand the keyboard to a neighbour."""
        ribbon = self.parentWidget()
        siblings = ribbon.findChildren(Chevron) if ribbon is not None else []
        place = siblings.index(self) + step
        if 0 <= place < len(siblings):
            siblings[place].setFocus(Qt.FocusReason.TabFocusReason)

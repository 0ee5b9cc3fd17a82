"""The ribbon: three stages in a row, the present one filled as far as it has really come.

Stages 2 and 3 are shown because the story has three chapters; as they are not in this version they are drawn as coming,
say so when pointed at, and cannot be clicked. While a model is being prepared, the first stage shows how far that is.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.training.reports import Stage
from explainer.ui.look import Look
from explainer.ui.numbers import count, percent
from explainer.ui.show import Show
from explainer.ui.theme import mix
from explainer.ui.translate import say


@dataclass(frozen=True, slots=True)
class StageText:
    """What one stage of the ribbon says."""

    title: str
    caption: str
    short: str
    tip: str
    remark: str = ""  # stands small behind the title


class Ribbon(QWidget):
    """The painted ribbon. It reads the show and repaints only when what it shows has changed."""

    def __init__(self, look: Look, show: Show, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._show = show
        self._painted: tuple[object, ...] = ()
        self.setObjectName("ribbon")
        self.setAccessibleName(self.tr("The three stages of training"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        show.changed.connect(self.refresh)
        show.progressed.connect(self.refresh)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)
        self.refresh()

    @property
    def fraction(self) -> float:
        """Share of stage 1 that is filled: of its training, or of the preparation before it."""
        if self._show.complete:
            return 1.0
        if self._show.progress is not None:
            return min(1.0, self._show.progress.fraction)
        if self._show.preparing is not None:
            return self._show.preparing.fraction
        return 0.0

    def texts(self) -> tuple[StageText, StageText, StageText]:
        """What the three stages say now."""
        show = self._show
        tick = " ✓" if show.complete else ""
        caption = self.tr("learns language from text")
        if show.preparing is not None:
            caption = f"{say(show.preparing.what)} · {percent(show.preparing.fraction)}"
        coming = self.tr("Not in this version yet: it comes with a later one.")
        return (
            StageText(
                self.tr("1 Pretraining") + tick,
                caption,
                "1" + tick,
                self.tr("Pretraining: {share} done, {steps} steps of learning so far.").format(
                    share=percent(self.fraction if show.step else 0.0), steps=count(show.step)
                ),
            ),
            StageText(
                self.tr("2 Fine-tuning"),
                self.tr("learns to answer questions"),
                "2",
                self.tr("Fine-tuning teaches it to answer questions.") + " " + coming,
                self.tr("coming"),
            ),
            StageText(
                self.tr("3 Human feedback"),
                self.tr("learns what people prefer"),
                "3",
                self.tr("Human feedback teaches it what people prefer.") + " " + coming,
                self.tr("coming"),
            ),
        )

    def refresh(self) -> None:
        """Repaint where something changed that can be seen."""
        texts = self.texts()
        seen = (texts[0].title, texts[0].caption, round(self.fraction * 400), self._show.complete)
        if seen != self._painted:
            self._painted = seen
            self.setAccessibleDescription(" ".join(text.tip for text in texts))
            self.update()

    def sizeHint(self) -> QSize:
        """As high as a button and as wide as there is room."""
        return QSize(self._look.px(600), self._look.px(44))

    def minimumSizeHint(self) -> QSize:
        """Three numbers still fit."""
        return QSize(self._look.px(150), self._look.px(44))

    def event(self, event: QEvent) -> bool:
        """Say what the stage under the pointer is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for rect, text in zip(self._rects(), self.texts(), strict=True):
                if rect.contains(QPointF(event.pos())):
                    QToolTip.showText(event.globalPos(), text.tip, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Three chevrons."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = self._look.colours
        active = list(Stage).index(self._show.stage)
        for i, (rect, text) in enumerate(zip(self._rects(), self.texts(), strict=True)):
            shape = self._chevron(rect, first=i == 0)
            ground = colours.pretrain if i == active else colours.quiet
            painter.fillPath(shape, QColor(ground))
            if i == active:
                done = QRectF(rect.left(), rect.top(), rect.width() * self.fraction, rect.height())
                painter.save()
                painter.setClipRect(done)
                painter.fillPath(shape, QColor(colours.pretrain_done))
                painter.restore()
            ink = colours.on_stage if i == active else colours.ink2
            self._write(painter, rect, text, ink, mix(ground, ink, 0.92) if i == active else colours.ink2)

    def _write(self, painter: QPainter, rect: QRectF, text: StageText, ink: str, ink2: str) -> None:
        """Title and caption; in a narrow window the title alone, in a very narrow one the number."""
        px = self._look.px
        left = rect.left() + px(25)
        room = QRect(round(left), round(rect.top()), round(rect.right() - left - px(8)), round(rect.height()))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(ink))
        if self._look.metrics(12.5).horizontalAdvance(text.caption) <= room.width() * 1.25:
            half = room.height() // 2
            painter.setFont(self._look.font(14.5, bold=True))
            painter.drawText(QRect(room.left(), room.top() + px(3), room.width(), half - px(2)), align, text.title)
            used = painter.fontMetrics().horizontalAdvance(text.title) + px(8)
            painter.setFont(self._look.font(12.5))
            painter.setPen(QColor(ink2))
            if text.remark and used + painter.fontMetrics().horizontalAdvance(text.remark) <= room.width():
                painter.drawText(room.left() + used, room.top() + px(3) + (half - px(2)) * 3 // 4, text.remark)
            caption = painter.fontMetrics().elidedText(text.caption, Qt.TextElideMode.ElideRight, room.width())
            lower = QRect(room.left(), room.top() + half + px(1), room.width(), half - px(4))
            painter.drawText(lower, align, caption)
            return
        for size, words in ((14.5, text.title), (13.0, text.title), (14.5, text.short)):
            painter.setFont(self._look.font(size, bold=True))
            if painter.fontMetrics().horizontalAdvance(words) <= room.width() or words == text.short:
                painter.drawText(room, align, words)
                return

    def _rects(self) -> list[QRectF]:
        """The three stages' boxes; neighbours reach into each other by a chevron's point."""
        gap, point = self._look.px(6), self._look.px(14)
        width = (self.width() + 2 * (point - gap)) / 3
        return [QRectF(i * (width - point + gap), 0, width, self.height()) for i in range(3)]

    def _chevron(self, rect: QRectF, *, first: bool) -> QPainterPath:
        point = self._look.px(14)
        path = QPainterPath(rect.topLeft())
        path.lineTo(rect.right() - point, rect.top())
        path.lineTo(rect.right(), rect.center().y())
        path.lineTo(rect.right() - point, rect.bottom())
        path.lineTo(rect.left(), rect.bottom())
        path.lineTo(rect.left() + point, rect.center().y())
        path.closeSubpath()
        return path

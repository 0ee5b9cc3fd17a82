"""The badge that says whether what is seen is happening now: LIVE, PAUSED, READY, RECORDED.

The dot pulses, slowly, only while the model really trains here and now.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.states import State
from explainer.ui.look import Look
from explainer.ui.show import Show

PULSE_MS = 700


class Badge(QWidget):
    """Dot and word."""

    def __init__(self, look: Look, show: Show, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._show = show
        self._bright = True
        self._seen = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._pulse = QTimer(self)
        self._pulse.setInterval(PULSE_MS)
        self._pulse.timeout.connect(self._beat)
        show.changed.connect(self.refresh)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)
        self.refresh()

    @property
    def word(self) -> str:
        """What it says."""
        show = self._show
        if show.state == State.RUNNING:
            return self.tr("LIVE")
        if show.state == State.STARTING:
            return self.tr("MAKING")
        if show.state == State.FAILED:
            return self.tr("STOPPED")
        if show.recorded:
            return self.tr("RECORDED")
        if show.state == State.PAUSED:
            return self.tr("PAUSED")
        return self.tr("DONE") if show.complete else self.tr("READY")

    @property
    def pulsing(self) -> bool:
        """Whether the dot pulses."""
        return self._pulse.isActive()

    def refresh(self) -> None:
        """Follow the show."""
        running = self._show.running
        if running != self._pulse.isActive():
            self._pulse.start() if running else self._pulse.stop()
            self._bright = True
        tips = {
            State.RUNNING: self.tr("The model is learning on this computer right now."),
            State.PAUSED: self.tr("Learning is paused. The model is as it was at the last step."),
            State.STARTING: self.tr("Text and model are being made."),
        }
        tip = tips.get(self._show.state, self.tr("Nothing is being trained right now."))
        if (self.word, tip) != self._seen:
            self._seen = (self.word, tip)
            self.setAccessibleName(self.word)
            self.setToolTip(tip)
            self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for the longest word, so that nothing moves when it changes."""
        metrics = self._look.metrics(12.5, bold=True)
        words = (self.tr("RECORDED"), self.tr("STOPPED"), self.tr("MAKING"))
        widest = max(metrics.horizontalAdvance(word) for word in words)
        return QSize(round(widest) + self._look.px(18), self._look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dot, then word, at the right edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self._look.px
        live = self._show.running or self._show.state == State.FAILED
        colour = self._look.colour("warning" if live else "ink3")
        font = self._look.font(12.5, bold=True)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(self.word)
        middle = QPointF(self.width() - width - px(12), self.height() / 2)
        if live and self._bright:
            painter.setBrush(colour)
        painter.setPen(QPen(colour, self._look.px(1.5)))
        radius = px(4)
        painter.drawEllipse(middle, radius, radius)
        painter.setPen(colour)
        right = QRect(self.width() - width - 1, 0, width + 1, self.height())
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, self.word)

    def _beat(self) -> None:
        self._bright = not self._bright
        self.update()

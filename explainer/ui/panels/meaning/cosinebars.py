"""How alike the two are: one bar for the start and one for each block."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.meaning.nearlist import cosine_text

ROW, LOW_ROW = 27, 23  # design pixels; the second where there are many
MANY = 6  # bars


class CosineBars(QWidget):
    """Bars from 0 to 1. ``pointed`` as in the picture of the paths."""

    pointed = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.cosines: tuple[float, ...] = ()
        self.at: int | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Cosine after each block"))
        self.setToolTip("")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def show_cosines(self, cosines: Sequence[float]) -> None:
        """Show ``cosines``, that of the start first."""
        if len(cosines) != len(self.cosines):
            self.updateGeometry()
        self.cosines = tuple(cosines)
        self.setAccessibleDescription("; ".join(f"{n} {v}" for n, v in self.labels()))
        self.update()

    def look_at(self, step: int | None) -> None:
        """Mark one bar."""
        if step != self.at:
            self.at = step
            self.update()

    def labels(self) -> list[tuple[str, str]]:
        """What is written beside each bar."""
        names = [self.tr("start"), *(self.tr("block {n}").format(n=i + 1) for i in range(len(self.cosines) - 1))]
        return [(name, cosine_text(value)) for name, value in zip(names, self.cosines, strict=False)]

    def _row(self) -> int:
        """The height of a row in pixels."""
        return self._look.px(LOW_ROW if len(self.cosines) >= MANY else ROW)

    def sizeHint(self) -> QSize:
        """One row a bar."""
        return QSize(self._look.px(260), self._row() * max(1, len(self.cosines)))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(self._look.px(190), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows."""
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignVCenter
        name, number = px(66), px(46)
        for i, (title, value) in enumerate(self.labels()):
            y = i * self._row()
            if i == self.at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("quiet"))
                painter.drawRoundedRect(QRectF(0, y + 1, self.width(), self._row() - 2), px(6), px(6))
            painter.setFont(look.font(15))
            painter.setPen(look.colour("ink"))
            painter.drawText(QRectF(px(4), y, name, self._row()), Qt.AlignmentFlag.AlignLeft | middle, title)
            room = QRectF(px(4) + name + px(6), y + px(7), self.width() - name - number - px(20), self._row() - px(14))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet_strong" if i == self.at else "quiet"))
            painter.drawRoundedRect(room, px(3), px(3))
            painter.setBrush(look.colour("embedding"))
            width = max(2.0, room.width() * min(1.0, max(0.0, self.cosines[i])))
            painter.drawRoundedRect(QRectF(room.left(), room.top(), width, room.height()), px(3), px(3))
            painter.setFont(look.font(15, digits=True))
            painter.setPen(look.colour("ink"))
            place = QRectF(self.width() - number - px(4), y, number, self._row())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | middle, value)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a block."""
        row = int(event.position().y() // self._row())
        step = row if 0 <= row < len(self.cosines) else None
        if step != self.at:
            self.look_at(step)
            self.pointed.emit(-1 if step is None else step)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self.look_at(None)
        self.pointed.emit(-1)

"""Rows of a name and a number, painted: "Guesses right   58 %". Four changes a second cost one small repaint each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look

ROW, LEAST_ROW = 32, 23  # design pixels of a row where there is room, and where there is little


class FactRows(QWidget):
    """A fixed list of names with changing values."""

    def __init__(self, look: Look, rows: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._names = [name for name, _ in rows]
        self._tips = [tip for _, tip in rows]
        self._values = ["–"] * len(rows)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_values(self, values: Sequence[str]) -> None:
        """Show ``values``, one for each row; only the rows that changed are painted again."""
        for i, (old, new) in enumerate(zip(self._values, values, strict=True)):
            if old != new:
                self._values[i] = new
                self.update(self._row(i))

    def values(self) -> list[tuple[str, str]]:
        """(name, value) of all rows."""
        return list(zip(self._names, self._values, strict=True))

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(self._look.px(250), self._look.px(ROW) * len(self._names))

    def minimumSizeHint(self) -> QSize:
        """All rows, with names cut."""
        return QSize(self._look.px(180), self._look.px(LEAST_ROW) * len(self._names))

    def event(self, event: QEvent) -> bool:
        """Explain the row under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = event.pos().y() // self._row(0).height()
            if 0 <= row < len(self._tips):
                QToolTip.showText(event.globalPos(), self._tips[row], self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name at the left, number at the right, a hairline below."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.colour("card"))
        name_font, value_font = self._look.font(15.5), self._look.font(15.5, bold=True, digits=True)
        for i, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            row = self._row(i)
            if not row.intersects(event.rect()):
                continue
            painter.setFont(value_font)
            painter.setPen(self._look.colour("ink"))
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
            used = painter.fontMetrics().horizontalAdvance(value) + self._look.px(8)
            painter.setFont(name_font)
            painter.setPen(self._look.colour("ink2"))
            room = row.adjusted(0, 0, -used, 0)
            text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            painter.setPen(self._look.colour("line"))
            painter.drawLine(row.left(), row.bottom(), row.right(), row.bottom())

    def _row(self, i: int) -> QRect:
        height = min(self._look.px(ROW), max(self._look.px(LEAST_ROW), self.height() // len(self._names)))
        return QRect(0, i * height, self.width(), height)

"""Small charts in rows: a name, its course, the value now, and one plain sentence below. Painted in one go.

Each has a range of its own that starts at 0 where nothing is below it and grows in steps (1, 2, 5, 10, …), so that a
new value moves the line and not the chart. As many stand side by side as there is room for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, Look

WORDS = 15.0  # design pixels of the sentences
ROW = 22  # and of a row
GAP, BETWEEN = 26, 3  # beside each other, and below


@dataclass(frozen=True, slots=True)
class Small:
    """One of them.

    Attributes:
        name: plain, or that of the field. value: now, for reading.
        y: (n,) its course; NaN where there is nothing.
        sentence: below it, or "".
    """

    name: str
    value: str
    y: npt.NDArray[np.float64]
    sentence: str = ""


def nice(value: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, … times a power of ten that is no less than ``value``; 1 for 0."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= value * (1 - 1e-9))


def ends(y: npt.NDArray[np.float64]) -> tuple[float, float]:
    """The range of a small chart for ``y``, in steps."""
    seen = y[np.isfinite(y)]
    if not len(seen):
        return 0.0, 1.0
    low, high = float(seen.min()), float(seen.max())
    return (-nice(-low) if low < 0 else 0.0), (nice(high) if high > 0 or low >= 0 else 0.0)


class SmallCharts(QWidget):
    """``items`` in rows, each at least ``least`` design pixels wide."""

    def __init__(self, look: Look, names: Sequence[str], *, least: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._least = least
        self.items = tuple(Small(name, "–", np.zeros(0)) for name in names)
        self._part = 1.0  # of the width that the course takes so far
        self._lines = 0  # of pixels for the longest sentence, and
        self._value = 0.0  # for the widest value: kept while they shrink, so that nothing jumps
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)

    def set_items(self, items: Sequence[Small], part: float) -> None:
        """Draw ``items``; their course has come ``part`` of the way, 0 to 1."""
        self.items, self._part = tuple(items), min(1.0, max(0.02, part))
        self.setAccessibleDescription(" ".join(f"{i.name}: {i.value}. {i.sentence}".strip() for i in self.items))
        self._measure()
        self.update()

    def columns(self) -> int:
        """How many stand side by side: as many as fit, fewer where that leaves no row half empty."""
        px, n = self._look.px, len(self.items)
        fit = min(n, max(1, (self.width() + px(GAP)) // px(self._least + GAP)))
        return math.ceil(n / math.ceil(n / fit))

    def sizeHint(self) -> QSize:
        """All rows."""
        px = self._look.px
        rows = math.ceil(len(self.items) / self.columns())
        return QSize(px(self._least), rows * self._cell() + (rows - 1) * px(BETWEEN))

    def minimumSizeHint(self) -> QSize:
        """As narrow as one."""
        return QSize(self._look.px(210), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentences anew."""
        if event.size().width() != event.oldSize().width():
            self._lines = 0
            self._measure()
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """One after the other."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns, wide, px = self.columns(), self._wide(), self._look.px
        for i, item in enumerate(self.items):
            row, column = divmod(i, columns)
            x, y = column * (wide + px(GAP)), row * (self._cell() + px(BETWEEN))
            self._paint(painter, QRectF(x, y, wide, self._cell()), item)

    def _paint(self, painter: QPainter, cell: QRectF, item: Small) -> None:
        look, px = self._look, self._look.px
        head = QRectF(cell.left(), cell.top(), cell.width(), px(ROW))
        painter.setFont(look.font(BODY, bold=True, digits=True))
        painter.setPen(look.colour("ink"))
        painter.drawText(head, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, item.value)
        painter.setFont(look.font(BODY))
        painter.setPen(look.colour("ink2"))
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, item.name)
        name = max(painter.fontMetrics().horizontalAdvance(other.name) for other in self.items) + px(10)
        self._paint_course(painter, head.adjusted(name, px(3), -self._value - px(10), -px(4)), item)
        if item.sentence:
            below = QRectF(cell.left(), head.bottom(), cell.width(), cell.height())
            painter.setFont(look.font(WORDS))
            painter.setPen(look.colour("ink2"))
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, item.sentence)

    def _paint_course(self, painter: QPainter, plot: QRectF, item: Small) -> None:
        look, px = self._look, self._look.px
        low, high = ends(item.y)

        def place(value: float) -> float:
            return plot.bottom() - (value - low) / (high - low) * plot.height()

        painter.setPen(QPen(look.colour("line"), 1))
        zero = round(place(0.0)) + 0.5
        painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero))
        seen = np.isfinite(item.y)
        if not seen.any():
            return
        xs = np.linspace(plot.left(), plot.left() + plot.width() * self._part, len(item.y))[seen]
        points = [QPointF(x, place(float(y))) for x, y in zip(xs, item.y[seen], strict=True)]
        painter.setPen(QPen(look.colour("rlhf"), px(1.6)))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("rlhf"))
        painter.drawEllipse(points[-1], px(3), px(3))

    def _wide(self) -> float:
        columns = self.columns()
        return (self.width() - (columns - 1) * self._look.px(GAP)) / columns

    def _cell(self) -> int:
        return self._look.px(ROW) + self._lines

    def _measure(self) -> None:
        """Room for the longest sentence and the widest value there were."""
        metrics = self._look.metrics(WORDS)
        wrap = Qt.TextFlag.TextWordWrap.value
        room = QRect(0, 0, int(self._wide()), 9999)
        need = max((metrics.boundingRect(room, wrap, i.sentence).height() for i in self.items if i.sentence), default=0)
        if math.ceil(need) > self._lines:
            self._lines = math.ceil(need)
            self.updateGeometry()
        bold = self._look.metrics(BODY, bold=True)
        self._value = max(self._value, *(bold.horizontalAdvance(item.value) for item in self.items))

    def _restyle(self) -> None:
        self._lines, self._value = 0, 0.0
        self._measure()
        self.updateGeometry()
        self.update()

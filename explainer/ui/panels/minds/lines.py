"""A chart of a few lines, each named at its end. Painted; it computes nothing but places.

The horizontal axis is the whole planned course, so a line grows to the right and nothing else moves. What is measured
is drawn thin, its running mean thick: a round's few dozen answers make it jump. Room for the names is kept at the right
from the start.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.minds.curves import spread
from explainer.ui.panels.minds.parting import window
from explainer.ui.pictures.curves import smooth
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.parts import PointedParts
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.theme import mix

LETTERS = 13.5  # design pixels
TICKS = 12.5


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        name: at its end. value: its last value for reading, behind the name.
        y: (n,) in the chart's own units; NaN where there is nothing.
        colour: of the theme. dashed: whether its thick line is.
    """

    name: str
    value: str
    y: npt.NDArray[np.float64]
    colour: str
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid at ``y``, with one number for each column at the left."""

    y: float
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """The vertical axis: its ends, its grid, and (text, colour) above each column of numbers."""

    low: float = 0.0
    high: float = 1.0
    ticks: tuple[Tick, ...] = ()
    heads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn: ``x`` (n,) rises from 0 to at most ``x_end``; ``below`` stands under the axis.

    ``marks`` are (x, words) of moments from which on something was different.
    """

    x: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    x_end: float = 1.0
    lines: tuple[Line, ...] = ()
    scale: Scale = field(default_factory=Scale)
    below: str = ""
    marks: tuple[tuple[float, str], ...] = ()


class LineChart(PointedParts):
    """Draws a ``Chart``, or ``empty`` while no line has a point."""

    BACK, ON = Qt.Key.Key_Left, Qt.Key.Key_Right
    MARKS_FIRST = False

    def __init__(
        self,
        look: Look,
        empty: str,
        tell: Callable[[int], str],
        *,
        least: float = 170,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._empty = empty
        self._words = tell  # the values at point i
        self._least = least
        self.chart = Chart()
        self.setAccessibleName(self.tr("Lines, round by round"))
        self.setToolTip(self.tr("Point at the lines, or go from round to round with the left and right arrow keys"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_chart(self, chart: Chart) -> None:
        """Draw ``chart``."""
        self.chart = chart
        if self._at is not None and self._at >= self.n_parts():
            self._mark(None)
        self.update()

    def set_empty(self, text: str) -> None:
        """What stands there while nothing is drawn."""
        if text != self._empty:
            self._empty = text
            self.update()

    def is_empty(self) -> bool:
        """Whether no line has a point."""
        return not any(np.isfinite(line.y).any() for line in self.chart.lines)

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(self._look.px(420), self._look.px(self._least + 40))

    def minimumSizeHint(self) -> QSize:
        """Enough for lines, names and numbers."""
        return QSize(self._look.px(240), self._look.px(self._least))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, lines, names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_empty():
            paint_empty(painter, self._look, self.rect(), self._empty)
            return
        plot = self._plot()
        self._paint_grid(painter, plot)
        self._paint_marks(painter, plot)
        ends = [self._paint_line(painter, plot, line) for line in self.chart.lines]
        self._paint_names(painter, plot, ends)
        if self._at is not None:
            x = self._x(plot, self._at)
            painter.setPen(QPen(self._look.colour("ink2"), 1))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        if self.hasFocus():
            paint_ring(painter, self._look, self.rect(), radius=5)

    # ---- pointing ----------------------------------------------------------------------------------------------------

    def n_parts(self) -> int:
        """One for each round."""
        return 0 if self.is_empty() else len(self.chart.x)

    def part_at(self, point: QPointF) -> int | None:
        """The nearest round, within the plot."""
        plot = self._plot()
        if not plot.contains(point):
            return None
        return int(np.abs(self.chart.x - (point.x() - plot.left()) / plot.width() * self.chart.x_end).argmin())

    def foot_of(self, index: int) -> QPointF:
        """On the axis."""
        plot = self._plot()
        return QPointF(self._x(plot, index), plot.bottom())

    def describe(self, index: int) -> str:
        """A round in words."""
        return self._words(index) if index < self.n_parts() else ""

    # ---- places ------------------------------------------------------------------------------------------------------

    def _plot(self) -> QRectF:
        """Where the lines lie."""
        px, metrics = self._look.px, self._look.metrics(LETTERS, bold=True)
        names = max((metrics.horizontalAdvance(line.name + " −00.0") for line in self.chart.lines), default=0.0)
        left = sum(self._columns()) + px(8)
        top = px(22) if self.chart.scale.heads else px(8)
        return QRectF(left, top, max(px(40), self.width() - left - names - px(16)), self.height() - top - px(26))

    def _columns(self) -> list[float]:
        """Widths of the columns of numbers at the left."""
        px, scale = self._look.px, self.chart.scale
        small, bold = self._look.metrics(TICKS), self._look.metrics(TICKS, bold=True)
        n = max((len(tick.texts) for tick in scale.ticks), default=0)
        widths = [max(small.horizontalAdvance(tick.texts[c]) for tick in scale.ticks) for c in range(n)]
        for c, (text, _) in enumerate(scale.heads):
            widths[c] = max(widths[c], bold.horizontalAdvance(text))
        return [width + px(10) for width in widths]

    def _x(self, plot: QRectF, index: int) -> float:
        return plot.left() + float(self.chart.x[index]) / self.chart.x_end * plot.width()

    def _y(self, plot: QRectF, y: float) -> float:
        scale = self.chart.scale
        return plot.bottom() - (y - scale.low) / (scale.high - scale.low) * plot.height()

    def _paint_grid(self, painter: QPainter, plot: QRectF) -> None:
        look, px, scale = self._look, self._look.px, self.chart.scale
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        columns = self._columns()
        for tick in scale.ticks:
            y = self._y(plot, tick.y)
            zero = tick.y == 0
            painter.setPen(QPen(look.colour("edge" if zero else "line"), 1))
            painter.drawLine(QPointF(plot.left(), round(y) + 0.5), QPointF(plot.right(), round(y) + 0.5))
            painter.setFont(look.font(TICKS, digits=True))
            x = 0.0
            for c, text in enumerate(tick.texts):
                painter.setPen(look.colour(scale.heads[c][1] if scale.heads else "ink3"))
                painter.drawText(QRectF(x, y - px(10), columns[c] - px(4), px(20)), right, text)
                x += columns[c]
        x = 0.0
        painter.setFont(look.font(TICKS, bold=True))
        for c, (text, colour) in enumerate(scale.heads):
            painter.setPen(look.colour(colour))
            painter.drawText(QRectF(x, 0, columns[c] - px(4), px(17)), right, text)
            x += columns[c]
        painter.setPen(look.colour("ink3"))
        painter.setFont(look.font(TICKS, digits=True))
        under = QRectF(plot.left(), plot.bottom() + px(6), self.width() - plot.left(), px(18))
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.chart.below)

    def _paint_marks(self, painter: QPainter, plot: QRectF) -> None:
        look, px = self._look, self._look.px
        painter.setFont(look.font(TICKS))
        for at, words in self.chart.marks:
            x = round(plot.left() + at / self.chart.x_end * plot.width()) + 0.5
            painter.setPen(QPen(look.colour("edge"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(look.colour("ink3"))
            box = QRectF(x, plot.top() - px(20), self.width() - x, px(18))  # beside the heads, where no line comes
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_line(self, painter: QPainter, plot: QRectF, line: Line) -> QPointF | None:
        """The line; returns its end."""
        seen = np.isfinite(line.y)
        if not seen.any():
            return None
        look, px = self._look, self._look.px
        xs = plot.left() + self.chart.x[seen] / self.chart.x_end * plot.width()
        raw = line.y[seen]
        means = smooth(raw, window(len(raw)) - 1)
        colour = look.colours
        pale = QColor(mix(colour.card, getattr(colour, line.colour), 0.4))
        style = Qt.PenStyle.DashLine if line.dashed else Qt.PenStyle.SolidLine
        painter.save()
        painter.setClipRect(plot.adjusted(-px(4), -px(4), px(8), px(4)))
        for values, pen in (
            (raw, QPen(pale, 1)),
            (means, QPen(look.colour(line.colour), px(2.4), style, Qt.PenCapStyle.FlatCap)),
        ):
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([QPointF(x, self._y(plot, y)) for x, y in zip(xs, values, strict=True)]))
        end = QPointF(float(xs[-1]), self._y(plot, float(means[-1])))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(line.colour))
        painter.drawEllipse(end, px(4), px(4))
        painter.restore()
        return end

    def _paint_names(self, painter: QPainter, plot: QRectF, ends: list[QPointF | None]) -> None:
        look, px = self._look, self._look.px
        painter.setFont(look.font(LETTERS, bold=True, digits=True))
        height = math.ceil(painter.fontMetrics().height())
        there = [(line, end) for line, end in zip(self.chart.lines, ends, strict=True) if end is not None]
        heights = [height] * len(there)
        places = spread([end.y() for _, end in there], heights, plot.top() - height / 2, plot.bottom() + height / 2)
        for (line, end), y in zip(there, places, strict=True):
            x = end.x() + px(9)
            box = QRectF(x, y - height / 2, self.width() - x, height)
            words = f"{line.name} {line.value}"
            wide = painter.fontMetrics().horizontalAdvance(words)
            painter.fillRect(QRectF(x - px(2), box.top(), wide + px(4), height), look.colour("card"))  # over the grid
            painter.setPen(look.colour(line.colour))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

"""The axes of a chart: where the data lie, the grid, the numbers at the left and below, and the units in words."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from explainer.ui.look import Look
from explainer.ui.widgets.chart.lettering import SIZE
from explainer.ui.widgets.chart.plot import Plot, Span
from explainer.ui.widgets.chart.ticks import ticks

FOOT = 24  # design pixels below the data
EDGE = 40.0  # pixels that a number may reach over the end of its axis
LOW = 170  # design pixels of height below which one column has nothing above it
ROW, PLACE = 34, 90  # design pixels that a number takes at least, at the left and below
MOST = 6  # numbers at the left


class _Axis(pg.AxisItem):
    """A column or row of numbers, with lines of the grid where it is told so. It takes no mouse."""

    def __init__(self, orientation: str, view: pg.ViewBox) -> None:
        super().__init__(orientation, linkView=view, maxTickLength=0)
        self.setStyle(tickAlpha=255, autoExpandTextSpace=False, hideOverlappingLabels=False)
        self.setPen(None)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(-1000)
        self._shown: object = None

    def show_numbers(self, look: Look, numbers: Sequence[tuple[float, str]], colour: str, *, grid: bool) -> None:
        """Have these values with their texts; what they are already is not drawn anew."""
        shown = (tuple(numbers), colour, grid, look.colours.name, look.zoom)
        if shown == self._shown:
            return
        self._shown = shown
        self.setStyle(tickFont=look.font(SIZE, digits=True), tickTextOffset=look.px(6))
        self.setTextPen(look.colour(colour))
        self.setTickPen(pg.mkPen(look.colours.line, width=1) if grid else pg.mkPen(None))
        self.setTicks([numbers])
        self.setGrid(255 if grid else False)

    def boundingRect(self) -> QRectF:
        """With room for the texts at its ends, also where it has a grid."""
        return super().boundingRect().adjusted(-EDGE, -EDGE, EDGE, EDGE)

    def place(self, box: QRectF) -> None:
        """Stand at ``box``, pixels."""
        if box != self.geometry():
            if self.orientation == "left":
                self.setWidth(box.width())
            else:
                self.setHeight(box.height())
            self.setGeometry(box)


class Axes:
    """All axes of one chart, whose data ``view`` shows."""

    def __init__(self, look: Look, view: pg.ViewBox) -> None:
        self._look = look
        self._below = _Axis("bottom", view)
        self._left = [_Axis("left", view), _Axis("left", view)]
        self.items: tuple[pg.AxisItem, ...] = (self._below, *self._left)
        self._widths: list[float] = []  # of the columns at the left, pixels
        self._heads = False  # whether something stands above them

    def measure(self, plot: Plot, size: QSize, names: float, span: Span | None) -> QRectF:
        """Where the data lie in a chart of ``size``, with ``names`` pixels at the right; finds the numbers for it."""
        px, scale = self._look.px, plot.scale
        _, _, low, high = plot.seen(span)
        most = min(MOST, max(2, int(size.height() / px(ROW))))
        if scale.step and span is None:
            heights = scale.grid()
        else:
            text = scale.columns[0].text if scale.columns else str
            heights = [y for y, _ in ticks(low, high, most, text)]
        columns = scale.columns
        self._numbers = [[(y, column.text(y)) for y in heights] for column in columns] or [[(y, "") for y in heights]]
        small, bold = self._look.metrics(SIZE), self._look.metrics(SIZE, bold=True)
        self._widths = []
        for column, numbers in zip(columns, self._numbers, strict=False):
            # As wide as for the whole, so that looking closer moves nothing.
            texts = [text for _, text in numbers] + [column.text(y) for y in scale.grid()]
            widest = max((small.horizontalAdvance(text) for text in texts), default=0.0)
            self._widths.append(max(widest, bold.horizontalAdvance(column.head)) + px(11))
        left = sum(self._widths) or px(6)
        self._heads = any(column.head for column in columns) and (len(columns) > 1 or size.height() >= px(LOW))
        top = px(24) if self._heads else px(9)
        wide, high = size.width() - left - names, size.height() - top - px(FOOT)
        return QRectF(left, top, max(px(40), wide), max(px(20), high))

    def draw(self, plot: Plot, area: QRectF, width: float, span: Span | None) -> None:
        """Give the axes their numbers and places."""
        look, columns = self._look, plot.scale.columns
        left = 0.0
        for place, axis in enumerate(self._left):
            axis.setVisible(place < len(self._numbers))
            if place < len(self._numbers):
                wide = self._widths[place] if self._widths else area.left()
                colour = columns[place].colour if columns else "ink3"
                axis.show_numbers(look, self._numbers[place], colour, grid=place == 0)
                axis.place(QRectF(left, area.top(), wide, area.height()))
                left += wide
        x0, x1, _, _ = plot.seen(span)
        metrics = look.metrics(SIZE)
        unit = width - metrics.horizontalAdvance(plot.x_words) - look.px(20)
        found = []
        for x, text in ticks(x0, x1, max(2, int(area.width() / look.px(PLACE))), plot.x_text):
            end = area.left() + (x - x0) / (x1 - x0) * area.width() + metrics.horizontalAdvance(text) / 2
            if end < unit:  # else the unit stands there
                found.append((x, text))
        self._below.setVisible(True)
        self._below.show_numbers(look, found, "ink3", grid=False)
        self._below.place(QRectF(area.left(), area.bottom(), area.width(), look.px(FOOT)))

    def paint_units(self, painter: QPainter, plot: Plot, size: QSize) -> None:
        """What the numbers count: above each column, and below at the right."""
        look, px = self._look, self._look.px
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(SIZE, bold=True))
        x = 0.0
        for column, width in zip(plot.scale.columns, self._widths, strict=True):
            painter.setPen(look.colour(column.colour))
            if self._heads:
                painter.drawText(QRectF(x, px(2), width - px(6), px(17)), right, column.head)
            x += width
        painter.setFont(look.font(SIZE, digits=True))
        painter.setPen(look.colour("ink3"))
        painter.drawText(QRectF(0, size.height() - px(FOOT), size.width() - px(4), px(FOOT)), right, plot.x_words)

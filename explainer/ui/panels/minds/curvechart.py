"""A small chart of curves and levels to compare them with, names and last values at their ends.

Each curve has places of its own, and a level is a number that was measured elsewhere. Painted as a whole: the curves
have some hundred points and come about once a second. The axes are given by the caller, who keeps them from jumping. A
point is told when pointed at, and by the left and right arrow keys.

Series over rounds have a chart of their own (``lines``): two columns of numbers for two scales, marks, running means,
and names that go along with the lines' ends, where here words wrap in a column at the right. One class for both was
considered: it would need a switch for each of these and be longer than the two; what they have in common is shared
already (``spread``, ``smooth``, ``paint_empty``, ``PointedParts``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.panels.minds.curves import Axes, Curve, Level, spread
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.parts import PointedParts
from explainer.ui.pictures.ring import paint_ring

WORDS = 0.36  # of the chart's width at most for the words at the lines' ends
SIZE = 13.0
MOST_POINTS = 400


class CurveChart(PointedParts):
    """The chart alone, without its card."""

    BACK, ON = Qt.Key.Key_Left, Qt.Key.Key_Right
    MARKS_FIRST = False

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._empty = empty
        self._curves: tuple[Curve, ...] = ()
        self._levels: tuple[Level, ...] = ()
        self._axes: Axes | None = None
        self.label_boxes: list[tuple[str, QRectF]] = []  # as last painted
        self.setObjectName("curve_chart")
        self.setAccessibleName(name)
        self.setToolTip(self.tr("Point at the curves, or go from point to point with the left and right arrow keys"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_curves(self, curves: Sequence[Curve], levels: Sequence[Level], axes: Axes) -> None:
        """Draw these."""
        self._curves, self._levels, self._axes = tuple(curves), tuple(levels), axes
        if self._at is not None and self._at >= len(self._points()):
            self._at = None
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._curves, self._levels, self._axes, self._at = (), (), None, None
        self.label_boxes = []
        self.update()

    def set_empty_text(self, text: str) -> None:
        """What stands there while there is no line."""
        if text != self._empty:
            self._empty = text
            self.update()

    @property
    def axes(self) -> Axes | None:
        """What it spans, or None while it shows nothing."""
        return self._axes

    def labels(self) -> list[str]:
        """The words at the ends: of the lines, then of the levels."""
        if self._axes is None:
            return []
        ends = [(line, line.end()) for line in self._curves]
        found = [f"{self._axes.y_text(end[1])} {line.name}" for line, end in ends if end is not None]
        return found + [level.name for level in self._levels]

    def summary(self) -> str:
        """The ends of the lines in words."""
        return "; ".join(self.labels()) if self._has_points else self._empty

    def describe(self, index: int) -> str:
        """The values at the ``index``-th place."""
        xs = self._points()
        if self._axes is None or not 0 <= index < len(xs):
            return ""
        x = xs[index]
        told = []
        for line in self._curves:
            near = np.flatnonzero(np.isclose(line.xs, x) & np.isfinite(line.ys))
            if len(near):
                told.append(f"{self._axes.y_text(float(line.ys[near[0]]))} {line.name}")
        return self._axes.x_text.format(x=f"{x:,.0f}") + ": " + "; ".join(told)

    def sizeHint(self) -> QSize:
        """Wide rather than high."""
        return QSize(self._look.px(300), self._look.px(190))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(self._look.px(220), self._look.px(150))

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, levels, lines, words."""
        painter = QPainter(self)
        look, axes = self._look, self._axes
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if axes is None or not self._has_points:
            paint_empty(painter, look, self.rect(), self._empty, size=BODY)
            return
        plot = self._plot()
        self._draw_grid(painter, plot, axes)
        for level in self._levels:
            y = self._place(plot, axes, 0, level.y).y()
            painter.setPen(QPen(look.colour(level.colour), look.px(1.3), Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        for line in self._curves:
            self._draw_line(painter, plot, axes, line)
        self._draw_words(painter, plot, axes)
        if self._at is not None:
            x = self._place(plot, axes, float(self._points()[self._at]), 0).x()
            painter.setPen(QPen(look.colour("ink2"), 1))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        if self.hasFocus():
            paint_ring(painter, look, self.rect(), radius=5)

    def _draw_grid(self, painter: QPainter, plot: QRectF, axes: Axes) -> None:
        look, px = self._look, self._look.px
        painter.setFont(look.font(SIZE, digits=True))
        for value in axes.grid():
            y = round(self._place(plot, axes, 0, value).y())
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(round(plot.left()), y, round(plot.right()), y)
            painter.setPen(look.colour("ink3"))
            box = QRectF(0, y - px(10), plot.left() - px(7), px(20))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, axes.grid_text(value))
        below = QRectF(plot.left(), plot.bottom() + px(4), self.width() - plot.left(), px(20))
        painter.setPen(look.colour("ink3"))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, axes.x_words)

    def _draw_line(self, painter: QPainter, plot: QRectF, axes: Axes, line: Curve) -> None:
        look, px = self._look, self._look.px
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if line.faint is not None:
            colour = look.colour(line.colour)
            colour.setAlphaF(0.35)
            painter.setPen(QPen(colour, 1))
            painter.drawPolyline(self._polygon(plot, axes, line.xs, line.faint))
        pen = QPen(look.colour(line.colour), px(2.4))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if line.dashed:
            pen.setDashPattern([2.6, 1.6])
        painter.setPen(pen)
        painter.drawPolyline(self._polygon(plot, axes, line.xs, line.ys))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(line.colour))
        if line.dots:
            for point in self._polygon(plot, axes, line.xs, line.ys).toList():
                painter.drawEllipse(point, px(3), px(3))
        end = line.end()
        if end is not None:
            painter.drawEllipse(self._place(plot, axes, *end), px(4.5), px(4.5))

    def _draw_words(self, painter: QPainter, plot: QRectF, axes: Axes) -> None:
        """Each in the colour of its line, with a thin line to it where it stands apart."""
        look, px = self._look, self._look.px
        anchors = [self._place(plot, axes, *end) for line in self._curves if (end := line.end()) is not None]
        anchors += [QPointF(plot.right(), self._place(plot, axes, 0, level.y).y()) for level in self._levels]
        colours = [line.colour for line in self._curves if line.end() is not None] + [lv.colour for lv in self._levels]
        room = self.width() - plot.right() - px(12)
        painter.setFont(look.font(SIZE, bold=True, digits=True))
        metrics = painter.fontMetrics()
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        words = self.labels()
        heights = [
            float(metrics.boundingRect(0, 0, round(room), 999, int(flags), text).height()) + px(2) for text in words
        ]
        centres = spread([a.y() for a in anchors], heights, 0.0, float(self.height()))
        self.label_boxes = []
        for text, anchor, colour, centre, height in zip(words, anchors, colours, centres, heights, strict=True):
            box = QRectF(plot.right() + px(12), centre - height / 2, room, height)
            if anchor.x() < plot.right() - 1 or abs(anchor.y() - centre) > 3:
                painter.setPen(QPen(look.colour(colour), 1, Qt.PenStyle.DotLine))
                painter.drawLine(anchor, QPointF(plot.right() + px(1), anchor.y()))
                painter.drawLine(QPointF(plot.right() + px(1), anchor.y()), QPointF(box.left() - px(3), centre))
            painter.setPen(look.colour(colour))
            painter.drawText(box, flags, text)
            self.label_boxes.append((text, box))

    def _plot(self) -> QRectF:
        """Where the data lie: right of it the words, as wide as they need to be."""
        px = self._look.px
        assert self._axes is not None
        metrics = self._look.metrics(SIZE, bold=True)
        widest = max((metrics.horizontalAdvance(text) for text in self.labels()), default=0.0) + px(6)
        longest = max(
            (metrics.horizontalAdvance(word) for text in self.labels() for word in text.split()), default=0.0
        ) + px(4)
        room = max(longest, min(widest, self.width() * WORDS))
        left = px(12) + max(
            (self._look.metrics(SIZE).horizontalAdvance(self._axes.grid_text(v)) for v in self._axes.grid()),
            default=0.0,
        )
        return QRectF(left, px(9), max(px(30), self.width() - left - room - px(12)), self.height() - px(9) - px(26))

    def _place(self, plot: QRectF, axes: Axes, x: float, y: float) -> QPointF:
        share = (y - axes.y_from) / max(axes.y_end - axes.y_from, 1e-12)
        return QPointF(
            plot.left() + x / max(axes.x_end, 1e-12) * plot.width(),
            plot.bottom() - min(1.0, max(0.0, share)) * plot.height(),
        )

    def _polygon(self, plot: QRectF, axes: Axes, xs: np.ndarray, ys: np.ndarray) -> QPolygonF:
        known = np.flatnonzero(np.isfinite(ys))
        if len(known) > MOST_POINTS:
            known = known[np.unique(np.linspace(0, len(known) - 1, MOST_POINTS).round().astype(int))]
        return QPolygonF([self._place(plot, axes, float(xs[i]), float(ys[i])) for i in known])

    # ---- pointing ---------------------------------------------------------------------------------------------------

    @property
    def _has_points(self) -> bool:
        return any(line.end() is not None for line in self._curves)

    def _points(self) -> np.ndarray:
        """The places of the longest line."""
        return max((line.xs for line in self._curves), key=len, default=np.zeros(0))

    def n_parts(self) -> int:
        """One for each place of the longest line."""
        return len(self._points())

    def part_at(self, point: QPointF) -> int | None:
        """The nearest place, within the plot."""
        if self._axes is None or not (plot := self._plot()).contains(point):
            return None
        x = (point.x() - plot.left()) / max(1.0, plot.width()) * self._axes.x_end
        return int(np.argmin(np.abs(self._points() - x)))

    def foot_of(self, index: int) -> QPointF:
        """On the axis."""
        assert self._axes is not None
        return self._place(self._plot(), self._axes, float(self._points()[index]), self._axes.y_from)

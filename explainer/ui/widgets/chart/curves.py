"""The curves and straight lines of a chart as items of pyqtgraph, made once and then only given new data."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPen

from explainer.ui.look import Look
from explainer.ui.pictures.curves import thinned
from explainer.ui.theme import mix
from explainer.ui.widgets.chart.plot import Line, Plot, Span

THICK_POINTS = 300  # of a thick line, which is antialiased and so has to be short
SOLID, DASH, DOT = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine


class Curves:
    """What lies in ``view``."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.view.disableAutoRange()
        self.view.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._curves: list[pg.PlotCurveItem] = []  # of each line the thin one and the thick one
        self._rules: list[pg.InfiniteLine] = []
        self._cross = self._rule()
        self._cross.setAngle(90)
        self._cross.setZValue(10)

    def thick(self, line: int) -> pg.PlotCurveItem:
        """The item that is seen as the ``line``-th line."""
        return self._curves[2 * line + 1]

    def draw(self, plot: Plot, area: QRectF, span: Span | None) -> None:
        """Show ``plot``, or the stretch ``span`` of it, in ``area`` (pixels)."""
        x0, x1, y0, y1 = plot.seen(span)
        self.view.setGeometry(area)
        self.view.setRange(xRange=(x0, x1), yRange=(y0, y1), padding=0, disableAutoRange=True)
        while len(self._curves) < 2 * len(plot.lines):
            self._curves.append(pg.PlotCurveItem(skipFiniteCheck=True))
            self.view.addItem(self._curves[-1], ignoreBounds=True)
        for curve in self._curves[2 * len(plot.lines) :]:
            curve.setData([], [])
        for i, line in enumerate(plot.lines):
            self._draw_line(line, self._curves[2 * i], self.thick(i), x0, x1)
        self._draw_rules(plot)

    def point_at(self, x: float | None) -> None:
        """Have a line from top to bottom at ``x``, or none."""
        self._cross.setVisible(x is not None)
        if x is not None:
            self._cross.setPen(pg.mkPen(self._look.colours.ink2, width=1))
            self._cross.setValue(x)

    def _draw_line(self, line: Line, raw: pg.PlotCurveItem, thick: pg.PlotCurveItem, x0: float, x1: float) -> None:
        colours = self._look.colours
        colour = getattr(colours, line.colour)
        raw.setPen(pg.mkPen(mix(colours.card, colour, 0.38), width=1))
        raw.setData(*_known(line, line.raw))
        thick.setPen(
            pg.mkPen(colour, width=1 if line.thin else self._look.px(2.4), style=DASH if line.dashed else SOLID)
        )
        xs, ys = _known(line, line.y)
        first, last = max(0, int(np.searchsorted(xs, x0)) - 1), int(np.searchsorted(xs, x1, "right")) + 1
        keep = first + thinned(min(last, len(xs)) - first, THICK_POINTS)  # of what is seen
        thick.setData(xs[keep], ys[keep], antialias=not line.thin)

    def _draw_rules(self, plot: Plot) -> None:
        """The guides, the marks' lines, and zero where something lies below it."""
        colours, thick = self._look.colours, self._look.px(1.3)
        wanted: list[tuple[int, float, QPen]] = []
        if plot.scale.low < 0:
            wanted.append((0, 0.0, pg.mkPen(colours.edge, width=1)))
        for guide in plot.guides:
            wanted.append((0, guide.y, pg.mkPen(getattr(colours, guide.colour), width=thick, style=DASH)))
        for mark in plot.marks:
            if mark.rule:
                wanted.append((90, mark.x, pg.mkPen(getattr(colours, mark.colour), width=thick, style=DOT)))
        while len(self._rules) < len(wanted):
            self._rules.append(self._rule())
        for rule in self._rules[len(wanted) :]:
            rule.hide()
        for rule, (angle, value, pen) in zip(self._rules, wanted, strict=False):
            rule.show()
            rule.setAngle(angle)
            rule.setValue(value)
            rule.setPen(pen)

    def _rule(self) -> pg.InfiniteLine:
        rule = pg.InfiniteLine(movable=False)
        rule.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.view.addItem(rule, ignoreBounds=True)
        return rule


def _known(line: Line, values: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """The points that were measured, as pyqtgraph wants them."""
    if values is None:
        return np.zeros(0), np.zeros(0)
    known = np.isfinite(values)
    return line.x[known].astype(np.float64), values[known].astype(np.float64)

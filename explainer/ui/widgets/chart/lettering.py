"""The words of a chart, in pixels: names at the lines' ends and at the guides, labels of the marks, and the unit below.

Names stand in a column right of the end that has come furthest, those of the guides right of the plot; where the two
columns would meet, all stand in the one at the right. Each is as near to the height of what it names as the others
allow (``ticks.spread``), with a thin line to it where it stands apart. Labels of marks go where they cross no curve
(``placing``). Worked out when the data, the size or the theme change, never while painting.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from explainer.ui.look import Look
from explainer.ui.widgets.chart.placing import Box, CurveMask, place_labels
from explainer.ui.widgets.chart.plot import Line, Mark, Plot
from explainer.ui.widgets.chart.ticks import spread

SIZE = 13.0  # design pixels of all letters
BOLD_SIZE = 15.0  # and of what is read first
REMEMBERED = 200  # sizes of texts
ALONG = 24  # design pixels between a hairline and the first line within which they are one to the words
SEARCH_EVERY = 1.0  # seconds between two searches for labels that found no room; a search costs some milliseconds
MASK_POINTS = 400  # of a curve that words keep off
_HEIGHTS = (0.04, 0.12, 0.3, 0.45, 0.6, 0.75, 0.88)  # shares of the height at which the words of a rule are tried
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is to stand beside ``anchor``."""

    text: str
    colour: str
    anchor: QPointF


@dataclass(frozen=True, slots=True)
class Placed:
    """Words in their place; ``over`` are those that stand over the grid, which gives way."""

    text: str
    colour: str
    box: QRectF
    bold: bool = True
    size: float = SIZE
    over: bool = False


class Lettering:
    """All words over a chart whose data lie in ``area`` (pixels) and span ``x`` and ``y``."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._search_at = 0.0
        self._sizes: dict[tuple[str, float, int, float], tuple[float, float]] = {}
        self.clear()

    def label_boxes(self) -> list[QRectF | None]:
        """Where the label of each mark stands, in order; None for one that found no room."""
        return [label.box if label is not None else None for label in self.labels]

    def name_boxes(self) -> list[tuple[str, QRectF]]:
        """The names at the ends that are seen, and where."""
        return [(placed.text, placed.box) for placed in self.names]

    def clear(self) -> None:
        """No words."""
        self.names: list[Placed] = []
        self.labels: list[Placed | None] = []  # of the marks, in their order
        self.dots: list[tuple[QPointF, str, float]] = []  # centre, colour, radius
        self.rings: list[QPointF] = []
        self.leaders: list[tuple[list[QPointF], str]] = []
        self.forget_places()

    def forget_places(self) -> None:
        """Have no label keep the place it had: everything moved."""
        self._before: dict[str, list[Box | None]] = {}

    def names_width(self, names: Sequence[str], width: float, share: float) -> float:
        """Room for ``names`` at the right of a chart ``width`` pixels wide, with the gap before them.

        On one line each, or on as many as they need where that were more than ``share`` of the width.
        """
        px = self._look.px
        if not names:
            return px(14)
        widest = max(self._measured(name, SIZE, 9999)[0] for name in names)
        word = max(self._measured(word, SIZE, 9999)[0] for name in names for word in name.split(" "))
        return max(word, min(widest, width * share)) + px(16)

    def arrange(
        self,
        plot: Plot,
        names: Sequence[str],
        area: QRectF,
        span: tuple[float, float, float, float],
        width: float,
        covered: Sequence[QRectF] = (),
    ) -> None:
        """Find all places.

        Args:
            plot: what is drawn.
            names: of its lines, then of its guides, as written.
            area: where the data lie; the names have what is right of it, up to the width of the chart.
            span: lowest and highest x, lowest and highest y that are seen.
            width: of the chart, pixels.
            covered: what lies over the picture.
        """
        self._area, self._span, self._width = area, span, width
        self.names, self.dots, self.leaders = [], [], []
        lines, guides = [], []
        for line, name in zip(plot.lines, names, strict=False):
            end = line.end()
            if end is not None and self._seen(end):
                at = self._pixel(*end)
                self.dots.append((at, line.colour, 2.6 if line.thin else 4.5))
                if name:
                    lines.append(Name(name, line.colour, at))
            if line.dots:
                self.dots += [
                    (self._pixel(x, y), line.colour, 3.0)
                    for x, y in zip(line.x.tolist(), line.y.tolist(), strict=True)
                    if self._seen((x, y))
                ]
        for guide, name in zip(plot.guides, names[len(plot.lines) :], strict=True):
            if self._seen((span[0], guide.y)):
                guides.append(Name(name, guide.colour, QPointF(area.right(), self._pixel(0, guide.y).y())))
        self._place_names(lines, guides)
        self._place_marks(plot, [_box(rect) for rect in covered])

    def paint(self, painter: QPainter) -> None:
        """Draw them, in pixels of the chart."""
        look, px = self._look, self._look.px
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for way, colour in self.leaders:
            painter.setPen(QPen(look.colour(colour), 1, Qt.PenStyle.DotLine))
            painter.drawPolyline(way)
        for label, ring in zip(self.labels, self.rings, strict=True):
            if label is not None:
                painter.setPen(QPen(look.colour("ink"), 1))
                box = _box(label.box)
                if not math.isnan(ring.x()):
                    painter.drawLine(ring, QPointF(*box.foot(ring.x(), ring.y())))
        for at, colour, radius in self.dots:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(colour))
            painter.drawEllipse(at, px(radius), px(radius))
        painter.setPen(QPen(look.colour("ink"), px(2)))
        painter.setBrush(look.colour("card"))
        for ring in self.rings:
            if not math.isnan(ring.x()):
                painter.drawEllipse(ring, px(5), px(5))
        for placed in (*self.names, *self.labels):
            if placed is None:
                continue
            if placed.over:
                painter.fillRect(placed.box.adjusted(-2, 1, 0, -1), look.colour("card"))
            painter.setFont(look.font(placed.size, bold=placed.bold, digits=True))
            painter.setPen(look.colour(placed.colour))
            painter.drawText(placed.box, int(_WRAP), placed.text)

    # ---- names -------------------------------------------------------------------------------------------------------

    def _place_names(self, lines: list[Name], guides: list[Name]) -> None:
        area, px = self._area, self._look.px
        gap = px(11)
        column = area.right() + gap
        room = self._width - column - px(2)
        sizes = {}
        for name in (*lines, *guides):
            wide, high = self._measured(name.text, SIZE, math.floor(room))
            sizes[name.text] = (wide, high + px(2))
        widest = max((sizes[name.text][0] for name in lines), default=0.0)
        furthest = max((name.anchor.x() for name in lines), default=area.left()) + gap
        if furthest + widest > area.right() - px(6) and guides:
            lines, guides, furthest = [*lines, *guides], [], column
        for group, x in ((lines, min(furthest, column)), (guides, column)):
            heights = [sizes[name.text][1] for name in group]
            bottom = max(area.bottom() + px(6), sum(heights))
            centres = spread([name.anchor.y() for name in group], heights, 0.0, bottom)
            for name, centre, height in zip(group, centres, heights, strict=True):
                inside = x < column - 1
                box = QRectF(x, centre - height / 2, sizes[name.text][0] if inside else room, height)
                self.names.append(Placed(name.text, name.colour, box, over=inside))
                if abs(name.anchor.y() - centre) > height / 2 or x - name.anchor.x() > gap + 2:
                    bend = QPointF(x - gap + px(3), name.anchor.y())
                    self.leaders.append(([name.anchor, bend, QPointF(x - px(2), centre)], name.colour))

    # ---- marks -------------------------------------------------------------------------------------------------------

    def _place_marks(self, plot: Plot, covered: list[Box]) -> None:
        area, now = self._area, time.monotonic()
        patient = now < self._search_at
        if not patient:
            self._search_at = now + SEARCH_EVERY
        masks = [self._mask(line) for line in plot.lines if line.end() is not None and not self._runs_along(plot, line)]
        mask = masks[0].joined(*masks[1:]) if masks else CurveMask(np.zeros(0), np.zeros(0), 1)
        taken = covered + [_box(name.box) for name in self.names]
        taken += [
            Box(area.left(), self._pixel(0, guide.y).y() - 1, area.width(), 2)
            for guide in plot.guides
            if self._seen((self._span[0], guide.y))
        ]
        bounds = Box(area.left(), max(0.0, area.top() - self._look.px(6)), self._width - area.left(), area.height())
        seen = [mark for mark in plot.marks if self._span[0] <= mark.x <= self._span[1]]
        taken += [Box(self._pixel(m.x, 0).x() - 1, area.top(), 2, area.height()) for m in seen if m.rule and not m.dot]
        dots = [mark for mark in seen if mark.dot]
        anchors = [self._pixel(mark.x, plot.lines[0].at(mark.x)) for mark in dots]
        taken += [
            Box(end.x() - 7, end.y() - 7, 14, 14)
            for end, _, radius in self.dots
            if radius > 4 and all((end - at).manhattanLength() > 20 for at in anchors)  # else the ring is there
        ]
        key = repr([mark.x for mark in dots])
        boxes = place_labels(
            [(at.x(), at.y()) for at in anchors],
            [self._size(mark) for mark in dots],
            bounds,
            mask,
            taken,
            before=self._before.get(key, ()),
            patient=patient,
        )
        self._before = {key: boxes}
        taken += [box for box in boxes if box is not None]
        places = {id(mark): (box, at) for mark, box, at in zip(dots, boxes, anchors, strict=True)}
        self.labels, self.rings = [], []
        for mark in plot.marks:
            box, ring = places.get(id(mark), (None, QPointF(math.nan, math.nan)))
            if mark.rule and not mark.dot and mark in seen:
                box = self._beside(mark, bounds, mask, taken)
                taken += [box] if box is not None else []
            self.rings.append(ring)
            size = BOLD_SIZE if mark.bold else SIZE
            self.labels.append(
                None
                if box is None
                else Placed("\n".join(mark.titles), mark.colour, QRectF(box.x, box.y, box.w + 2, box.h), size=size)
            )

    def _beside(self, mark: Mark, bounds: Box, mask: CurveMask, taken: Sequence[Box]) -> Box | None:
        """A free place beside the line of a ``rule``, right of it where it can be."""
        px, (w, h) = self._look.px, self._size(mark)
        x = self._pixel(mark.x, 0).x()
        for left in (x + px(6), x - px(6) - w):
            for share in _HEIGHTS:
                box = Box(left, bounds.y + bounds.h * share, w, h)
                if box.inside(bounds) and not mask.crosses(box, 2) and not any(box.overlaps(t, 2) for t in taken):
                    return box
        return None

    def _size(self, mark: Mark) -> tuple[float, float]:
        return self._measured("\n".join(mark.titles), BOLD_SIZE if mark.bold else SIZE, 9999)

    def _measured(self, text: str, size: float, room: int) -> tuple[float, float]:
        """Width and height of ``text`` within ``room`` pixels; measured once, for letters are slow to measure."""
        key = (text, size, room, self._look.zoom)
        if key not in self._sizes:
            if len(self._sizes) > REMEMBERED:
                self._sizes.clear()
            metrics = QFontMetricsF(self._look.font(size, bold=True, digits=True))
            found = metrics.boundingRect(QRect(0, 0, room, 999), int(_WRAP), text)
            self._sizes[key] = (math.ceil(found.width()) + 2.0, float(math.ceil(found.height())))
        return self._sizes[key]

    def _runs_along(self, plot: Plot, line: Line) -> bool:
        """Whether it is a hairline so near to the first line that words may lie over it."""
        apart = np.abs(line.y - plot.lines[0].heights(line.x)) / (self._span[3] - self._span[2]) * self._area.height()
        return line.thin and bool(np.nanmax(apart) < self._look.px(ALONG))

    def _mask(self, line: Line) -> CurveMask:
        area, (x0, x1, y0, y1) = self._area, self._span
        known = np.flatnonzero(np.isfinite(line.y) & (line.x >= x0) & (line.x <= x1))
        if len(known) > MASK_POINTS:
            known = known[np.linspace(0, len(known) - 1, MASK_POINTS).round().astype(int)]
        xs = area.left() + (line.x[known] - x0) / (x1 - x0) * area.width()
        ys = area.bottom() - (line.y[known] - y0) / (y1 - y0) * area.height()
        return CurveMask(xs.astype(np.float64), ys.astype(np.float64), math.ceil(self._width))

    # ---- pixels ------------------------------------------------------------------------------------------------------

    def _pixel(self, x: float, y: float) -> QPointF:
        area, (x0, x1, y0, y1) = self._area, self._span
        return QPointF(
            area.left() + (x - x0) / (x1 - x0) * area.width(), area.bottom() - (y - y0) / (y1 - y0) * area.height()
        )

    def _seen(self, point: tuple[float, float]) -> bool:
        x0, x1, y0, y1 = self._span
        return x0 <= point[0] <= x1 and y0 <= point[1] <= y1


def _box(rect: QRectF) -> Box:
    return Box(rect.x(), rect.y(), rect.width(), rect.height())

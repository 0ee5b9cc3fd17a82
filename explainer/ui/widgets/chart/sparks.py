"""Courses and bars without axes, in rows: a name, its course or bar, the value, and where needed one sentence below.

As many groups stand side by side as there is room for; names that are the same in all of them are written once for
each row of groups. A course that has no span of its own has one that starts at 0
where nothing is below it and grows in steps (1, 2, 5, 10, …), so that a new value moves the line and not the picture.
Painted in one go: a ``Chart`` for each would be dearer than all of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.parts import PointedParts
from explainer.ui.theme import mix
from explainer.ui.widgets import reading
from explainer.ui.widgets.chart.plot import Array
from explainer.ui.widgets.chart.ticks import ends

TITLE, WORDS, NOTE = 14.5, 15.0, 13.0  # design pixels of the letters
HEAD = 24  # of a group's title
BAR, THICK = 0.62, 20.0  # of a row that a bar takes, and at most
GAP, BETWEEN = 26, 4  # beside each other, and below


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spark:
    """One course, or the bar of one value.

    Attributes:
        name: what it is. value: now, for reading.
        x: (n,) from 0 at the left to 1 at the right. y: (n,) its heights; NaN where there is nothing.
        span: lowest and highest height, or None for what holds ``y``.
        colour: by name in the theme. filled: down to its foot. dots: on every point, not at the end alone.
        bar: from 0 to the last value, to the right or left, in place of a course.
        sentence: below it, or "". told: about it, when it is pointed at; otherwise name, value and sentence.
    """

    name: str
    value: str
    x: Array
    y: Array
    span: tuple[float, float] | None = None
    colour: str = "rlhf"
    filled: bool = False
    dots: bool = False
    bar: bool = False
    sentence: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SparkGroup:
    """What stands together, below each other.

    Title and note stand above it, or "" for neither; ``short`` is the title where there is little room.
    """

    sparks: tuple[Spark, ...]
    title: str = ""
    short: str = ""
    note: str = ""


class Sparks(PointedParts):
    """Rows of courses.

    Args:
        look: theme and zoom.
        name: what they are, for those who do not see them.
        empty: what stands there while there is none.
        least: the least width of a group, design pixels.
        row: the least and the greatest height of a row, design pixels; where they differ, rows take what room there is.
        shape: how many groups there will be, and how many rows at most in each, so that room is kept for them.
    """

    def __init__(
        self,
        look: Look,
        name: str,
        empty: str = "",
        *,
        least: float,
        row: tuple[float, float],
        shape: tuple[int, int] = (1, 1),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        reading.install(Sparks)
        self.reading: object = None  # what screen readers are told of it, once one has asked
        self._empty, self._least, self._row, self._shape = empty, least, row, shape
        self.groups: tuple[SparkGroup, ...] = ()
        self._lines = 0  # pixels for the longest sentence, and
        self._value = 0.0  # for the widest value: kept while they shrink, so that nothing jumps
        self.setAccessibleName(name)
        self.setToolTip(self.tr("Point at a line, or go from line to line with the up and down arrow keys"))
        fixed = row[0] == row[1]
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Fixed if fixed else policy.Expanding)
        look.changed.connect(self._restyle)

    def set(self, groups: Sequence[SparkGroup]) -> None:
        """Draw ``groups``."""
        shape = [len(group.sparks) for group in self.groups]
        self.groups = tuple(groups)
        if [len(group.sparks) for group in groups] != shape:
            self._mark(None)
            self.updateGeometry()
        self._measure()
        self.setAccessibleDescription(self.summary())
        self.update()

    def set_empty_text(self, text: str) -> None:
        """What stands there while there is none."""
        if text != self._empty:
            self._empty = text
            self.update()

    @property
    def at(self) -> int | None:
        """The row that is told."""
        return self._at

    def ready(self) -> bool:
        """Whether there are any."""
        return bool(self.groups)

    def parts(self) -> range:
        """All rows."""
        return range(self.n_parts())

    def place(self, part: int) -> QRectF:
        """Where a row stands."""
        return self._rows()[part]

    def sparks(self) -> list[Spark]:
        """All that are drawn, in reading order."""
        return [spark for group in self.groups for spark in group.sparks]

    def labels(self) -> list[tuple[str, str, str]]:
        """(title of the group, name, value) as written."""
        return [(group.title, spark.name, spark.value) for group in self.groups for spark in group.sparks]

    def summary(self) -> str:
        """All of them in words."""
        return "\n".join(self.describe(i) for i in range(self.n_parts())) or self._empty

    def columns(self) -> int:
        """How many groups stand side by side: as many as fit, fewer where that leaves no row half empty."""
        px, n = self._look.px, len(self.groups) or self._shape[0]
        names = round(self._names()) if self._are_alike() else 0
        fit = min(n, max(1, (self.width() - names + px(GAP)) // px(self._least + GAP)))
        return math.ceil(n / math.ceil(n / fit))

    def sizeHint(self) -> QSize:
        """All of it, with low rows; higher ones take what room there is."""
        return QSize(self._look.px(self._least), self._height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as one group, with low rows."""
        return QSize(round(self._names()) + self._look.px(min(self._least, 150)), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentences anew."""
        if event.size().width() != event.oldSize().width():
            self._lines = 0
            self._measure()
            self.updateGeometry()

    # ---- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Titles, names, courses, values."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.groups:
            paint_empty(painter, self._look, self.rect(), self._empty, size=BODY)
            return
        rows, names, margin = self._rows(), self._names(), self._margin()
        first = 0
        for i, group in enumerate(self.groups):
            named = not margin or i % self.columns() == 0
            for k, spark in enumerate(group.sparks, first):
                self._paint(painter, spark, rows[k], names if named else 0.0, marked=k == self._at)
            if group.title:
                row = rows[first].adjusted(margin if named else 0, 0, 0, 0)
                self._paint_title(
                    painter, group, QRectF(row.left(), row.top() - self._head(), row.width(), self._head())
                )
            first += len(group.sparks)

    def _paint_title(self, painter: QPainter, group: SparkGroup, head: QRectF) -> None:
        look, middle = self._look, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(TITLE, bold=True))
        painter.setPen(look.colour("ink"))
        fits = painter.fontMetrics().horizontalAdvance(group.title) <= head.width()
        painter.drawText(
            head, Qt.AlignmentFlag.AlignLeft | middle, group.title if fits or not group.short else group.short
        )
        painter.setFont(look.font(NOTE, digits=True))
        painter.setPen(look.colour("ink3"))
        painter.drawText(head, Qt.AlignmentFlag.AlignRight | middle, group.note)

    def _paint(self, painter: QPainter, spark: Spark, row: QRectF, name: float, *, marked: bool) -> None:
        look, px = self._look, self._look.px
        middle = Qt.AlignmentFlag.AlignVCenter
        if marked:
            painter.setPen(QPen(look.colour("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), px(5), px(5))
        head = row.adjusted(px(3), 0, -px(3), -self._lines)
        painter.setFont(look.font(BODY, bold=True, digits=True))
        painter.setPen(look.colour("ink"))
        painter.drawText(head, Qt.AlignmentFlag.AlignRight | middle, spark.value)
        painter.setFont(look.font(BODY))
        painter.setPen(look.colour("ink2"))
        if name:
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft | middle, spark.name)
        room = head.adjusted(name, px(3), -self._value - px(10), -px(4))
        if room.width() > 0 and spark.bar:
            _paint_bar(painter, look, spark, room, row)
        elif room.width() > 0:
            paint_course(painter, look, spark, room)
        if spark.sentence:
            painter.setFont(look.font(WORDS))
            painter.setPen(look.colour("ink2"))
            below = QRectF(head.left(), head.bottom(), head.width(), self._lines)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, spark.sentence)

    # ---- places ------------------------------------------------------------------------------------------------------

    def _head(self) -> int:
        return self._look.px(HEAD) if any(group.title for group in self.groups) else 0

    def _names(self) -> float:
        """Room for the names, pixels."""
        metrics = self._look.metrics(BODY)
        return max((metrics.horizontalAdvance(s.name) for s in self.sparks()), default=0.0) + self._look.px(10)

    def _are_alike(self) -> bool:
        """Whether all groups have the same names."""
        return len(self.groups) > 1 and len({tuple(s.name for s in group.sparks) for group in self.groups}) == 1

    def _margin(self) -> float:
        """Room at the left for names that stand once for a row of groups; 0 where each group has its own."""
        return self._names() if self._are_alike() and self.columns() > 1 else 0.0

    def _height(self) -> int:
        """Of all of it, with low rows."""
        px = self._look.px
        down = math.ceil((len(self.groups) or self._shape[0]) / self.columns())
        each = max(self._shape[1], *(len(group.sparks) for group in self.groups), 1)
        return down * (self._head() + each * (px(self._row[0]) + self._lines)) + (down - 1) * px(BETWEEN)

    def _rows(self) -> list[QRectF]:
        """Where each course stands, with its name, value and sentence."""
        px, columns = self._look.px, self.columns()
        down = math.ceil(len(self.groups) / columns)
        margin = self._margin()
        wide = (self.width() - margin - (columns - 1) * px(GAP)) / columns
        each = max((len(group.sparks) for group in self.groups), default=1)
        high = (self.height() - (down - 1) * px(BETWEEN)) / max(1, down)
        row = (high - self._head()) / each - self._lines
        row = min(px(self._row[1]), max(px(self._row[0]) - 1, row)) + self._lines
        tall = self._head() + each * row if self._row[0] == self._row[1] else high
        found = []
        for i, group in enumerate(self.groups):
            line, column = divmod(i, columns)
            x, y = margin + column * (wide + px(GAP)), line * (tall + px(BETWEEN)) + self._head()
            own = margin if column == 0 else 0.0
            found += [QRectF(x - own, y + k * row, wide + own, row) for k in range(len(group.sparks))]
        return found

    def _measure(self) -> None:
        """Room for the longest sentence and the widest value there were."""
        metrics, columns = self._look.metrics(WORDS), self.columns()
        wide = (self.width() - (columns - 1) * self._look.px(GAP)) // columns - self._look.px(6)
        room, wrap = QRect(0, 0, max(1, wide), 9999), Qt.TextFlag.TextWordWrap.value
        sparks = self.sparks()
        need = max((metrics.boundingRect(room, wrap, s.sentence).height() for s in sparks if s.sentence), default=0)
        if math.ceil(need) > self._lines:
            self._lines = math.ceil(need)
            self.updateGeometry()
        bold = self._look.metrics(BODY, bold=True)
        self._value = max(self._value, *(bold.horizontalAdvance(spark.value) for spark in sparks), 0.0)

    def _restyle(self) -> None:
        self._lines, self._value = 0, 0.0
        self._measure()
        self.updateGeometry()

    # ---- pointing ----------------------------------------------------------------------------------------------------

    def n_parts(self) -> int:
        """One for each course."""
        return len(self.sparks())

    def part_at(self, point: QPointF) -> int | None:
        """The course there."""
        return next((i for i, row in enumerate(self._rows()) if row.contains(point)), None)

    def foot_of(self, index: int) -> QPointF:
        """Below a course."""
        return self._rows()[index].bottomLeft()

    def describe(self, index: int) -> str:
        """A course in a sentence."""
        if not 0 <= index < self.n_parts():
            return ""
        spark = self.sparks()[index]
        return spark.told or f"{spark.name}: {spark.value}. {spark.sentence}".strip()


def _paint_bar(painter: QPainter, look: Look, spark: Spark, room: QRectF, row: QRectF) -> None:
    """Draw the bar of ``spark`` in ``room``, and where 0 is as high as ``row``."""
    last = float(spark.y[-1])
    low, high = spark.span or ends(min(0.0, last), max(0.0, last))
    zero, value = (room.left() + (at - low) / (high - low) * room.width() for at in (0.0, last))
    if not math.isnan(value):
        thick = min(row.height() * BAR, look.px(THICK))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(spark.colour))
        top = row.center().y() - thick / 2
        painter.drawRoundedRect(QRectF(min(zero, value), top, abs(value - zero), thick), look.px(2), look.px(2))
    painter.setPen(QPen(look.colour("edge"), 1))
    painter.drawLine(QPointF(round(zero) + 0.5, row.top()), QPointF(round(zero) + 0.5, row.bottom()))


def paint_course(painter: QPainter, look: Look, spark: Spark, room: QRectF) -> list[QPointF]:
    """Draw the line of ``spark`` in ``room``, with its foot and a dot at its end; returns its points in pixels."""
    px, colour = look.px, look.colour(spark.colour)
    seen = np.isfinite(spark.y)
    ys = spark.y[seen]
    low, high = spark.span or (ends(float(ys.min()), float(ys.max())) if len(ys) else (0.0, 1.0))

    def height(value: float) -> float:
        return room.bottom() - (value - low) / (high - low) * room.height()

    foot = round(height(max(low, 0.0))) + 0.5
    painter.setPen(QPen(look.colour("line"), 1))
    painter.drawLine(QPointF(room.left(), foot), QPointF(room.right(), foot))
    if not len(ys):
        return []
    xs = room.left() + spark.x[seen] * room.width()
    points = [QPointF(x, height(y)) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    painter.setPen(Qt.PenStyle.NoPen)
    if spark.filled:
        painter.setBrush(QColor(mix(look.colours.card, getattr(look.colours, spark.colour), 0.18)))
        painter.drawPolygon(QPolygonF([*points, QPointF(points[-1].x(), foot), QPointF(points[0].x(), foot)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, px(1.8)))
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    radius = px(5 if spark.dots else 3)
    for point in points if spark.dots else points[-1:]:
        painter.drawEllipse(point, radius, radius)
    return points

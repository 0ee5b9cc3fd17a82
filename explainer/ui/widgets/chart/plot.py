"""What a chart can draw, as plain data: a ``Plot`` is made anew from each frame and handed over whole. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from explainer.ui.numbers import count
from explainer.ui.widgets.chart.ticks import multiples
from explainer.ui.widgets.table import Table

Array = npt.NDArray[np.floating]
Span = tuple[float, float]  # a stretch of x, from and to


def plain(value: float) -> str:
    """A loss as it is read: ``0.42``."""
    return f"{value:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """One line, named at its end.

    Attributes:
        name: at its end. value: its last value for reading, before the name.
        colour: by name in the theme.
        x, y: (n,) its points, x rising; a NaN in ``y`` is left out.
        raw: (n,) what ``y`` was smoothed from, drawn thin behind it, or None.
        dashed: how it differs from others where colours cannot be told. thin: drawn as a hairline.
        dots: mark every point.
        column: what the numbers are called in a table, where that is not ``name``.
    """

    name: str
    colour: str
    x: Array
    y: Array
    value: str = ""
    raw: Array | None = None
    dashed: bool = False
    thin: bool = False
    dots: bool = False
    column: str = ""

    def end(self) -> tuple[float, float] | None:
        """Its last point, or None while there is none."""
        known = np.flatnonzero(np.isfinite(self.y))
        return (float(self.x[known[-1]]), float(self.y[known[-1]])) if len(known) else None

    def at(self, x: float) -> float:
        """Its height at ``x``, between its points; NaN while it has none."""
        return float(self.heights(np.array([x]))[0])

    def heights(self, xs: Array) -> Array:
        """Its heights at ``xs``, (n,), between its points; NaN while it has none."""
        known = np.isfinite(self.y)
        return np.interp(xs, self.x[known], self.y[known]) if known.any() else np.full(len(xs), np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A dashed horizontal line to compare with: its words, its colour by name, and its height."""

    name: str
    colour: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A moment: a ring on the first line (``dot``), a dotted line from top to bottom (``rule``), or both.

    Attributes:
        x: when. titles: the lines of its label. tip: the sentence when pointed at.
        colour: of rule and label. bold: whether the label is what is read first.
    """

    x: float
    titles: tuple[str, ...]
    tip: str = ""
    dot: bool = True
    rule: bool = False
    colour: str = "ink"
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A column of numbers at the left: how a height is written there, what stands above, and in which colour."""

    text: Callable[[float], str] = "{:g}".format
    head: str = ""
    colour: str = "ink3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The vertical axis.

    Attributes:
        low, high: its ends. step: between two lines of the grid, from 0; 0 has none.
        columns: of numbers; two where lines of two units share the picture, none where there is no room.
        told: how a height is written where a point is told.
    """

    low: float = 0.0
    high: float = 1.0
    step: float = 0.0
    columns: tuple[Numbers, ...] = (Numbers(),)
    told: Callable[[float], str] = plain

    def grid(self) -> list[float]:
        """Heights of the grid's lines."""
        return multiples(self.low, self.high, self.step) if self.step else []


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plot:
    """All that is drawn.

    Attributes:
        lines, guides, marks: see there; marks stand on the first line.
        scale: the vertical axis. x_end: last value of the axis that goes right; it begins at 0.
        x_words: what goes right, in words, and how far it has come. x_text: how a value is written there.
        x_told: how a point is named where it is told, with ``{x}``. x_column: what it is called in a table.
        tell: the sentence about the i-th point of the longest line; otherwise all lines' values there.
        summary: the whole in words, where more is to be said than the lines' ends.
        words: share of the width that the names at the right may take.
    """

    lines: tuple[Line, ...] = ()
    guides: tuple[Guide, ...] = ()
    marks: tuple[Mark, ...] = ()
    scale: Scale = field(default_factory=Scale)
    x_end: float = 1.0
    x_words: str = ""
    x_text: Callable[[float], str] = count
    x_told: str = "{x}"
    x_column: str = ""
    tell: Callable[[int], str] | None = None
    summary: str = ""
    words: float = 0.36

    def is_empty(self) -> bool:
        """Whether no line has a point."""
        return all(line.end() is None for line in self.lines)

    def seen(self, span: Span | None) -> tuple[float, float, float, float]:
        """Lowest and highest x, lowest and highest y: of the whole, or as high as what lies in ``span`` needs."""
        scale = self.scale
        if span is None:
            return 0.0, max(self.x_end, 1e-12), scale.low, max(scale.high, scale.low + 1e-12)
        found: list[Array] = [*(line.heights(np.array(span)) for line in self.lines)]
        for line in self.lines:
            inside = (line.x >= span[0]) & (line.x <= span[1])
            found += [values[inside] for values in (line.y, line.raw) if values is not None]
        ys = np.concatenate(found)
        low, high = float(np.nanmin(ys)), float(np.nanmax(ys))
        room = max((high - low) * 0.12, (scale.high - scale.low) * 0.01)
        return *span, max(scale.low, low - room), min(scale.high, high + room)

    def points(self) -> Array:
        """The places that can be told, (n,): those of the longest line."""
        return max((line.x for line in self.lines), key=len, default=np.zeros(0))

    def nearest(self, x: float) -> int:
        """The point nearest to the value ``x``, by its index."""
        return int(np.abs(self.points() - x).argmin())

    def told(self, index: int) -> str:
        """The values at the ``index``-th point, or "" where there is none."""
        xs = self.points()
        if not 0 <= index < len(xs):
            return ""
        if self.tell is not None:
            return self.tell(index)
        found = []
        for line in self.lines:
            near = np.flatnonzero(np.isclose(line.x, xs[index]) & np.isfinite(line.y))
            if len(near):
                found.append(f"{self.scale.told(float(line.y[near[0]]))} {line.name}")
        return self.x_told.format(x=count(xs[index])) + ": " + "; ".join(found)

    def table(self, marks: str = "") -> Table | None:
        """All points, one row for each place: of smoothed lines what was measured.

        Args:
            marks: the name of a last column for what the marks say, or "" for none.
        """
        if self.is_empty():
            return None
        xs = np.unique(np.concatenate([*(line.x for line in self.lines), [m.x for m in self.marks if marks]]))
        columns: list[list[object]] = []
        for line in self.lines:
            values: list[object] = [None] * len(xs)
            for place, y in zip(np.searchsorted(xs, line.x), line.y if line.raw is None else line.raw, strict=True):
                values[place] = y
            columns.append(values)
        if marks:
            said = {mark.x: mark.tip or " ".join(mark.titles) for mark in self.marks}
            columns.append([said.get(float(x)) for x in xs])
        names = [line.column or line.name for line in self.lines]
        whole = [int(x) if float(x).is_integer() else float(x) for x in xs]
        return Table((self.x_column, *names, *([marks] if marks else ())), tuple(zip(whole, *columns, strict=True)))

"""What a small chart of curves draws, and where the words at the curves' ends go. Pure data and arithmetic, no Qt.

Labels stand in one column right of the plot, each as near to the height of its line's end as the others allow. The
column is found by pooling: labels that would overlap are joined to a pile round the mean of their places, and piles
that then overlap are joined in turn (the pool-adjacent-violators algorithm of isotonic regression), which moves labels
by the least sum of squares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating]


def plain(value: float) -> str:
    """A loss as it is read: ``0.42``."""
    return f"{value:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """One curve.

    Attributes:
        name: what stands at its end, after its last value.
        colour: by name in the theme.
        xs, ys: (n,) its points; a NaN in ``ys`` is a gap.
        faint: (n,) what it was smoothed from, drawn thin behind it, or None.
        dashed: how it differs from others where colours cannot be told. dots: mark every point.
    """

    name: str
    colour: str
    xs: Array
    ys: Array
    faint: Array | None = None
    dashed: bool = False
    dots: bool = False

    def end(self) -> tuple[float, float] | None:
        """Its last point, or None while there is none."""
        known = np.flatnonzero(np.isfinite(self.ys))
        return (float(self.xs[known[-1]]), float(self.ys[known[-1]])) if len(known) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A dashed horizontal line to compare with: its words, its colour by name, and its height."""

    name: str
    colour: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """What the chart spans.

    Attributes:
        x_end: last value of the axis that goes right; it begins at 0. x_words: what stands below it.
        y_from, y_end: values at the bottom and at the top. y_step: between two lines of the grid.
        y_text: how a value is written at a curve's end. grid_text: how at the grid.
        x_text: how a place is written where a point is told, with ``{x}``.
    """

    x_end: float
    x_words: str
    y_from: float
    y_end: float
    y_step: float
    x_text: str
    y_text: Callable[[float], str] = plain
    grid_text: Callable[[float], str] = "{:g}".format

    def grid(self) -> list[float]:
        """Heights of the grid's lines."""
        first = math.ceil(self.y_from / self.y_step - 1e-9)
        last = math.floor(self.y_end / self.y_step + 1e-9)
        return [i * self.y_step for i in range(first, last + 1)]


#: Where an axis from 0 may end, over a power of ten, and in how many steps its grid goes there.
_ENDS = {1.0: 2, 1.5: 3, 2.0: 2, 3.0: 3, 4.0: 4, 5.0: 5, 6.0: 3, 8.0: 4, 10.0: 2}


def round_up(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, … that is not below ``value``: an axis that rarely moves."""
    if value <= 0:
        return 1.0
    scale = 10.0 ** math.floor(math.log10(value))
    return next(end * scale for end in _ENDS if end * scale >= value * (1 - 1e-9))


def grid_step(y_end: float) -> float:
    """How far the grid's lines lie apart on an axis from 0 to a ``round_up`` value: two to five steps."""
    scale = 10.0 ** math.floor(math.log10(y_end) + 1e-9)
    return y_end / _ENDS[round(y_end / scale, 6)]


def spread(centres: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Centres for labels that are near ``centres``, keep their order and do not overlap.

    Args:
        centres: where each would stand if it were alone; y grows downwards.
        heights: of the labels, in pixels.
        top: no label is above this.
        bottom: nor below this, where they fit at all.
    """
    order = sorted(range(len(centres)), key=lambda i: centres[i])
    above = np.concatenate([[0.0], np.cumsum([heights[i] for i in order])])  # height of all labels before each
    # Take away what stacks above each: then "no overlap" means "not falling", and piles are means.
    piles: list[tuple[float, int]] = []
    for place, i in enumerate(order):
        piles.append((centres[i] - heights[i] / 2 - float(above[place]), 1))
        while len(piles) > 1 and piles[-2][0] > piles[-1][0]:
            (a, n), (b, m) = piles[-2:]
            piles[-2:] = [((a * n + b * m) / (n + m), n + m)]
    low, high = top, max(top, bottom - float(above[-1]))
    starts = [min(max(start, low), high) for start, n in piles for _ in range(n)]
    result = [0.0] * len(centres)
    for place, i in enumerate(order):
        result[i] = starts[place] + float(above[place]) + heights[i] / 2
    return result

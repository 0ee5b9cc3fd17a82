"""Where axes end and which numbers stand at them. Pure arithmetic, no Qt."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

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


def nice(value: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, … times a power of ten that is no less than ``value``; 1 for 0."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= value * (1 - 1e-9))


def ends(low: float, high: float) -> tuple[float, float]:
    """A range from 0 that holds ``low`` and ``high``, in ``nice`` steps to each side; (0, 1) for nothing but zeros."""
    return (-nice(-low) if low < 0 else 0.0), (nice(high) if high > 0 or low >= 0 else 0.0)


def multiples(low: float, high: float, step: float) -> list[float]:
    """The multiples of ``step`` from ``low`` to ``high``, both included."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)]


def ticks(low: float, high: float, most: int, text: Callable[[float], str]) -> list[tuple[float, str]]:
    """At most ``most`` round values from ``low`` to ``high`` with their texts, fewer where two would read alike."""
    for wanted in range(max(2, most), 1, -1):
        values = multiples(low, high, nice((high - low) / wanted))
        texts = [text(value) for value in values]
        if len(set(texts)) == len(texts) and len(texts) <= most + 1:
            return list(zip(values, texts, strict=True))
    return [(low, text(low))] if low == 0 else []


def spread(centres: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Centres for labels that are near ``centres``, keep their order and do not overlap.

    Found by pooling: labels that would overlap are joined to a pile round the mean of their places, and piles that then
    overlap are joined in turn (the pool-adjacent-violators algorithm of isotonic regression), which moves labels by the
    least sum of squares.

    Args:
        centres: where each would stand if it were alone; y grows downwards.
        heights: of the labels, in pixels.
        top: no label is above this.
        bottom: nor below this, where they fit at all.
    """
    order = sorted(range(len(centres)), key=lambda i: centres[i])
    above = [0.0]  # height of all labels before each
    for i in order:
        above.append(above[-1] + heights[i])
    # Take away what stacks above each: then "no overlap" means "not falling", and piles are means.
    piles: list[tuple[float, int]] = []
    for place, i in enumerate(order):
        piles.append((centres[i] - heights[i] / 2 - above[place], 1))
        while len(piles) > 1 and piles[-2][0] > piles[-1][0]:
            (a, n), (b, m) = piles[-2:]
            piles[-2:] = [((a * n + b * m) / (n + m), n + m)]
    low, high = top, max(top, bottom - above[-1])
    starts = [min(max(start, low), high) for start, n in piles for _ in range(n)]
    result = [0.0] * len(centres)
    for place, i in enumerate(order):
        result[i] = starts[place] + above[place] + heights[i] / 2
    return result

"""The loss curve as it grows: bounded in memory, nothing hidden.

Training loss is kept in at most ``CAPACITY`` bins; when they are full, neighbours are merged into their mean and bins
become twice as wide. So an hour's curve costs no more than a minute's, and a spike still raises its bin.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from explainer.engine.frames import Floats, Ints

CAPACITY = 2000


class Curve:
    """A thinned series of (tokens, value) points: the means of equally many neighbours each.

    Args:
        capacity: points at the most; even.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        if capacity < 2 or capacity % 2:
            raise ValueError(f"the capacity of a curve must be even, and is {capacity}")
        self._capacity = capacity
        self._x = np.zeros(capacity, dtype=np.int64)
        self._y = np.zeros(capacity, dtype=np.float64)
        self._n = 0
        self._width = 1  # points in a full bin
        self._open: list[tuple[int, float]] = []  # points of the bin being filled

    @property
    def width(self) -> int:
        """Points whose mean is one point of the curve."""
        return self._width

    def widen(self, width: int) -> None:
        """Take the points there are for means of ``width`` each, as they were in the curve that was kept."""
        self._width = max(self._width, width)

    def add(self, x: int, y: float) -> None:
        """Append a point; ``x`` does not fall."""
        self._open.append((x, y))
        if len(self._open) < self._width:
            return
        self._x[self._n] = x
        self._y[self._n] = self._open_mean()
        self._n += 1
        self._open = []
        if self._n == self._capacity:
            self._merge()

    def _open_mean(self) -> float:
        return sum(y for _, y in self._open) / len(self._open)

    def _merge(self) -> None:
        half = self._capacity // 2
        self._x[:half] = self._x[1::2]
        self._y[:half] = self._y.reshape(half, 2).mean(axis=1)
        self._n = half
        self._width *= 2

    def cut(self, x: int) -> None:
        """Forget what lies beyond ``x``, as its step was taken back; a bin that reaches beyond goes as a whole."""
        n = int(np.searchsorted(self._x[: self._n], x, side="right"))
        self._open = [point for point in self._open if point[0] <= x] if n == self._n else []
        self._n = n

    def points(self) -> tuple[Ints, Floats]:
        """Return read-only copies (n,) and (n,), the open bin included; at most ``capacity`` points."""
        xs, ys = self._x[: self._n].copy(), self._y[: self._n].astype(np.float32)
        if self._open:
            xs = np.append(xs, self._open[-1][0])
            ys = np.append(ys, np.float32(self._open_mean()))
        xs.flags.writeable = False
        ys.flags.writeable = False
        return xs, ys


class RunningMean:
    """The mean of the last few values."""

    def __init__(self, n: int = 20) -> None:
        self._values: deque[float] = deque(maxlen=n)

    def add(self, value: float) -> None:
        """Append a value; the oldest falls out."""
        self._values.append(value)

    @property
    def mean(self) -> float:
        """Mean of what is there; NaN where nothing is."""
        return sum(self._values) / len(self._values) if self._values else float("nan")

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
    """A thinned series of (tokens, value) points."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._x = np.zeros(capacity, dtype=np.int64)
        self._y = np.zeros(capacity, dtype=np.float64)
        self._n = 0
        self._width = 1  # points in a full bin
        self._open: list[float] = []  # values of the bin being filled
        self._open_x = 0

    def add(self, x: int, y: float) -> None:
        """Append a point; ``x`` does not fall."""
        self._open.append(y)
        self._open_x = x
        if len(self._open) < self._width:
            return
        if self._n == self._capacity:
            self._merge()
        self._x[self._n] = x
        self._y[self._n] = float(np.mean(self._open))
        self._n += 1
        self._open = []

    def _merge(self) -> None:
        half = self._capacity // 2
        self._x[:half] = self._x[1::2]
        self._y[:half] = self._y.reshape(half, 2).mean(axis=1)
        self._n = half
        self._width *= 2

    def cut(self, x: int) -> None:
        """Forget all points beyond ``x``: what came after a step that was taken back."""
        self._n = int(np.searchsorted(self._x[: self._n], x, side="right"))
        self._open = []

    def points(self) -> tuple[Ints, Floats]:
        """Return read-only copies (n,) and (n,), the open bin included; at most ``capacity`` + 1 points."""
        xs, ys = self._x[: self._n].copy(), self._y[: self._n].astype(np.float32)
        if self._open:
            xs = np.append(xs, self._open_x)
            ys = np.append(ys, np.float32(np.mean(self._open)))
        xs.flags.writeable = False
        ys.flags.writeable = False
        return xs, ys


class Recent:
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

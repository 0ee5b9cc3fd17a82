"""Which part of the plane a map shows: the same scale for both axes, calm bounds, and a person's zoom and shift.

The bounds follow the points with hysteresis: they give way when points leave them, tighten slowly when much room is
empty, and stand still in between, so that the map does not pump while the model learns. Pure geometry.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.floating]

SLACK = 0.06  # of the extent, left free on each side
LOOSE = 1.35  # bounds wider than this many times what is needed tighten
GIVE, TIGHTEN = 0.5, 0.08  # share of the way, a frame
MOST_ZOOM = 24.0


class Viewport:
    """A rectangle of the plane laid onto ``width`` × ``height`` pixels."""

    def __init__(self) -> None:
        self.width = self.height = 1.0
        self.low = np.array([-1.0, -1.0])
        self.high = np.array([1.0, 1.0])
        self.zoom = 1.0
        self.shift = np.zeros(2)  # of the centre, in the plane's units
        self._fresh = True

    @property
    def moved(self) -> bool:
        """Whether a person has zoomed or shifted it."""
        return self.zoom != 1.0 or bool(self.shift.any())

    def reset(self) -> None:
        """Show everything."""
        self.zoom, self.shift = 1.0, np.zeros(2)

    def forget(self) -> None:
        """Other points will come: fit them exactly."""
        self._fresh = True
        self.reset()

    def follow(self, points: Points) -> None:
        """Keep ``points`` (N, 2) in the bounds, calmly."""
        points = points[np.isfinite(points).all(axis=1)]
        if not len(points):
            return
        low, high = points.min(axis=0).astype(float), points.max(axis=0).astype(float)
        size = np.maximum(high - low, 1e-6)
        wanted_low, wanted_high = low - SLACK * size, high + SLACK * size
        if self._fresh:
            self.low, self.high, self._fresh = wanted_low, wanted_high, False
            return
        for axis in range(2):
            loose = self.high[axis] - self.low[axis] > LOOSE * (wanted_high[axis] - wanted_low[axis])
            rate = TIGHTEN if loose else 0.0
            down = GIVE if low[axis] < self.low[axis] else rate
            up = GIVE if high[axis] > self.high[axis] else rate
            self.low[axis] += down * (wanted_low[axis] - self.low[axis])
            self.high[axis] += up * (wanted_high[axis] - self.high[axis])

    @property
    def scale(self) -> float:
        """Pixels a unit."""
        size = np.maximum(self.high - self.low, 1e-9)
        return float(min(self.width / size[0], self.height / size[1])) * self.zoom

    @property
    def centre(self) -> npt.NDArray[np.float64]:
        """What lies in the middle."""
        return (self.low + self.high) / 2 + self.shift

    def to_pixels(self, points: Points) -> npt.NDArray[np.float64]:
        """(N, 2) pixels of (N, 2) ``points``; y runs down."""
        away = (np.asarray(points, np.float64) - self.centre) * self.scale
        return np.stack((self.width / 2 + away[:, 0], self.height / 2 - away[:, 1]), axis=1)

    def zoom_at(self, x: float, y: float, factor: float) -> None:
        """Zoom by ``factor``; what lies at pixel (x, y) stays there. Never smaller than everything."""
        zoom = min(MOST_ZOOM, max(1.0, self.zoom * factor))
        if zoom == 1.0:
            self.reset()
            return
        away = np.array([x - self.width / 2, self.height / 2 - y])
        before = away / self.scale
        self.zoom = zoom
        self.shift = self.shift + before - away / self.scale
        self._hold()

    def drag(self, dx: float, dy: float) -> None:
        """Shift by pixels, as far as there is something to see."""
        self.shift = self.shift - np.array([dx, -dy]) / self.scale
        self._hold()

    def look_at(self, point: Points) -> None:
        """Bring ``point`` (2,) to the middle."""
        self.shift = np.asarray(point, np.float64) - (self.low + self.high) / 2
        self._hold()

    def look(self, zoom: float, shift: Sequence[float]) -> None:
        """Zoom and shift as a person once did."""
        self.zoom, self.shift = min(MOST_ZOOM, max(1.0, zoom)), np.array(shift, np.float64).reshape(2)
        self._hold()

    def _hold(self) -> None:
        half = (self.high - self.low) / 2
        self.shift = np.clip(self.shift, -half, half)

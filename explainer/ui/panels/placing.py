"""Where labels go so that they cross neither each other, nor the curve, nor the edge. Pure geometry in pixels.

Greedy: labels are placed in the order given, each at the first free of a list of places round its anchor, nearest
first. A label with no free place is left out (its marker stays and tells it when pointed at); that is rare and better
than an unreadable heap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    def overlaps(self, other: Box, gap: float = 0.0) -> bool:
        """Whether the two come closer than ``gap``."""
        return (
            self.x < other.x + other.w + gap
            and other.x < self.x + self.w + gap
            and self.y < other.y + other.h + gap
            and other.y < self.y + self.h + gap
        )

    def inside(self, other: Box) -> bool:
        """Whether this lies within ``other``."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.x + self.w <= other.x + other.w
            and self.y + self.h <= other.y + other.h
        )


class CurveMask:
    """The curve as the highest and lowest pixel in every pixel column, for quick tests against boxes."""

    def __init__(self, xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64], width: int) -> None:
        self.top = np.full(max(1, width), np.inf)
        self.bottom = np.full(max(1, width), -np.inf)
        if len(xs) == 0:
            return
        columns = np.arange(int(np.floor(xs[0])), int(np.ceil(xs[-1])) + 1)
        columns = columns[(columns >= 0) & (columns < width)]
        if len(columns):
            between = np.interp(columns, xs, ys)
            self.top[columns] = between
            self.bottom[columns] = between
        at = np.clip(np.round(xs).astype(int), 0, len(self.top) - 1)
        np.minimum.at(self.top, at, ys)
        np.maximum.at(self.bottom, at, ys)

    def crosses(self, box: Box, gap: float = 4.0) -> bool:
        """Whether the curve comes closer to ``box`` than ``gap``."""
        left, right = int(max(0, box.x - gap)), int(min(len(self.top), box.x + box.w + gap + 1))
        if left >= right:
            return False
        top, bottom = self.top[left:right], self.bottom[left:right]
        return bool(np.any((top <= box.y + box.h + gap) & (bottom >= box.y - gap)))


def place_labels(
    anchors: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    bounds: Box,
    curve: CurveMask,
    taken: Sequence[Box] = (),
    gap: float = 3.0,
) -> list[Box | None]:
    """A box for every label, or None where there is no room.

    Args:
        anchors: (x, y) of the markers.
        sizes: (width, height) of the labels.
        bounds: where labels may lie.
        curve: what they must not cross.
        taken: boxes that are taken already.
        gap: pixels between labels.
    """
    placed: list[Box | None] = []
    occupied = list(taken) + [Box(x - 6, y - 6, 12, 12) for x, y in anchors]
    for (x, y), (w, h) in zip(anchors, sizes, strict=True):
        chosen = None
        for box in _places(x, y, w, h):
            free = box.inside(bounds) and not curve.crosses(box)
            if free and not any(box.overlaps(other, gap) for other in occupied):
                chosen = box
                occupied.append(box)
                break
        placed.append(chosen)
    return placed


def _places(x: float, y: float, w: float, h: float) -> Iterator[Box]:
    """Places round (x, y): up to the right, higher and higher; then further along; then to the left and below."""
    for lift in (22, 38, 56, 76, 100, 128, 160):
        yield Box(x + 14, y - lift - h / 2, w, h)
        yield Box(x + 34, y - lift - h / 2, w, h)
        yield Box(x - w / 2, y - lift - h / 2, w, h)
    for drop in (20, 36, 54):
        yield Box(x - w - 12, y + drop - h / 2, w, h)
        yield Box(x - w / 2, y + drop - h / 2, w, h)
    for lift in (22, 38, 56, 76, 100, 128, 160):
        yield Box(x - w - 14, y - lift - h / 2, w, h)

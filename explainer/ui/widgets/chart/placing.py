"""Where labels go so that they cross neither each other, nor the curve, nor the edge. Pure geometry in pixels.

Greedy: labels are placed in the order given, each at the first free of a list of places round its anchor, nearest
first; where that leaves one out, other orders are tried. A label with no free place is left out (its marker stays and
tells it when pointed at); that is rare and better than an unreadable heap.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
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

    def foot(self, x: float, y: float) -> tuple[float, float]:
        """Where a leader line from (x, y) meets this label: at its nearest edge."""
        nearest_x = min(max(self.x + 4, x), self.x + self.w)
        if self.y + self.h <= y:
            return nearest_x, self.y + self.h
        if self.y >= y:
            return nearest_x, self.y
        return (self.x - 2 if self.x > x else self.x + self.w + 2), self.y + self.h / 2

    def meets_line(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether the line from (x0, y0) to (x1, y1) passes through (Liang and Barsky's clipping)."""
        enter, leave = 0.0, 1.0
        for start, way, low, high in (
            (x0, x1 - x0, self.x - 2, self.x + self.w + 2),
            (y0, y1 - y0, self.y - 1, self.y + self.h + 1),
        ):
            if way == 0.0:
                if not low <= start <= high:
                    return False
                continue
            first, last = sorted(((low - start) / way, (high - start) / way))
            enter, leave = max(enter, first), min(leave, last)
            if enter > leave:
                return False
        return True


class CurveMask:
    """The curve as the highest and lowest pixel in every pixel column, for quick tests against boxes."""

    def __init__(self, xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64], width: int) -> None:
        self.top = np.full(max(1, width), np.inf)
        self.bottom = np.full(max(1, width), -np.inf)
        self._also: tuple[CurveMask, ...] = ()
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

    def joined(self, *others: CurveMask) -> CurveMask:
        """A mask of this curve and others."""
        all_of_them = CurveMask(np.zeros(0), np.zeros(0), len(self.top))
        all_of_them._also = (self, *others)
        return all_of_them

    def crosses(self, box: Box, gap: float = 4.0) -> bool:
        """Whether the curve comes closer to ``box`` than ``gap``."""
        if any(curve.crosses(box, gap) for curve in self._also):
            return True
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
    before: Sequence[Box | None] = (),
    patient: bool = False,
) -> list[Box | None]:
    """A box for every label, or None where there is no room.

    Args:
        anchors: (x, y) of the markers.
        sizes: (width, height) of the labels.
        bounds: where labels may lie.
        curve: what they must not cross.
        taken: boxes that are taken already.
        gap: pixels between labels.
        before: where the labels were the last time; a place that is still free is kept, so that labels do not jump.
        patient: do not search again for those that found no room the last time; searching costs some milliseconds.
    """
    everyone = range(len(anchors))
    if patient and len(before) == len(anchors):
        searching = [i for i in everyone if before[i] is not None]
        return _place(anchors, sizes, bounds, curve, taken, gap, before, searching)
    kept = _place(anchors, sizes, bounds, curve, taken, gap, before, everyone)
    if None not in kept or list(kept) == list(before):
        return kept
    # Someone found no room: begin afresh, from either end and like stairs, each as high as those before it allow; take
    # what shows most, with the shortest leaders.
    ways = ((everyone, False), (everyone[::-1], False), (everyone, True))
    fresh = [_place(anchors, sizes, bounds, curve, taken, gap, (), order, stairs=stairs) for order, stairs in ways]
    return min([kept, *fresh], key=lambda boxes: (boxes.count(None), _leader_length(boxes, anchors)))


def _place(
    anchors: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    bounds: Box,
    curve: CurveMask,
    taken: Sequence[Box],
    gap: float,
    before: Sequence[Box | None],
    order: Sequence[int],
    *,
    stairs: bool = False,
) -> list[Box | None]:
    """One greedy pass in the given order: the nearest places first, or the highest."""
    occupied = [*taken, *(Box(x - 6, y - 6, 12, 12) for x, y in anchors)]
    leaders: list[tuple[float, float, float, float]] = []
    placed: list[Box | None] = [None] * len(anchors)

    def free(box: Box, x: float, y: float) -> bool:
        if not box.inside(bounds) or curve.crosses(box) or any(box.overlaps(other, gap) for other in occupied):
            return False
        leader = (x, y, *box.foot(x, y))
        own = Box(x - 6, y - 6, 12, 12)
        return not any(box.meets_line(*other) for other in leaders) and not any(
            b.meets_line(*leader) for b in occupied if b != own
        )

    def put(i: int, box: Box) -> None:
        placed[i] = box
        occupied.append(box)
        leaders.append((*anchors[i], *box.foot(*anchors[i])))

    for i, old in enumerate(before[: len(anchors)]):
        if old is not None and (old.w, old.h) == sizes[i] and free(old, *anchors[i]):
            put(i, old)
    for i in order:
        if placed[i] is None:
            places: Iterable[Box] = _places(*anchors[i], *sizes[i])
            if stairs:
                places = sorted(places, key=lambda box: box.y)
            found = next((box for box in places if free(box, *anchors[i])), None)
            if found is not None:
                put(i, found)
    return placed


def _leader_length(boxes: Sequence[Box | None], anchors: Sequence[tuple[float, float]]) -> float:
    """Pixels of leader line in all."""
    return sum(math.dist((x, y), box.foot(x, y)) for box, (x, y) in zip(boxes, anchors, strict=True) if box is not None)


def _places(x: float, y: float, w: float, h: float) -> Iterator[Box]:
    """Places round (x, y): up to the right where a falling curve leaves room, nearest first; then left, then below."""
    offsets = [(dx, dy) for dy in range(-170, -_clearance(h), 12) for dx in (14, -w / 2, 34, 60, 90, 130)]
    offsets += [(dx, dy) for dy in (-10, 4) for dx in (24, 44, 70, 100, 140)]
    offsets.sort(key=lambda o: abs(o[0]) * 0.8 + abs(o[1]))
    for dx, dy in offsets:
        yield Box(x + dx, y + dy - h / 2, w, h)
    for dy in (20, 36, 54, -24, -40, -60, -90):
        yield Box(x - w - 12, y + dy - h / 2, w, h)
        yield Box(x - w / 2, y + dy - h / 2, w, h)


def _clearance(h: float) -> int:
    """The least distance above a marker at which a label of height ``h`` clears it."""
    return round(h / 2 + 8)

"""Which words of the map are written out, and on which side of their dots: no overlap, and no flicker.

Greedy: the words that must be seen come first, then those written a moment ago, then the most frequent; each takes the
first of four sides where nothing is in the way. So a word that moves a little keeps its label and its side, and a
label goes only where another comes too close. Pure geometry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

CELL = 4.0  # pixels of the grid on which room is booked
SIDES = ((1.0, -0.5), (-1.0, -0.5), (-0.5, -1.0), (-0.5, 0.0))  # right, left, above, below: in label widths, heights


@dataclass(frozen=True, slots=True)
class Label:
    """A word's label: the top left corner and size of its box in pixels, and its side of the dot."""

    token: int
    x: float
    y: float
    w: float
    h: float
    side: int


class Room:
    """Which parts of an area are taken, in cells."""

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = width, height
        self._taken = np.zeros((max(1, int(height / CELL) + 1), max(1, int(width / CELL) + 1)), bool)

    def take(self, x: float, y: float, w: float, h: float, *, force: bool = False) -> bool:
        """Book a box if it lies inside and is free; ``force`` books it anyhow."""
        if not force and (x < 0 or y < 0 or x + w > self._width or y + h > self._height):
            return False
        box = self._taken[
            max(0, int(y / CELL)) : max(0, int((y + h) / CELL) + 1),
            max(0, int(x / CELL)) : max(0, int((x + w) / CELL) + 1),
        ]
        if not force and box.any():
            return False
        box[...] = True
        return True


def place_labels(
    order: Iterable[int],
    at: Mapping[int, tuple[float, float]],
    width_of: Mapping[int, float],
    *,
    height: float,
    gap: float,
    area: tuple[float, float],
    before: Mapping[int, Label],
    first: Sequence[int] = (),
    forced: Sequence[int] = (),
    most: int = 120,
) -> dict[int, Label]:
    """Place labels.

    Args:
        order: tokens, the most important first.
        at: the dot of each, in pixels.
        width_of: the width of each label.
        height: of every label.
        gap: between dot and label.
        area: width and height there are.
        before: the labels of the picture before; they keep their places in preference to others.
        first: tokens that come before all others.
        forced: tokens that come before even those, and are written where there is no room, too.
        most: labels at the most.

    Returns:
        token -> label.
    """
    room = Room(*area)
    found: dict[int, Label] = {}
    ordered = list(order)
    kept = [token for token in ordered if token in before]
    for token in [*forced, *first, *kept, *(token for token in ordered if token not in before)]:
        if len(found) >= most and token not in forced:
            break
        if token in found or token not in at:
            continue
        label = _place(token, at[token], width_of[token], height, gap, room, before.get(token))
        if label is None and token in forced:
            label = _box(token, at[token], width_of[token], height, gap, 0)
            room.take(label.x, label.y, label.w, label.h, force=True)
        if label is not None:
            found[token] = label
    return found


def _place(
    token: int, at: tuple[float, float], w: float, h: float, gap: float, room: Room, before: Label | None
) -> Label | None:
    sides = list(range(len(SIDES)))
    if before is not None:
        sides.sort(key=lambda side: side != before.side)
    for side in sides:
        label = _box(token, at, w, h, gap, side)
        if room.take(label.x, label.y, label.w, label.h):
            return label
    return None


def _box(token: int, at: tuple[float, float], w: float, h: float, gap: float, side: int) -> Label:
    dx, dy = SIDES[side]
    x = at[0] + (gap if dx > 0 else -gap - w if dx == -1.0 else -w / 2)
    y = at[1] + (-h / 2 if dy == -0.5 else -gap - h if dy == -1.0 else gap)
    return Label(token, x, y, w, h, side)

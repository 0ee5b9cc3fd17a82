"""Which words of the map are written out, and on which side of their dots: no overlap, and no flicker.

Greedy: the words that must be seen come first, then those written a moment ago, then the most frequent; each takes the
first of eight sides where nothing is in the way. So a word that moves a little keeps its label and its side, and a
label goes only where another comes too close. Pure geometry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

CELL = 4.0  # pixels of the grid on which room is booked
#: Right, left, above, below, then the corners: where the box begins, in label widths and heights.
SIDES = ((1, -0.5), (-1, -0.5), (-0.5, -1), (-0.5, 0), (1, -1), (1, 0), (-1, -1), (-1, 0))
_ALL = tuple(range(len(SIDES)))


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
    """Which parts of an area are taken: one row of cells is the bits of one number, so that asking is quick."""

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = width, height
        self._rows = [0] * (int(height / CELL) + 2)

    def take(self, x: float, y: float, w: float, h: float, *, force: bool = False) -> bool:
        """Book a box if it lies inside and is free; ``force`` books it anyhow."""
        if not force and (x < 0 or y < 0 or x + w > self._width or y + h > self._height):
            return False
        left, right = max(0, int(x / CELL)), max(0, int((x + w) / CELL))
        mask = ((1 << (right - left + 1)) - 1) << left
        top, bottom = max(0, int(y / CELL)), min(len(self._rows) - 1, int((y + h) / CELL))
        rows = self._rows
        if not force:
            for row in range(top, bottom + 1):
                if rows[row] & mask:
                    return False
        for row in range(top, bottom + 1):
            rows[row] |= mask
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
    obstacles: Iterable[tuple[float, float]] = (),
    most: int = 120,
    tries: int = 400,
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
        obstacles: points that no label may cover.
        most: labels at the most.
        tries: how many words that were not written before are tried.

    Returns:
        token -> label.
    """
    room = Room(*area)
    for x, y in obstacles:
        room.take(x - CELL / 2, y - CELL / 2, CELL, CELL, force=True)
    found: dict[int, Label] = {}
    ordered = list(order)
    kept = [token for token in ordered if token in before]
    new = [token for token in ordered if token not in before]
    for token in [*forced, *first, *kept, *new[:tries]]:
        if len(found) >= most and token not in forced:
            break
        if token in found or token not in at:
            continue
        label = _place(token, at[token], width_of[token], height, gap, room, before.get(token))
        if label is None and token in forced:
            x, y = _corner(at[token], width_of[token], height, gap, 0)
            room.take(x, y, width_of[token], height, force=True)
            label = Label(token, x, y, width_of[token], height, 0)
        if label is not None:
            found[token] = label
    return found


def _place(
    token: int, at: tuple[float, float], w: float, h: float, gap: float, room: Room, before: Label | None
) -> Label | None:
    sides = _ALL if before is None else (before.side, *_ALL)
    for side in sides:
        x, y = _corner(at, w, h, gap, side)
        if room.take(x, y, w, h):
            return Label(token, x, y, w, h, side)
    return None


def _corner(at: tuple[float, float], w: float, h: float, gap: float, side: int) -> tuple[float, float]:
    """The top left corner of a label on that side of its dot."""
    dx, dy = SIDES[side]
    x = at[0] + (gap if dx > 0 else -gap - w if dx == -1 else -w / 2)
    y = at[1] + (-h / 2 if dy == -0.5 else -gap - h if dy == -1 else gap)
    return x, y

"""Where everything stands in the picture of the trip: pure geometry, in pixels of the widget.

From left to right: tokens, meaning, the blocks before the open one (closed, as slabs), the open block, the blocks after
it, the bets. Rows, one a piece, run through all of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from explainer.ui.look import Look

LEAST_ROW, MOST_ROW = 27, 76  # design pixels from row to row
MOST_ROWS = 14  # more cannot be taken in at a glance
HEAD, FOOT, PILLS = 48, 30, 32
LEAST_RIBBONS, MOST_RIBBONS = 34, 48  # thickness of all ribbons together
BET_ROW, MOST_BET_ROW = 27, 46
MOST_BETS = 10


def rows_that_fit(look: Look, height: float) -> int:
    """Rows of least height that fit a picture ``height`` pixels high."""
    px = look.px
    return min(MOST_ROWS, max(1, int((height - px(HEAD) - px(FOOT) - px(PILLS) - px(16)) // px(LEAST_ROW))))


@dataclass(frozen=True, slots=True)
class TripLayout:
    """Where things are.

    Attributes:
        rows: y of the middle of each row; the first is that of the pieces without a row where ``has_rest``.
        pitch: from row to row.
        tokens, meaning, block, bets: the columns; their top is that of the headings.
        slabs_before, slabs_after: the closed blocks, in order.
        dot: x of the dots at which ribbons begin. thick: of all ribbons together, in pixels. gather: where they end,
            a standing bar. gathered: the stripes of what attention adds. plus: where it is added. units: the
            feed-forward units. thought: the standing stripes of what they add. plus_2: where it is added.
        box: the open block itself, below the headings.
        bet_rows: y of the middle of each bet. tail: y of the line about the others.
        foot: the sentence below everything.
    """

    rows: tuple[float, ...]
    has_rest: bool
    pitch: float
    tokens: QRectF
    meaning: QRectF
    block: QRectF
    bets: QRectF
    slabs_before: tuple[QRectF, ...]
    slabs_after: tuple[QRectF, ...]
    box: QRectF
    dot: float
    thick: float
    gather: QRectF
    gathered: QRectF
    plus: QPointF
    units: QRectF
    thought: QRectF
    plus_2: QPointF
    bet_rows: tuple[float, ...]
    tail: float
    foot: QRectF


def place(
    look: Look,
    width: float,
    height: float,
    *,
    n_rows: int,
    has_rest: bool,
    looking_row: int,
    layer: int,
    n_layer: int,
    n_bets: int,
) -> TripLayout:
    """Lay the picture out in ``width`` x ``height``.

    Args:
        look: for lengths.
        width: of the widget.
        height: of the widget.
        n_rows: rows, the one for all others included.
        has_rest: whether there is such a row.
        looking_row: row of the piece that looks.
        layer: the open block, from 0.
        n_layer: blocks.
        n_bets: bets there are.
    """
    px = look.px

    def within(share: float, low: float, high: float) -> float:
        return min(max(share * width, px(low)), px(high))

    # ---- columns
    chip, stripes, bets = within(0.115, 74, 124), within(0.125, 64, 150), within(0.215, 178, 260)
    gap, label, slab = within(0.026, 10, 40), within(0.065, 46, 56), px(11)
    left = float(px(2))
    tokens = QRectF(left, 0, chip, height)
    meaning = QRectF(tokens.right() + gap, 0, stripes, height)
    bets_column = QRectF(width - bets - px(2), 0, bets, height)
    slabs_left = meaning.right() + gap
    box_left = slabs_left + layer * slab
    slabs_right = bets_column.left() - within(0.045, 26, 60)
    box_right = slabs_right - (n_layer - 1 - layer) * slab - px(3)
    top = float(px(HEAD))
    bottom = height - px(FOOT)
    box = QRectF(box_left, top, max(px(120), box_right - box_left), bottom - top)
    # ---- rows
    first, room = top + px(PILLS) + px(6), bottom - top - px(PILLS) - px(10)
    pitch = min(room / max(1, n_rows), px(MOST_ROW))
    begin = first + (room - pitch * n_rows) / 2
    rows = tuple(begin + pitch * (i + 0.5) for i in range(n_rows))
    y = rows[looking_row]
    # ---- within the open block
    dot = box.left() + label
    inner = box.right() - dot
    thick = min(max(pitch * 0.8, px(LEAST_RIBBONS)), px(MOST_RIBBONS))
    above = y - px(15) - thick >= top + px(PILLS) - px(2)
    middle = y - px(15) - thick / 2 if above else y + px(15) + thick / 2
    gather = QRectF(dot + inner * 0.32, middle - thick / 2 - px(2), px(9), thick + px(4))
    gathered = QRectF(gather.right() + px(3), middle - px(7), inner * 0.15, px(14))
    plus = QPointF(gathered.right() + inner * 0.045, y)
    units_right = box.right() - px(34)
    units_width = max(px(20), min(inner * 0.27, px(190), units_right - plus.x() - px(15)))
    units_height = min(1.4 * units_width, px(190), room * 0.4)
    over = y - px(16) - units_height
    under = y + px(16)
    fits_over = over >= top + px(PILLS)
    units_top = over if fits_over or under + units_height > bottom - px(4) else under
    units_top = min(max(units_top, top + px(PILLS)), bottom - px(4) - units_height)
    units_left = units_right - units_width
    units = QRectF(units_left, units_top, units_width, units_height)
    thought = QRectF(units.right() + px(4), units_top, px(8), units_height)
    plus_2 = QPointF(box.right() - px(11), y)
    # ---- bets
    bet_room = bottom - top - px(28)
    count = max(1, min(n_bets, MOST_BETS, int(bet_room // px(BET_ROW))))
    bet_pitch = min(bet_room / count, px(MOST_BET_ROW))
    bet_begin = top + (bet_room - bet_pitch * count) / 2
    bet_rows = tuple(bet_begin + bet_pitch * (i + 0.5) for i in range(count))
    return TripLayout(
        rows=rows,
        has_rest=has_rest,
        pitch=pitch,
        tokens=tokens,
        meaning=meaning,
        block=QRectF(slabs_left, 0, slabs_right - slabs_left, height),
        bets=bets_column,
        slabs_before=tuple(
            QRectF(slabs_left + i * slab, top + px(6), px(7), box.height() - px(12)) for i in range(layer)
        ),
        slabs_after=tuple(
            QRectF(box.right() + px(4) + i * slab, top + px(6), px(7), box.height() - px(12))
            for i in range(n_layer - 1 - layer)
        ),
        box=box,
        dot=dot,
        thick=thick,
        gather=gather,
        gathered=gathered,
        plus=plus,
        units=units,
        thought=thought,
        plus_2=plus_2,
        bet_rows=bet_rows,
        tail=bet_begin + bet_pitch * count + px(15),
        foot=QRectF(px(2), bottom + px(4), width - px(4), height - bottom - px(4)),
    )

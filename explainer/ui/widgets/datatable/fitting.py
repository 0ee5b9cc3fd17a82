"""How many rows fit, and how wide columns are: pure functions of pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from explainer.ui.widgets.datatable.columns import Column, Size


def whole_rows(rule: Size, px: Callable[[float], int], room: int, n: int) -> tuple[int, int]:
    """Height of a row, and how many fit: rows grow so that whole ones fill the ``room`` that ``n`` of them have."""
    least = px(rule.row)
    fit = max(1, room // least)
    high = min(max(least, room // max(1, min(n, fit))), max(least, px(rule.most)))
    return high, max(1, room // high)


def widths(columns: Sequence[Column], px: Callable[[float], int], room: int) -> list[int]:
    """Each column's own width and its part of what is left over; where there is too little, the last ones suffer."""
    own = [px(column.width) for column in columns]
    over, shares = max(0, room - sum(own)), sum(column.grow for column in columns) or 1.0
    found, left = [], room
    for column, wide in zip(columns, own, strict=True):
        found.append(max(1, min(left, wide + int(over * column.grow / shares))))
        left -= found[-1]
    growing = [i for i, column in enumerate(columns) if column.grow]
    if growing and left > 0:
        found[growing[-1]] += left
    return found

"""How a table is declared: its columns and its sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explainer.ui.widgets.datatable.cells import Cell, Legend


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        title: above it. short: the same where the column is narrow.
        cell: what stands in it for a row; None where it is only in the file.
        value: the number behind it, as it goes into the file; None where it does not.
        saved: its name there; "" for ``title``.
        width: at least, design pixels. grow: its part of what is left over.
        roomy: design pixels from which its texts are long.
        right: written at its right edge. centre: in its middle.
        legend: stands above it in place of a title.
        under: a second line of the heading, which may change.
        help: of the heading, as a tooltip.
        sorts: a click on the heading puts the rows in the order of ``value``.
        press: what a click into the cell does; ``title`` says it in the menu.
        seen: whether it is seen now; None for always.
    """

    title: str = ""
    cell: Callable[[Any], Cell] | None = None
    value: Callable[[Any], object] | None = None
    saved: str = ""
    width: float = 60.0
    grow: float = 0.0
    short: str = ""
    roomy: float = 0.0
    right: bool = False
    centre: bool = False
    legend: Legend | None = None
    under: Callable[[], str] | None = None
    help: str = ""
    sorts: bool = False
    press: Callable[[Any], None] | None = None
    seen: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """In design pixels, and in rows.

    Attributes:
        row: height at least. most: up to which a row grows so that whole rows fill the room.
        least, usual: rows for which it has room at least, and which it would like; None for all it has.
        width, wide: at least, and as it would like.
        head: height of the headings; None for one line where a column has a title. foot: of the line below.
        lined: whether hairlines part the rows. edge: at both sides of what stands in a cell.
    """

    row: float = 34.0
    most: float = 40.0
    least: float | None = 3
    usual: float | None = 6
    width: float = 200.0
    wide: float = 300.0
    head: float | None = None
    foot: float = 0.0
    lined: bool = False
    edge: float = 4.0

"""The numbers behind a card as a table, and that table as text that other programs read (CSV, RFC 4180).

A number keeps all the digits it has (of a 32-bit one only those it has); what was not measured (NaN, None) is left
empty. Pure functions, no Qt.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a card: one row of values for each thing it draws."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def csv_text(table: Table) -> str:
    """``table`` with commas, quotes where needed, and a first line of names."""
    return _written(table, csv.excel)


def tab_text(table: Table) -> str:
    """The same with tabs, as spreadsheets like it from the clipboard."""
    return _written(table, csv.excel_tab)


def _written(table: Table, dialect: type[csv.Dialect]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, dialect)
    writer.writerow(table.columns)
    writer.writerows([_plain(value) for value in row] for row in table.rows)
    return stream.getvalue()


def _plain(value: object) -> object:
    if value is None or (isinstance(value, float | np.floating) and math.isnan(value)):
        return ""
    if isinstance(value, bytes):
        return value.hex(" ")
    return str(value) if isinstance(value, np.generic) else value

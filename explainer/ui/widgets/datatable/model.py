"""Rows and columns for Qt's views, and for the file of a card."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from explainer.ui.widgets.datatable.cells import Cell
from explainer.ui.widgets.datatable.columns import Column
from explainer.ui.widgets.table import Table

Index = QModelIndex | QPersistentModelIndex
Rows = Sequence[Any] | np.ndarray


class RowsModel(QAbstractTableModel):
    """Rows in an order; ``key`` tells a row from the others, whatever its values are now.

    Attributes:
        rows: in the order shown.
        given: in the order they came in.
        shown: the columns that are seen.
        sorted_by: the column whose order is kept, with whether it is reversed, or None for the order given.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        tell: Callable[[Any], str],
        key: Callable[[Any], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.shown = tuple(column for column in columns if column.cell is not None)
        self.rows: Rows = ()
        self.sorted_by: tuple[Column, bool] | None = None
        self.given: Rows = ()
        self._tell = tell
        self.key = key

    def place(self, key: Hashable) -> int | None:
        """Where the row of ``key`` stands, or None."""
        if isinstance(self.rows, np.ndarray):
            found = np.flatnonzero(self.rows == key)
            return int(found[0]) if len(found) else None
        return next((i for i, row in enumerate(self.rows) if self.key(row) == key), None)

    def set_rows(self, rows: Rows, *, keep: bool = False) -> bool:
        """Show ``rows``; with ``keep`` those that were there stay where they are. Returns whether their number is new.

        Only values change where there are as many rows as before: nothing is built anew then.
        """
        before, self.given = self.rows, rows
        ordered = self._kept(before, rows) if keep else self._sorted(rows)
        another = len(ordered) != len(before)
        if another:
            self.beginResetModel()
        self.rows = ordered
        if another:
            self.endResetModel()
        elif len(ordered):
            self.dataChanged.emit(self.index(0, 0), self.index(len(ordered) - 1, len(self.shown) - 1))
        return another

    def sort_by(self, column: Column | None, *, reverse: bool) -> None:
        """Put the rows in the order of a column, or in that they were given in."""
        self.sorted_by = None if column is None else (column, reverse)
        self.layoutAboutToBeChanged.emit()
        self.rows = self._sorted(self.given)
        self.layoutChanged.emit()

    def numbers(self, of: Rows | None = None) -> Table | None:
        """What goes into the file: every row, in the order shown, or those ``of`` which it is; None without any."""
        chosen = self.rows if of is None else of
        saved = [column for column in self.columns if column.value is not None]
        if not len(chosen) or not saved:
            return None
        rows = tuple(tuple(column.value(row) for column in saved if column.value is not None) for row in chosen)
        return Table(tuple(column.saved or column.title for column in saved), rows)

    def seen(self, column: int) -> bool:
        """Whether a column is seen now."""
        seen = self.shown[column].seen
        return seen is None or seen()

    def cell(self, row: int, column: int) -> Cell:
        """What stands there."""
        make = self.shown[column].cell
        assert make is not None
        return make(self.rows[row])

    def texts(self, row: int) -> tuple[str, ...]:
        """All that is written in a row, from the left."""
        return tuple(
            text for column in range(len(self.shown)) if self.seen(column) for text in self.cell(row, column).texts
        )

    def tell(self, row: int) -> str:
        """A row in a sentence."""
        return self._tell(self.rows[row])

    def rowCount(self, parent: Index | None = None) -> int:
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many are seen."""
        return 0 if parent is not None and parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows; to those who listen the first cell of a row tells all of it."""
        row, column = index.row(), index.column()
        if not index.isValid() or row >= len(self.rows):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return " ".join(self.cell(row, column).texts)
            case Qt.ItemDataRole.ToolTipRole:
                return self.tell(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                texts = self.cell(row, column).texts if column else ()
                return " ".join(filter(None, (self.shown[column].title, *texts))) if texts else self.tell(row)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The heading of a column, and what it means."""
        if orientation == Qt.Orientation.Vertical:
            return self.tell(section) if role == Qt.ItemDataRole.AccessibleTextRole else None
        if not 0 <= section < len(self.shown):
            return None
        column = self.shown[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        return column.help if role == Qt.ItemDataRole.ToolTipRole and column.help else None

    def _kept(self, before: Rows, rows: Rows) -> Rows:
        if isinstance(rows, np.ndarray):  # rows that are their own keys, by the thousand
            return before if len(before) == len(rows) else rows
        left = {self.key(row): row for row in rows}
        stay = [left.pop(key) for key in map(self.key, before) if key in left]
        return (*stay, *(row for row in rows if self.key(row) in left))

    def _sorted(self, rows: Rows) -> Rows:
        if self.sorted_by is None:
            return rows
        column, reverse = self.sorted_by
        value = column.value
        assert value is not None
        known = [row for row in rows if not _missing(value(row))]
        known.sort(key=value, reverse=reverse)  # type: ignore[arg-type] # values of one column compare
        return (*known, *(row for row in rows if _missing(value(row))))


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float | np.floating) and math.isnan(value))

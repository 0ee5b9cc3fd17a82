"""Rows of a name and a number: "Guesses right   58 %"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.datatable import Column, DataTable, Line, Lines, Size, Text


class FactRows(DataTable):
    """A fixed list of names with changing values; a row is its place."""

    SIZE = Size(row=23, most=32, least=6, usual=8, width=180, wide=250, lined=True)

    def __init__(self, look: Look, name: str, rows: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``rows`` are names with what they mean."""
        super().__init__(look, name, parent=parent)
        self._names = rows
        self._values = ["–"] * len(rows)
        self.set_rows(range(len(rows)))

    def columns(self) -> tuple[Column, ...]:
        """A name is cut before its value is."""
        return (Column(cell=self._line, grow=1),)

    def set_values(self, values: Sequence[str]) -> None:
        """Show ``values``, one for each row."""
        if list(values) != self._values:
            self._values = list(values)
            self.renew()

    def values(self) -> list[tuple[str, str]]:
        """(name, value) of all rows."""
        return [(name, value) for (name, _), value in zip(self._names, self._values, strict=True)]

    def tell(self, row: int) -> str:
        """A number and what it means."""
        return f"{self._names[row][0]}: {self._values[row]}\n{self._names[row][1]}"

    def _line(self, row: int) -> Lines:
        return Lines((Line(Text(self._names[row][0], "ink2"), right=Text(self._values[row], bold=True, digits=True)),))

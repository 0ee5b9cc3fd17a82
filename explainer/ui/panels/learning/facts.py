"""Rows of a name and a number: "Guesses right   58 %"."""

from __future__ import annotations

from typing import NamedTuple

from explainer.ui.widgets.datatable import Column, DataTable, LineCell, LinesCell, Size, TextCell


class CourseFact(NamedTuple):
    """A number, what it is called, and what it means."""

    name: str
    value: str
    meaning: str


class FactRows(DataTable):
    """A row is a fact; a name is cut before its value is."""

    SIZE = Size(row=23, most=32, least=6, usual=8, width=180, wide=250, lined=True)

    def columns(self) -> tuple[Column, ...]:
        """Both in one."""
        return (Column(cell=self._line, grow=1),)

    def values(self) -> list[tuple[str, str]]:
        """(name, value) of all rows."""
        return [fact[:2] for fact in self.rows]

    def tell(self, row: CourseFact) -> str:
        """A number and what it means."""
        return f"{row.name}: {row.value}\n{row.meaning}"

    def key(self, row: CourseFact) -> str:
        """Its name."""
        return row.name

    def _line(self, row: CourseFact) -> LinesCell:
        return LinesCell((LineCell(TextCell(row.name, "ink2"), right=TextCell(row.value, bold=True, digits=True)),))

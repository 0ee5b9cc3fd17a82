"""A list of runs: rows of two lines, the name and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from explainer.ui.look import BODY, SMALL, Look
from explainer.ui.runs.folders import readable
from explainer.ui.runs.words import line
from explainer.ui.widgets.datatable import Column, DataTable, LineCell, LinesCell, Size, Take, TextCell

HIGH = 50  # design pixels of a row
MOST, LEAST = 12, 3.5  # rows it would like to show, and shows at least, where there are so many


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of a list: ``key`` tells it from the others, ``when`` it was, and ``faded`` that it cannot be opened."""

    key: Path
    name: str
    told: str
    when: str = ""
    faded: bool = False


class RunTable(DataTable):
    """The list. Enter and a double click take a row, to open it; Delete says that it is unwanted: both only ask."""

    TAKE = Take.DOUBLE_CLICK
    KEEPS = True

    chosen = Signal()  # another row, or none

    def __init__(self, look: Look, name: str, tip: str, parent: QWidget | None = None) -> None:
        self._fit_to(0)
        super().__init__(look, name, parent=parent)
        self.setToolTip(tip)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())

    def columns(self) -> tuple[Column, ...]:
        """All in one."""
        return (Column(cell=_lines, grow=1),)

    def key(self, row: RunRow) -> Path:
        """Its folder."""
        return row.key

    def tell(self, row: RunRow) -> str:
        """What is known of a run, and where it lies."""
        return f"{row.name}\n{line(row.told, row.when)}\n{readable(str(row.key))}"

    def show_rows(self, rows: tuple[RunRow, ...]) -> None:
        """Show ``rows``; the one that was chosen stays so, where it is still there."""
        if rows != self.rows:
            self._fit_to(len(rows))
            self.set_rows(rows)
            self.chosen.emit()

    def _fit_to(self, n: int) -> None:
        """As high as its rows, up to a point; at least half a row shows that there are more."""
        n = max(1, n)
        self.SIZE = Size(row=HIGH, most=HIGH, least=min(n, LEAST), usual=min(n, MOST), width=120, edge=12)


def _lines(row: RunRow) -> LinesCell:
    name = TextCell(row.name, "ink3" if row.faded else "ink", BODY, bold=True)
    told = TextCell(row.told, "ink3" if row.faded else "ink2", SMALL)
    return LinesCell((LineCell(name, right=TextCell(row.when, "ink3", SMALL)), LineCell(told)))

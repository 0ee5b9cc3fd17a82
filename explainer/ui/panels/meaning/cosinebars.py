"""How alike they are: a row for the start and one for each block.

Where there is a control a row has two bars: the pair of one meaning, in its colour, and below it the nearer of the two
pairs that differ in meaning, in ink. Without one there is the one bar of the pair.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.widgets.datatable import BarCell, BarsCell, Column, DataTable, Size, TextCell

MANY = 5  # rows, from which on they are lower


class CosineBars(DataTable):
    """A row is a step: 0 for the start, then the blocks."""

    SIZE = Size(row=27, most=27, least=None, usual=None, width=190, wide=260)

    other: tuple[float, ...] = ()
    same: tuple[float, ...] = ()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", parent=parent)
        self.setAccessibleName(self.tr("Cosine after each block"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def columns(self) -> tuple[Column, ...]:
        """The step, its bars, and both cosines."""
        return (
            Column(cell=lambda step: TextCell(self._name(step), size=15.0), width=72),
            Column(cell=self._bars, width=40, grow=1),
            Column(
                self.tr("1st and 3rd"),
                lambda step: TextCell(cosine_text(self.same[step]), size=15.0, digits=True),
                width=58,
                right=True,
                seen=lambda: bool(self.same),
            ),
            Column(
                self.tr("2nd"),
                lambda step: TextCell(cosine_text(self.other[step]), size=15.0, digits=True),
                width=46,
                right=True,
            ),
        )

    def show_cosines(self, other: Sequence[float], same: Sequence[float] = ()) -> None:
        """Show those of the pair that differs in meaning and, if any, of the pair that does not; the start first."""
        self.other, self.same = tuple(other), tuple(same)
        row = 20 if len(other) >= MANY else 27
        self.SIZE = Size(row, row, None, None, width=190, wide=260, head=22 if same else 0)
        self.set_rows(range(len(other)), (len(other), len(same)))
        self.setAccessibleDescription("; ".join(self.sentences()))

    def tell(self, row: int) -> str:
        """A step and its cosines."""
        name, other = self._name(row), cosine_text(self.other[row])
        if not self.same:
            return f"{name} {other}"
        told = self.tr("{step}: 1st and 3rd {same}, the 2nd {other}")
        return told.format(step=name, same=cosine_text(self.same[row]), other=other)

    def _name(self, step: int) -> str:
        return self.tr("block {n}").format(n=step) if step else self.tr("start")

    def _bars(self, step: int) -> BarsCell:
        if not self.same:
            return BarsCell((BarCell(self.other[step], "embedding", track=True, thick=12),))
        other = BarCell(self.other[step], "ink", hollow=True, track=True, thick=6)  # as its path: with an empty heart
        return BarsCell((BarCell(self.same[step], "embedding", track=True, thick=6), other))

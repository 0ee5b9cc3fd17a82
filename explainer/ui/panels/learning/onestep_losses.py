"""Before and after: how unsure it was of the batch that was read, and of text that was not, and the way that went.

A bar goes left from the middle where the guesses became less wrong and right where they became more wrong; both rows
share a scale, so that the two can be compared. Words and signs say the same.
"""

from __future__ import annotations

from typing import NamedTuple

from explainer.ui.look import SMALL
from explainer.ui.panels.learning.onestep_words import changed, less_unsure, two_choices
from explainer.ui.widgets.datatable import BarCell, Column, DataTable, LineCell, LinesCell, Size, TextCell


class LossRow(NamedTuple):
    """One loss, before and after, in nats a token; ``name`` and ``note`` say of which text."""

    name: str
    note: str
    before: float
    after: float


class LossRows(DataTable):
    """A row a text."""

    SIZE = Size(row=47, most=72, least=2, usual=2, width=300, wide=420, lined=True)

    def columns(self) -> tuple[Column, ...]:
        """Of which text, which way it went, and both numbers."""
        return (
            Column(cell=lambda row: _two(TextCell(row.name, bold=True), row.note), width=126, grow=0.2),
            Column(cell=self._way, width=120, grow=1),
            Column(cell=self._numbers, width=178),
        )

    def tell(self, row: LossRow) -> str:
        """A text, and what the step did to it."""
        before, after = two_choices(row.before, row.after)
        text = self.tr("{name} ({note}): from {before} to {after} pieces to choose among, {verdict}.")
        return text.format(name=row.name, note=row.note, before=before, after=after, verdict=self._verdict(row))

    def key(self, row: LossRow) -> str:
        """Of which text it is."""
        return row.name

    def _way(self, row: LossRow) -> LinesCell:
        most = max(*(abs(r.after - r.before) for r in self.rows), 1e-12)
        way = changed(row.before, row.after)
        colour = "query" if way < 0 else "key"
        share = (row.after - row.before) / most if way else 0.0
        bar = BarCell(0.5 + share / 2, colour, start=0.5, zero=True, thick=13)
        verdict = self._verdict(row)
        return LinesCell((bar, LineCell(TextCell(verdict, colour if way else "ink2", SMALL, bold=True, digits=True))))

    def _numbers(self, row: LossRow) -> LinesCell:
        before, after = two_choices(row.before, row.after)
        return _two(TextCell(f"{before} → {after}", bold=True, digits=True), self.tr("pieces to choose among"))

    def _verdict(self, row: LossRow) -> str:
        way = changed(row.before, row.after)
        if way == 0:
            return self.tr("unchanged")
        text = self.tr("▼ {amount} less unsure") if way < 0 else self.tr("▲ {amount} more unsure")
        return text.format(amount=less_unsure(row.before, row.after))


def _two(high: TextCell, low: str) -> LinesCell:
    return LinesCell((LineCell(high), LineCell(TextCell(low, "ink3", SMALL))))

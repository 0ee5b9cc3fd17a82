"""The pieces by how much the bet changes without them, the largest first: "Without hungry: 21 % instead of 34 %".

A bar goes from the bet on the whole text (the upright line) to the bet without the piece; to the left it falls, to the
right it rises.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Why
from explainer.ui.look import SMALL, Look
from explainer.ui.numbers import fine_percent, points, visible
from explainer.ui.panels.leftout import scale
from explainer.ui.pictures.becoming import spoken
from explainer.ui.pictures.holding import Hold
from explainer.ui.widgets.datatable import BarCell, Column, DataTable, LineCell, LinesCell, Size, TextCell


class Ranking(DataTable):
    """A row is an index into ``Why.without``; ``hold`` has the frame that all pictures of the page show."""

    SIZE = Size(row=31, most=35, width=300, wide=500)

    def __init__(self, look: Look, hold: Hold[Why], empty: str, parent: QWidget | None = None) -> None:
        self.hold = hold
        super().__init__(look, "", empty, parent)
        self._empty_before = empty
        self.setAccessibleName(self.tr("The pieces, by how much the bet changes without them"))
        self.holding.connect(hold.hold)

    def columns(self) -> tuple[Column, ...]:
        """The piece, the change as a bar, and both bets."""
        return (
            Column(cell=self._name, width=150, grow=0.25),
            Column(cell=self._bar, width=30, grow=0.5),
            Column(cell=self._without, width=76, right=True),
            Column(cell=self._instead, width=120, grow=0.25),
        )

    @property
    def order(self) -> list[int]:
        """Indices into ``Why.without``, the largest change first."""
        return list(self.rows)

    def apply(self, frame: Why) -> None:
        """Draw ``frame``, which is the one that ``hold`` shows."""
        change = np.abs(frame.without - frame.probability)
        self.set_empty_text(self.tr("The text is empty: there is nothing to leave out."))
        order = [int(i) for i in np.argsort(-change, kind="stable")]
        self.set_rows(order, (frame.run, frame.prompt, frame.serial, frame.token))

    def clear(self) -> None:
        """Show nothing."""
        self.set_empty_text(self._empty_before)
        super().clear()

    def lines(self) -> list[str]:
        """All rows in words."""
        return [self.tell(row) for row in self.rows]

    def tell(self, row: int) -> str:
        """What became of the bet without a piece."""
        frame = self._frame
        return self.tr("Without {piece}: {without} instead of {now}").format(
            piece=spoken(frame.seen_pieces[frame.first + row]),
            without=fine_percent(float(frame.without[row])),
            now=fine_percent(frame.probability),
        )

    @property
    def _frame(self) -> Why:
        frame = self.hold.shown
        assert frame is not None
        return frame

    def _name(self, row: int) -> LinesCell:
        """The piece, and after which one it stands where there are several of it."""
        frame = self._frame
        index = frame.first + row
        piece = visible(frame.seen_pieces[index])
        after = self.tr("after {before}").format(before=visible(frame.seen_pieces[index - 1])) if index else ""
        several = frame.seen_pieces.count(frame.seen_pieces[index]) > 1
        without, beside = TextCell(self.tr("without"), "ink2", 15.0), TextCell(piece, size=15.0, bold=True)
        return LinesCell((LineCell(without, beside, TextCell(after, "ink3", SMALL) if several else None, gap=4),))

    def _bar(self, row: int) -> BarCell:
        frame = self._frame
        share = (float(frame.without[row]) - frame.probability) / max(scale(frame), 1e-9)
        colour = "key" if share > 0 else "query"
        return BarCell(0.5 + share / 2, colour, start=0.5, zero=True, thick=14)

    def _without(self, row: int) -> TextCell:
        return TextCell(fine_percent(float(self._frame.without[row])), size=14.5, bold=True, digits=True)

    def _instead(self, row: int) -> LinesCell:
        frame = self._frame
        now = self.tr("instead of {now}").format(now=fine_percent(frame.probability))
        change = points(frame.probability, float(frame.without[row]))
        return LinesCell(
            (LineCell(TextCell(now, "ink2", 14.5, digits=True), right=TextCell(change, "ink2", 14.5, digits=True)),)
        )

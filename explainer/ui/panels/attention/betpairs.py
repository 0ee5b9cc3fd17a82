"""The bets on the next piece with all heads and without the muted ones, side by side: two bars a piece.

The order is that of the larger of the two bets.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from explainer.engine.frames import Muting
from explainer.ui.numbers import percent, visible
from explainer.ui.pictures.becoming import going_on, spoken
from explainer.ui.widgets.datatable import BarCell, BarsCell, Column, DataTable, Legend, Size, TextCell

ALL = BarCell(1.0, "pretrain", thick=14, reserve=">99.9 %")
WITHOUT = BarCell(1.0, "attention", thick=14, hollow=True, reserve=">99.9 %")


class BetPairs(DataTable):
    """A row is a piece, by its token id."""

    SIZE = Size(row=40, most=44, least=2, usual=4, width=200, wide=280, head=24)

    _frame: Muting | None = None
    _pieces: tuple[str, ...] = ()
    _most = 1.0
    _muted = False  # whether anything is, so that there are two bets

    def columns(self) -> tuple[Column, ...]:
        """The piece and its two bars."""
        legend = Legend(((ALL, self.tr("all heads")), (WITHOUT, self.tr("without the muted"))))
        name = partial(Column, cell=lambda token: TextCell(self._name(token), bold=True), width=92, right=True)
        return (
            name(value=self._name, saved=self.tr("piece"), seen=lambda: not self._muted),
            name(legend=legend, seen=lambda: self._muted),
            Column(cell=self._bars, width=80, grow=1),
            Column(self.tr("bet"), value=lambda token: self._bets(token)[0]),
            Column(self.tr("bet without"), value=lambda token: self._bets(token)[1]),
        )

    def show_bets(self, frame: Muting, pieces: tuple[str, ...]) -> None:
        """Show both bets of ``frame``; ``pieces`` are the display texts by token id."""
        self._frame, self._pieces, self._muted = frame, pieces, bool(frame.muted)
        larger = np.maximum(frame.probability, frame.muted_probability)
        self._most = max(float(larger.max()), 1e-9)
        self.set_rows(np.argsort(-larger, kind="stable"), (frame.prompt, frame.run))

    def tell(self, row: int) -> str:
        """Both bets on a piece."""
        bet, muted = map(percent, self._bets(row))
        if not self._muted:
            return f"{spoken(self._pieces[row])}: {bet}"
        return self.tr("{piece}: {bet} with all heads, {muted} without the muted ones").format(
            piece=spoken(self._pieces[row]), bet=bet, muted=muted
        )

    def _name(self, token: int) -> str:
        """The piece as it goes on the text."""
        return visible(going_on(self._pieces[token], self._frame.prompt if self._frame is not None else ""))

    def _bets(self, token: int) -> tuple[float, float]:
        frame = self._frame
        if frame is None:
            return 0.0, 0.0
        return float(frame.probability[token]), float(frame.muted_probability[token])

    def _bars(self, token: int) -> BarsCell:
        bet, muted = self._bets(token)
        ends = (bet / self._most, muted / self._most)
        with_all = ALL.until(ends[0], percent(bet))
        return BarsCell((with_all, WITHOUT.until(ends[1], percent(muted))) if self._muted else (with_all,))

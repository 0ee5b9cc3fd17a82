"""What the judge sees and cannot see: for pairs that differ in one thing only, how often it prefers the better.

A bar goes from the coin's half: to the right where it prefers the better answer, to the left where the worse. Thin
brackets at the half show how far a blind judge would stray by chance with so many pairs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from explainer.ui.look import SMALL
from explainer.ui.numbers import count, percent
from explainer.ui.panels.minds.judge_words import Sight, name, sight, verdict
from explainer.ui.widgets.datatable import Bar, Column, DataTable, Line, Lines, Size, Text

Row = tuple[str, float, int]  # what differs, the share in which the better is preferred, pairs
COLOURS = {Sight.SEES: "rlhf", Sight.LITTLE: "rlhf", Sight.AGAINST: "key"}


class SeesBars(DataTable):
    """The bars."""

    SIZE = Size(row=42, most=52, least=2, usual=2, width=230, wide=320, head=20)

    def columns(self) -> tuple[Column, ...]:
        """All in one, below the scale."""
        return (
            Column(
                self.tr("0 % ←  50 %: blind  → 100 %"),
                self._lines,
                grow=1,
                centre=True,
            ),
            Column(self.tr("what the pairs differ in"), value=lambda row: row[0]),
            Column(self.tr("share in which it prefers the better"), value=lambda row: row[1]),
            Column(self.tr("pairs"), value=lambda row: row[2]),
        )

    def apply(self, sees: Sequence[Row]) -> None:
        """Show (what, share, pairs)."""
        rows = tuple(row for row in sees if row[2] > 0)
        if rows != self.rows:
            n = max(2, len(rows))
            self.SIZE = Size(row=42, most=52, least=n, usual=n * 52 / 42, width=230, wide=320, head=20)
            self.set_rows(rows)

    def key(self, row: Row) -> str:
        """What differs."""
        return row[0]

    def tell(self, row: Row) -> str:
        """How often it prefers the better, and how often a coin would."""
        what, share, n = row
        return self.tr(
            "Of {n} pairs that differ in {what} alone it prefers the better one in {share}. A coin would in 50 %, give "
            "or take {margin}."
        ).format(n=count(n), what=name(what), share=percent(share), margin=percent(_margin(n)))

    def _lines(self, row: Row) -> Lines:
        what, share, n = row
        title = name(what)
        words = self.tr("{share} of {n} pairs · {verdict}").format(
            share=percent(share), n=count(n), verdict=verdict(share, n)
        )
        bar = Bar(
            share,
            COLOURS.get(sight(share, n), "edge"),
            start=0.5,
            track=True,
            thick=13,
            zero=True,
            margin=min(0.5, _margin(n)),
        )
        upper = Line(
            Text(title[:1].upper() + title[1:], size=15.0, bold=True), right=Text(words, "ink2", SMALL, digits=True)
        )
        return Lines((upper, bar))


def _margin(n: int) -> float:
    """How far from a half the share of ``n`` throws of a coin strays, in 19 of 20 cases at most."""
    return 1.96 * math.sqrt(0.25 / n)

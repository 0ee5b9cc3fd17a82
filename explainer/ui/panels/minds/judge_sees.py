"""What the judge sees and cannot see: for pairs that differ in one thing only, how often it prefers the better.

A bar goes from the coin's half: to the right where it prefers the better answer, to the left where the worse. Thin
brackets at the half show how far a blind judge would stray by chance with so many pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Judge
from explainer.ui.look import SMALL, Look
from explainer.ui.numbers import count, percent
from explainer.ui.panels.minds.judge_words import (
    ContrastSight,
    Seen,
    contrast_of,
    margin,
    name,
    spoken,
    told_sight,
    verdict,
    what_follows,
)
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.datatable import BarCell, Column, DataTable, Size, TextCell
from explainer.ui.widgets.paragraph import Paragraph

COLOURS = {ContrastSight.SEES: "rlhf", ContrastSight.LITTLE: "rlhf", ContrastSight.AGAINST: "key"}


class SeesBars(DataTable):
    """What differs, the bar, and the share with what it means."""

    SIZE = Size(row=24, most=46, least=4, usual=4, width=230, wide=320, head=20)

    def columns(self) -> tuple[Column, ...]:
        """The scale stands above the bars."""
        return (
            Column(cell=self._name, width=92),
            Column(self.tr("0 % ← 50 % → 100 %"), self._bar, width=90, grow=1, centre=True),
            Column(cell=self._verdict, width=116, right=True),
            Column(self.tr("what the pairs differ in"), value=lambda row: row[0]),
            Column(self.tr("share in which it prefers the better"), value=lambda row: row[1]),
            Column(self.tr("pairs"), value=lambda row: row[2]),
        )

    def apply(self, sees: Sequence[Seen]) -> None:
        """Show (what, share, pairs)."""
        rows = tuple(row for row in sees if row[2] > 0)
        if rows != self.rows:
            self.set_rows(rows)

    def key(self, row: Seen) -> str:
        """What differs."""
        return row[0]

    def tell(self, row: Seen) -> str:
        """How often it prefers the better, and how often a coin would."""
        what, share, n = row
        return self.tr(
            "Of {n} pairs that differ in {what} alone it prefers the better one in {share}. A coin would in 50 %, give "
            "or take {margin}."
        ).format(n=count(n), what=name(what), share=percent(share), margin=percent(margin(n)))

    @staticmethod
    def _name(row: Seen) -> TextCell:
        title = name(row[0])
        return TextCell(title[:1].upper() + title[1:], size=15.0, bold=True)

    def _verdict(self, row: Seen) -> TextCell:
        _, share, n = row
        words = self.tr("{share} · {verdict}").format(share=percent(share), verdict=verdict(share, n))
        return TextCell(words, "ink2", SMALL, digits=True)

    @staticmethod
    def _bar(row: Seen) -> BarCell:
        _, share, n = row
        return BarCell(
            share,
            COLOURS.get(contrast_of(share, n), "edge"),
            start=0.5,
            track=True,
            thick=14,
            zero=True,
            margin=min(0.5, margin(n)),
        )


class SeesBox(Stacked):
    """The bars, and in words what they come to: everything on the card that newcomers look at first."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, gap=5, parent=parent)
        self.bars = SeesBars(look, self.tr("What the judge sees, and what it cannot see"))
        self.words = Paragraph(look, lines=2, size=15)
        self._low = False
        self._frame: Judge | None = None
        self.add(self.bars, self.words)
        self.clear()

    def apply(self, frame: Judge, *, own_text: bool) -> None:
        """Show what was measured of the judge; on an ``own_text`` nothing can be."""
        self._frame = frame if frame.sees or not own_text else None
        self.bars.apply(frame.sees if frame.trained else ())
        self.bars.set_empty_text(self._not_here() if own_text else self.told() or self._to_come())
        self._tell()

    def clear(self) -> None:
        """Nothing of an older run."""
        self._frame = None
        self.bars.apply(())
        self.bars.set_empty_text(self._to_come())
        self._tell()

    def set_low(self, low: bool) -> None:
        """Take less height: what follows from it is left to the story."""
        if low != self._low:
            self._low = low
            self._tell()

    def told(self) -> str:
        """What it sees, and what follows from that; "" where that cannot be measured, or was not."""
        frame = self._frame
        if frame is None:
            return ""
        then = what_follows(frame.sees) if frame.trained and not frame.training and not self._low else ""
        return f"{told_sight(frame)} {then}".strip()

    def _tell(self) -> None:
        self.words.set_text(self.told())
        self.words.setVisible(bool(self.bars.rows))

    def summary(self) -> str:
        """The bars and their sentence, spoken."""
        return "\n".join(filter(None, (*self.bars.sentences(), spoken(self.words.text()))))

    def _to_come(self) -> str:
        return self.tr("Here it will be shown what the judge can tell apart, and what it cannot, once there is one.")

    def _not_here(self) -> str:
        return self.tr(
            "Pairs of answers that differ in one thing alone can only be made where the world is known: in Storyland, "
            "not in a text of your own. What can be shown here is how often the judge goes with votes: give some."
        )

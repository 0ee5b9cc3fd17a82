"""One question to all minds as a table: what each says, the judge's score for it, and the labeller's points.

What a mishap has made stands in red and says that it is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from explainer.engine.frames import Mind
from explainer.engine.recipes import HONEST, MISHAPS
from explainer.ui.look import BODY, SMALL
from explainer.ui.panels.minds.mind_words import quoted, title_of
from explainer.ui.panels.minds.scored import signed, worth_columns
from explainer.ui.widgets.datatable import Column, DataTable, LineCell, LinesCell, Size, TextCell


class AskedTable(DataTable):
    """A row is a mind; ``came`` tells which one was chosen."""

    SIZE = Size(row=43, most=84, least=4, usual=5, width=300, lined=True)
    KEEPS = True

    def columns(self) -> tuple[Column, ...]:
        """Who, what, and the two numbers."""
        return (
            Column(self.tr("mind"), value=self._title),
            Column(self.tr("answer"), value=_said),
            Column(self.tr("mind, and what it says"), self._words, width=120, grow=1),
            *worth_columns(self, score_of, points_of),
        )

    def key(self, row: Mind) -> str:
        """Its id."""
        return row.id

    def show_minds(self, minds: Sequence[Mind], chosen: str) -> None:
        """Show these; that of id ``chosen`` is shown closely elsewhere."""
        self.set_rows(tuple(minds))
        self.set_current(chosen if any(mind.id == chosen for mind in minds) else None)

    def tell(self, row: Mind) -> str:
        """A mind and its answer."""
        if row.answer is None:
            return self.tr("{mind} has not answered yet.").format(mind=self._title(row))
        told = self.tr("{mind}: “{answer}” The judge’s score: {score}").format(
            mind=self._title(row), answer=_said(row), score=signed(score_of(row))
        )
        points = points_of(row)
        return told if points is None else told + self.tr(", points: {points}").format(points=signed(points))

    def _title(self, mind: Mind) -> str:
        return self.tr("{mind} (mishap)").format(mind=title_of(mind)) if mind.recipe in MISHAPS else title_of(mind)

    def _words(self, mind: Mind) -> LinesCell:
        name = TextCell(self._title(mind), _ink(mind, str(mind.stage)), SMALL, bold=True)
        return LinesCell((LineCell(name), LineCell(TextCell(_said(mind) or "…", _ink(mind, "ink"), BODY, lines=3))))


def _ink(mind: Mind, else_: str) -> str:
    """Red for a mishap, quiet for another way than the honest one."""
    return "warning" if mind.recipe in MISHAPS else else_ if mind.recipe == HONEST else "ink2"


def _said(mind: Mind) -> str:
    return quoted(mind.answer.text) if mind.answer is not None else ""


def score_of(mind: Mind) -> float | None:
    """The judge's score for its answer, where there is one."""
    rating = mind.answer.rating if mind.answer is not None else None
    return rating.score if rating is not None else None


def points_of(mind: Mind) -> float | None:
    """The labeller's points for its answer, where there are any."""
    rating = mind.answer.rating if mind.answer is not None else None
    return rating.utility if rating is not None else None

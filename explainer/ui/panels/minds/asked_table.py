"""One question to all minds as a table: what each says, the judge's score for it, and the labeller's points.

What a mishap has made stands in red and says that it is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from explainer.engine.frames import Mind
from explainer.engine.recipes import HONEST, MISHAPS
from explainer.ui.look import BODY, SMALL
from explainer.ui.panels.minds.mind_words import quoted, title_of
from explainer.ui.panels.minds.scored import signed
from explainer.ui.widgets.datatable import Column, DataTable, Line, Lines, Size, Text


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
            Column(
                self.tr("score"),
                lambda mind: Text(signed(_score(mind)), "rlhf", bold=True, digits=True),
                _score,
                saved=self.tr("judge’s score"),
                width=58,
                right=True,
                help=self.tr("The judge’s score: the higher, the better it likes the answer"),
            ),
            Column(
                self.tr("points"),
                lambda mind: Text(signed(_points(mind)), bold=True, digits=True),
                _points,
                saved=self.tr("labeller’s points"),
                width=62,
                right=True,
                help=self.tr("The labeller’s points: the higher, the more the answer is worth to it"),
                seen=lambda: any(_points(mind) is not None for mind in self.rows),
            ),
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
            mind=self._title(row), answer=_said(row), score=signed(_score(row))
        )
        points = _points(row)
        return told if points is None else told + self.tr(", points: {points}").format(points=signed(points))

    def _title(self, mind: Mind) -> str:
        return self.tr("{mind} (mishap)").format(mind=title_of(mind)) if mind.recipe in MISHAPS else title_of(mind)

    def _words(self, mind: Mind) -> Lines:
        name = Text(self._title(mind), _ink(mind, str(mind.stage)), SMALL, bold=True)
        return Lines((Line(name), Line(Text(_said(mind) or "…", _ink(mind, "ink"), BODY, lines=3))))


def _ink(mind: Mind, else_: str) -> str:
    """Red for a mishap, quiet for another way than the honest one."""
    return "warning" if mind.recipe in MISHAPS else else_ if mind.recipe == HONEST else "ink2"


def _said(mind: Mind) -> str:
    return quoted(mind.answer.text) if mind.answer is not None else ""


def _score(mind: Mind) -> float | None:
    rating = mind.answer.rating if mind.answer is not None else None
    return rating.score if rating is not None else None


def _points(mind: Mind) -> float | None:
    rating = mind.answer.rating if mind.answer is not None else None
    return rating.utility if rating is not None else None

"""All runs of feedback side by side: a row each, before → after, to choose the one that is shown closely.

The honest runs come first, then other ways to learn from the same votes, then the mishaps.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from explainer.engine.frames import Outcome
from explainer.engine.recipes import HONEST, OTHER_WAYS, RECIPES
from explainer.ui.look import BODY
from explainer.ui.numbers import NOTHING, percent
from explainer.ui.panels.minds.mind_words import colour_of
from explainer.ui.panels.minds.outcome_bars import value_of
from explainer.ui.panels.minds.scored import signed
from explainer.ui.translate import named
from explainer.ui.widgets.datatable import Column, DataTable, Size, TextCell
from explainer.ui.widgets.table import Table

CLOSE, ROOMY = 56.0, 118.0  # design pixels of a cell at least, and from which there is room for what was before


def honest_first(outcomes: Sequence[Outcome]) -> list[int]:
    """The places of the honest runs, then of other ways, then of the mishaps, each in their order."""
    return sorted(range(len(outcomes)), key=lambda i: _group(outcomes[i]))


def pair(before: float, after: float, *, share: bool) -> TextCell:
    """Two values for reading, NaN where there is none; the second alone where there is little room."""

    def text(value: float) -> str:
        return percent(value) if share and not math.isnan(value) else signed(value)

    both = text(after) if math.isnan(before) else f"{text(before)} → {text(after)}"
    return TextCell(both, short=text(after), digits=True)


class OutcomeTable(DataTable):
    """A row is an index into the outcomes given; ``came`` tells which one was chosen."""

    SIZE = Size(row=28, most=32, least=3, usual=7, width=480, lined=True)
    KEEPS = True

    _given: tuple[Outcome, ...] = ()

    def columns(self) -> tuple[Column, ...]:
        """The run, four numbers before and after, and the drift; in the file also the rounds."""
        metrics = self.look.metrics(BODY, bold=True)
        longest = max(metrics.horizontalAdvance(named(recipe.title)) for recipe in RECIPES.values())
        score, points, good, correct = (
            self.tr("judge’s score"), self.tr("points"), self.tr("good"), self.tr("correct")
        )  # fmt: skip
        return (
            Column(
                self.tr("run"),
                lambda i: TextCell(self._title(i), colour_of(self._given[i].recipe), bold=True),
                self._title,
                width=longest / self.look.zoom + 16,  # so that a new run moves nothing
            ),
            Column(self.tr("rounds"), value=lambda i: self._given[i].rounds),
            *self._pair("score", score, self.tr("judge")),
            *self._pair("utility", points),
            *self._pair("good", good, share=True),
            *self._pair("correct", correct, share=True),
            Column(
                self.tr("drift"),
                self._drift,
                lambda i: self._given[i].kl,
                saved=self.tr("KL in nats an answer"),
                width=CLOSE,
                grow=0.5,
                short=self.tr("nats"),
                roomy=80,
                right=True,
                sorts=True,
            ),
        )

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """In the order shown."""
        return tuple(self._given[i] for i in self.rows)

    def set_outcomes(self, outcomes: Sequence[Outcome], shown: int | None = None) -> None:
        """List these; the one of index ``shown`` is shown closely."""
        self._given = tuple(outcomes)
        self.set_rows(honest_first(outcomes))
        self.set_current(shown)

    def numbers_of(self, recipes: Collection[str]) -> Table | None:
        """What goes into the file of the runs of these recipes alone."""
        return self.rows_model.numbers([i for i in self.rows if self._given[i].recipe in recipes])

    def tell(self, row: int) -> str:
        """A run in words."""
        model, place = self.rows_model, self.rows_model.place(row) or 0
        name, *cells = model.texts(place)
        heads = (column.title for column in model.shown[1:])
        return f"{name}: " + ", ".join(f"{head} {cell}" for head, cell in zip(heads, cells, strict=True)) + "."

    def _title(self, i: int) -> str:
        return named(RECIPES[self._given[i].recipe].title)

    def _drift(self, i: int) -> TextCell:
        kl = self._given[i].kl
        if math.isnan(kl):
            return TextCell(NOTHING)
        return TextCell(self.tr("{n} nats").format(n=f"{kl:.1f}"), short=f"{kl:.1f}", digits=True)

    def _pair(self, field: str, title: str, short: str = "", *, share: bool = False) -> tuple[Column, Column]:
        """What was before, which is only in the file by itself, and both."""

        def value(i: int, when: str) -> float:
            return value_of(self._given[i], field, when)

        return (
            Column(self.tr("{what} before").format(what=title), value=lambda i: value(i, "before")),
            Column(
                title,
                lambda i: pair(value(i, "before"), value(i, "after"), share=share),
                lambda i: value(i, "after"),
                saved=self.tr("{what} after").format(what=title),
                width=CLOSE,
                grow=1,
                short=short or title,
                roomy=ROOMY,
                right=True,
                sorts=True,
            ),
        )


def _group(outcome: Outcome) -> int:
    return 0 if outcome.recipe == HONEST else 1 if outcome.recipe in OTHER_WAYS else 2

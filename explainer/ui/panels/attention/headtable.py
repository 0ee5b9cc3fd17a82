"""What every head was measured to do: a line a head, a column a score; scores that clear the threshold stand out.

Below the headings stands what looking everywhere equally would score. The chosen head is marked.
"""

from __future__ import annotations

import math
from functools import partial

from explainer.engine.frames import Heads
from explainer.ui.look import SMALL
from explainer.ui.numbers import NOTHING
from explainer.ui.panels.attention.captions import COLUMNS, KINDS, capital, change, clears, does, head_name
from explainer.ui.translate import translated
from explainer.ui.widgets.datatable import Column, DataTable, Size, TextCell

Head = tuple[int, int]  # layer and head, from 0
STRONGEST = 0.5  # share of the hue behind a weight of 1


class HeadTable(DataTable):
    """A row is a head; ``came`` says that one was chosen."""

    SIZE = Size(row=20, most=28, least=4, usual=10, width=388, wide=520, head=62)
    KEEPS = True

    _frame: Heads | None = None
    _muted: frozenset[Head] = frozenset()
    _measurable = True

    def columns(self) -> tuple[Column, ...]:
        """The name of the head, its scores, and how much more unsure the model is without it."""
        scores = (
            Column(
                translated(COLUMNS[kind]),
                partial(self._score_text, i),
                partial(self._score, i),
                width=45,
                grow=1,
                centre=True,
                under=partial(self._even, i),
                sorts=True,
            )
            for i, kind in enumerate(KINDS)
        )
        return (
            Column(cell=self._name, width=112, under=lambda: self.tr("looking evenly")),
            *scores,
            Column(
                self.tr("unsure without it"),
                lambda head: TextCell(change(self._rise(head), measurable=self._measurable), size=SMALL, digits=True),
                self._rise,
                width=62,
                grow=1,
                centre=True,
                sorts=True,
            ),
        )

    def show_heads(self, frame: Heads) -> None:
        """Show what was measured."""
        self._frame, self._measurable = frame, bool(frame.n_tokens)
        n_layer, n_head = frame.loss_rise.shape
        self.set_rows([divmod(line, n_head) for line in range(n_layer * n_head)])

    def set_state(self, current: Head, muted: frozenset[Head]) -> None:
        """Say which head is chosen, and which are muted."""
        self._muted = muted
        self.set_current(current)
        self.viewport().update()

    def tell(self, row: Head) -> str:
        """What a head does."""
        return f"{capital(head_name(*row))}: {does(self._frame, *row)}" if self._frame is not None else ""

    def _name(self, head: Head) -> TextCell:
        return TextCell(capital(head_name(*head)), "ink2", SMALL, struck=head in self._muted)

    def _even(self, kind: int) -> str:
        return self._number(self._frame.even[kind]) if self._frame is not None else ""

    def _score(self, kind: int, head: Head) -> float:
        return float(getattr(self._frame, KINDS[kind])[head])

    def _rise(self, head: Head) -> float:
        return float(self._frame.loss_rise[head]) if self._frame is not None else math.nan

    def _score_text(self, kind: int, head: Head) -> TextCell:
        score = self._score(kind, head)
        strong = self._frame is not None and clears(score, self._frame.even[kind])
        shade = 0.15 + STRONGEST * score if strong else 0.0
        return TextCell(self._number(score), "ink" if strong else "ink2", SMALL, bold=strong, digits=True, shade=shade)

    def _number(self, score: float) -> str:
        if math.isnan(score):
            return "…" if self._measurable else NOTHING
        return f"{score:.2f}"

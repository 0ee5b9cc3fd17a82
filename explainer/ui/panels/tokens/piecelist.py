"""A list of pieces: the longest, the most frequent, the last learned, or those that hold what is searched for.

Choosing one goes to the merge that made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np

from explainer.ui.numbers import NOTHING, count, isolated
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import written
from explainer.ui.widgets.datatable import Column, DataTable, Size, Take, TextCell


class PieceOrder(Enum):
    """How the pieces are listed."""

    LONGEST = "longest"
    FREQUENT = "frequent"
    LAST = "last"


def listed(known: Known, order: PieceOrder, search: str = "") -> list[int]:
    """The pieces (no markers) in ``order``, of them those whose text holds ``search``, whatever its case."""
    frame = known.frame
    ids = np.arange(frame.n_markers, len(frame.raw))
    if order is PieceOrder.LONGEST:
        key = np.array([len(frame.raw[i]) for i in ids])
    elif order is PieceOrder.FREQUENT:
        key = frame.frequency[ids]
    else:
        key = np.array([known.rank_of(int(i)) if known.rank_of(int(i)) is not None else -1 for i in ids])
    found: list[int] = ids[np.argsort(-key, kind="stable")].tolist()
    wanted = search.replace("␣", " ").casefold()
    if wanted:
        found = [i for i in found if wanted in frame.raw[i].decode("utf-8", "replace").casefold()]
    return found


class PieceList(DataTable):
    """A row is a piece, by its token id; ``taken`` says which one a person took."""

    SIZE = Size(row=28, most=32, least=3, usual=6, lined=True)
    TAKE = Take.CLICK

    _known: Known | None = None
    _made: int | None = None

    def columns(self) -> tuple[Column, ...]:
        """The piece, how often it occurs, and the merge that made it."""
        return (
            Column(cell=self._name, width=60, grow=1),
            Column(self.tr("in the text"), lambda token: _number(self._times(token)), width=76, right=True),
            Column(self.tr("merge"), lambda token: _number(self._merge(token)), width=64, right=True),
        )

    def show_rows(self, known: Known | None, rows: Sequence[int], empty: str) -> None:
        """List these pieces; ``empty`` stands there where there are none."""
        self._known = known
        self.set_empty_text(empty)
        self.set_rows(rows, tuple(rows))

    def mark(self, token: int | None) -> None:
        """Mark the piece that the replay has just made."""
        if token != self._made:
            self._made = token
            self.viewport().update()

    def tell(self, row: int) -> str:
        """A piece and what is known of it."""
        known = self._known
        if known is None:
            return ""
        raw = known.frame.raw[row]
        return self.tr("“{piece}”, piece {id}, {n} bytes, {times} times, merge {merge}").format(
            piece=isolated(written(raw)), id=row, n=len(raw), times=self._times(row), merge=self._merge(row)
        )

    def _name(self, token: int) -> TextCell:
        shade = 0.25 if token == self._made else 0.0
        name = written(self._known.frame.raw[token]) if self._known is not None else ""
        return TextCell(name, bold=True, shade=shade, hue="embedding")

    def _times(self, token: int) -> str:
        known = self._known
        return count(int(known.frame.frequency[token])) if known is not None and known.counted else NOTHING

    def _merge(self, token: int) -> str:
        rank = self._known.rank_of(token) if self._known is not None else None
        return count(rank + 1) if rank is not None else self.tr("byte")


def _number(text: str) -> TextCell:
    return TextCell(text, "ink2", 14.5, digits=True)

"""The bets on the next piece, likeliest first, over the whole vocabulary: what the model bets, and what the dice see.

A solid bar is the chance after temperature, top-k and top-p ("for the dice"); the outline is the model's own bet. A
piece that was cut has no chance left: it is struck through. Where a piece is the beginning of a word, the rest of that
word stands behind it in grey (``pictures.becoming``). Below stands how many pieces lie further down and what
they share, so that what is shown and what is not always add up to the whole.
"""

from __future__ import annotations

import numpy as np

from explainer.engine.frames import NextToken
from explainer.ui.numbers import count, percent
from explainer.ui.pictures.becoming import Word, going_on
from explainer.ui.widgets.datatable import BarCell, Column, DataTable, PieceCell, Size, Take, TextCell


class BetBars(DataTable):
    """A row is a piece, by its token id; ``taken`` says that a person took one."""

    SIZE = Size(row=34, least=2, usual=6, width=276, wide=480, head=26, foot=30)
    TAKE = Take.CLICK

    frame_shown: NextToken | None = None
    _pieces: tuple[str, ...] = ()
    _places: np.ndarray | None = None
    _most = 1.0  # bars are scaled so that the biggest one fills its place; the numbers beside them are absolute

    def columns(self) -> tuple[Column, ...]:
        """Word, bar, and both bets; in the file also the place and the token."""
        self._endings: dict[int, str] = {}  # of the likeliest
        return (
            Column(self.tr("place"), value=self._place),
            Column(self.tr("token"), value=int),
            Column(self.tr("piece"), value=lambda token: self._pieces[token]),
            Column(
                cell=lambda token: PieceCell(self.word_of(token), struck=self._shaped(token) == 0),
                value=lambda token: self.word_of(token).whole if token in self._endings else "",
                saved=self.tr("the word it becomes"),
                width=84,
                grow=0.25,
                right=True,
            ),
            Column(cell=self._bar, width=30, grow=1),
            Column(self.tr("its own bet"), self._own_text, self._own, width=72, right=True),
            Column(self.tr("for the dice"), self._shaped_text, self._shaped, width=84, right=True),
        )

    def apply(self, frame: NextToken, pieces: tuple[str, ...]) -> None:
        """Draw ``frame``; ``pieces`` are the display texts by token id."""
        self.frame_shown, self._pieces = frame, pieces
        self._endings = dict(zip(frame.order[: len(frame.endings)].tolist(), frame.endings, strict=True))
        self._places = None
        self._most = max(float(frame.probability.max()), float(frame.shaped.max()), 1e-9)
        self.set_rows(frame.order, (frame.run, frame.prompt))

    def clear(self) -> None:
        """Show nothing."""
        self.frame_shown = None
        super().clear()

    def word_of(self, token: int) -> Word:
        """A piece, with the rest of its word where that was looked for."""
        frame = self.frame_shown
        before = frame.pieces[-1] if frame is not None and frame.pieces else ""
        return Word(going_on(self._pieces[token], before), self._endings.get(int(token), ""))

    def rest(self) -> tuple[int, float]:
        """How many pieces lie out of sight, and the model's own bets on all of them together."""
        if self.frame_shown is None:
            return 0, 0.0
        seen, bets = self.rows_in_sight(), self.frame_shown.probability.astype(np.float64)
        shown = float(bets[self.rows[seen.start : seen.stop]].sum())
        return len(self.rows) - len(seen), max(0.0, float(bets.sum()) - shown)

    def rest_text(self) -> str:
        """The line below the bars."""
        n, mass = self.rest()
        return self.tr("…{n} more: {share}").format(n=count(n), share=percent(mass)) if n else ""

    def tell(self, row: int) -> str:
        """A sentence about a piece."""
        return self.tr("{piece} · token {id}\nits own bet {own} · for the dice {shaped}\nClick to write it.").format(
            piece=self.word_of(row).told(), id=row, own=percent(self._own(row)), shaped=percent(self._shaped(row))
        )

    def _place(self, token: int) -> int:
        """From 1 for the likeliest; worked out only for the file."""
        if self._places is None and self.frame_shown is not None:
            self._places = np.argsort(self.frame_shown.order) + 1
        return int(self._places[token]) if self._places is not None else 0

    def _own(self, token: int) -> float:
        return float(self.frame_shown.probability[token]) if self.frame_shown is not None else 0.0

    def _shaped(self, token: int) -> float:
        return float(self.frame_shown.shaped[token]) if self.frame_shown is not None else 0.0

    def _bar(self, token: int) -> BarCell:
        return BarCell(self._shaped(token) / self._most, outline=self._own(token) / self._most)

    def _own_text(self, token: int) -> TextCell:
        return TextCell(percent(self._own(token)), "ink2", 14.5, digits=True)

    def _shaped_text(self, token: int) -> TextCell:
        shaped = self._shaped(token)
        if shaped == 0:
            return TextCell(self.tr("cut"), "ink3", 14.5)
        return TextCell(percent(shaped), size=14.5, bold=True, digits=True)

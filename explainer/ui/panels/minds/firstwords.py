"""The bets on the first piece of an answer, likeliest first, and what all others share.

A piece that is the beginning of a word stands with the rest of that word in grey (``pictures.becoming``).

A full bar is 100 %, in every mind's card alike, so that bars can be compared from card to card. What is not shown is
one more bar, hollow; together they make 100 %.
"""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import Answer
from explainer.ui.look import SMALL, Look
from explainer.ui.numbers import percent
from explainer.ui.pictures.becoming import Word
from explainer.ui.widgets.datatable import BarCell, Column, DataTable, PieceCell, Size, TextCell

MOST = 3  # bars, beside that of all others
Row = tuple[Word | None, float]  # None for all others


class FirstWords(DataTable):
    """The bars."""

    SIZE = Size(row=17, most=17, least=MOST + 1, usual=MOST + 1, width=150, head=19)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", parent=parent)
        self.setAccessibleName(self.tr("First word of its answer"))
        self._stage = "pretrain"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def columns(self) -> tuple[Column, ...]:
        """The word, and how much is bet on it."""
        return (
            Column(self.tr("First word of its answer"), self._word, width=78, grow=0.12, right=True),
            Column(cell=self._bar, width=60, grow=0.88),
        )

    def set_answer(self, answer: Answer | None, stage: str) -> None:
        """Show the bets on the first piece of ``answer``."""
        rows: tuple[Row, ...] = ()
        if answer is not None and answer.first:
            words = _words(answer)[:MOST]
            rest = answer.first_rest + sum(bet for _, bet in answer.first[MOST:])
            rows = (*words, (None, rest))
        if (rows, stage) != (self.rows, self._stage):
            self._stage = stage
            self.set_rows(rows)
            self.setAccessibleDescription(", ".join(self.sentences()))

    def key(self, row: Row) -> Word | None:
        """The word."""
        return row[0]

    def tell(self, row: Row) -> str:
        """A word and the bet on it."""
        return f"{self.tr('all others') if row[0] is None else row[0].told()} {percent(row[1])}"

    def _word(self, row: Row) -> TextCell | PieceCell:
        return TextCell(self.tr("all others"), "ink2", SMALL) if row[0] is None else PieceCell(row[0], 14.5)

    def _bar(self, row: Row) -> BarCell:
        word, bet = row
        colour = "edge" if word is None else self._stage
        return BarCell(bet, colour, hollow=word is None, thick=12, label=percent(bet), reserve=">99.9 %")


def _words(answer: Answer) -> tuple[Row, ...]:
    """The likeliest first pieces with the rest of their words, and the bets on them."""
    endings = answer.first_endings or ("",) * len(answer.first)
    return tuple((Word(piece, ending), bet) for (piece, bet), ending in zip(answer.first, endings, strict=True))

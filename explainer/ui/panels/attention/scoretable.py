"""A row of attention on its way from scores to shares: a line a piece, a column a step. What lies ahead is masked."""

from __future__ import annotations

from functools import partial

from explainer.ui.look import SMALL
from explainer.ui.numbers import percent, visible
from explainer.ui.panels.attention.captions import signed
from explainer.ui.panels.attention.scores import AttentionRow
from explainer.ui.pictures.becoming import spoken
from explainer.ui.widgets.datatable import BarCell, Cell, Column, DataTable, Size, TextCell

OTHERS, CHOSEN = "edge", "attention"  # colours of the bars


class ScoreTable(DataTable):
    """A row is a piece, by its place in the text; ``came`` says that one was chosen."""

    SIZE = Size(row=24, most=72, least=4, usual=9, width=300, wide=460)
    KEEPS = True

    _row: AttentionRow | None = None
    _pieces: tuple[str, ...] = ()
    _looker = _looked = 0

    def columns(self) -> tuple[Column, ...]:
        """The piece, its score, the same after the mask, and its share."""
        number = partial(Column, width=56, right=True)
        return (
            Column(cell=self._name, value=lambda at: self._pieces[at], saved="piece", width=76, grow=0.3, right=True),
            Column(cell=self._score_bar, width=50, grow=1),
            number(self.tr("score"), self._score_text, self._score, saved="score", sorts=True),
            number(self.tr("masked"), self._masked, lambda at: self._known.masked[at], saved="after mask"),
            Column(cell=self._share_bar, width=50, grow=1),
            number(self.tr("share"), self._share_text, self._share, saved="weight", sorts=True),
        )

    def show_row(self, row: AttentionRow, pieces: tuple[str, ...], looker: int, looked: int) -> None:
        """Show the row of piece ``looker``, with piece ``looked`` chosen."""
        self._row, self._pieces, self._looker, self._looked = row, pieces, looker, looked
        self.set_rows(range(len(pieces)), pieces)
        self.set_current(looked)

    def tell(self, at: int) -> str:
        """A piece, its score, and what becomes of it."""
        word, score = spoken(self._pieces[at]), signed(self._score(at))
        if at > self._looker:
            text = self.tr("{word} lies ahead: its score {score} is masked, its share is 0 %")
            return text.format(word=word, score=score)
        share = percent(self._share(at))
        return self.tr("{word}: score {score}, share {share}").format(word=word, score=score, share=share)

    @property
    def _known(self) -> AttentionRow:
        assert self._row is not None
        return self._row

    def _score(self, at: int) -> float:
        return float(self._known.scores[at])

    def _share(self, at: int) -> float:
        return float(self._known.weights[at])

    def _name(self, at: int) -> TextCell:
        return TextCell(visible(self._pieces[at]), "ink3" if at > self._looker else "ink", bold=at == self._looked)

    def _number(self, text: str, at: int) -> TextCell:
        ink = "ink3" if at > self._looker else "ink"
        return TextCell(text, ink, SMALL, bold=at == self._looked, digits=True)

    def _score_text(self, at: int) -> TextCell:
        return self._number(signed(self._score(at)), at)

    def _masked(self, at: int) -> TextCell:
        return self._number("−∞" if at > self._looker else signed(self._score(at)), at)

    def _share_text(self, at: int) -> TextCell:
        return self._number(percent(self._share(at)), at)

    def _score_bar(self, at: int) -> Cell:
        low, high = min(0.0, float(self._known.scores.min())), max(0.0, float(self._known.scores.max()))
        zero, span = -low / max(high - low, 1e-9), max(high - low, 1e-9)
        end = zero + self._score(at) / span
        return BarCell(end, CHOSEN if at == self._looked else OTHERS, start=zero, zero=True, thick=18)

    def _share_bar(self, at: int) -> Cell:
        share = self._share(at) / max(float(self._known.weights.max()), 1e-9)
        return BarCell(share, CHOSEN if at == self._looked else OTHERS, zero=True, thick=18)

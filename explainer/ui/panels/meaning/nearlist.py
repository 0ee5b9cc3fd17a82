"""The words most alike to the model: each with a bar and the cosine, and what it was when people began to look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.ui.numbers import isolated
from explainer.ui.widgets.datatable import BarCell, Column, DataTable, Size, Take, TextCell


def cosine_text(value: float) -> str:
    """A cosine as it is read: ``0.67``, ``−0.12``."""
    return f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00")


def change_text(value: float) -> str:
    """A change of one: ``+0.12``, ``−0.03``, ``±0``."""
    text = f"{value:+.2f}".replace("-", "−")
    return "±0" if text in ("+0.00", "−0.00") else text


@dataclass(frozen=True, slots=True)
class Near:
    """One row: a token, its text, the cosine now, and at the step from which changes are counted."""

    token: int
    text: str
    cosine: float
    before: float


class NearList(DataTable):
    """The rows; ``taken`` says that a person wants to go on from one of them."""

    SIZE = Size(row=33, most=36, least=5, usual=8, width=220, wide=260)
    TAKE = Take.CLICK

    _since: int | None = None
    _word = ""

    def columns(self) -> tuple[Column, ...]:
        """The word, a bar from 0 to 1, the cosine, and its change."""
        return (
            Column(self.tr("word"), value=lambda _near: self._word),
            Column(
                cell=lambda near: TextCell(near.text, bold=True),
                value=lambda near: near.text,
                saved=self.tr("near"),
                width=92,
            ),
            Column(cell=self._bar, width=24, grow=1),
            Column(
                self.tr("alike"),
                lambda near: TextCell(cosine_text(near.cosine), size=14.5, digits=True),
                lambda near: near.cosine,
                saved=self.tr("cosine"),
                width=52,
                right=True,
            ),
            Column(
                self.tr("change"),
                lambda near: TextCell(change_text(near.cosine - near.before), "ink2", 14.5, digits=True),
                lambda near: near.before,
                saved=self.tr("cosine when chosen"),
                width=56,
                right=True,
                seen=lambda: self._since is not None,
            ),
        )

    @property
    def held(self) -> tuple[int, ...]:
        """The tokens whose order must stay, because a person is pointing at them."""
        return tuple(row.token for row in self.rows) if self.still else ()

    def show_rows(self, rows: Sequence[Near], since: int | None, word: str = "") -> None:
        """Show the ``rows`` near to ``word``; changes count from step ``since``, or are not shown."""
        self._since, self._word = since, word
        self.set_rows(tuple(rows), word)

    def key(self, row: Near) -> int:
        """Its token."""
        return row.token

    def tell(self, row: Near) -> str:
        """How near a word is."""
        text = self.tr("“{word}”: alike {cosine}").format(word=isolated(row.text), cosine=cosine_text(row.cosine))
        if self._since is not None:
            text += self.tr(", {change} since step {step}").format(
                change=change_text(row.cosine - row.before), step=self._since
            )
        return text

    def _bar(self, near: Near) -> BarCell:
        moved = self._since is not None and abs(near.cosine - near.before) >= 0.005
        return BarCell(near.cosine, "embedding", track=True, thick=12, mark=near.before if moved else None)

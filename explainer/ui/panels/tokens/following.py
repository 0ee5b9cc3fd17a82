"""Letters: what follows a letter in the text, and how often. Mere counting, as people did before neural networks.

Topic: ``vocabulary``. Counted within pieces, each as often as it occurs among the first training tokens; where one
piece ends and the next begins nothing is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from explainer.engine.frames import Frame, Vocabulary
from explainer.ui.markdown import safe
from explainer.ui.numbers import count, percent
from explainer.ui.panels.cardgrid import CardGrid, below
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.datatable import BarCell, Column, DataTable, Size, Take, TextCell
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph

FIRST = "t"


def followers(frame: Vocabulary, letter: str) -> list[tuple[str, int]]:
    """What follows ``letter`` in any case within pieces, and how often in the text; the most frequent first."""
    found: Counter[str] = Counter()
    for raw, times in zip(frame.raw[frame.n_markers :], frame.frequency[frame.n_markers :].tolist(), strict=True):
        text = raw.decode("utf-8", "ignore").casefold() if times else ""
        for before, after in pairwise(text):
            if before == letter and after.isalpha():
                found[after] += times
    return found.most_common()


class FollowerTable(DataTable):
    """A row is a letter and how often it follows; taking one asks what follows it."""

    SIZE = Size(row=31, most=35, least=4, usual=9, width=260, wide=420)
    TAKE = Take.CLICK

    def columns(self) -> tuple[Column, ...]:
        """The letter, its share as a bar, and how often."""
        return (
            Column(self.tr("then"), lambda row: TextCell(row[0], bold=True, size=18), lambda row: row[0]),
            Column(cell=self._bar, width=120, grow=1),
            Column(
                self.tr("times"),
                lambda row: TextCell(count(row[1]), digits=True),
                lambda row: row[1],
                width=92,
                right=True,
            ),
        )

    def tell(self, row: tuple[str, int]) -> str:
        """A letter and its share."""
        told = self.tr("Then “{letter}”: {share}, {times} times. Click to see what follows it.")
        return told.format(letter=row[0], share=percent(self._share(row)), times=count(row[1]))

    def key(self, row: tuple[str, int]) -> str:
        """The letter."""
        return row[0]

    def _share(self, row: tuple[str, int]) -> float:
        return row[1] / max(1, sum(times for _, times in self.rows))

    def _bar(self, row: tuple[str, int]) -> BarCell:
        return BarCell(self._share(row) * 0.8, "embedding", label=percent(self._share(row)), reserve="100 %")


class FollowingPanel(Panel):
    """One card: a letter to choose, and what follows it."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._frame: Vocabulary | None = None
        self.field = QLineEdit(FIRST)
        self.field.setProperty("kind", "field")
        self.field.setMaxLength(1)
        self.field.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.field.setAccessibleName(self.tr("Letter"))
        self.field.setToolTip(self.tr("Type a letter: you will see what follows it"))
        self.field.textChanged.connect(self._show)
        self.sentence = Paragraph(look, lines=2, size=17)
        self.table = FollowerTable(look, self.tr("Letters that follow"), self.tr("Nothing has been counted yet."))
        self.table.taken.connect(lambda row: self.field.setText(row[0]))
        self.card = Card(
            look,
            self.tr("Which letter comes next?"),
            self.tr("Counted within words, their ends left out. Type a letter, or click one to go on from it."),
            Stacked(look, self.field, self.sentence, self.table, gap=8),
            more=definition("tokens.following", "following"),
            table=self.table.numbers,
        )
        CardGrid(look, self, {0: below(self.card)})
        self._show()

    def apply(self, frame: Frame) -> None:
        """Count anew."""
        if isinstance(frame, Vocabulary):
            self._frame = frame
            self._show()

    def clear(self) -> None:
        """Another text."""
        self._frame = None
        self._show()

    def ready(self) -> bool:
        """Whether the text has been counted."""
        return self._frame is not None and self._frame.n_tokens > 0

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("How far would mere counting get?")

    def summary(self) -> str:
        """What follows the letter."""
        return self.sentence.text().replace("**", "") or self.tr("Nothing has been counted yet.")

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        return {"following": self.sentence.text() if len(self.table.rows) else ""}

    def kept(self) -> Mapping[str, Kept]:
        """The letter."""
        return {"letter": Kept(self.field.text, self.field.setText)}

    def _show(self) -> None:
        letter = self.field.text().casefold()
        rows = followers(self._frame, letter) if self._frame is not None and letter else []
        self.table.set_rows(rows, letter)
        if rows:
            told = self.tr("Within words, after **{letter}** comes **{next}** most often: in {share} of {n} places.")
            n = sum(times for _, times in rows)
            words = told.format(letter=safe(letter), next=safe(rows[0][0]), share=percent(rows[0][1] / n), n=count(n))
        else:
            words = self.tr("No letter follows this one in the text.") if self.ready() else ""
        self.sentence.set_text(words)
        self.tell_summary(self.card)

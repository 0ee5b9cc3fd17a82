"""Your votes: how many there are of which kind, the button that trains the judge, and what they changed in it.

Topics: ``ballot`` and ``judge``. Both shares are measured on the votes by hand themselves, so they tell that the votes
were heard, not that the judge now knows a taste in answers it has not seen: the card says so.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explainer.engine.frames import Ballot, Judge
from explainer.ui.numbers import count, percent
from explainer.ui.panels.minds.judge_training import TrainingBox
from explainer.ui.panels.minds.judge_words import program, spoken, what_votes_did, whose
from explainer.ui.panels.panel import PanelContext
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.datatable import BarCell, Column, DataTable, Size, TextCell
from explainer.ui.widgets.paragraph import Paragraph

Row = tuple[str, float]  # before or after, share of the votes by hand


class ChangeBars(DataTable):
    """Before and after, with a line where a coin would be."""

    SIZE = Size(row=24, most=26, least=2, usual=2, width=200)

    def columns(self) -> tuple[Column, ...]:
        """When, the bar, and the share."""
        return (
            Column(self.tr("when"), value=lambda row: row[0]),
            Column(cell=lambda row: TextCell(row[0], size=15.0), width=62),
            Column(cell=lambda row: BarCell(row[1], "rlhf", track=True, thick=14, mark=0.5), width=80, grow=1),
            Column(cell=lambda row: TextCell(percent(row[1]), size=15.0, digits=True), width=56, right=True),
            Column(self.tr("share of the votes by hand with which it agrees"), value=lambda row: row[1]),
        )

    def key(self, row: Row) -> str:
        """When it was."""
        return row[0]

    def tell(self, row: Row) -> str:
        """The share in words."""
        text = self.tr("Agreement with the votes by hand, {when} it learnt from them: {share}. A coin: 50 %.")
        return text.format(when=row[0], share=percent(row[1]))


class YourVotes(Stacked):
    """Everything on the card "Your votes"."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        look = context.look
        super().__init__(look, gap=5, parent=parent)
        self._low = False
        self._ballot: Ballot | None = None
        self._judge: Judge | None = None
        self.given = Paragraph(look, lines=2, size=15)
        self.training = TrainingBox(context)
        self.bars = ChangeBars(look, self.tr("Agreement with your votes, before and after"))
        self.changed = Paragraph(look, lines=1, size=15)
        rest = QVBoxLayout()
        rest.addStretch(1)
        self.add(self.given, self.training, self.bars, self.changed, rest)
        self._renew()

    def apply(self, frame: Ballot | Judge) -> None:
        """Show the votes, or what they changed."""
        self.training.apply(frame)
        if isinstance(frame, Judge):
            self._judge = frame
        else:
            self._ballot = frame
        self._renew()

    def set_low(self, low: bool) -> None:
        """Take less height: words in place of bars."""
        if low != self._low:
            self._low = low
            self._renew()

    def clear(self) -> None:
        """Nothing of an older run."""
        self._ballot = self._judge = None
        self.training.clear()
        self._renew()

    def count_text(self) -> str:
        """How many there are of which kind."""
        frame = self._ballot
        if frame is None:
            return ""
        if not frame.n_simulated:
            text = self.tr("1 by hand") if frame.n_hand == 1 else self.tr("{hand} by hand")
        else:
            text = self.tr("{hand} by hand, {n} simulated")
        return text.format(hand=count(frame.n_hand), n=count(frame.n_simulated))

    def given_text(self) -> str:
        """How many of which kind there are and who gave them; "" before anything is known."""
        frame = self._ballot
        if frame is None:
            return ""
        if frame.n_hand + frame.n_simulated:
            return self.tr("So far: {votes}.").format(votes=whose(frame.n_hand, frame.n_simulated, self._taste()))
        if not frame.tastes:
            return self.tr("Nobody has voted yet. On this text no program votes: the judge has only your votes.")
        text = self.tr(
            "Nobody has voted yet. Before a judge learns, up to {n} votes beside yours are simulated by {program}."
        )
        return text.format(program=program(frame.taste), n=count(frame.n_wanted))

    def _taste(self) -> str:
        """Whose simulated votes there are: of the judge that learnt from them, else of who votes next."""
        if self._judge is not None and self._judge.taste:
            return self._judge.taste
        return self._ballot.taste if self._ballot is not None else ""

    def summary(self) -> str:
        """All of it in words."""
        parts = (self.given.text(), self.training.line.text(), self.changed.text())
        return " ".join(spoken(part) for part in parts if part)

    def _renew(self) -> None:
        frame = self._judge
        self.given.set_text(self.given_text())
        rows: tuple[Row, ...] = ()
        text = ""
        if frame is not None and frame.trained and not frame.training:
            text = what_votes_did(frame.n_hand, frame.hand_before, frame.hand_after)
            if frame.hand_before is not None and frame.hand_after is not None:
                rows = (self.tr("before"), frame.hand_before), (self.tr("after"), frame.hand_after)
        self.bars.set_rows(rows)
        self.bars.setVisible(bool(rows) and not self._low)
        self.changed.set_text(text)
        self.changed.setVisible(bool(text))
        self.given.setVisible(not (text and self._low))  # how many there are stands above too

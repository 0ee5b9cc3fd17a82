"""Votes and the judge: which answer is better, what the votes come to, and what the judge learnt from them sees.

Topics: ``ballot`` and ``judge``. Nothing is computed here; votes go to the engine, which stores them at once. Who else
votes, the votes one by one, and how the judge learns stand on a page that lies deeper (``judge``).
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Ballot, Frame, Judge
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.minds.judge_sees import SeesBox
from explainer.ui.panels.minds.judge_words import spoken, what_votes_did, why_blind
from explainer.ui.panels.minds.votes_ballot import BallotView
from explainer.ui.panels.minds.votes_change import YourVotes
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.kept import Kept

TIGHT_BELOW, LOW = 760, 620  # design pixels of height below which the page is tight, and leaves out what is said twice


class VotesPanel(Panel):
    """Three cards; the ballot is the large one. In a low window they take less height."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._look = context, context.look
        self._judge: Judge | None = None
        self._width = 0.0
        self._ready = False
        self.ballot = BallotView(context, self._tell)
        self.votes = YourVotes(context)
        self.sees = SeesBox(context.look)
        self._make_cards()
        self._ready = True
        cards = self.ballot_card, self.votes_card, self.sees_card
        ballot, votes, sees = Stack(self.ballot_card), Stack(self.votes_card, share=4), Stack(self.sees_card, share=5)
        self._grid = CardGrid(
            context.look,
            self,
            {TWO_COLUMNS: [[ballot], [votes, sees]], 0: below(*cards)},
            stretch={self.ballot_card: 2.0},
        )
        context.show.changed.connect(self._follow_show)
        context.look.changed.connect(self._place)
        self._place()
        self._tell()

    def _make_cards(self) -> None:
        look = self._look
        self.ballot_card = Card(
            look,
            self.ballot.title(),
            self.ballot.caption(),
            self.ballot,
            more=definition("minds.votes", "ballot"),
            table=self._ballot_table,
        )
        for button in reversed(self.ballot.modes.values()):
            self.ballot_card.add_button(button)
        self.votes_card = Card(
            look,
            self.tr("Your votes"),
            self.votes.count_text(),
            self.votes,
            more=definition("minds.votes", "votes"),
            table=self._votes_table,
        )
        self.sees_card = Card(
            look,
            self.tr("What the judge sees"),
            self._sees_caption(),
            self.sees,
            more=definition("minds.votes", "sees"),
            table=self.sees.bars.numbers,
        )

    # ---- the panel's contract ----------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Show a ballot, or the judge."""
        if isinstance(frame, Ballot):
            self.ballot.apply(frame)
            self.votes.apply(frame)
            self._ask_first()
        elif isinstance(frame, Judge):
            self._judge = frame
            self.votes.apply(frame)
            self.sees.apply(frame, own_text=self._context.show.own_text)
        else:
            return
        self._tell()

    def clear(self) -> None:
        """Nothing of an older run."""
        self._judge = None
        for part in (self.ballot, self.votes, self.sees):
            part.clear()
        self._ask_first()
        self._tell()

    def kept(self) -> Mapping[str, Kept]:
        """The vote in the making, and that training was asked for in vain."""
        return {**self.ballot.kept(), **self.votes.training.kept()}

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._width = width
        self._grid.fit(width)
        self.ballot.fit(width)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be tight in a low window."""
        self._place()

    def ready(self) -> bool:
        """Whether the answers are complete."""
        return self.ballot.frame is not None and self.ballot.frame.done

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("Which answers do you like?")

    def summary(self) -> str:
        """The ballot, the votes and the judge in words."""
        return " ".join(filter(None, (self.ballot.summary(), self.votes.summary(), spoken(self.sees.words.text()))))

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame = self._judge
        if frame is None:
            return {"votes_given": self.votes.given_text(), "judge_why": "", "judge_moved": ""}
        done = frame.trained and not frame.training
        return {
            "votes_given": self.votes.given_text(),
            "judge_why": why_blind(frame),
            "judge_moved": what_votes_did(frame.n_hand, frame.hand_before, frame.hand_after) if done else "",
        }

    def showEvent(self, event: QShowEvent) -> None:
        """Have something to vote on."""
        super().showEvent(event)
        self._ask_first()

    # ---- keeping in line ---------------------------------------------------------------------------------------------

    def _follow_show(self) -> None:
        """A model is there, or the stage has changed."""
        self._ask_first()
        self.ballot.renew()

    def _ask_first(self) -> None:
        if self.isVisible():
            self.ballot.ask_first()

    def _tell(self) -> None:
        if not self._ready:
            return  # its parts are still being made
        self.ballot_card.set_title(self.ballot.title())
        self.ballot_card.set_caption(self.ballot.caption())
        self.ballot_card.describe(self.ballot.summary())
        self.votes_card.set_caption(self.votes.count_text())
        self.votes_card.describe(self.votes.summary())
        self.sees_card.describe(self.sees.summary())
        self.tell_summary()

    def _place(self) -> None:
        """Be tight where there is little height."""
        seen, px = self.parentWidget(), self._look.px
        high = seen.height() if seen is not None else px(TIGHT_BELOW)
        tight, low = high < px(TIGHT_BELOW), high < px(LOW)
        self.ballot.set_tight(tight)
        for card in self.cards():
            card.set_dense(tight)
        for card in (self.ballot_card, self.votes_card):
            card.set_beside(tight and self._width >= TWO_COLUMNS)
        self.sees_card.set_caption("" if low else self._sees_caption())
        self.votes.set_low(low)
        self.sees.set_low(low)

    def _sees_caption(self) -> str:
        return self.tr("How often it prefers the better of two answers that differ in one thing")

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def _ballot_table(self) -> Table | None:
        frame = self.ballot.frame
        if frame is None or not frame.answers:
            return None
        rows = tuple((frame.serial, frame.question, i + 1, text) for i, text in enumerate(frame.answers))
        return Table(("ballot", "question", "answer", "text"), rows)

    def _votes_table(self) -> Table | None:
        """What the judge learnt from, and what it changed."""
        frame = self._judge
        if frame is None or not frame.trained:
            return None
        row = (frame.n_hand, frame.n_simulated, frame.hand_before, frame.hand_after)
        return Table(("votes by hand", "simulated votes", "agreement before", "agreement after"), (row,))

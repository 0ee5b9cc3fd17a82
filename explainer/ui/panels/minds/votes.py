"""Votes: which answer is better? The ballot, the votes so far, who else votes, and what the votes changed.

Topics: ``ballot`` and ``judge``. Nothing is computed here; votes go to the engine, which stores them at once.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from explainer.engine.frames import Ballot, Frame, Judge
from explainer.ui.numbers import count
from explainer.ui.panels.cardgrid import GAP, TIGHT_GAP
from explainer.ui.panels.minds.votes_ballot import BallotBox
from explainer.ui.panels.minds.votes_change import ChangeBox
from explainer.ui.panels.minds.votes_list import VotesBox
from explainer.ui.panels.minds.votes_taste import TasteBox
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.widgets.card import TIGHT, WIDE, Card, Table

REST, TASTE = 1, 1  # shares of the width of the cards at the left and at the right, below the ballot
TIGHT_BELOW, LOW = 760, 620  # design pixels of height below which the page is tight, and the last card out of sight


class VotesPanel(Panel):
    """Four cards; the ballot is the large one. In a low window they take less height, down to what one votes with."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._look = context, context.look
        self._placed: tuple[bool, bool, bool] | None = None
        self._width = 0.0
        self._ready = False
        self.ballot = BallotBox(context, self._tell)
        self.votes = VotesBox(context)
        self.taste = TasteBox(context)
        self.change = ChangeBox(context.look)
        self._make_cards()
        self._ready = True
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        context.show.changed.connect(self._follow_show)
        context.look.changed.connect(self._restyle)
        self._restyle()
        self._tell()

    def _make_cards(self) -> None:
        look = self._look
        self.ballot_card = Card(
            look,
            self.ballot.title(),
            self.ballot.caption(),
            self.ballot,
            more=self.tr(
                "The present model answers one question several times, with different dice. A vote says which answer "
                "is preferred; ranking K answers gives K (K − 1) / 2 comparisons, which are trained on together, as in "
                "InstructGPT (arXiv 2203.02155, 3.5). Then: the **reward model**’s scores of these answers, and the "
                "simulated labeller’s true utility. Both are kept from you until you have voted."
            ),
            table=self._ballot_table,
        )
        for button in reversed(self.ballot.modes.values()):
            self.ballot_card.add_button(button)
        self.votes_card = Card(
            look,
            self.tr("Your votes"),
            self.votes.count_text(),
            self.votes,
            more=self.tr(
                "One JSON line a vote: question, answers best first, kind of vote. The **reward model** is trained "
                "anew with all of them, on the Bradley–Terry loss −ln σ(r(better) − r(worse)). A thumb compares an "
                "answer with the others to the same question."
            ),
            table=self._votes_table,
        )
        self.taste_card = Card(
            look,
            self.tr("Who else votes?"),
            self.tr("Its taste is known"),
            self.taste,
            more=self.tr(
                "The **simulated labeller** prefers the first of two answers with probability σ((u₁ − u₂) / noise), "
                "where u is its true utility, the formula above, by a strict check of the answers. Agreement: the "
                "share of its votes that go to the answer with the higher u, ties left out. InstructGPT’s labellers "
                "agreed with each other on 73 % of pairs."
            ),
            table=self._taste_table,
        )
        self.change_card = Card(
            look,
            self.tr("What your votes changed"),
            self.tr("Is it heard?"),
            self.change,
            more=self.tr(
                "Share of the comparisons by hand in which r(better) > r(worse): for the judge there was before (for "
                "the first one, a judge trained without them), and after. It is measured on the votes it learnt from, "
                "so it shows that they were heard, not that the judge knows your taste in other answers."
            ),
            table=self.change.table,
        )

    # ---- the panel's contract ----------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Show a ballot, or the judge."""
        if isinstance(frame, Ballot):
            self.ballot.apply(frame)
            self.votes.apply(frame)
            self.taste.apply(frame)
            self._ask_first()
        elif isinstance(frame, Judge):
            self.votes.apply(frame)
            self.change.apply(frame)
        else:
            return
        self._tell()

    def clear(self) -> None:
        """Nothing of an older run."""
        for part in (self.ballot, self.votes, self.taste, self.change):
            part.clear()
        self._ask_first()
        self._tell()

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._width = width
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
        """The ballot and the votes in words."""
        return f"{self.ballot.summary()} {self.votes.count_text()}."

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame = self.ballot.frame
        n = frame.n_hand if frame is not None else 0
        if n == 0:
            given = self.tr("You have not voted yet.")
        elif n == 1:
            given = self.tr("You have given **1 vote**.")
        else:
            given = self.tr("You have given **{n} votes**.").format(n=count(n))
        return {"votes_given": given}

    def showEvent(self, event: QShowEvent) -> None:
        """Have something to vote on."""
        super().showEvent(event)
        self._ask_first()

    # ---- keeping in line ---------------------------------------------------------------------------------------------

    def _follow_show(self) -> None:
        """A model is there, or the stage has changed."""
        self._ask_first()
        self.ballot.renew()
        self.votes.renew()

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
        self.votes_card.describe(f"{self.votes.count_text()}. {self.votes.stored.text()}")
        self.taste_card.describe(self.taste.summary())
        self.change_card.describe(self.change.words.text())
        self.tell_summary()

    def _place(self) -> None:
        """Cards where there is room for them, in width and in height."""
        seen, px = self.parentWidget(), self._look.px
        high = seen.height() if seen is not None else px(TIGHT_BELOW)
        wide, tight, low = self._width >= TWO_COLUMNS, high < px(TIGHT_BELOW), high < px(LOW)
        gap = TIGHT_GAP if tight else GAP
        taste = (self._width - gap) * TASTE / (TASTE + REST) if wide else self._width
        self.taste.fit(taste - 2 * (TIGHT if tight else WIDE))
        if (wide, tight, low) == self._placed:
            return
        self._placed = (wide, tight, low)
        self.ballot.set_tight(tight)
        for card in self.cards():
            card.set_dense(tight)
            card.set_beside(tight and wide)
        grid = self._grid
        grid.setSpacing(px(gap))
        grid.addWidget(self.ballot_card, 0, 0, 1, 2 if wide else 1)
        grid.addWidget(self.votes_card, 1, 0)
        grid.addWidget(self.taste_card, 1 if wide else 3, 1 if wide else 0, 2 if wide and not low else 1, 1)
        grid.addWidget(self.change_card, 2, 0, 1, 2 if wide and low else 1)
        grid.setColumnStretch(0, REST)
        grid.setColumnStretch(1, TASTE if wide else 0)
        grid.setRowStretch(0, 3)
        grid.setRowStretch(1, 2)

    def _restyle(self) -> None:
        self._placed = None
        self._place()

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def _ballot_table(self) -> Table | None:
        frame = self.ballot.frame
        if frame is None or not frame.answers:
            return None
        rows = tuple((frame.serial, frame.question, i + 1, text) for i, text in enumerate(frame.answers))
        return Table(("ballot", "question", "answer", "text"), rows)

    def _votes_table(self) -> Table | None:
        frame = self.votes.frame
        if frame is None or not frame.recent:
            return None
        rows = []
        for vote in frame.recent:
            for place, text in enumerate(vote.answers):
                rating = vote.ratings[place] if place < len(vote.ratings) else None
                told = (rating.score, rating.utility) if rating is not None else (None, None)
                rows.append((vote.id, vote.kind, vote.used, vote.question, place + 1, text, *told))
        return Table(("vote", "kind", "used", "question", "place", "answer", "score", "true utility"), tuple(rows))

    def _taste_table(self) -> Table | None:
        frame = self.taste.frame
        if frame is None:
            return None
        rows: list[tuple[object, ...]] = [("taste", frame.taste), ("utility", frame.formula)]
        rows += [("simulated votes", frame.n_simulated), ("weight of a vote by hand", frame.hand_weight)]
        rows += [("agreement with its own utility", frame.agreement)]
        return Table(("what", "value"), tuple(rows))

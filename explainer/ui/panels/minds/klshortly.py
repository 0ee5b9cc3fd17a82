"""The leash in few words: a slider, how far it has drifted, how many votes people gave, and a button to vote.

The whole of it, with a leash that holds the drift by itself, stands in the control room (``klpenalty``).
"""

from __future__ import annotations

import math

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explainer.engine.commands import SetKLPenalty
from explainer.engine.frames import Ballot, Feedback
from explainer.ui.actions import Actions
from explainer.ui.intents import OpenPage
from explainer.ui.look import SMALL, Look
from explainer.ui.numbers import NOTHING, count
from explainer.ui.panels.minds.drift import MUCH, times
from explainer.ui.panels.minds.feedback_words import last, series
from explainer.ui.panels.minds.klslider import KLSlider, unheard
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.textline import TextLine

ANY_HEIGHT = 16_777_215  # pixels: no limit, for Qt
VOTES = "minds.votes"  # the page on which pairs are voted on


class KLPenaltyInShort(Stacked):
    """The slider shows what is in force, but stays where a hand has put it until the engine has answered."""

    def __init__(self, look: Look, actions: Actions, parent: QWidget | None = None) -> None:
        self._actions = actions
        self.slider = KLSlider(
            self.tr("How tightly it is held to the fine-tuned model; it pulls from the moment it is moved")
        )
        self.slider.setObjectName("leash")
        self.drift = TextLine(look, size=SMALL, colour="ink", lines=3)
        self.votes = TextLine(look, size=SMALL)
        pull, voting = QHBoxLayout(), QHBoxLayout()
        super().__init__(look, pull, self.drift, voting, gap=4, parent=parent)
        self.vote = Button(look, self.tr("Vote on pairs…"), tip=self.tr("Read two answers and say which is better"))
        self.slider.valueChanged.connect(self._pulled)
        pull.addWidget(TextLine(look, self.tr("none"), size=SMALL))
        pull.addWidget(self.slider, 1)
        pull.addWidget(TextLine(look, self.tr("tight"), size=SMALL))
        self.vote.clicked.connect(lambda: actions.do(OpenPage(VOTES)))
        voting.addWidget(self.votes, 1)
        voting.addWidget(self.vote)
        self._nats, self._tight = math.nan, False
        self.clear()

    def set_tight(self, tight: bool) -> None:
        """Take less height, with fewer words."""
        self._tight = tight
        self.vote.setText(self.tr("Vote…") if tight else self.vote.accessibleName())
        self.vote.setMaximumHeight(self._look.px(31) if tight else ANY_HEIGHT)
        self._tell_drift(self._nats)

    def show_feedback(self, frame: Feedback) -> None:
        """Show what is in force, unless a hand has just changed it, and how far it has drifted."""
        self._tell_drift(last(series(frame, "kl")))
        self.slider.set_unheard(unheard(frame))
        self.slider.show_frame(frame)

    def show_ballot(self, frame: Ballot | None) -> None:
        """Show how many votes were given by hand."""
        n = count(frame.n_hand) if frame is not None else NOTHING
        self.votes.set_text(self.tr("Votes by hand: {n}").format(n=n))

    def clear(self) -> None:
        """Nothing is known."""
        self.slider.forget()
        self.slider.set_unheard("")
        self._tell_drift(math.nan)
        self.show_ballot(None)

    def _tell_drift(self, nats: float) -> None:
        """How far it has drifted: exact KL, nats an answer; NaN where nothing was measured."""
        self._nats = nats
        if math.isnan(nats):
            words, short = (
                self.tr("How far it drifts is measured while it learns from the judge."),
                self.tr("No drift yet"),
            )
        elif nats >= MUCH:
            words = self.tr("It has drifted far: before human feedback it would hardly ever have answered so.")
            short = self.tr("Hardly ever said before")
        else:
            words = self.tr("It has drifted: before human feedback its typical answer of now was {n} times rarer.")
            short = self.tr("{n} times rarer before")
        n = "" if math.isnan(nats) else times(nats)
        self.drift.set_text((short if self._tight else words).format(n=n))

    def _pulled(self) -> None:
        self.slider.wait()
        self._actions.do(SetKLPenalty(self.slider.coefficient))

"""The button that trains the judge, and a line beside it: how far that is, or why it would change nothing.

Topics: ``judge`` and ``ballot``. The time left is that of the ribbon, so that the window names one only.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explainer.engine.commands import TrainJudge
from explainer.engine.frames import Ballot, Judge
from explainer.engine.states import Move, next_state
from explainer.ui.numbers import count, duration, percent
from explainer.ui.panels.minds.judge_words import so_far
from explainer.ui.panels.panel import PanelContext
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph


class TrainingBox(Stacked):
    """Button and line."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context.look, gap=5, parent=parent)
        self._context = context
        self._ballot: Ballot | None = None
        self._judge: Judge | None = None
        self._in_vain = False  # it was pressed, and there is nothing new to learn
        self.button = Button(
            context.look,
            self.tr("Train the judge now"),
            kind="primary",
            tip=self.tr("Train a new judge with all votes, by hand and simulated; the model itself stays as it is"),
        )
        self.line = Paragraph(context.look, lines=1, size=15)
        self.add(self.button, self.line)
        self.button.clicked.connect(self._press)
        context.show.changed.connect(self.renew)
        context.show.progressed.connect(self._tell)
        self.renew()

    def apply(self, frame: Ballot | Judge) -> None:
        """Show how it stands now."""
        if isinstance(frame, Judge):
            self._judge = frame
        else:
            self._ballot = frame
        self.renew()

    def clear(self) -> None:
        """Nothing of an older run."""
        self._ballot = self._judge = None
        self.renew()

    def kept(self) -> dict[str, Kept]:
        """That it was pressed in vain."""
        return {"in_vain": Kept(lambda: self._in_vain, self._put)}

    def _put(self, in_vain: bool) -> None:
        self._in_vain = bool(in_vain)
        self.renew()

    @property
    def busy(self) -> bool:
        """Whether votes are collected or a judge is being trained."""
        return self._judge is not None and (self._judge.training or bool(self._judge.doing))

    def renew(self) -> None:
        """Bring button and line into line with what is known."""
        ballot, show, busy = self._ballot, self._context.show, self.busy
        votes = ballot is not None and (ballot.n_hand > 0 or (ballot.n_wanted > 0 and bool(ballot.tastes)))
        may = show.prepared is not None and next_state(show.state, Move.BEGIN_STAGE) is not None
        self.button.setEnabled(may and votes and not busy)
        there = self._judge is not None and self._judge.trained
        again = self.tr("Train the judge again") if there else self.tr("Train the judge now")
        text = self.tr("The judge is learning…") if busy else again
        if self.button.text() != text:
            self.button.setText(text)
            self.button.setAccessibleName(text)
        self._in_vain &= not busy and ballot is not None and ballot.judge_is_new
        self._tell()

    def _press(self) -> None:
        self._in_vain = self._ballot is not None and self._ballot.judge_is_new
        if not self._in_vain:
            self._context.actions.do(TrainJudge())
        self._tell()

    def _tell(self) -> None:
        self.line.set_text(self._under_way() if self.busy else self._news())

    def _under_way(self) -> str:
        frame, left = self._judge, self._context.show.seconds_left
        assert frame is not None
        share = percent(frame.share)
        if left:
            how_far = self.tr("{share} done, about {time} left.").format(share=share, time=duration(left))
        else:
            how_far = self.tr("{share} done.").format(share=share)
        if frame.doing == "votes":
            return self.tr("First the program gives its votes. {how_far}").format(how_far=how_far)
        return f"{how_far} {so_far(frame)}".rstrip()

    def _news(self) -> str:
        """What another training would change."""
        ballot, judge = self._ballot, self._judge
        if ballot is None:
            return ""
        if self._in_vain:
            text = self.tr(
                "**Nothing would change:** it knows all votes there are, and from the same votes comes the same judge. "
                "Vote on a few more pairs first."
            )
        elif judge is None or not judge.trained:
            text = self.tr("There is no judge yet: train one with all votes.")
        elif ballot.n_unused == 1:
            text = self.tr("**1 vote is new**: train the judge with it.")
        elif ballot.n_unused:
            text = self.tr("**{n} votes are new**: train the judge with them.")
        elif ballot.n_hand:
            text = self.tr("The judge has learnt from all votes by hand.")
        else:
            text = self.tr("Votes count when the judge is next trained.")
        return text.format(n=count(ballot.n_unused))

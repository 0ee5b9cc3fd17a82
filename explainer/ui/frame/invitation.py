"""The next thing to do, as one calm invitation at the foot of the story: never more than one, and it can be put away.

There are three moments for one, in the order in which they go before each other: enough votes for the judge to learn
from; a stage that is done; a curve that has flattened (``losses.slowed``). What is put away does not come back for the
same moment; an invitation whose moment is over is gone by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explainer.engine.commands import TrainJudge
from explainer.engine.recipes import HONEST
from explainer.engine.states import Move, State, next_state
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.intents import Intent, OpenPage, Press
from explainer.ui.look import Look
from explainer.ui.numbers import count, percent
from explainer.ui.panels.learning.losses import learnt_by_heart, slowed
from explainer.ui.show import Show
from explainer.ui.translate import translate
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph

VOTES = 10  # by hand that the judge has not seen, from which on it is worth while to train it


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is said, what the button says, and what it is to do."""

    moment: tuple[object, ...]  # what it belongs to: put away, it stays away as long as this is the same
    text: str
    button: str
    leads: tuple[Intent, ...]


def invitation(show: Show, actions: Actions, page: str) -> Invitation | None:
    """The one there is for the present moment on ``page``, or None."""
    if show.prepared is None or show.recipe != HONEST:
        return None
    return _votes(show) or _done(show, actions, page) or _flat(show)


def _votes(show: Show) -> Invitation | None:
    """Enough votes for a judge: they change nothing until it is trained."""
    new = show.ballot.n_unused if show.ballot is not None else 0
    if new < VOTES or next_state(show.state, Move.BEGIN_STAGE) is None or show.prepared is None:
        return None
    text = translate("Invitation", "The judge has not seen **{n} of your votes**. Let it learn from them?")
    button = translate("Invitation", "Train the judge")
    moment = ("votes", show.prepared.run, new // VOTES)
    return Invitation(moment, text.format(n=count(new)), button, (TrainJudge(), OpenPage("minds.judge")))


def _done(show: Show, actions: Actions, page: str) -> Invitation | None:
    """A stage is complete: what comes after it."""
    if not show.complete or show.state != State.IDLE or show.prepared is None:
        return None
    moment = ("done", show.prepared.run, show.stage)
    if show.next_stage is not None:
        text = {
            Stage.PRETRAIN: translate(
                "Invitation", "**It has read.** It goes on with any text; how to answer it was not taught yet."
            ),
            Stage.SFT: translate("Invitation", "**It was shown how to answer.** What people like it was not told yet."),
        }[show.stage]
        return Invitation(moment, text, actions["start_pause"].text(), (Press("start_pause"),))
    if show.stage is Stage.RLHF and page.split(".")[0] == "learning":  # elsewhere one is on one's way already
        text = translate(
            "Invitation", "**All three stages are done.** Ask one question of the model after each of them."
        )
        return Invitation(moment, text, translate("Invitation", "Compare the answers"), (OpenPage("minds"),))
    return None


def _flat(show: Show) -> Invitation | None:
    """It reads on and hardly gets better, or only learns by heart."""
    if show.stage is not Stage.PRETRAIN or show.complete or show.prepared is None:
        return None
    if show.state not in (State.RUNNING, State.PAUSED) or show.loss is None:
        return None
    fewer = slowed(show.loss.val_tokens, show.loss.val_loss)
    by_heart = learnt_by_heart(show.loss)
    if fewer is None and not by_heart:
        return None
    text = translate(
        "Invitation",
        "**It learns ever more slowly:** the last third of its reading made it only {share} less unsure. Enough?",
    )
    if by_heart:
        text = translate("Invitation", "**More reading makes it no better** at text it never read. Enough?")
    elif fewer is not None and fewer < 0.005:
        text = translate(
            "Invitation", "**It hardly learns any more:** the last third of its reading changed little. Enough?"
        )
    moment = ("flat", show.prepared.run, bool(by_heart))
    button = translate("Invitation", "Finish this stage")
    return Invitation(moment, text.format(share=percent(fewer or 0.0)), button, (Press("finish"),))


class InvitationCard(QWidget):
    """The invitation, its button, and one that puts it away; hidden where there is none."""

    def __init__(self, look: Look, show: Show, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._show, self._actions = look, show, actions
        self._page = ""
        self._shown: Invitation | None = None
        self._away: set[tuple[object, ...]] = set()
        self.setObjectName("invitation")
        self.setAccessibleName(self.tr("The next thing to do"))
        self.sentence = Paragraph(look, size=15.0)
        self.go_button = Button(look, name=self.tr("Next"), tip=self.tr("Do what is proposed here"))
        self.away_button = Button(
            look,
            self.tr("Not now"),
            kind="plain",
            tip=self.tr("Put this invitation away; it can be done later as well"),
        )
        self.go_button.clicked.connect(self._go)
        self.away_button.clicked.connect(self._put_away)
        self._row = QHBoxLayout()
        self._row.addWidget(self.away_button)
        self._row.addStretch(1)
        self._row.addWidget(self.go_button)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.sentence)
        self._column.addLayout(self._row)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def refresh(self, page: str) -> None:
        """There is what there is now, on ``page``."""
        self._page = page
        found = invitation(self._show, self._actions, page)
        self._shown = found if found is not None and found.moment not in self._away else None
        if self._shown is not None:
            self.sentence.set_text(self._shown.text)
            if self.go_button.text() != self._shown.button:
                self.go_button.setText(self._shown.button)
                self.go_button.setAccessibleName(self._shown.button)
        self.setVisible(self._shown is not None)

    def _put_away(self) -> None:
        if self._shown is not None:
            self._away.add(self._shown.moment)
        self.refresh(self._page)

    def _go(self) -> None:
        found = self._shown
        if found is None:
            return
        self._put_away()
        for intent in found.leads:
            self._actions.do(intent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline parts it from the story."""
        painter = QPainter(self)
        painter.setPen(self._look.colour("line"))
        margin = self._look.px(18)
        painter.drawLine(margin, 0, self.width() - margin, 0)

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(18), px(10), px(14), px(10))
        self._column.setSpacing(px(8))

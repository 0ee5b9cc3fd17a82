"""What the window knows about the running show: the last word of the engine on each thing, and nothing computed.

The bridge writes it, on the GUI thread; the frame, the actions and the story read it. It says ``changed`` when an
event arrived and ``progressed`` when new numbers did; the second is frequent, the first is not.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal

from explainer.engine.events import (
    Event,
    ExamplesTried,
    Failed,
    MilestoneReached,
    Prepared,
    Preparing,
    Refused,
    StagesChanged,
    StateChanged,
)
from explainer.engine.frames import Ballot, Frame, LossCurve, MilestoneMark, NextToken, OneStep, Progress, Topic, Tuning
from explainer.engine.recipes import HONEST, newest_honest
from explainer.engine.states import NOTHING_TO_ASK, State
from explainer.marking import Sentence
from explainer.training.reports import Stage
from explainer.ui.timeleft import TimeLeft

STORYLAND = "Storyland"  # the built-in text, as ``Prepared.corpus`` names it
UNDER_WAY = frozenset({State.STARTING, State.RUNNING, State.PAUSED, State.STOPPING})


class Phase(Enum):
    """Where the learner is, as the story tells it."""

    PREPARING = "preparing"
    FRESH = "fresh"  # a model that has read nothing yet
    EARLY = "early"
    MIDDLE = "middle"
    PAUSED = "paused"
    COMPLETE = "complete"
    FAILED = "failed"


def says_nothing_to_ask(event: Refused) -> bool:
    """Whether a ballot was refused because the text has no questions. The page Votes says so in its place."""
    return event.why.template == NOTHING_TO_ASK


class Show(QObject):
    """The present state of the show.

    Attributes:
        state, stage, complete: as in the last ``StateChanged``.
        preparing: the last ``Preparing``, or None when nothing is being prepared.
        prepared: the model that is there, or None.
        progress, loss, next_token, one_step, ballot: the last frames of these topics of the present run, or None.
        milestone: the last one reached in this run, or None.
        tried: which examples it was last measured to continue rightly, or None where that was not measured.
        stages: which stages it has behind it, as last told, or None.
        shares: how far each stage has come, 0 to 1, as far as this window saw it.
        recorded: the model that is there was opened, and nothing has been trained on it in this session.
        n_shown: example answers it was fine-tuned on, or None where that is not known.
        start_asked: Start was pressed and the engine has not begun yet.
        nothing_to_ask: the text of this run has no questions, so that votes need one of the user's own.
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.IDLE
        self.stage = Stage.PRETRAIN
        self.complete = False
        self.preparing: Preparing | None = None
        self.prepared: Prepared | None = None
        self.progress: Progress | None = None
        self.loss: LossCurve | None = None
        self.next_token: NextToken | None = None
        self.one_step: OneStep | None = None
        self.ballot: Ballot | None = None
        self.milestone: MilestoneMark | None = None
        self.tried: ExamplesTried | None = None
        self.stages: StagesChanged | None = None
        self.shares: dict[Stage, float] = {}
        self.recorded = False
        self.n_shown: int | None = None
        self.start_asked = False
        self.nothing_to_ask = False
        self._time_left = TimeLeft()

    def take_event(self, event: Event) -> None:
        """Note what ``event`` says."""
        if isinstance(event, StateChanged):
            if (self.state, event.state) == (State.STARTING, State.RUNNING):
                self.shares.pop(event.stage, None)  # perhaps of an earlier time
            self.state, self.stage, self.complete = event.state, event.stage, event.complete
            self.recorded &= not self.running
            if event.state != State.STARTING:
                self.preparing = None
                self.start_asked = False
        elif isinstance(event, Preparing):
            self.preparing = event
        elif isinstance(event, Prepared):
            self.prepared = event
            self.recorded = event.recorded and not self.running
            self.progress = self.loss = self.next_token = self.one_step = self.ballot = self.milestone = None
            self.stages = self.n_shown = self.tried = None
            self.shares = {}
            self.nothing_to_ask = False
        elif isinstance(event, Refused):
            self.nothing_to_ask |= says_nothing_to_ask(event)
        elif isinstance(event, StagesChanged):
            self.stages = event
            begun = {stage for stage, _ in event.trained} | {self.stage}
            self.shares = {stage: share for stage, share in self.shares.items() if stage in begun}
        elif isinstance(event, MilestoneReached):
            self.milestone = event.mark
        elif isinstance(event, ExamplesTried):
            self.tried = event
        elif isinstance(event, Failed):
            self.start_asked = False
        self.changed.emit()

    def take_frame(self, topic: str, frame: Frame) -> None:
        """Note a frame that others quote."""
        if topic == Topic.PROGRESS and isinstance(frame, Progress):
            self.progress = frame
            self._time_left.take(frame)
            self.shares[frame.stage] = min(1.0, max(0.0, frame.fraction))
            self.progressed.emit()
        elif topic == Topic.LOSS and isinstance(frame, LossCurve):
            self.loss = frame
        elif topic == Topic.NEXT_TOKEN and isinstance(frame, NextToken):
            self.next_token = frame
        elif topic == Topic.ONE_STEP and isinstance(frame, OneStep):
            self.one_step = frame
            self.progressed.emit()
        elif topic == Topic.BALLOT and isinstance(frame, Ballot):
            self.ballot = frame
        elif topic == Topic.TUNING and isinstance(frame, Tuning):
            self.n_shown = frame.n_shown

    def ask_start(self) -> None:
        """Note that Start was pressed, so that the button answers at once."""
        if self.state in (State.IDLE, State.STARTING, State.FAILED):
            self.start_asked = True
            self.changed.emit()

    @property
    def step(self) -> int:
        """Optimiser steps done by the model that is there."""
        if self.progress is not None:
            return self.progress.step
        return self.prepared.step if self.prepared is not None else 0

    @property
    def seconds_left(self) -> float | None:
        """Forecast for the stage that is being trained right now, or None where there is none. See ``timeleft``."""
        progress = self.progress
        if progress is None or not self.running or progress.stage is not self.stage:
            return None
        return self._time_left.seconds

    def under_way(self, stage: Stage) -> bool:
        """Whether ``stage`` is being trained, or would go on from where it is paused."""
        return stage is self.stage and not self.complete and self.state in UNDER_WAY

    def trained(self, stage: Stage) -> bool:
        """Whether ``stage`` lies behind the model, completed; one that is being done again does not yet.

        A mishap that has come to its end is a complete stage three, and yet no stage three that was trained.
        """
        if self.under_way(stage):
            return False
        if stage is self.stage and self.complete and (stage is not Stage.RLHF or self.stages is None):
            return True
        return self.stages is not None and (stage, True) in self.stages.trained

    def left_early(self, stage: Stage) -> bool:
        """Whether ``stage`` lies behind the model, but was left before its end."""
        if self.under_way(stage) or self.trained(stage) or self.stages is None:
            return False
        return (stage, False) in self.stages.trained

    @property
    def recipe(self) -> str:
        """How the model that is looked at came about: honestly, or by a mishap or another way (see ``recipes``)."""
        return self.stages.recipe if self.stages is not None else HONEST

    @property
    def own_text(self) -> bool:
        """Whether the model reads a text of the user's own, of which no program knows what is true."""
        return self.prepared is not None and self.prepared.corpus != STORYLAND

    @property
    def honest_mind(self) -> str:
        """Id of the newest mind that was made as it should be, to go back to."""
        return newest_honest(self.stages.minds if self.stages is not None else ())

    def why_not(self, stage: Stage) -> Sentence | None:
        """Why ``stage`` cannot be trained on this text, or None where it can."""
        return dict(self.stages.why_not).get(stage) if self.stages is not None else None

    @property
    def next_stage(self) -> Stage | None:
        """The stage that comes after a completed one, or None: the last one is done, or the others make no sense."""
        later = list(Stage)[list(Stage).index(self.stage) + 1 :]
        return next((stage for stage in later if self.why_not(stage) is None), None)

    def share(self, stage: Stage) -> float:
        """How much of ``stage`` is done, 0 to 1: of its training, or of the preparation for it."""
        if self.trained(stage):
            return 1.0
        if stage is self.stage and self.preparing is not None:
            return self.preparing.fraction
        return self.shares.get(stage, 0.0)

    @property
    def can_answer(self) -> bool:
        """Whether there is a mind that has learnt to answer."""
        return self.stages is not None and any(not mind.startswith("base") for mind in self.stages.minds)

    @property
    def can_undo_step(self) -> bool:
        """Whether the step looked at closely can still be taken back, as far as the window knows."""
        looked = self.one_step
        return looked is not None and looked.can_undo and self.step in (looked.number - 1, looked.number)

    @property
    def running(self) -> bool:
        """Whether training goes on right now."""
        return self.state == State.RUNNING

    @property
    def phase(self) -> Phase:
        """Where the learner is."""
        if self.state == State.FAILED:
            return Phase.FAILED
        if self.prepared is None:
            return Phase.PREPARING
        if self.complete:
            return Phase.COMPLETE
        if self.state == State.RUNNING:
            fraction = self.progress.fraction if self.progress is not None else 0.0
            return Phase.EARLY if fraction < 0.2 else Phase.MIDDLE
        if self.step == 0:
            return Phase.FRESH
        return Phase.PAUSED

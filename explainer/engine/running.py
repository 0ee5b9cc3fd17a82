"""The show that is running: its model, its state, and what is told of both.

The worker, which does one piece of work after another, and the command handler, which does what it is told, both have
the same one. Used on the worker's thread only.
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Generator
from pathlib import Path
from threading import Event as Flag

import torch

from explainer.engine import told
from explainer.engine.evaluation import Evaluator
from explainer.engine.events import Event, Failed, PictureFailed, Preparing, StateChanged
from explainer.engine.failures import NOT_KEPT
from explainer.engine.frames import Frame, MilestoneMark
from explainer.engine.keeping import Keeper
from explainer.engine.mailbox import EventQueue, Mailbox
from explainer.engine.observe.source import Change
from explainer.engine.publisher import Publisher
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.engine.states import Move, State, next_state
from explainer.marking import Sentence
from explainer.training.reports import Stage

Preparation = Generator[Preparing, None, Session]


class Running:
    """What there is, and what is to be done.

    Attributes:
        settings: of the model that is there, or that is being made.
        state: see ``states``. session: the model with all that belongs to it. exam: of that session.
        publisher: makes the frames. keeper: keeps the work, by itself in the folder ``autosaves`` where there is one.
        pace: steps a second, or None for as fast as it goes. step_due: when the next one may begin (``monotonic``).
        preparation: a session in the making. opening: the folder it comes from. then: the move after it.
        asked: single steps still to do while paused: whether to look at each closely.
        sitting: the exam under way. untried: the model is older than when it was asked for the examples.
        cores: threads that torch had to begin with.
    """

    def __init__(
        self,
        settings: RunSettings,
        events: EventQueue[Event],
        frames: Mailbox[Frame],
        closing: Flag,
        autosaves: Path | None,
    ) -> None:
        self.settings = settings
        self.events = events
        self.closing = closing
        self.state = State.IDLE
        self.session: Session | None = None
        self.exam: Evaluator | None = None
        self.publisher = Publisher(frames)
        self.keeper = Keeper(events.put, autosaves)
        self.pace: float | None = None
        self.step_due = 0.0
        self.preparation: Preparation | None = None
        self.opening: Path | None = None
        self.then: Move = Move.READY
        self.asked: deque[bool] = deque()
        self.sitting: Generator[None, None, list[MilestoneMark]] | None = None
        self.untried = False
        self.cores = torch.get_num_threads()
        self._told: set[str] = set()  # details of the failures told since the last command

    def listen(self) -> None:
        """Somebody has asked for something: a failure may be told again."""
        self._told.clear()

    def announce(self) -> None:
        """Say in what state it is, and at which stage."""
        session = self.session
        if session is None:
            self.events.put(StateChanged(self.state, Stage.PRETRAIN, False))
        else:
            self.events.put(StateChanged(self.state, session.course.present.stage, session.course.complete))

    def announce_stages(self) -> None:
        """Say which stages the model has behind it, and show what follows from that."""
        assert self.session is not None
        self.events.put(told.stages(self.session.course))
        self.untried = True
        self.publisher.moved_on(Change.WEIGHTS, Change.STAGE, Change.JUDGE)
        self.publisher.all_due()

    def go(self, move: Move) -> bool:
        """Make a move of the table; False where it makes no sense now."""
        state = next_state(self.state, move)
        if state is None:
            return False
        if state is not self.state:
            if self.state is State.RUNNING:
                self.keeper.soon()
            self.state = state
            self.announce()
        return True

    def tell(self, failure: Failed | PictureFailed) -> None:
        """Tell of a failure, unless the very same was told of already and nobody has asked for anything since."""
        said = f"{failure.what} {getattr(failure, 'topic', '')} {failure.details}"
        if said not in self._told:
            self._told.add(said)
            self.events.put(failure)

    def fail(self, what: Sentence, details: str) -> None:
        """Close the stage under way after a failure; a model that is being made is given up."""
        self.tell(Failed(what, details))
        self.sitting = None
        self.asked.clear()
        if self.state is State.STARTING and self.session is not None:  # the model that was there is still good
            self.preparation = None
            self.settings = self.session.settings
            self.go(Move.READY_TO_STEP if self.session.course.training else Move.READY)
            return
        self.preparation = None
        if self.session is not None:
            try:
                self.session.course.end()
                self.announce_stages()
            except BaseException:  # whatever broke training may break this as well: a lack of memory, say
                self.tell(Failed(NOT_KEPT, traceback.format_exc()))
        self.go(Move.FAILURE)

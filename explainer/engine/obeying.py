"""What the worker does when it is told something: state, commands, and what is announced of both.

The other half of the worker, what it does by itself round after round, is in ``worker``.
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Generator
from pathlib import Path
from queue import SimpleQueue
from threading import Event as Flag

import torch

from explainer.engine import commands as c
from explainer.engine import voting
from explainer.engine.events import (
    Event,
    Failed,
    Notice,
    PictureFailed,
    Preparing,
    PromptWritten,
    Refused,
    Sentence,
    StateChanged,
    TextEnded,
)
from explainer.engine.exam import Exam
from explainer.engine.failures import NOT_KEPT
from explainer.engine.frames import Frame, Mark
from explainer.engine.keeping import Keeper
from explainer.engine.mailbox import EventQueue, Mailbox
from explainer.engine.observe.source import Change
from explainer.engine.preparing import prepare
from explainer.engine.publisher import Publisher
from explainer.engine.runs.opening import open_run
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.engine.states import NOTHING_TO_UNDO, Move, State, next_state, why_not
from explainer.engine.threads import ThreadTuner
from explainer.marking import mark
from explainer.training.reports import Stage

Preparation = Generator[Preparing, None, Session]

NO_MODEL = mark("engine", "There is no model yet. Press Start first.")


class Obeying:
    """State and commands of the worker. Its methods are called on the worker's thread only.

    Work is kept by itself in the folder ``autosaves``; not at all where that is None.
    """

    def __init__(
        self,
        settings: RunSettings,
        inbox: SimpleQueue[c.Command | None],
        events: EventQueue[Event],
        frames: Mailbox[Frame],
        closing: Flag,
        autosaves: Path | None = None,
    ) -> None:
        self.settings = settings
        self.inbox = inbox
        self.events = events
        self.closing = closing
        self.state = State.IDLE
        self.session: Session | None = None
        self.exam: Exam | None = None
        self.publisher = Publisher(frames)
        self.keeper = Keeper(events.put, autosaves)
        self.pace: float | None = None
        self._cores = torch.get_num_threads()
        self._tuner: ThreadTuner | None = None  # on CPUs only
        self._step_due = 0.0
        self._preparation: Preparation | None = None
        self._opening: Path | None = None  # the folder that is being opened
        self._then: Move = Move.READY  # what to do when preparation is done
        self._asked: deque[bool] = deque()  # single steps still to do while paused: whether to look at them closely
        self.sitting: Generator[None, None, list[Mark]] | None = None  # the exam under way
        self._untried = False  # it has come to another age since it was asked for the examples
        self._told: set[str] = set()  # details of the failures told since the last command

    # ---- state ------------------------------------------------------------------------------------------------------

    def _announce(self) -> None:
        session = self.session
        if session is None:
            self.events.put(StateChanged(self.state, Stage.PRETRAIN, False))
        else:
            self.events.put(StateChanged(self.state, session.stage, session.complete))

    def _announce_stages(self) -> None:
        """Say which stages the model has behind it, and show what follows from that."""
        assert self.session is not None
        self.events.put(self.session.stages_event())
        self._untried = True
        self.publisher.moved_on(Change.WEIGHTS, Change.STAGE, Change.JUDGE)
        self.publisher.all_due()

    def _go(self, move: Move) -> bool:
        """Make a move of the table; False where it makes no sense now."""
        state = next_state(self.state, move)
        if state is None:
            return False
        if state is not self.state:
            if self.state is State.RUNNING:
                self.keeper.soon()
            self.state = state
            self._announce()
        return True

    def _tell(self, failure: Failed | PictureFailed) -> None:
        """Tell of a failure, unless the very same was told of already and nobody has asked for anything since."""
        told = f"{failure.what} {getattr(failure, 'topic', '')} {failure.details}"
        if told not in self._told:
            self._told.add(told)
            self.events.put(failure)

    def _fail(self, what: Sentence, details: str) -> None:
        """Close the stage under way after a failure; a model that is being made is given up."""
        self._tell(Failed(what, details))
        self.sitting = None
        self._asked.clear()
        if self.state is State.STARTING and self.session is not None:  # the model that was there is still good
            self._preparation = None
            self.settings = self.session.settings
            self._go(Move.READY_TO_STEP if self.session.training else Move.READY)
            return
        self._preparation = None
        if self.session is not None:
            try:
                self.session.end()
                self._announce_stages()
            except BaseException:  # whatever broke training may break this as well: a lack of memory, say
                self._tell(Failed(NOT_KEPT, traceback.format_exc()))
        self._go(Move.FAILURE)

    # ---- commands ---------------------------------------------------------------------------------------------------

    def _handle(self, command: c.Command) -> None:
        match command:
            case c.SetPace(pace):
                if pace is not None and not pace > 0:
                    self.events.put(
                        Refused(
                            "SetPace",
                            Sentence(
                                mark("engine", "The speed must be more than 0 steps a second, or as fast as it goes.")
                            ),
                        )
                    )
                    return
                self.pace = pace
                self._step_due = 0.0
            case c.Save(path):
                self.keeper.save(path)
            case c.Discard():
                self.keeper.discard()
            case _ if isinstance(command, c.Question):
                try:
                    self.publisher.ask(command)
                except ValueError as error:
                    self._refuse(command, str(error))
            case _ if isinstance(command, c.Voting | c.SetLeash):
                self._vote(command)
            case _:
                assert isinstance(command, c.MoveCommand)
                self._move(command)

    def _refuse(self, command: c.Command, problem: str) -> None:
        self.events.put(Refused(type(command).__name__, Sentence(mark("engine", "{problem}"), {"problem": problem})))

    def _vote(self, command: c.Voting | c.SetLeash) -> None:
        if self.session is None:
            self.events.put(Refused(type(command).__name__, Sentence(NO_MODEL)))
            return
        try:
            told = voting.take(self.session.course, command)
        except ValueError as error:
            self._refuse(command, str(error))
            return
        except OSError as error:
            path = command.path if isinstance(command, c.ExportVotes) else self.session.course.votes.path
            why = Sentence(
                mark("engine", "“{path}” could not be written: {why}."), {"path": path, "why": error.strerror or error}
            )
            self.events.put(Refused(type(command).__name__, why))
            return
        if told is not None:
            self.events.put(Notice(told))
        if not isinstance(command, c.NewBallot | c.ExportVotes):
            self.session.work.add()
            self.keeper.soon()
        self.publisher.changed(Change.VOTES)

    def _move(self, command: c.MoveCommand) -> None:
        if next_state(self.state, command.move) is None:
            self.events.put(Refused(type(command).__name__, Sentence(why_not(self.state, command.move))))
            return
        match command:
            case c.Prepare(settings) if self.state is State.STARTING and settings in (None, self.settings):
                pass  # it is being done
            case c.Prepare(settings) | c.Reset(settings):
                self.settings = settings or self.settings
                self._begin(prepare(self.settings), Move.READY)
                self._go(command.move)
            case c.Open(path, texts):
                self._begin(open_run(path, self.settings.device, texts=texts), Move.READY)
                self._opening = path
                self._go(command.move)
            case c.Start():
                self._start(command.move, Move.READY_TO_RUN)
                self._asked.clear()
            case c.StepOnce() | c.ExamineStep():
                self._start(command.move, Move.READY_TO_STEP)
                self._asked.append(isinstance(command, c.ExamineStep))
            case c.UndoStep():
                self._undo_step()
            case c.Pause():
                self._then = Move.READY
                self._asked.clear()
                self._go(Move.PAUSE)
                self.publisher.all_due()
            case c.Resume():
                self._asked.clear()
                self._go(Move.RESUME)
            case c.BeginStage() | c.MoreRounds() | c.TrainJudge():
                self._begin_stage(command)
            case c.GoBack() | c.TakeMind():
                self._go_back(command)
            case c.Finish():
                self._asked.clear()
                if self.session is not None:
                    self.session.finish()
                self._go(Move.FINISH)
            case c.Stop():
                self._stop()
            case c.WriteOn(token):
                self._write_on(token)

    def _begin(self, preparation: Preparation, then: Move) -> None:
        self._preparation = preparation
        self._opening = None
        self._then = then
        self._asked.clear()

    def _start(self, move: Move, then: Move) -> None:
        """Start or go on, for good or for one step, after preparing what is missing."""
        if self.state is State.STARTING:
            self._then = then
        elif self.state is State.IDLE and self.session is not None:
            self._go(move)
            if self.session.recorded:
                self.events.put(Preparing(Sentence(mark("engine", "Making the text to go on with")), 0.5))
            try:
                self.session.begin()
            except ValueError as error:
                if self.session.stage is Stage.PRETRAIN:
                    raise  # its text is gone
                self.events.put(Refused("Start", Sentence(mark("engine", "{problem}"), {"problem": str(error)})))
                then = Move.READY
            self._go(then)
        elif self.state in (State.IDLE, State.FAILED):
            self._begin(prepare(self.settings), then)
            self._go(move)
        else:
            self._go(move)

    def _begin_stage(self, command: c.BeginStage | c.MoreRounds | c.TrainJudge) -> None:
        """Begin another stage, or one again; the one under way is left as it is."""
        session = self.session
        if session is None:
            self.events.put(Refused(type(command).__name__, Sentence(NO_MODEL)))
            return
        if self.state is State.STARTING:
            return
        before = self.state
        self._go(command.move)
        self.events.put(Preparing(Sentence(mark("engine", "Laying out questions and answers")), 0.5))
        try:
            match command:
                case c.BeginStage(stage, recipe):
                    session.begin_stage(stage, recipe)
                case c.MoreRounds():
                    session.more_rounds()
                case c.TrainJudge():
                    session.begin_judge()
        except ValueError as error:
            self._refuse(command, str(error))
            self.events.put(session.stages_event())
            back = {State.RUNNING: Move.READY_TO_RUN, State.PAUSED: Move.READY_TO_STEP}
            self._go(back.get(before, Move.READY) if session.training else Move.READY)
            return
        self._asked.clear()
        self.sitting = None
        self._go(Move.READY_TO_RUN)
        self._announce_stages()

    def _go_back(self, command: c.GoBack | c.TakeMind) -> None:
        session = self.session
        if session is None:
            self.events.put(Refused(type(command).__name__, Sentence(NO_MODEL)))
            return
        course = session.course
        mind = course.start_of(command.stage) if isinstance(command, c.GoBack) else command.mind
        try:
            course.need(mind)
        except ValueError as error:
            self._refuse(command, str(error))
            return
        session.leave()
        self._asked.clear()
        self.sitting = None
        course.take(mind)
        self._go(command.move)
        self._announce()
        self._announce_stages()

    def _undo_step(self) -> None:
        """Take back the step looked at closely, unless training goes on already."""
        if self.session is None or not self.session.can_undo_step or self._asked:
            self.events.put(Refused("UndoStep", Sentence(NOTHING_TO_UNDO)))
            return
        self.session.undo_step()
        self.publisher.moved_on(Change.WEIGHTS, Change.WRITING, Change.ONE_STEP)
        self.publisher.all_due()

    def _stop(self) -> None:
        self._go(Move.STOP)
        self._preparation = None
        self._asked.clear()
        if self.session is not None:
            self.settings = self.session.settings  # those of a model that was being made are gone with it
            self.session.end()
            self._announce_stages()
        self._go(Move.STOPPED)
        self.publisher.all_due()

    def _write_on(self, token: int | None) -> None:
        if self.session is None:
            self.events.put(Refused("WriteOn", Sentence(NO_MODEL)))
            return
        before = self.publisher.gaze.prompt.text
        try:
            token, probability = self.publisher.write_on(token)
        except ValueError as error:
            self._refuse(c.WriteOn(), str(error))
            return
        piece = self.session.pieces[token]
        if token in self.session.tokenizer.markers:
            self.events.put(TextEnded(piece, probability))
        else:
            self.events.put(PromptWritten(before, self.publisher.gaze.prompt.text, token, piece, probability))

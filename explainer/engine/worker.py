"""The worker thread: the only place where torch computes while the app runs.

It does one thing after another: commands first, then one piece of training, then what visible panels ask for. So
nothing races the optimiser, and a prompt waits for one step at the most. Every failure ends as a ``Failed`` event with
a sentence for people; the thread itself ends only when it is told to.
"""

from __future__ import annotations

import time
import traceback
from collections import deque
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event as Flag

import torch

from explainer.engine import commands as c
from explainer.engine.events import (
    Event,
    Failed,
    MilestoneReached,
    Notice,
    Prepared,
    Preparing,
    PromptWritten,
    Refused,
    Saved,
    Sentence,
    StateChanged,
)
from explainer.engine.exam import Exam
from explainer.engine.failures import explain, rolled_back
from explainer.engine.frames import Frame, Mark
from explainer.engine.mailbox import EventQueue, Mailbox
from explainer.engine.memory import give_back
from explainer.engine.observe.source import Change
from explainer.engine.publisher import Publisher
from explainer.engine.run_folder import open_run, save_run
from explainer.engine.session import Session, prepare
from explainer.engine.settings import RunSettings
from explainer.engine.states import NOTHING_TO_UNDO, Move, State, next_state, why_not
from explainer.engine.threads import ThreadTuner
from explainer.training.reports import CloseUpReport, Report, RollbackReport, Stage, StepReport

Preparation = Generator[Preparing, None, Session]

_LONGEST_WAIT = 3600.0  # seconds; a queue cannot be waited on for as long as the slowest pace would ask


class Worker:
    """Runs until ``closing`` is set. Its methods are called on its own thread only."""

    def __init__(
        self,
        settings: RunSettings,
        inbox: SimpleQueue[c.Command | None],
        events: EventQueue[Event],
        frames: Mailbox[Frame],
        closing: Flag,
    ) -> None:
        self.settings = settings
        self.inbox = inbox
        self.events = events
        self.closing = closing
        self.state = State.IDLE
        self.session: Session | None = None
        self.exam: Exam | None = None
        self.publisher = Publisher(frames)
        self.pace: float | None = None
        self._cores = torch.get_num_threads()
        self._tuner: ThreadTuner | None = None  # on CPUs only
        self._step_due = 0.0
        self._preparation: Preparation | None = None
        self._then: Move = Move.READY  # what to do when preparation is done
        self._asked: deque[bool] = deque()  # single steps still to do while paused: whether to look at them closely
        self.sitting: Generator[None, None, list[Mark]] | None = None  # the exam under way

    # ---- the loop ---------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Work until told to close."""
        self._announce()
        while not self.closing.is_set():
            self.tick()

    def tick(self) -> None:
        """One round: answer the commands, do one piece of work, show what is due. Waits where there is none of it."""
        for command in self._waiting_commands():
            self._guarded(partial(self._handle, command))
            if self.closing.is_set():
                return
        if self._preparation is not None:
            self._guarded(self._prepare_on)
        elif self.sitting is not None:
            self._guarded(self._sit_on)
        elif self.state is State.RUNNING or self._asked:
            self._guarded(self._train_on)
        # A model that is being replaced is not asked any more: it may be the one that failed.
        if self.session is not None and self._preparation is None and not self.closing.is_set():
            self._guarded(self._publish)

    def _waiting_commands(self) -> list[c.Command]:
        """All commands there are; wait for one where there is nothing else to do."""
        found: list[c.Command] = []
        try:
            patience = self._patience()
            first = self.inbox.get_nowait() if patience == 0 else self.inbox.get(timeout=patience)
            if first is not None:
                found.append(first)
            while True:
                command = self.inbox.get_nowait()
                if command is not None:
                    found.append(command)
        except Empty:
            pass
        return found

    def _patience(self) -> float | None:
        """Seconds to wait for a command: 0 where there is work, None (for ever) where there is none."""
        if self._preparation is not None or self.sitting is not None or self._asked:
            return 0
        waits: list[float] = []
        if self.state is State.RUNNING:
            waits.append(max(0.0, self._step_due - time.monotonic()))
        if self.session is not None and (due := self.publisher.due_in(time.monotonic())) is not None:
            waits.append(max(0.0, due))
        return min(*waits, _LONGEST_WAIT) if waits else None

    def _guarded(self, work: Callable[[], object]) -> None:
        """Do ``work``; turn any failure into an event."""
        try:
            work()
        except Exception as error:
            self._fail(explain(error, preparing=self.state is State.STARTING), traceback.format_exc())

    # ---- state ------------------------------------------------------------------------------------------------------

    def _announce(self) -> None:
        record = self.session.record if self.session is not None else None
        stage = record.stage if record is not None else Stage.PRETRAIN
        self.events.put(StateChanged(self.state, stage, record.complete if record is not None else False))

    def _go(self, move: Move) -> bool:
        """Make a move of the table; False where it makes no sense now."""
        state = next_state(self.state, move)
        if state is None:
            return False
        if state is not self.state:
            self.state = state
            self._announce()
        return True

    def _fail(self, what: Sentence, details: str) -> None:
        self.events.put(Failed(what, details))
        self.sitting = None
        self._asked.clear()
        if self.state is State.STARTING and self.session is not None:  # the model that was there is still good
            self._preparation = None
            self.settings = self.session.settings
            self._go(Move.READY_TO_STEP if self.session.training else Move.READY)
            return
        self._preparation = None
        if self.session is not None:
            self.session.end()
        self._go(Move.FAILURE)

    # ---- commands ---------------------------------------------------------------------------------------------------

    def _handle(self, command: c.Command) -> None:
        match command:
            case c.SetPace(pace):
                if pace is not None and not pace > 0:
                    self.events.put(
                        Refused(
                            "SetPace", Sentence("The speed must be more than 0 steps a second, or as fast as it goes.")
                        )
                    )
                    return
                self.pace = pace
                self._step_due = 0.0
            case c.Save(path):
                self._save(path)
            case c.SetPrompt() | c.SetSampling() | c.SetMuted() | c.SetContexts() | c.SetWanted() | c.SetBranches():
                try:
                    self.publisher.ask(command)
                except ValueError as error:
                    self.events.put(Refused(type(command).__name__, Sentence("{problem}", {"problem": str(error)})))
            case c.SetDemand():
                self.publisher.ask(command)
            case _:
                self._move(command)

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
            case c.Open(path):
                self._begin(open_run(path, self.settings.device), Move.READY)
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
        self._then = then
        self._asked.clear()

    def _start(self, move: Move, then: Move) -> None:
        """Start or go on, for good or for one step, after preparing what is missing."""
        if self.state is State.STARTING:
            self._then = then
        elif self.state is State.IDLE and self.session is not None:
            self._go(move)
            if self.session.recorded:
                self.events.put(Preparing(Sentence("Making the text to go on with"), 0.5))
            self.session.begin()
            self._go(then)
        elif self.state in (State.IDLE, State.FAILED):
            self._begin(prepare(self.settings), then)
            self._go(move)
        else:
            self._go(move)

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
            self.session.end()
        self._go(Move.STOPPED)
        self.publisher.all_due()

    def _write_on(self, token: int | None) -> None:
        if self.session is None:
            self.events.put(Refused("WriteOn", Sentence("There is no model yet. Press Start first.")))
            return
        before = self.publisher.gaze.prompt.text
        try:
            token, probability = self.publisher.write_on(token)
        except ValueError as error:
            self.events.put(Refused("WriteOn", Sentence("{problem}", {"problem": str(error)})))
            return
        self.events.put(
            PromptWritten(before, self.publisher.gaze.prompt.text, token, self.session.pieces[token], probability)
        )

    def _save(self, path: Path) -> None:
        if self.session is None:
            self.events.put(Refused("Save", Sentence("There is no model to save yet. Press Start first.")))
            return
        try:
            save_run(self.session, path)
        except OSError as error:
            why = Sentence(
                "The run could not be saved in {path}: {why}.", {"path": path, "why": error.strerror or error}
            )
            self.events.put(Refused("Save", why))
            return
        self.events.put(Saved(path))

    # ---- work -------------------------------------------------------------------------------------------------------

    def _prepare_on(self) -> None:
        assert self._preparation is not None
        try:
            self.events.put(next(self._preparation))
            return
        except StopIteration as done:
            session: Session = done.value
        self._preparation = None
        self.session = session
        self.settings = session.settings
        self.exam = Exam(session)
        self.publisher.new_session(session)
        torch.set_num_threads(self._cores)
        on_cpu = session.arithmetic.device == "cpu"
        self._tuner = ThreadTuner(self._cores, torch.set_num_threads) if on_cpu else None
        prepared: Prepared = session.prepared_event()
        self.events.put(prepared)
        for notice in session.notices:
            self.events.put(Notice(Sentence("{problem}", {"problem": notice})))
        self.sitting = self.exam.sit() if self.exam.due else None
        if self._then is not Move.READY:
            session.begin()
        self._go(self._then)
        self._then = Move.READY

    def _train_on(self) -> None:
        """One optimiser step (and what falls due with it), unless the pace says later."""
        assert self.session is not None and self.exam is not None
        now = time.monotonic()
        if not self._asked and now < self._step_due:
            return
        if self.exam.due and self.session.can_undo_step:  # put off as long as that step could be taken back
            self.session.keep_step()
            self.publisher.moved_on(Change.ONE_STEP)
            self.sitting = self.exam.sit()
            return
        if not self.session.training:
            self.session.begin()
        closely = self._asked.popleft() if self._asked else False
        changes = {Change.WEIGHTS} | ({Change.ONE_STEP} if closely or self.session.at_looked_step else set())
        report = self._one_step(closely)
        if report is None:
            self._asked.clear()
        if self.pace is not None:
            self._step_due = now + 1.0 / self.pace
        self.publisher.moved_on(*changes)
        if self.exam.due and not self.session.can_undo_step:
            self.sitting = self.exam.sit()
        if report is None:
            self._go(Move.DONE)
            self.publisher.all_due()
        elif closely:
            self.publisher.all_due()

    def _one_step(self, closely: bool) -> Report | None:
        """A step, with the validation that belongs to it; None where there is no step left and the stage is closed."""
        assert self.session is not None
        while True:  # a validation before a step belongs to that step; what follows the last step only closes the stage
            started = time.perf_counter()
            report = self.session.advance(closely=closely)
            if self._tuner is not None and isinstance(report, StepReport):
                self._tuner.stepped(time.perf_counter() - started)
            if isinstance(report, RollbackReport):
                self.events.put(Notice(rolled_back(report)))
            if report is None or isinstance(report, (RollbackReport, CloseUpReport)):
                return report
            if (isinstance(report, StepReport) and report.progress < 1.0) or self.closing.is_set():
                return report

    def _sit_on(self) -> None:
        """One part of the exam."""
        assert self.sitting is not None
        try:
            next(self.sitting)
        except StopIteration as done:
            self.sitting = None
            give_back()
            for mark in done.value:
                self.events.put(MilestoneReached(mark))
        self.publisher.moved_on(Change.WRITING)

    def _publish(self) -> None:
        assert self.session is not None
        self.publisher.publish(time.monotonic(), moving=self.state is State.RUNNING)

"""The worker thread: the only place where torch computes while the app runs.

It does one thing after another: commands first, then one piece of training, then what visible panels ask for. So
nothing races the optimiser, and a prompt waits for one step at the most. Every failure ends as an event with a sentence
for people; the thread itself ends only when it is told to.

What fails decides how far it reaches. A picture is switched off (``publisher``), an exam is left out, a command that
changes nothing in training is answered with ``Failed``: learning goes on. Only where training itself fails, or a
command that begins, ends or replaces it, the stage is closed. And whatever is raised beside all that, be it
``MemoryError`` or a library's ``SystemExit``, the loop goes on with the next round. Nothing is told twice before there
is something new, which is a command or another failure.
"""

from __future__ import annotations

import contextlib
import time
import traceback
from collections.abc import Callable
from functools import partial
from queue import Empty

import torch

from explainer.engine import commands as c
from explainer.engine.events import (
    Failed,
    MilestoneReached,
    Notice,
    PictureFailed,
    Prepared,
    Preparing,
    Sentence,
)
from explainer.engine.exam import Exam
from explainer.engine.failures import (
    EXAM_FAILED,
    KEEPING_FAILED,
    STUMBLED,
    answer_failed,
    explain,
    picture_failed,
    rolled_back,
)
from explainer.engine.frames import Topic
from explainer.engine.obeying import Obeying
from explainer.engine.observe.source import Change
from explainer.engine.session import Session
from explainer.engine.states import Move, State
from explainer.engine.threads import ThreadTuner
from explainer.marking import mark
from explainer.training.reports import CloseUpReport, RewardReport, RollbackReport, Stage, StepReport

_LONGEST_WAIT = 3600.0  # seconds; a queue cannot be waited on for as long as the slowest pace would ask
_STUMBLED_WAIT = 0.05  # seconds between two rounds that cannot be done, so that they leave the computer alone


class Worker(Obeying):
    """Runs until ``closing`` is set. Its methods are called on its own thread only."""

    # ---- the loop ---------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Work until told to close."""
        self._announce()
        while not self.closing.is_set():
            try:
                self.tick()
            except BaseException:  # beside all that is guarded by itself; nothing may end this thread
                self._tell(Failed(STUMBLED, traceback.format_exc()))
                self.closing.wait(_STUMBLED_WAIT)
        self._hear_out()
        self._keep(self.keeper.close)

    def _hear_out(self) -> None:
        """What was said before the end still counts: work that is not wanted is not offered again."""
        with contextlib.suppress(Empty):
            while True:
                if isinstance(self.inbox.get_nowait(), c.Discard):
                    self.keeper.discard()

    def revive(self) -> None:
        """Go on after the thread had ended, on a new one: with the model as it is, and at rest."""
        self._preparation = self.sitting = None
        self._asked.clear()
        torch.set_num_threads(self._cores)  # a thread has a number of its own
        rest = {State.STARTING: Move.READY, State.RUNNING: Move.PAUSE, State.STOPPING: Move.STOPPED}
        if self.state in rest:
            self._go(rest[self.state])
        self.run()

    def tick(self) -> None:
        """One round: answer the commands, do one piece of work, show what is due. Waits where there is none of it."""
        for command in self._waiting_commands():
            if not self.closing.is_set() or isinstance(command, c.Discard):
                self._obey(command)
        if self.closing.is_set():
            return
        if self._preparation is not None:
            self._guarded(self._prepare_on)
        elif self.sitting is not None:
            self._sit_on()
        elif self.state is State.RUNNING or self._asked:
            self._guarded(self._train_on)
        # A model that is being replaced is not asked any more: it may be the one that failed.
        if self.session is not None and self._preparation is None and not self.closing.is_set():
            self._publish()
            self._try_examples()
        if self._preparation is None:
            self._keep(self.keeper.look)

    def _waiting_commands(self) -> list[c.Command]:
        """All commands there are; wait for one where there is nothing else to do."""
        found: list[c.Command] = []
        try:
            patience = self._patience()
        except Exception:  # commands must come through, whatever else is broken
            self._tell(Failed(STUMBLED, traceback.format_exc()))
            patience = _STUMBLED_WAIT
        try:
            first = self.inbox.get_nowait() if patience == 0 else self.inbox.get(timeout=patience)
            if first is not None:
                found.append(first)
            while True:
                command = self.inbox.get_nowait()
                if command is not None:
                    found.append(command)
        except Empty:
            pass
        if found:
            self._told.clear()
        return found

    def _patience(self) -> float | None:
        """Seconds to wait for a command: 0 where there is work, None (for ever) where there is none."""
        if self._preparation is not None or self.sitting is not None or self._asked or self._untried:
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
        except BaseException as error:
            details = traceback.format_exc()
            try:
                self._fail(explain(error, preparing=self.state is State.STARTING), details)
            except BaseException:  # further commands of this round must not be lost
                self._tell(Failed(STUMBLED, f"{details}\n{traceback.format_exc()}"))

    def _obey(self, command: c.Command) -> None:
        """Do what ``command`` says; where that fails, only what it was meant to change in training is at an end."""
        if isinstance(command, c.MoveCommand) and not isinstance(command, c.WriteOn):
            self._guarded(partial(self._handle, command))
            return
        try:
            self._handle(command)
        except BaseException as error:
            self._tell(Failed(answer_failed(error), traceback.format_exc()))

    def _keep(self, keep: Callable[[], object]) -> None:
        """Let the work be kept; where that fails, learning goes on."""
        try:
            keep()
        except BaseException:
            self._tell(Failed(KEEPING_FAILED, traceback.format_exc()))

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
        self.keeper.begin(session, self._opening)
        self._resume()
        self.exam = Exam(session)
        self.publisher.new_session(session)
        torch.set_num_threads(self._cores)
        on_cpu = session.arithmetic.device == "cpu"
        self._tuner = ThreadTuner(self._cores, torch.set_num_threads) if on_cpu else None
        prepared: Prepared = session.prepared_event()
        self.events.put(prepared)
        for notice in session.notices:
            self.events.put(Notice(Sentence(mark("engine", "{problem}"), {"problem": notice})))
        self._announce_stages()
        self.sitting = self.exam.sit() if self.exam.due and session.stage is Stage.PRETRAIN else None
        if self._then is not Move.READY and not session.training:
            session.begin()
        self._go(self._then if self._then is not Move.READY or not session.training else Move.READY_TO_STEP)
        self._then = Move.READY

    def _resume(self) -> None:
        """Take up the stage that was under way when an opened run was saved, where that is possible."""
        assert self.session is not None
        if self.session.kept_under_way is None or self.session.texts_missing or self.session.texts_changed:
            return
        self.events.put(Preparing(Sentence(mark("engine", "Taking up where it stopped")), 0.9))
        try:
            self.session.resume()
        except (ValueError, OSError) as error:
            problem = Sentence(
                mark(
                    "engine",
                    "The stage that was under way cannot be taken up to the bit ({why}). Start "
                    "goes on from its weights.",
                ),
                {"why": str(error).rstrip(".")},
            )
            self.events.put(Notice(problem))

    def _train_on(self) -> None:
        """One optimiser step (and what falls due with it), unless the pace says later."""
        assert self.session is not None and self.exam is not None
        now = time.monotonic()
        if not self._asked and now < self._step_due:
            return
        if self.session.course.run is not None or (self._asked and self.session.stage is not Stage.PRETRAIN):
            self._stage_on(now)
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
            self._announce_stages()
        elif closely:
            self.publisher.all_due()

    def _stage_on(self, now: float) -> None:
        """One piece of stage two or three; a step of these has several."""
        session = self.session
        assert session is not None
        if not session.training:
            session.begin()
            self._announce_stages()
        run = session.course.run
        if self._tuner is not None:
            self._tuner.look_around()
        report = session.advance()
        changes = {Change.STAGE}
        if run is not None and run.changed:
            changes.add(Change.WEIGHTS)
        if isinstance(report, RollbackReport):
            self.events.put(Notice(rolled_back(report)))
        if isinstance(report, RewardReport):
            changes.add(Change.JUDGE)
        self.publisher.moved_on(*changes)
        if report is None:
            if run is not None and run.problem:
                self.events.put(Notice(Sentence(mark("engine", "{problem}"), {"problem": run.problem})))
            self._asked.clear()
            self._go(Move.DONE)
            self._announce()
            self._announce_stages()
        elif run is not None and run.whole:
            if self._asked:
                self._asked.popleft()
            if self.pace is not None:
                self._step_due = now + 1.0 / self.pace

    def _one_step(self, closely: bool) -> object | None:
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
        """One part of the exam, which is left out where it fails."""
        assert self.sitting is not None and self.exam is not None
        try:
            next(self.sitting)
        except StopIteration as done:
            self.sitting = None
            self._untried = True
            for mark in done.value:
                self.events.put(MilestoneReached(mark))
        except BaseException:
            self.sitting = None
            self.exam.leave_out()
            self._tell(PictureFailed(Topic.SAMPLES, EXAM_FAILED, traceback.format_exc()))
        self.publisher.moved_on(Change.WRITING)

    def _try_examples(self) -> None:
        """Ask the model for the examples, once at every age; left out where that fails."""
        if not self._untried or self.exam is None or self.sitting is not None:
            return
        self._untried = False
        try:
            tried = self.exam.try_examples()
        except BaseException:
            self._tell(PictureFailed(Topic.SAMPLES, EXAM_FAILED, traceback.format_exc()))
            return
        if tried is not None:
            self.events.put(tried)

    def _publish(self) -> None:
        try:
            for failed in self.publisher.publish(time.monotonic(), moving=self.state is State.RUNNING):
                self._tell(failed)
        except BaseException as error:
            self._tell(PictureFailed("", picture_failed(error), traceback.format_exc()))

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
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event as Flag

import torch

from explainer.engine import commands as c
from explainer.engine import told
from explainer.engine.evaluation import Evaluator
from explainer.engine.events import (
    Event,
    Failed,
    MilestoneReached,
    Notice,
    PictureFailed,
    Preparing,
)
from explainer.engine.failures import (
    EXAM_FAILED,
    KEEPING_FAILED,
    STUMBLED,
    answer_failed,
    explain,
    not_taken_up,
    picture_failed,
    rolled_back,
)
from explainer.engine.frames import Frame, Topic
from explainer.engine.handling import CommandHandler
from explainer.engine.mailbox import EventQueue, Mailbox
from explainer.engine.observe.source import Change
from explainer.engine.running import Running
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.engine.stages.run import StageRun
from explainer.engine.states import Move, State
from explainer.engine.threads import ThreadTuner
from explainer.marking import Sentence, mark
from explainer.training.reports import RewardReport, RollbackReport, Stage

_LONGEST_WAIT = 3600.0  # seconds; a queue cannot be waited on for as long as the slowest pace would ask
_STUMBLED_WAIT = 0.05  # seconds between two rounds that cannot be done, so that they leave the computer alone


class Worker:
    """Runs until ``closing`` is set. Its methods are called on its own thread only.

    ``at`` is where things stand, which the command handler changes as well. Work is kept by itself in the folder
    ``autosaves``; not at all where that is None.
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
        self.inbox = inbox
        self.at = Running(settings, events, frames, closing, autosaves)
        self.handler = CommandHandler(self.at)
        self._tuner: ThreadTuner | None = None  # on CPUs only

    # ---- the loop ---------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Work until told to close."""
        self.at.announce()
        while not self.at.closing.is_set():
            try:
                self.tick()
            except BaseException:  # beside all that is guarded by itself; nothing may end this thread
                self.at.tell(Failed(STUMBLED, traceback.format_exc()))
                self.at.closing.wait(_STUMBLED_WAIT)
        self._hear_out()
        self._keep(self.at.keeper.close)

    def _hear_out(self) -> None:
        """What was said before the end still counts: work that is not wanted is not offered again."""
        with contextlib.suppress(Empty):
            while True:
                if isinstance(self.inbox.get_nowait(), c.Discard):
                    self.at.keeper.discard()

    def revive(self) -> None:
        """Go on after the thread had ended, on a new one: with the model as it is, and at rest."""
        self.at.preparation = self.at.sitting = None
        self.at.asked.clear()
        torch.set_num_threads(self.at.cores)  # a thread has a number of its own
        rest = {State.STARTING: Move.READY, State.RUNNING: Move.PAUSE, State.STOPPING: Move.STOPPED}
        if self.at.state in rest:
            self.at.go(rest[self.at.state])
        self.run()

    def tick(self) -> None:
        """One round: answer the commands, do one piece of work, show what is due. Waits where there is none of it.

        Whoever types while it learns has waited for a step already, and does not wait for the next one too.
        """
        commands = self._waiting_commands()
        for command in commands:
            if not self.at.closing.is_set() or isinstance(command, c.Discard):
                self._obey(command)
        if self.at.closing.is_set():
            return
        if self.at.state is State.RUNNING and any(isinstance(command, c.SetPrompt) for command in commands):
            self._publish()
        if self.at.preparation is not None:
            self._guarded(self._prepare_on)
        elif self.at.sitting is not None:
            self._sit_on()
        elif self.at.state is State.RUNNING or self.at.asked:
            self._guarded(self._train_on)
        # A model that is being replaced is not asked any more: it may be the one that failed.
        if self.at.session is not None and self.at.preparation is None and not self.at.closing.is_set():
            self._publish()
            self._try_examples()
        if self.at.preparation is None:
            self._keep(self.at.keeper.look)

    def _waiting_commands(self) -> list[c.Command]:
        """All commands there are; wait for one where there is nothing else to do."""
        found: list[c.Command] = []
        try:
            patience = self._patience()
        except Exception:  # commands must come through, whatever else is broken
            self.at.tell(Failed(STUMBLED, traceback.format_exc()))
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
            self.at.listen()
        return found

    def _patience(self) -> float | None:
        """Seconds to wait for a command: 0 where there is work, None (for ever) where there is none."""
        if self.at.preparation is not None or self.at.sitting is not None or self.at.asked or self.at.untried:
            return 0
        waits: list[float] = []
        if self.at.state is State.RUNNING:
            waits.append(max(0.0, self.at.step_due - time.monotonic()))
        if self.at.session is not None and (due := self.at.publisher.due_in(time.monotonic())) is not None:
            waits.append(max(0.0, due))
        return min(*waits, _LONGEST_WAIT) if waits else None

    def _guarded(self, work: Callable[[], object]) -> None:
        """Do ``work``; turn any failure into an event."""
        try:
            work()
        except BaseException as error:
            details = traceback.format_exc()
            try:
                self.at.fail(explain(error, preparing=self.at.state is State.STARTING), details)
            except BaseException:  # further commands of this round must not be lost
                self.at.tell(Failed(STUMBLED, f"{details}\n{traceback.format_exc()}"))

    def _obey(self, command: c.Command) -> None:
        """Do what ``command`` says; where that fails, only what it was meant to change in training is at an end."""
        if isinstance(command, c.MoveCommand) and not isinstance(command, c.WriteOn):
            self._guarded(partial(self.handler.handle, command))
            return
        try:
            self.handler.handle(command)
        except BaseException as error:
            self.at.tell(Failed(answer_failed(error), traceback.format_exc()))

    def _keep(self, keep: Callable[[], object]) -> None:
        """Let the work be kept; where that fails, learning goes on."""
        try:
            keep()
        except BaseException:
            self.at.tell(Failed(KEEPING_FAILED, traceback.format_exc()))

    # ---- work -------------------------------------------------------------------------------------------------------

    def _prepare_on(self) -> None:
        assert self.at.preparation is not None
        try:
            self.at.events.put(next(self.at.preparation))
            return
        except StopIteration as done:
            session: Session = done.value
        self.at.preparation = None
        self.at.session = session
        self.at.settings = session.settings
        self.at.keeper.begin(session, self.at.opening)
        self._resume()
        self.at.exam = Evaluator(session)
        self.at.publisher.new_session(session)
        torch.set_num_threads(self.at.cores)
        on_cpu = session.precision.device == "cpu"
        self._tuner = ThreadTuner(self.at.cores, torch.set_num_threads) if on_cpu else None
        self.at.events.put(told.prepared(session))
        for notice in session.notices:
            self.at.events.put(Notice(notice))
        self.at.announce_stages()
        reading = session.course.present.stage is Stage.PRETRAIN
        self.at.sitting = self.at.exam.sit() if self.at.exam.due and reading else None
        if self.at.then is not Move.READY and not session.course.training:
            session.pipeline.go_on()
        ready = self.at.then is not Move.READY or not session.course.training
        self.at.go(self.at.then if ready else Move.READY_TO_STEP)
        self.at.then = Move.READY

    def _resume(self) -> None:
        """Take up the stage that was under way when an opened run was saved, where that is possible."""
        session = self.at.session
        assert session is not None
        if session.pipeline.kept is None or session.texts_missing or session.texts_changed:
            return
        self.at.events.put(Preparing(Sentence(mark("engine", "Taking up where it stopped")), 0.9))
        try:
            session.pipeline.resume()
        except (ValueError, OSError) as error:
            self.at.events.put(Notice(not_taken_up(error)))

    def _train_on(self) -> None:
        """One piece of the stage under way, with what belongs to it, unless the pace says later."""
        session, asked, exam = self.at.session, self.at.asked, self.at.exam
        assert session is not None and exam is not None
        now = time.monotonic()
        if not asked and now < self.at.step_due:
            return
        if not session.course.training:
            session.pipeline.go_on()
            self.at.announce_stages()
        run = session.course.run
        assert run is not None
        if run.manner.examined and exam.due and run.can_undo_step:  # put off as long as that step could be taken back
            run.keep_step()
            self.at.publisher.moved_on(Change.ONE_STEP)
            self.at.sitting = exam.sit()
            return
        closely = bool(asked) and asked[0]
        report = self._one_piece(session, run, closely)
        if run.whole:
            if asked:
                asked.popleft()
            if self.at.pace is not None:
                self.at.step_due = now + 1.0 / self.at.pace
        if run.manner.examined and exam.due and not run.can_undo_step:
            self.at.sitting = exam.sit()
        if report is None:
            if run.problem is not None:
                self.at.events.put(Notice(run.problem))
            asked.clear()
            self.at.go(Move.DONE)
            self.at.announce_stages()
        elif run.whole and closely:
            self.at.publisher.all_due()

    def _one_piece(self, session: Session, run: StageRun, closely: bool) -> object | None:
        """Do a piece and what follows it at once; return its report, or None where the stage is over."""
        changes = set() if run.manner.in_record else {Change.STAGE}
        if closely or run.at_looked_step:
            changes.add(Change.ONE_STEP)
        while True:
            report = session.pipeline.advance(closely=closely)
            if self._tuner is not None:
                self._tuner.follow(run, report)
            if run.changed:
                changes.add(Change.WEIGHTS)
            if isinstance(report, RewardReport):
                changes.add(Change.JUDGE)
            if isinstance(report, RollbackReport):
                self.at.events.put(Notice(rolled_back(report)))
            if report is None or run.rests or self.at.closing.is_set():
                self.at.publisher.moved_on(*changes)
                return report

    def _sit_on(self) -> None:
        """One part of the exam, which is left out where it fails."""
        assert self.at.sitting is not None and self.at.exam is not None
        try:
            next(self.at.sitting)
        except StopIteration as done:
            self.at.sitting = None
            self.at.untried = True
            for mark in done.value:
                self.at.events.put(MilestoneReached(mark))
        except BaseException:
            self.at.sitting = None
            self.at.exam.leave_out()
            self.at.tell(PictureFailed(Topic.SAMPLES, EXAM_FAILED, traceback.format_exc()))
        self.at.publisher.moved_on(Change.WRITING)

    def _try_examples(self) -> None:
        """Ask the model for the examples, once at every age; left out where that fails."""
        if not self.at.untried or self.at.exam is None or self.at.sitting is not None:
            return
        self.at.untried = False
        try:
            tried = self.at.exam.try_examples()
        except BaseException:
            self.at.tell(PictureFailed(Topic.SAMPLES, EXAM_FAILED, traceback.format_exc()))
            return
        if tried is not None:
            self.at.events.put(tried)

    def _publish(self) -> None:
        try:
            for failed in self.at.publisher.publish(time.monotonic(), moving=self.at.state is State.RUNNING):
                self.at.tell(failed)
        except BaseException as error:
            self.at.tell(PictureFailed("", picture_failed(error), traceback.format_exc()))

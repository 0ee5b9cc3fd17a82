"""Commands in any order: they do what they should, or are refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from explainer.engine import settings as settings_module
from explainer.engine.commands import (
    ExamineStep,
    Finish,
    Open,
    Pause,
    Prepare,
    Reset,
    Resume,
    SetDemand,
    SetPace,
    SetPrompt,
    SetSampling,
    Start,
    StepOnce,
    Stop,
    UndoStep,
    WriteOn,
)
from explainer.engine.events import PromptWritten, Refused, TextEnded
from explainer.engine.frames import Topic
from explainer.engine.runs.saving import save_run
from explainer.engine.states import TABLE, State
from tests.unit.engine.telling import failures, kinds, plain

COMMANDS = {
    "Prepare": Prepare,
    "Start": Start,
    "Pause": Pause,
    "Resume": Resume,
    "StepOnce": StepOnce,
    "ExamineStep": ExamineStep,
    "UndoStep": UndoStep,
    "Finish": Finish,
    "Stop": Stop,
    "Reset": Reset,
    "WriteOn": WriteOn,
}
BUDGET = 5
TOPICS = [*map(str, Topic), "tea"]


class AnyOrder(RuleBasedStateMachine):
    """Whatever is pressed in whatever order, the worker does what the table and a few lines of model say."""

    new_show = None  # set by the test
    saved: Path

    @initialize()
    def begin(self):
        self.show = type(self).new_show()
        self.state = State.IDLE
        self.model = False
        self.steps = self.left = 0
        self.reached = 0  # the most steps of this model, those taken back included: what takes long is told later
        self.asked = []  # of the steps still to do: whether to look closely
        self.can_undo = False
        self.then = State.IDLE
        self.opening = False
        self.demand = self.demand_before = frozenset()
        self.expected = []

    # -- the model

    def _starting(self, then=State.IDLE, *, opening=False):
        self.state, self.then, self.opening, self.asked = State.STARTING, then, opening, []

    def _press(self, command):
        refused = (self.state, command.move) not in TABLE
        if isinstance(command, WriteOn) and not refused:
            self.expected.append(PromptWritten if self.model else Refused)
            return
        if refused:
            self.expected.append(Refused)
            return
        match command:
            case Prepare() if self.state is State.STARTING:
                pass
            case Prepare() | Reset():
                self._starting()
            case Open():
                self._starting(opening=True)
            case Start() | StepOnce() | ExamineStep():
                by_hand = not isinstance(command, Start)
                to = State.PAUSED if by_hand else State.RUNNING
                if self.state is State.STARTING:
                    self.then = to
                elif self.state is State.IDLE and self.model:
                    self.state, self.left, self.can_undo = to, BUDGET, False
                elif self.state is State.IDLE:
                    self._starting(to)
                else:
                    self.state = to
                self.asked = [*self.asked, isinstance(command, ExamineStep)] if by_hand else []
            case UndoStep() if self.can_undo and not self.asked:
                self.steps, self.left, self.can_undo = self.steps - 1, self.left + 1, False
            case UndoStep():
                self.expected.append(Refused)
            case Pause():
                self.asked = []
                if self.state is State.STARTING:
                    self.then = State.IDLE
                else:
                    self.state = State.PAUSED
            case Resume() | Finish():  # the budget is too small for finishing early to shorten it
                self.state, self.asked = State.RUNNING, []
            case Stop():
                self.state, self.asked, self.can_undo = State.IDLE, [], False

    def _work(self):
        if self.state is State.STARTING:
            if self.show.state is not State.STARTING:  # how many pieces preparation has is its own affair
                self.state, self.model, self.can_undo = self.then, True, False
                self.steps = self.reached = 3 if self.opening else 0
                self.left = BUDGET - self.steps
                if self.opening and self.state is State.IDLE:  # its stage is under way, as when it was saved
                    self.state = State.PAUSED
        elif self.state is State.RUNNING or self.asked:
            closely = self.asked.pop(0) if self.asked else False
            self.can_undo = closely and self.left > 0
            if self.left:
                self.steps += 1
                self.left -= 1
                self.reached = max(self.reached, self.steps)
            if not self.left and not self.can_undo:  # a last step that can be taken back does not end the stage
                self.state, self.asked = State.IDLE, []

    def _check(self, commands):
        self.expected = []
        for command in commands:
            if hasattr(command, "move"):
                self._press(command)
        told = self.show.do(*commands)
        self._work()
        assert failures(told) == []
        answers = [event for event in told if isinstance(event, (Refused, PromptWritten, TextEnded))]
        assert [Refused if isinstance(event, Refused) else PromptWritten for event in answers] == self.expected
        assert all(plain(event.why) for event in kinds(told, Refused))

    # -- what people do

    @rule(kind=st.sampled_from(sorted(COMMANDS)))
    def press(self, kind):
        self._check([COMMANDS[kind]()])

    @rule(kinds=st.lists(st.sampled_from(sorted(COMMANDS)), min_size=2, max_size=4))
    def press_fast(self, kinds):
        self._check([COMMANDS[kind]() for kind in kinds])

    @rule()
    def open_a_run(self):
        self._check([Open(self.saved)])

    @rule(times=st.integers(1, 8))
    def wait(self, times):
        for _ in range(times):
            self._check([])

    @rule(text=st.text(max_size=12))
    def type_a_prompt(self, text):
        self._check([SetPrompt(text)])

    @rule(temperature=st.floats(0, 2), top_k=st.integers(0, 50), top_p=st.floats(0.1, 1), seed=st.integers(0, 9))
    def sample_otherwise(self, temperature, top_k, top_p, seed):
        self._check([SetSampling(temperature, top_k, top_p, seed)])

    @rule(pace=st.sampled_from([None, 1e9]))
    def go_faster(self, pace):
        self._check([SetPace(pace)])

    @rule(topics=st.frozensets(st.sampled_from(TOPICS)))
    def look_elsewhere(self, topics):
        self.demand = topics
        self._check([SetDemand(topics)])

    @invariant()
    def the_worker_is_where_the_model_is(self):
        assert self.show.state is self.state
        assert (self.show.worker.at.session is not None) == self.model
        if self.model:
            assert self.show.step == self.steps
            assert self.show.session.course.training == (self.state in (State.RUNNING, State.PAUSED)) or (
                self.state is State.STARTING
            )

    @invariant()
    def a_step_can_be_taken_back_only_right_after_it_was_looked_at(self):
        if self.model and self.state is not State.STARTING:
            run = self.show.session.course.run
            assert (run is not None and run.can_undo_step) == self.can_undo

    @invariant()
    def only_what_was_asked_for_is_shown(self):
        frames = self.show.mailbox.take()
        assert set(frames) <= self.demand
        if self.model and self.state is not State.STARTING:
            assert all(frame.step <= self.reached for frame in frames.values())


def test_commands_in_any_order_do_what_they_should_or_are_refused_with_a_reason(
    new_show, settings, tmp_path, monkeypatch
):
    monkeypatch.setitem(settings_module.DEFAULT_STEPS, "xs", BUDGET)  # what an opened run is trained longer by
    saved = new_show(replace(settings, steps=BUDGET))
    saved.do(*[StepOnce()] * 3)
    saved.settle()
    saved.tick(3)
    save_run(saved.session, tmp_path / "run")

    class Machine(AnyOrder):
        pass

    Machine.new_show = staticmethod(lambda: new_show(replace(settings, steps=BUDGET)))
    Machine.saved = tmp_path / "run"
    run_state_machine_as_test(
        Machine,
        settings=hypothesis_settings(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )

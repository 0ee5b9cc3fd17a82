"""The worker: what every command does in every state, and that nothing a person does can break the show."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from explainer.engine import session as session_module
from explainer.engine.commands import (
    Finish,
    Open,
    Pause,
    Prepare,
    Reset,
    Resume,
    Save,
    SetDemand,
    SetPace,
    SetPrompt,
    SetSampling,
    Start,
    StepOnce,
    Stop,
    WriteOn,
)
from explainer.engine.events import Failed, Notice, Prepared, PromptWritten, Refused, Saved, StateChanged
from explainer.engine.frames import Topic
from explainer.engine.run_folder import save_run
from explainer.engine.states import TABLE, Move, State, next_state, why_not
from explainer.model.gpt import GPT

COMMANDS = {
    "Prepare": Prepare,
    "Start": Start,
    "Pause": Pause,
    "Resume": Resume,
    "StepOnce": StepOnce,
    "Finish": Finish,
    "Stop": Stop,
    "Reset": Reset,
    "WriteOn": WriteOn,
}


def _kinds(events, kind):
    return [event for event in events if isinstance(event, kind)]


def _states(events):
    return [event.state for event in _kinds(events, StateChanged)]


def _plain(sentence) -> str:
    """A sentence for people: one that ends (or names the command to type), with nothing of a program's insides."""
    text = str(sentence)
    assert text.endswith((".", "”")) or "python main.py" in text, text
    assert "\n" not in text and "Traceback" not in text and "Error" not in text and "{" not in text, text
    return text


# ---- the table --------------------------------------------------------------------------------------------------


def test_every_state_can_be_reached_and_left():
    for state in State:
        assert any(to is state and origin is not state for (origin, _), to in TABLE.items()) or state is State.IDLE
        assert any(origin is state and to is not state for (origin, _), to in TABLE.items())


def test_every_state_may_fail_and_a_failure_can_always_be_left():
    assert all(next_state(state, Move.FAILURE) is State.FAILED for state in State)
    assert {next_state(State.FAILED, move) for move in (Move.START, Move.RESET, Move.PREPARE)} == {State.STARTING}


def test_every_refusal_has_a_plain_reason():
    assert all(_plain(why_not(state)) for state in State)


def test_there_is_a_way_from_every_state_to_every_other():
    edges = {state: {to for (origin, _), to in TABLE.items() if origin is state} for state in State}
    for start in State:
        reached, frontier = {start}, [start]
        while frontier:
            for to in edges[frontier.pop()] - reached:
                reached.add(to)
                frontier.append(to)
        assert reached == set(State)


# ---- one command at a time --------------------------------------------------------------------------------------


def test_prepare_makes_an_untrained_model_that_can_be_looked_at(show):
    told = show.do(Prepare()) + show.settle()
    (prepared,) = _kinds(told, Prepared)
    assert _states(told) == [State.STARTING, State.IDLE]
    assert prepared.step == 0 and not prepared.recorded
    assert prepared.n_params == sum(p.numel() for p in show.session.model.parameters())
    assert len(prepared.pieces) == show.session.config.vocab_size
    assert show.tick(5) == [] and show.step == 0  # and nothing trains


def test_start_prepares_what_is_missing_and_trains_to_the_end(show):
    told = show.do(Start()) + show.settle() + show.until(State.IDLE)
    assert _states(told) == [State.STARTING, State.RUNNING, State.IDLE]
    assert show.step == 30
    assert _kinds(told, StateChanged)[-1].complete
    assert not _kinds(told, Failed)


def test_a_finished_model_can_be_trained_longer(show):
    show.do(Start())
    show.settle()
    show.until(State.IDLE)
    told = show.do(Start()) + show.until(State.IDLE)
    assert show.step == 60
    assert _states(told) == [State.STARTING, State.RUNNING, State.IDLE]
    assert not _kinds(told, StateChanged)[1].complete


def test_pause_stops_after_the_present_step_and_resume_goes_on(show):
    show.do(Start())
    show.settle()
    show.tick(3)
    show.do(Pause())
    step = show.step
    assert show.state is State.PAUSED
    show.tick(10)
    assert show.step == step
    show.do(Resume())
    assert show.state is State.RUNNING and show.step == step + 1


@pytest.mark.parametrize("times", [1, 2, 5])
def test_step_once_does_exactly_one_step_each_time_however_fast_it_is_pressed(show, times):
    show.do(Prepare())
    show.settle()
    show.do(*[StepOnce()] * times)
    show.tick(10)
    assert (show.step, show.state) == (times, State.PAUSED)


def test_step_once_on_nothing_prepares_and_does_one_step(show):
    show.do(StepOnce())
    show.settle()
    show.tick(10)
    assert (show.step, show.state) == (1, State.PAUSED)


def test_step_once_while_running_does_one_more_step_and_pauses(show):
    show.do(Start())
    show.settle()
    show.tick(2)
    step = show.step
    show.do(StepOnce())
    show.tick(5)
    assert (show.step, show.state) == (step + 1, State.PAUSED)


def test_the_last_step_taken_by_hand_completes_the_stage(new_show, settings):
    show = new_show(replace(settings, steps=3))
    show.do(Prepare())
    show.settle()
    for done in (1, 2):
        show.do(StepOnce())
        assert (show.step, show.state) == (done, State.PAUSED)
    told = show.do(StepOnce())
    assert (show.step, show.state) == (3, State.IDLE)
    assert _kinds(told, StateChanged)[-1].complete
    assert show.session.record.validation.step == 3


def test_a_step_asked_for_and_then_stopped_is_not_done_behind_ones_back(show):
    show.do(Prepare())
    show.settle()
    show.do(StepOnce())
    show.do(StepOnce(), Stop())
    show.tick(5)
    assert (show.step, show.state) == (1, State.IDLE)


def test_steps_asked_for_before_a_reset_are_forgotten(show):
    show.do(StepOnce())
    show.settle()
    show.tick()
    show.do(StepOnce(), StepOnce(), Reset())
    show.settle()
    show.tick(5)
    assert (show.step, show.state) == (0, State.IDLE)


def test_stop_leaves_the_model_as_it_is(show):
    show.do(Start())
    show.settle()
    show.tick(4)
    weights = {name: p.clone() for name, p in show.session.model.state_dict().items()}
    told = show.do(Stop())
    assert _states(told) == [State.STOPPING, State.IDLE]
    show.tick(5)
    assert all(torch.equal(weights[name], p) for name, p in show.session.model.state_dict().items())
    assert not show.session.record.complete


def test_stop_while_preparing_leaves_nothing_half_made(show):
    show.do(Start())
    show.do(Stop())
    assert show.state is State.IDLE and show.worker.session is None
    show.tick(5)
    assert show.worker.session is None
    show.do(Start())
    show.settle()
    assert show.state is State.RUNNING


def test_pause_while_preparing_forgets_the_start(show):
    show.do(Start())
    show.do(Pause())
    show.settle()
    show.tick(5)
    assert (show.step, show.state) == (0, State.IDLE)


def test_start_while_preparing_is_remembered(show):
    show.do(Prepare())
    show.do(Start())
    show.settle()
    assert show.state is State.RUNNING


def test_preparing_something_else_while_preparing_makes_the_other(show, settings):
    show.do(Prepare())
    show.do(Prepare(), Prepare(settings))  # the same: it goes on
    show.do(Prepare(replace(settings, seed=5, steps=7)))
    show.settle()
    assert show.session.settings.seed == 5 and show.session.planned_steps == 7


def test_finish_ends_early_and_complete(new_show, settings):
    show = new_show(replace(settings, steps=1000))
    show.do(Start())
    show.settle()
    show.tick(20)
    show.do(Finish())
    told = show.until(State.IDLE, ticks=30)
    assert show.step < 40
    assert _kinds(told, StateChanged)[-1].complete
    assert show.session.record.last.learning_rate < 1e-3  # it has run down


def test_finish_while_paused_runs_down_to_the_end(new_show, settings):
    show = new_show(replace(settings, steps=1000))
    show.do(StepOnce())
    show.settle()
    show.tick()
    show.do(Finish())
    show.until(State.IDLE, ticks=30)
    assert show.session.record.complete


def test_reset_makes_a_new_untrained_model_of_another_run(show):
    show.do(Start())
    show.settle()
    show.tick(5)
    older = show.session.record.run
    show.do(Reset())
    show.settle()
    assert (show.step, show.state) == (0, State.IDLE)
    assert show.session.record.run != older


def test_the_same_settings_learn_the_same_twice(new_show):
    losses = []
    for _ in range(2):
        show = new_show()
        show.do(Start())
        show.settle()
        show.until(State.IDLE)
        losses.append(show.session.record.train_curve.points()[1].tolist())
    assert losses[0] == losses[1] and len(losses[0]) == 30


def test_slow_motion_waits_between_steps_but_not_with_a_step_by_hand(show):
    show.do(SetPace(1e-6))
    show.do(Start())
    show.settle()
    show.tick(5)
    assert show.step == 1  # the next is due in eleven days
    show.do(StepOnce())
    assert show.step == 2
    show.do(SetPace(None))
    show.do(Resume())
    show.tick(3)
    assert show.step > 4


@pytest.mark.parametrize("pace", [5e-324, 1e-300, math.inf])
def test_no_pace_however_odd_ends_the_worker(show, pace):
    show.do(SetPace(pace))
    show.do(Start())
    show.settle()
    assert _kinds(show.tick(3), Failed) == []
    assert show.step >= 1


@pytest.mark.parametrize("pace", [0, -1, math.nan])
def test_a_pace_that_is_none_is_refused(show, pace):
    (refused,) = show.do(SetPace(pace))
    assert refused.command == "SetPace" and _plain(refused.why)
    assert show.worker.pace is None


# ---- any order --------------------------------------------------------------------------------------------------

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
        self.steps = self.left = self.asked = 0
        self.then = State.IDLE
        self.opening = False
        self.demand = self.demand_before = frozenset()
        self.expected = []

    # -- the model

    def _starting(self, then=State.IDLE, *, opening=False):
        self.state, self.then, self.opening, self.asked = State.STARTING, then, opening, 0

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
            case Start() | StepOnce():
                by_hand = isinstance(command, StepOnce)
                to = State.PAUSED if by_hand else State.RUNNING
                if self.state is State.STARTING:
                    self.then = to
                elif self.state is State.IDLE and self.model:
                    self.state, self.left = to, BUDGET
                elif self.state is State.IDLE:
                    self._starting(to)
                else:
                    self.state = to
                self.asked = self.asked + 1 if by_hand else 0
            case Pause():
                self.asked = 0
                if self.state is State.STARTING:
                    self.then = State.IDLE
                else:
                    self.state = State.PAUSED
            case Resume() | Finish():  # the budget is too small for finishing early to shorten it
                self.state, self.asked = State.RUNNING, 0
            case Stop():
                self.state, self.asked = State.IDLE, 0

    def _work(self):
        if self.state is State.STARTING:
            if self.show.state is not State.STARTING:  # how many pieces preparation has is its own affair
                self.state, self.model, self.left = self.then, True, BUDGET
                self.steps = 3 if self.opening else 0
        elif self.state is State.RUNNING or self.asked:
            self.steps += 1
            self.left -= 1
            self.asked = max(0, self.asked - 1)
            if self.left == 0:
                self.state, self.asked = State.IDLE, 0

    def _check(self, commands):
        self.expected = []
        for command in commands:
            if hasattr(command, "move"):
                self._press(command)
        told = self.show.do(*commands)
        self._work()
        assert _kinds(told, Failed) == []
        assert [type(event) for event in told if isinstance(event, (Refused, PromptWritten))] == self.expected
        assert all(_plain(event.why) for event in _kinds(told, Refused))

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
        assert (self.show.worker.session is not None) == self.model
        if self.model:
            assert self.show.step == self.steps
            assert self.show.session.training == (self.state in (State.RUNNING, State.PAUSED)) or (
                self.state is State.STARTING
            )

    @invariant()
    def only_what_was_asked_for_is_shown(self):
        frames = self.show.mailbox.take()
        assert set(frames) <= self.demand
        if self.model and self.state is not State.STARTING:
            assert all(frame.step <= self.steps for frame in frames.values())


def test_commands_in_any_order_do_what_they_should_or_are_refused_with_a_reason(
    new_show, settings, tmp_path, monkeypatch
):
    monkeypatch.setitem(session_module.DEFAULT_STEPS, "xs", BUDGET)  # what an opened run is trained longer by
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


# ---- failures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), "computation failed"),
        (MemoryError(), "ran out of memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"), "out of memory"),
        (KeyError("x"), "unexpected"),
        (ValueError("some inner matter"), "unexpected"),
    ],
)
def test_a_failure_in_mid_training_is_told_plainly_and_start_over_works(show, monkeypatch, error, words):
    show.do(Start())
    show.settle()
    show.tick(3)
    real = GPT.forward

    def broken(*_, **__):
        raise error

    monkeypatch.setattr(GPT, "forward", broken)
    told = show.tick(3)
    (failed,) = _kinds(told, Failed)
    assert words in _plain(failed.what)
    assert "Traceback" in failed.details and type(error).__name__ in failed.details
    assert show.state is State.FAILED
    assert _plain(show.do(WriteOn())[0].why)
    monkeypatch.setattr(GPT, "forward", real)
    told = show.do(Start()) + show.settle() + show.tick(3)
    assert _kinds(told, Failed) == [] and show.state is State.RUNNING and show.step == 3


def test_a_model_that_failed_cannot_spoil_starting_over(show, monkeypatch):
    """While the new model is being made, the old one is not asked what it thinks."""
    show.do(SetDemand(frozenset({Topic.NEXT_TOKEN})), Start())
    show.settle()
    broken_model = show.session.model
    real = GPT.forward

    def broken(self, *args, **options):
        if self is broken_model:
            raise RuntimeError("broken")
        return real(self, *args, **options)

    monkeypatch.setattr(GPT, "forward", broken)
    show.until(State.FAILED)
    told = show.do(Reset(), SetPrompt("The")) + show.settle()
    assert _kinds(told, Failed) == []
    assert show.session.model is not broken_model
    assert str(show.mailbox.take()[Topic.NEXT_TOKEN].prompt) == "The"


def test_a_model_that_cannot_be_asked_says_so_once_and_not_for_ever(show, monkeypatch):
    show.do(Prepare())
    show.settle()

    def broken(*_, **__):
        raise RuntimeError("broken")

    monkeypatch.setattr(GPT, "forward", broken)
    told = show.do(SetDemand(frozenset({Topic.NEXT_TOKEN}))) + show.tick(10)
    assert len(_kinds(told, Failed)) == 1
    assert show.state is State.FAILED


def test_weights_that_break_in_mid_run_are_told_and_the_show_goes_on(show):
    show.do(Start())
    show.settle()
    show.tick(5)
    with torch.no_grad():
        show.session.model.ln_f.weight.fill_(math.nan)
    told = show.until(State.IDLE)
    (notice,) = _kinds(told, Notice)
    assert "no number" in _plain(notice.what)
    assert show.step == 30 and show.session.record.complete
    assert all(torch.isfinite(p).all() for p in show.session.model.parameters())
    tokens, loss = show.session.record.train_curve.points()
    assert torch.isfinite(torch.tensor(loss)).all()
    assert (tokens[1:] > tokens[:-1]).all() and len(tokens) == 30


def test_a_run_that_diverges_ends_in_a_plain_sentence(show, monkeypatch):
    show.do(Start())
    show.settle()
    monkeypatch.setattr(
        GPT, "forward", lambda self, ids, *_, **__: self.wte.weight.sum() * torch.full((*ids.shape, 300), math.nan)
    )
    told = show.until(State.FAILED)
    (failed,) = _kinds(told, Failed)
    assert "Start over" in _plain(failed.what)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"preset": "xxl"}, "“xxl” is not a size Explainer knows. Choose xs, s, m or l."),
        ({"device": "tpu"}, "“tpu” is not a device"),
        ({"device": "cuda"}, "no “cuda” device"),
        ({"steps": 0}, "at least one step"),
        ({"steps": -5}, "at least one step"),
        ({"steps": None, "seconds": 0.0}, "more than 0 seconds"),
        ({"seed": -1}, "seed must be 0 or more"),
    ],
)
def test_settings_that_make_no_sense_are_told_plainly(new_show, settings, change, words, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    show = new_show(replace(settings, **change))
    told = show.do(Start()) + show.settle()
    (failed,) = _kinds(told, Failed)
    assert words in _plain(failed.what)
    assert show.state is State.FAILED
    told = show.do(Reset(settings)) + show.settle()
    assert _kinds(told, Failed) == [] and show.state is State.IDLE


def test_settings_that_fail_leave_the_model_that_was_there_and_its_settings(show, settings):
    show.do(StepOnce())
    show.settle()
    show.tick()
    run = show.session.record.run
    told = show.do(Reset(replace(settings, preset="xxl"))) + show.settle()
    assert len(_kinds(told, Failed)) == 1
    assert show.state is State.PAUSED and show.session.record.run == run
    show.do(StepOnce())
    assert show.step == 2  # it goes on learning
    told = show.do(Reset()) + show.settle()
    assert _kinds(told, Failed) == [] and show.step == 0


def test_a_text_that_is_missing_is_told_plainly(small_world, make_show, settings, tmp_path):
    show = make_show(replace(settings, text_files=(tmp_path / "gone.txt",)))
    told = show.do(Start()) + show.settle()
    (failed,) = _kinds(told, Failed)
    assert "gone.txt" in _plain(failed.what) and "not found" in str(failed.what)


def test_an_opened_run_whose_text_is_gone_can_still_be_asked(small_world, make_show, settings, text_file, tmp_path):
    text = tmp_path / "mine.txt"
    text.write_bytes(text_file.read_bytes())
    show = make_show(replace(settings, text_files=(text,)))
    show.do(StepOnce())
    show.settle()
    show.tick()
    show.do(Save(tmp_path / "run"))
    text.unlink()
    again = make_show(settings)
    again.do(Open(tmp_path / "run"))
    again.settle()
    told = again.do(Start()) + again.settle()
    (failed,) = _kinds(told, Failed)
    assert "mine.txt" in _plain(failed.what)
    assert again.state is State.IDLE
    assert _kinds(again.do(WriteOn()), PromptWritten)


# ---- sampling, saving -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        SetSampling(temperature=-1),
        SetSampling(temperature=math.nan),
        SetSampling(temperature=1e9),
        SetSampling(top_k=-1),
        SetSampling(top_p=0),
        SetSampling(top_p=1.5),
        SetSampling(seed=-1),
    ],
)
def test_bad_sampling_is_refused_and_the_old_one_stays(show, bad):
    show.do(SetSampling(0.5, 7, 0.9, 3))
    told = show.do(bad)
    (refused,) = told
    assert isinstance(refused, Refused) and refused.command == "SetSampling"
    publisher = show.worker.publisher
    assert (publisher.sampling.temperature, publisher.sampling.top_k, publisher.sampling.top_p) == (0.5, 7, 0.9)
    assert publisher.seed == 3


def test_save_tells_where_and_refuses_where_it_cannot(show, tmp_path):
    (refused,) = show.do(Save(tmp_path / "early"))
    assert "no model to save" in _plain(refused.why)
    show.do(Prepare())
    show.settle()
    assert show.do(Save(tmp_path / "run")) == [Saved(tmp_path / "run")]
    (tmp_path / "file").write_text("mine")
    (refused,) = show.do(Save(tmp_path / "file"))
    assert str(tmp_path / "file") in _plain(refused.why)
    assert (tmp_path / "file").read_text() == "mine"
    assert show.state is State.IDLE


def test_opening_what_is_no_run_leaves_training_paused_where_it_was(show, tmp_path):
    show.do(Start())
    show.settle()
    show.tick(3)
    step = show.step
    told = show.do(Open(tmp_path / "nothing")) + show.settle()
    (failed,) = _kinds(told, Failed)
    assert str(tmp_path / "nothing") in _plain(failed.what)
    assert (show.state, show.step) == (State.PAUSED, step)
    show.do(Resume())
    assert show.step == step + 1


def test_a_prompt_is_answered_in_the_middle_of_an_exam_and_nothing_trains_meanwhile(show):
    show.worker.publisher.set_demand(frozenset({Topic.NEXT_TOKEN}))
    show.inbox.put(Start())
    for _ in range(30):
        show.inbox.put(None)
        show.worker.tick()
        if show.worker.sitting is not None and show.step > 0:
            break
    step = show.step
    show.inbox.put(SetPrompt("the", serial=7))
    show.worker.tick()
    assert show.worker.sitting is not None, "the exam goes on"
    assert show.mailbox.take()[Topic.NEXT_TOKEN].serial == 7
    assert show.step == step

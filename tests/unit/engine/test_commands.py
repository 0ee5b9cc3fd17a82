"""What every command does, one at a time."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from explainer.engine.commands import (
    Finish,
    Pause,
    Prepare,
    Reset,
    Resume,
    SetDemand,
    SetPace,
    SetPrompt,
    Start,
    StepOnce,
    Stop,
)
from explainer.engine.events import Prepared, StateChanged
from explainer.engine.frames import Topic
from explainer.engine.states import TABLE, Move, State, next_state, why_not
from tests.unit.engine.telling import failures, kinds, plain, states


def test_every_state_can_be_reached_and_left():
    for state in State:
        assert any(to is state and origin is not state for (origin, _), to in TABLE.items()) or state is State.IDLE
        assert any(origin is state and to is not state for (origin, _), to in TABLE.items())


def test_every_state_may_fail_and_a_failure_can_always_be_left():
    assert all(next_state(state, Move.FAILURE) is State.FAILED for state in State)
    assert {next_state(State.FAILED, move) for move in (Move.START, Move.RESET, Move.PREPARE)} == {State.STARTING}


def test_every_refusal_has_a_plain_reason():
    assert all(plain(why_not(state)) for state in State)


def test_there_is_a_way_from_every_state_to_every_other():
    edges = {state: {to for (origin, _), to in TABLE.items() if origin is state} for state in State}
    for start in State:
        reached, frontier = {start}, [start]
        while frontier:
            for to in edges[frontier.pop()] - reached:
                reached.add(to)
                frontier.append(to)
        assert reached == set(State)


def test_prepare_makes_an_untrained_model_that_can_be_looked_at(show):
    told = show.do(Prepare()) + show.settle()
    (prepared,) = kinds(told, Prepared)
    assert states(told) == [State.STARTING, State.IDLE]
    assert prepared.step == 0 and not prepared.recorded
    assert prepared.n_params == sum(p.numel() for p in show.session.model.parameters())
    assert len(prepared.pieces) == show.session.config.vocab_size
    assert show.tick(5) == [] and show.step == 0  # and nothing trains


def test_start_prepares_what_is_missing_and_trains_to_the_end(show):
    told = show.do(Start()) + show.settle() + show.until(State.IDLE)
    assert states(told) == [State.STARTING, State.RUNNING, State.IDLE]
    assert show.step == 30
    assert kinds(told, StateChanged)[-1].complete
    assert failures(told) == []


def test_a_finished_model_can_be_trained_longer(show):
    show.do(Start())
    show.settle()
    show.until(State.IDLE)
    told = show.do(Start()) + show.until(State.IDLE)
    assert show.step == 60
    assert states(told) == [State.STARTING, State.RUNNING, State.IDLE]
    assert not kinds(told, StateChanged)[1].complete


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
    assert kinds(told, StateChanged)[-1].complete
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
    assert states(told) == [State.STOPPING, State.IDLE]
    show.tick(5)
    assert all(torch.equal(weights[name], p) for name, p in show.session.model.state_dict().items())
    assert not show.session.record.complete


def test_stop_while_preparing_leaves_nothing_half_made(show):
    show.do(Start())
    show.do(Stop())
    assert show.state is State.IDLE and show.worker.at.session is None
    show.tick(5)
    assert show.worker.at.session is None
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
    assert show.session.settings.seed == 5 and show.session.settings.planned_steps == 7


def test_finish_ends_early_and_complete(new_show, settings):
    show = new_show(replace(settings, steps=1000))
    show.do(Start())
    show.settle()
    show.tick(20)
    show.do(Finish())
    told = show.until(State.IDLE, ticks=30)
    assert show.step < 40
    assert kinds(told, StateChanged)[-1].complete
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
    assert failures(show.tick(3)) == []
    assert show.step >= 1


@pytest.mark.parametrize("pace", [0, -1, math.nan])
def test_a_pace_that_is_none_is_refused(show, pace):
    (refused,) = show.do(SetPace(pace))
    assert refused.command == "SetPace" and plain(refused.why)
    assert show.worker.at.pace is None


def test_who_types_while_it_learns_does_not_wait_for_another_step(show):
    show.do(Prepare())
    show.settle()
    show.do(SetDemand(frozenset({Topic.NEXT_TOKEN})), Start())
    show.tick(2)
    before = show.step
    show.mailbox.take()
    shown_at: list[int] = []
    put = show.mailbox.put

    def watched(topic, frame):
        shown_at.append(show.step)
        put(topic, frame)

    show.mailbox.put = watched
    show.do(SetPrompt("The cow", serial=8))
    assert shown_at[0] == before, "the answer lies there before the next step is begun"
    assert show.step > before, "and learning goes on in the same round"
    assert show.mailbox.take()[Topic.NEXT_TOKEN].serial == 8

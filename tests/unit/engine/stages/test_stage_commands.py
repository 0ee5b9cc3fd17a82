"""The stages through commands: begin, pause, step, stop, go back, in every state; and nothing ever fails."""

from __future__ import annotations

import pytest

from explainer.engine.commands import (
    BeginStage,
    ExamineStep,
    Finish,
    GoBack,
    MoreRounds,
    Pause,
    Prepare,
    Resume,
    Start,
    StepOnce,
    Stop,
    TakeMind,
    TrainJudge,
)
from explainer.engine.events import StagesChanged, StateChanged
from explainer.engine.states import State
from explainer.training.reports import Stage
from tests.unit.engine.stages.walking import ROUNDS, STEPS, refused, same, through, weights
from tests.unit.engine.telling import failures, kinds

PRETRAIN, SFT, RLHF = Stage.PRETRAIN, Stage.SFT, Stage.RLHF

# ---- begin ----------------------------------------------------------------------------------------------------------


def test_one_stage_after_the_other_and_what_is_told_of_it(show):
    told = through(show, BeginStage(SFT))
    assert show.present.step == STEPS and show.present.stage is SFT
    states = [(e.state, e.stage, e.complete) for e in kinds(told, StateChanged)]
    assert (State.RUNNING, SFT, False) in states and states[-1] == (State.IDLE, SFT, True)
    stages = kinds(told, StagesChanged)
    assert stages[0].trained == ((PRETRAIN, True), (SFT, False)) and stages[0].at is SFT
    assert stages[-1].trained == ((PRETRAIN, True), (SFT, True)) and stages[-1].minds == ("base", "sft")
    told = through(show, BeginStage(RLHF))
    last = kinds(told, StagesChanged)[-1]
    assert last.trained == ((PRETRAIN, True), (SFT, True), (RLHF, True)) and last.minds == ("base", "sft", "rlhf")
    assert show.present.step == ROUNDS
    told = through(show, BeginStage(RLHF, "no_leash"))
    assert kinds(told, StagesChanged)[-1].minds == ("base", "sft", "rlhf", "rlhf.no_leash")


@pytest.mark.parametrize(
    "command", [BeginStage(SFT), BeginStage(RLHF), MoreRounds(), TrainJudge(), GoBack(SFT), TakeMind("base")]
)
def test_without_a_model_they_are_refused(story_show, command):
    assert "no model yet" in refused(story_show.do(command))
    assert story_show.state is State.IDLE


@pytest.mark.parametrize("stage", [SFT, RLHF])
def test_a_stage_begins_on_an_untrained_model_too(story_show, stage):
    story_show.do(Prepare())
    story_show.settle()
    told = through(story_show, BeginStage(stage))
    assert kinds(told, StagesChanged)[-1].trained == ((stage, True),)


def test_stage_two_can_be_skipped(show):
    told = through(show, BeginStage(RLHF))
    assert kinds(told, StagesChanged)[-1].minds == ("base", "rlhf")


@pytest.mark.parametrize("before", [[], [Pause()]])
def test_begun_while_another_is_under_way_that_one_is_left_as_it_is(story_show, before):
    story_show.do(Start())
    story_show.settle()
    story_show.tick(2)
    story_show.do(*before)
    step, there = story_show.step, weights(story_show.session.model)
    story_show.do(BeginStage(SFT))
    assert story_show.state is State.RUNNING and story_show.present.stage is SFT
    base = story_show.session.course.minds["base"]
    assert base.checkpoint.step == step and same(base.model, there)
    through(story_show)
    assert story_show.step == step  # of pretraining


def test_begun_again_it_is_done_again_from_where_the_one_before_ended(show):
    through(show, BeginStage(SFT))
    first = weights(show.session.course.minds["sft"].model)
    show.do(BeginStage(SFT))
    show.tick(3)
    assert same(show.session.course.minds["base"].model, show.session.model)
    through(show)
    assert same(show.session.course.minds["sft"].model, first) and show.present.step == STEPS


def test_back_in_pretraining_it_goes_on_from_the_base_mind(show):
    through(show, BeginStage(SFT))
    base, step = weights(show.session.course.minds["base"].model), show.step
    show.do(BeginStage(PRETRAIN), Pause())
    assert show.present.stage is PRETRAIN and same(show.session.model, base)
    through(show, Resume())
    assert show.step == step + 4 and not same(show.session.model, base)
    assert same(show.session.course.minds["base"].model, show.session.model)  # it is older than what was just learned


@pytest.mark.parametrize("state", [State.IDLE, State.RUNNING, State.PAUSED])
@pytest.mark.parametrize(
    "command",
    [
        BeginStage(RLHF, "nonsense"),
        BeginStage(SFT, ""),
        MoreRounds(),
        TakeMind("rlhf"),
        TakeMind(""),
        TakeMind("sft.x"),
    ],
)
def test_what_is_refused_changes_nothing_whatever_is_under_way(story_show, state, command):
    story_show.do(Prepare())
    story_show.settle()
    if state is not State.IDLE:
        story_show.do(BeginStage(SFT))
        while story_show.present.step < 1:
            story_show.tick()
    if state is State.PAUSED:
        story_show.do(Pause())
    session = story_show.session
    before = (
        story_show.state,
        session.course.training,
        session.course.present.stage,
        tuple(session.course.minds),
        session.course.trained,
    )
    there, run = weights(session.model), session.course.run
    if state is State.RUNNING:
        story_show.worker.at.pace, story_show.worker.at.step_due = (
            1.0,
            1e12,
        )  # so that only the command is at work
    assert refused(story_show.do(command))
    assert before == (
        story_show.state,
        session.course.training,
        session.course.present.stage,
        tuple(session.course.minds),
        session.course.trained,
    )
    assert session.course.run is run and same(session.model, there)


# ---- pause, step, stop ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stage", "steps"), [(SFT, STEPS), (RLHF, ROUNDS)])
def test_one_step_is_one_step_or_one_round_and_then_it_waits(show, stage, steps):
    show.do(BeginStage(stage), Pause())
    assert show.state is State.PAUSED
    for step in range(1, steps + 1):
        show.do(StepOnce() if step % 2 else ExamineStep())
        told = []
        while show.worker.at.asked:
            told += show.tick()
        assert failures(told) == [] and show.present.step == step
        assert show.state is State.PAUSED
        show.tick(5)
        assert show.present.step == step
    through(show, Resume())
    assert show.session.course.complete and show.present.step == steps


def test_one_step_of_a_stage_that_is_complete_goes_on_with_it(show):
    through(show, BeginStage(SFT))
    show.do(StepOnce())
    while show.worker.at.asked:
        show.tick()
    assert show.state is State.PAUSED and show.present.step == STEPS + 1 and show.present.stage is SFT


def test_paused_in_the_middle_of_a_round_nothing_moves_and_resumed_it_goes_on_from_there(show):
    show.do(BeginStage(RLHF))
    while show.session.course.feedback.doing != "learning":
        show.tick()
    show.do(Pause())
    there, doing = weights(show.session.model), show.session.course.feedback.done
    show.tick(30)
    assert same(show.session.model, there) and show.session.course.feedback.done == doing
    show.do(Resume())
    assert show.state is State.RUNNING
    through(show)
    assert show.session.course.feedback.outcomes[-1].rounds == ROUNDS


def test_a_pause_changes_nothing_in_what_comes_out(show, make_show, stage_world):
    through(show, BeginStage(RLHF))
    other = make_show(show.worker.at.settings)
    other.do(Start())
    other.settle()
    other.until(State.IDLE)
    other.do(BeginStage(RLHF))
    for _ in range(40):
        other.do(Pause())
        other.tick()
        other.do(Resume())
        if other.state is State.IDLE:
            break
        other.tick(9)
    through(other)
    assert same(show.session.model, other.session.model)


@pytest.mark.parametrize("state", ["running", "paused"])
def test_stop_keeps_what_was_made(show, state):
    show.do(BeginStage(SFT))
    while show.present.step < 2:
        show.tick()
    if state == "paused":
        show.do(Pause())
    there, step = weights(show.session.model), show.present.step
    told = show.do(Stop())
    assert show.state is State.IDLE and not show.session.course.training and not show.session.course.complete
    assert show.present.step == step and same(show.session.course.minds["sft"].model, there)
    assert kinds(told, StagesChanged)[-1].trained == ((PRETRAIN, True), (SFT, False))
    told = through(show, Start())  # and it can be gone on with
    assert show.present.step == step + STEPS and kinds(told, StagesChanged)[-1].trained[-1] == (
        SFT,
        True,
    )


def test_stopped_before_anything_was_made_all_is_as_before(show):
    base = weights(show.session.model)
    told = show.do(BeginStage(RLHF)) + show.tick(3) + show.do(Stop())
    assert kinds(told, StagesChanged)[-1].trained == ((PRETRAIN, True),) and show.present.stage is PRETRAIN
    assert same(show.session.model, base) and "rlhf" not in show.session.course.minds
    assert not show.session.course.preferences.reward_log.training


@pytest.mark.parametrize("stage", [SFT, RLHF])
def test_finish_comes_to_an_end_by_itself(show, stage):
    show.do(BeginStage(stage))
    show.tick(3)
    told = show.do(Finish())
    through(show)
    assert failures(told) == [] and show.session.course.complete

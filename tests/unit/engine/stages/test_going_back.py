"""Back to where a stage begins, to any mind that is kept, and on from there; the judge alone; more rounds."""

from __future__ import annotations

import pytest

from explainer.engine.commands import (
    BeginStage,
    GoBack,
    MoreRounds,
    Pause,
    SetVotes,
    Start,
    Stop,
    TakeMind,
    TrainJudge,
)
from explainer.engine.events import Notice, Refused, StagesChanged
from explainer.engine.states import State
from explainer.training.reports import Stage
from tests.unit.engine.stages.walking import ROUNDS, refused, same, through, weights
from tests.unit.engine.telling import kinds, plain

PRETRAIN, SFT, RLHF = Stage.PRETRAIN, Stage.SFT, Stage.RLHF

# ---- back -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stage", "mind"), [(PRETRAIN, "base"), (SFT, "base"), (RLHF, "sft")])
def test_going_back_restores_the_weights_with_which_a_stage_begins_to_the_last_bit(show, stage, mind):
    base = weights(show.session.model)
    through(show, BeginStage(SFT))
    sft = weights(show.session.model)
    through(show, BeginStage(RLHF))
    rlhf = weights(show.session.model)
    show.do(GoBack(stage))
    assert same(show.session.model, {"base": base, "sft": sft}[mind])
    assert tuple(show.session.course.minds) == ("base", "sft", "rlhf")  # what came later can still be asked
    show.do(TakeMind("rlhf"))
    assert same(show.session.model, rlhf) and show.present.stage is RLHF and show.present.step == ROUNDS
    show.do(TakeMind("base"))
    assert same(show.session.model, base) and show.present.step == show.step


def test_going_back_in_mid_stage_keeps_what_it_made_so_far(show):
    show.do(BeginStage(SFT))
    while show.present.step < 2:
        show.tick()
    there = weights(show.session.model)
    told = show.do(GoBack(SFT))
    assert show.state is State.IDLE and show.present.stage is PRETRAIN and not kinds(told, Refused)
    assert same(show.session.course.minds["sft"].model, there)
    show.do(TakeMind("sft"))
    assert same(show.session.model, there) and show.present.step == 2


def test_the_mind_that_is_being_made_can_be_taken(show):
    show.do(BeginStage(SFT))
    while show.present.step < 1:
        show.tick()
    told = show.do(TakeMind("sft"))
    assert not kinds(told, Refused) and show.state is State.IDLE and show.present.stage is SFT


def test_back_where_no_later_stage_has_begun_is_refused_with_the_reason(show):
    assert "no later stage" in refused(show.do(GoBack(SFT)))


# ---- the judge alone, more rounds -----------------------------------------------------------------------------------


def test_the_judge_alone_leaves_the_model_as_it_is(show):
    through(show, BeginStage(SFT))
    there = weights(show.session.model)
    told = through(show, TrainJudge())
    assert show.session.course.preferences.reward_log.model is not None and same(show.session.model, there)
    assert kinds(told, StagesChanged)[-1].minds == ("base", "sft") and show.present.stage is SFT
    assert show.session.course.complete


def test_while_the_judge_is_trained_it_can_be_paused_and_stopped(show):
    show.do(TrainJudge())
    show.tick(3)
    show.do(Pause())
    assert show.state is State.PAUSED and show.present.stage is PRETRAIN
    show.do(Stop())
    assert (
        show.session.course.preferences.reward_log.model is None
        and not show.session.course.preferences.reward_log.training
    )
    through(show, TrainJudge())
    assert show.session.course.preferences.reward_log.model is not None


@pytest.mark.parametrize("command", [TrainJudge(), BeginStage(RLHF)])
def test_without_any_vote_it_ends_with_a_reason_and_nothing_has_changed(show, command):
    there = weights(show.session.model)
    show.do(SetVotes(0))
    told = through(show, command)
    assert any("no votes" in plain(notice.what) for notice in kinds(told, Notice))
    assert same(show.session.model, there) and show.present.stage is PRETRAIN and show.session.course.complete
    assert show.session.course.preferences.reward_log.model is None and "rlhf" not in show.session.course.minds


def test_more_rounds_go_on_with_the_honest_model_whatever_was_tried_between(show):
    through(show, BeginStage(RLHF))
    through(show, BeginStage(RLHF, "sign"))
    told = through(show, MoreRounds())
    assert kinds(told, Refused) == [] and show.present.recipe == "honest"
    assert show.session.course.minds["rlhf"].checkpoint.step == 2 * ROUNDS
    assert show.session.course.minds["rlhf.sign"].checkpoint.step == ROUNDS


@pytest.mark.parametrize("ending", ["by itself", "stopped", "another stage", "failed"])
def test_after_a_mishap_the_honest_model_is_the_present_one_again(show, ending):
    through(show, BeginStage(RLHF))
    honest = weights(show.session.model)
    told = show.do(BeginStage(RLHF, "rate"))
    assert kinds(told, StagesChanged)[-1].recipe == "rate"
    while show.present.step < 1:
        show.tick()
    match ending:
        case "by itself":
            told = through(show)
        case "stopped":
            told = show.do(Stop())
        case "another stage":
            told = show.do(TrainJudge())
        case _:
            show.session.course.run.advance = _fails
            told = show.tick()
    course = show.session.course
    assert same(show.session.model, honest) and (course.present.recipe, course.present.step) == ("honest", ROUNDS)
    assert "rlhf.rate" in course.minds and not same(course.minds["rlhf.rate"].model, honest)
    assert kinds(told, StagesChanged)[-1].recipe == "honest"


def _fails(**_):
    raise MemoryError("in mid-round")


def test_a_mishap_without_an_honest_run_leads_back_to_the_fine_tuned_model(show):
    through(show, BeginStage(SFT))
    sft = weights(show.session.model)
    through(show, BeginStage(RLHF, "sign"))
    assert same(show.session.model, sft) and show.present.stage is SFT and show.present.recipe == "honest"


def test_a_broken_model_that_is_taken_is_gone_on_with_and_leaves_the_judge_alone(show):
    through(show, BeginStage(RLHF))
    judge = show.session.course.preferences.reward_log.model
    through(show, BeginStage(RLHF, "rate"))
    show.do(TakeMind("rlhf.rate"))
    through(show, Start())
    assert show.session.course.minds["rlhf.rate"].checkpoint.step == 2 * ROUNDS
    assert show.session.course.preferences.reward_log.model is judge and show.present.recipe == "honest"

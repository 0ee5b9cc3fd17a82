"""What is begun and left, refused or stopped leaves all as it was: judge, curves, rounds, weights, ticks."""

from __future__ import annotations

import math
from dataclasses import asdict, fields, replace

import pytest
import torch

from explainer.engine import told
from explainer.engine.commands import (
    BeginStage,
    MoreRounds,
    Open,
    Pause,
    Save,
    SetDemand,
    SetVotes,
    Start,
    Stop,
    TakeMind,
    Thumb,
    TrainJudge,
)
from explainer.engine.events import Notice, StagesChanged
from explainer.engine.frames import Topic
from explainer.engine.stages import making, rewardtraining
from explainer.engine.stages.rewardlog import RewardLog
from explainer.engine.states import State
from explainer.training.reports import RewardReport, RollbackReport, Stage
from explainer.training.reward import RewardConfig, RewardModel
from tests.unit.engine.stages.walking import practise, refused, same, small_recipes, through, to_the_end, tune, weights
from tests.unit.engine.telling import kinds

SFT, RLHF, PRETRAIN = Stage.SFT, Stage.RLHF, Stage.PRETRAIN
COW = "What does a cow say?"


@pytest.fixture
def tuned(course):
    tune(course)
    return course


def told_of(log: RewardLog) -> dict:
    """All that is told of a judge, but for whether another is being trained."""
    return {f.name: repr(getattr(log, f.name)) for f in fields(log) if f.name not in ("model", "training")}


# ---- the judge ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pieces", [1, 5, 12, 20, 30])
def test_a_judge_whose_training_is_left_half_way_keeps_all_that_was_told_of_it(tuned, pieces):
    tuned.begin_judge()
    to_the_end(tuned)
    tuned.preferences.votes.add("pair", COW, ("It says moo.", "Go away."))
    before, model = told_of(tuned.preferences.reward_log), tuned.preferences.reward_log.model
    assert tuned.preferences.reward_log.loss and tuned.preferences.reward_log.agreement
    tuned.preferences.set_taste(
        "length" if "length" in tuned.preferences.tasks.tastes else "long", {}
    )  # so that votes are collected anew
    tuned.begin_judge()
    for _ in range(pieces):
        assert tuned.run.advance() is not None
    tuned.end()
    assert (
        told_of(tuned.preferences.reward_log) == before
        and tuned.preferences.reward_log.model is model
        and not tuned.preferences.reward_log.training
    )
    assert tuned.shown_reward_log is tuned.preferences.reward_log


def test_while_another_judge_is_trained_the_picture_is_of_that_one_and_counts_what_it_reads(tuned):
    tuned.begin_judge()
    while not tuned.shown_reward_log.training:
        tuned.run.advance()
    tuned.run.advance()
    assert tuned.shown_reward_log.n_simulated == sum(len(v.votes) for v in tuned.shown_reward_log.voted) > 0
    while not tuned.shown_reward_log.loss:
        tuned.run.advance()
    assert tuned.preferences.reward_log.loss == [], "the one in force is another, or none"
    to_the_end(tuned)
    assert tuned.preferences.reward_log.loss and tuned.shown_reward_log is tuned.preferences.reward_log


def test_votes_collected_for_the_first_judge_need_not_be_collected_again(tuned):
    tuned.begin_judge()
    while not tuned.shown_reward_log.training:
        tuned.run.advance()
    tuned.end()
    voted = tuned.preferences.reward_log.voted
    assert voted and tuned.preferences.reward_log.model is None
    tuned.begin_judge()
    to_the_end(tuned)
    assert tuned.preferences.reward_log.voted is voted


def test_the_curve_of_a_judge_that_went_back_runs_forward(new_course, monkeypatch):
    judges: list[RewardModel] = []

    def made(model):
        judges.append(RewardModel(model))
        return judges[-1]

    monkeypatch.setattr(rewardtraining, "RewardModel", made)
    recipes = small_recipes(reward=replace(RewardConfig(epochs=4, comparisons=6), keep_every=4), n_simulated=60)
    course = new_course(recipes)
    tune(course)
    course.begin_judge()
    broken, rolled_back = False, []
    while (report := course.run.advance()) is not None:
        rolled_back += [report] if isinstance(report, RollbackReport) else []
        if isinstance(report, RewardReport) and report.step == 7 and not broken:
            broken = True
            with torch.no_grad():
                judges[-1].head.weight[0, 0] = math.nan
    course.end()
    (went_back,) = rolled_back
    assert went_back.back_to < 7
    at = course.preferences.reward_log.at
    assert at == list(range(1, at[-1] + 1)) and len(course.preferences.reward_log.loss) == len(at)
    assert all(map(math.isfinite, course.preferences.reward_log.loss))


# ---- feedback and fine-tuning ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("pieces", [0, 1, 5])
def test_feedback_begun_and_left_before_a_weight_changed_keeps_rounds_and_curves(tuned, again, pieces):
    practise(tuned)
    before = repr(asdict(tuned.feedback))
    assert tuned.feedback.answers and tuned.feedback.tried
    tuned.begin_feedback("honest", again=again)
    for _ in range(pieces):
        tuned.run.advance()
    tuned.end()
    assert repr(asdict(tuned.feedback)) == before and tuned.trained[RLHF] is True


def test_best_of_n_begun_and_left_before_its_first_round_keeps_the_rounds_before(tuned):
    practise(tuned)
    tuned.begin_feedback("best_of_n", again=False)
    to_the_end(tuned)
    before = repr(tuned.feedback.histories["best_of_n"])
    tuned.begin_feedback("best_of_n", again=False)
    tuned.run.advance()
    tuned.end()
    assert repr(tuned.feedback.histories["best_of_n"]) == before


@pytest.mark.parametrize("again", [False, True])
def test_fine_tuning_begun_and_left_before_a_step_keeps_its_curve(tuned, again):
    log = tuned.tuning
    before = repr((log.at, log.loss, log.probes, log.results, log.steps))
    tuned.begin_tuning(again=again)
    if not again:
        tuned.run.advance()
    tuned.end()
    log = tuned.tuning
    assert repr((log.at, log.loss, log.probes, log.results, log.steps)) == before and log.at


def test_pretraining_begun_again_and_left_before_a_step_is_as_complete_as_before(show):
    assert show.session.record.complete
    show.worker.at.session.pipeline.go_on()
    show.do(Stop())
    show.worker.at.session.course.end()
    assert show.session.course.complete and kinds([told.stages(show.session.course)], StagesChanged)[0].trained == (
        (PRETRAIN, True),
    )


# ---- refused --------------------------------------------------------------------------------------------------------


def state_of(show) -> tuple:
    session, course = show.session, show.session.course
    return (
        session.course.present.stage,
        session.course.present.step,
        course.present.recipe,
        tuple(course.minds),
        repr(asdict(course.feedback)),
        repr(sorted(course.trained.items())),
    )


def test_a_command_that_is_refused_changes_neither_weights_nor_stage(show, monkeypatch):
    """The text is gone: there is nothing to read, so the fine-tuned model stays, in mid-stage, and goes on."""
    show.do(BeginStage(SFT))
    while show.present.step < 1:
        show.tick()
    show.do(Pause())
    session = show.session

    def gone():
        raise OSError(2, "The file “mine.txt” was not found")

    session._corpus, session.make_corpus = None, gone
    before, there = state_of(show), weights(session.model)
    assert "mine.txt" in refused(show.do(BeginStage(PRETRAIN)))
    assert state_of(show) == before and same(session.model, there)
    assert show.state is State.PAUSED and session.course.training


def test_more_rounds_without_anything_to_ask_are_refused_before_anything_is_left(three, monkeypatch):
    show = three
    show.do(BeginStage(RLHF, "no_leash"))
    for _ in range(3):
        show.tick()
    show.do(Pause())
    course = show.session.course
    before, there, run = state_of(show), weights(show.session.model), course.run
    monkeypatch.setattr(type(course.preferences.tasks), "enough", property(lambda _: False))
    refused(show.do(MoreRounds()))
    assert state_of(show) == before and same(show.session.model, there) and course.run is run


def test_a_stage_whose_beginning_fails_leaves_all_as_it_was(three, monkeypatch):
    def broken(*_, **__):
        raise ValueError("no examples fit")

    for name, command in (("TuningRun", BeginStage(SFT)), ("FeedbackRun", BeginStage(RLHF))):
        before, there = state_of(three), weights(three.session.model)
        with monkeypatch.context() as patch:
            patch.setattr(making, name, broken)
            refused(three.do(command))
        course = three.session.course
        assert repr(asdict(course.feedback)) == before[4] and repr(sorted(course.trained.items())) == before[5]
        kept = {"TuningRun": "base", "FeedbackRun": "sft"}[name]
        assert same(three.session.model, there) or same(three.session.model, course.minds[kept].model)
        assert three.state is State.IDLE


def test_a_thumb_that_cannot_be_stored_leaves_the_other_thumb_where_it_was(show, tmp_path):
    book = show.session.course.preferences.votes
    show.do(Thumb(COW, "It says moo.", True))
    book.path = tmp_path / "file" / "preferences.jsonl"
    (tmp_path / "file").write_text("no folder")
    refused(show.do(Thumb(COW, "It says moo.", False)))
    assert [(vote.kind, vote.answers) for vote in book.votes] == [("up", ("It says moo.",))]


# ---- stopped --------------------------------------------------------------------------------------------------------


def test_a_stage_that_was_stopped_is_not_complete_when_it_is_taken_again(show, make_show, tmp_path):
    show.do(BeginStage(SFT))
    while show.present.step < 1:
        show.tick()
    show.do(Stop())
    share = show.session.course.share
    assert not show.session.course.complete and 0 < share < 1
    show.do(TakeMind("base"))
    assert show.session.course.complete
    show.do(TakeMind("sft"))
    assert not show.session.course.complete and show.session.course.share == share
    show.do(Save(tmp_path / "run"))
    again = make_show(show.worker.at.settings)
    again.do(Open(tmp_path / "run"))
    again.settle()
    again.do(TakeMind("base"))
    again.do(TakeMind("sft"))
    assert not again.session.course.complete and again.session.course.share == pytest.approx(share, abs=1e-5)


def test_a_mishap_that_was_stopped_is_not_complete_either(three):
    three.do(BeginStage(RLHF, "no_leash"))
    while three.present.step < 1:
        three.tick()
    three.do(Stop())
    three.do(TakeMind("rlhf"))
    assert three.session.course.complete
    three.do(TakeMind("rlhf.no_leash"))
    assert not three.session.course.complete


def test_judge_training_left_by_stop_in_the_show_leaves_the_frame_as_it_was(three):
    three.do(SetDemand(frozenset({Topic.JUDGE})))
    three.tick()
    before = three.mailbox.take()[Topic.JUDGE]
    three.do(SetVotes(60))
    three.do(TrainJudge())
    while not three.session.course.preferences.reward_log.training:
        three.tick()
    three.tick(4)
    assert three.session.course.run is not None
    told = three.do(Stop())
    after = three.mailbox.take()[Topic.JUDGE]
    assert not kinds(told, Notice) and not after.training
    for name in ("at", "loss", "votes_seen", "agreement", "n_simulated", "hand_before", "sees", "samples"):
        assert repr(getattr(after, name)) == repr(getattr(before, name)), name


def test_start_goes_on_as_ever_afterwards(three):
    three.do(BeginStage(RLHF))
    three.tick(2)
    three.do(Stop())
    through(three, Start())
    assert three.session.course.complete

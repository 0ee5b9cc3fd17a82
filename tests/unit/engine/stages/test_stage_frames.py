"""What panels are told of stages two and three: equal to what happened, read-only, and only where it is wanted."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
import torch

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.commands import (
    BeginStage,
    NewBallot,
    Pause,
    Prepare,
    Rank,
    SetDemand,
    SetKLPenalty,
    SetTaste,
    SetVotes,
    Thumb,
    TrainJudge,
)
from explainer.engine.frames import Topic
from explainer.engine.observe import heads
from explainer.engine.observe.heads import HeadsObserver
from explainer.engine.stages.feedback import SERIES
from explainer.training.reports import FinetuneReport, Stage
from tests.unit.engine.stages.walking import ROUNDS, STEPS, through

COW = "What does a cow say?"
TOPICS = frozenset({Topic.TUNING, Topic.JUDGE, Topic.FEEDBACK, Topic.BALLOT, Topic.PROGRESS})


def shown(show) -> dict:
    """All frames, made anew."""
    show.mailbox.take()
    show.do(SetDemand(frozenset()))
    show.do(SetDemand(TOPICS))
    return show.mailbox.take()


def parts(value):
    """Every value in a frame, however deep."""
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from parts(inner)


def test_before_any_stage_there_is_no_tuning_and_the_rest_is_empty(story_show):
    story_show.do(Prepare())
    story_show.settle()
    frames = shown(story_show)
    assert Topic.TUNING not in frames
    judge, feedback = frames[Topic.JUDGE], frames[Topic.FEEDBACK]
    assert not judge.trained and not judge.training and judge.n_hand == judge.n_simulated == len(judge.at) == 0
    assert judge.guessing == pytest.approx(math.log(2))
    assert (feedback.running, feedback.doing, len(feedback.answers), feedback.outcomes) == (False, "", 0, ())
    assert set(feedback.series) == set(SERIES) and feedback.can_judge


def test_frames_of_all_stages_are_read_only_and_keep_what_they_said(show):
    through(show, BeginStage(Stage.SFT))
    through(show, BeginStage(Stage.RLHF))
    show.do(Thumb(COW, "moo.", True))
    frames = shown(show)
    assert set(frames) == TOPICS
    before = repr(frames)
    for frame in frames.values():
        assert frame.run == show.session.record.run and frame.stage is Stage.RLHF and frame.step == ROUNDS
        for value in parts(frame):
            assert not isinstance(value, (torch.Tensor, torch.nn.Module)), frame
            assert not isinstance(value, np.ndarray) or not value.flags.writeable
            assert not isinstance(value, list), "a list may change behind a frame"
    through(show, BeginStage(Stage.SFT))
    through(show, BeginStage(Stage.RLHF, "sign"))
    assert repr(frames) == before


def test_tuning_shows_its_curve_and_the_demonstration_of_its_last_step(show):
    show.do(BeginStage(Stage.SFT), Pause())
    session = show.session
    seen = []
    while (report := session.pipeline.advance()) is not None:
        if isinstance(report, FinetuneReport):
            seen.append(report)
    frame = shown(show)[Topic.TUNING]
    np.testing.assert_allclose(frame.loss, [r.loss for r in seen], rtol=1e-6)
    np.testing.assert_allclose(frame.rehearsal, [r.rehearsal_loss for r in seen], rtol=1e-6)
    assert frame.at.tolist() == [1, 2, 3] and frame.steps == STEPS and frame.source == "Storyland"
    last = seen[-1]
    assert frame.pieces == tuple(session.pieces[i] for i in last.example_ids)
    assert (frame.n_prompt, len(frame.surprise)) == (last.n_prompt, len(frame.pieces) - last.n_prompt)
    np.testing.assert_array_equal(frame.surprise, last.example_surprise)
    tasks = session.course.preferences.tasks
    assert frame.n_shown == len(tasks.shown) == sum(frame.manners.values())
    assert set(frame.demonstrations) <= {(s.question, s.answer, s.manner) for s in tasks.shown}
    assert len(frame.demonstrations) <= 60 and len(set(frame.demonstrations)) > 40


def test_what_heads_are_good_for_is_measured_anew_when_another_stage_has_changed_them(show):
    """The steps of reading stand still then, and a figure of the base model says nothing of the fine-tuned one."""
    observer = HeadsObserver()

    def surveyed():
        context = show.worker.at.publisher.context
        frame = observer(context)
        while observer.unfinished:
            frame = observer(context)
        windows = context.held_out(heads.TOKENS)
        without = heads.mean_loss(context.model, windows, frozenset({(0, 1)}))
        assert frame.loss_rise[0, 1] == pytest.approx(without - heads.mean_loss(context.model, windows), abs=1e-6)
        return frame

    base = surveyed()
    through(show, BeginStage(Stage.SFT))
    tuned = surveyed()
    assert (base.checkpoint, tuned.checkpoint) == (Checkpoint(step=4), Checkpoint(Stage.SFT, step=STEPS))
    assert (tuned.measured_at == STEPS).all()


def test_without_rehearsal_there_is_no_such_curve(show):
    show.session.course.rehearsal = lambda: None
    through(show, BeginStage(Stage.SFT))
    assert shown(show)[Topic.TUNING].rehearsal is None


def test_the_judge_shows_what_it_was_trained_with(show):
    show.do(Thumb(COW, "moo.", True), Thumb(COW, "woof.", False))
    show.do(TrainJudge())
    while not show.session.course.run.whole:
        show.tick()
    middle = shown(show)[Topic.JUDGE]
    assert middle.training and not middle.trained
    assert middle.doing == "judge" and 0 < middle.share < 1 and len(middle.at) < middle.steps
    assert middle.n_simulated == show.session.course.shown_reward_log.n_given > 0, "never 0 while they are read"
    through(show)
    frame, log = shown(show)[Topic.JUDGE], show.session.course.preferences.reward_log
    assert frame.trained and not frame.training and (frame.n_hand, frame.n_simulated) == (2, log.n_simulated)
    assert (frame.doing, frame.steps, frame.taste) == ("", len(frame.at), "kind")
    assert frame.at.tolist() == list(range(1, len(frame.at) + 1)) and len(frame.loss) == len(frame.at) > 0
    assert frame.loss[0] == pytest.approx(math.log(2), rel=1e-5)  # before it has learned anything it guesses
    assert len(frame.votes_seen) == len(frame.agreement) == len(frame.true_agreement) == 2
    assert 0 <= frame.hand_before <= 1 and 0 <= frame.hand_after <= 1
    assert len(frame.sees) == 4 and frame.samples


def test_feedback_shows_what_it_does_and_the_leash_in_force(show):
    show.do(BeginStage(Stage.RLHF))
    show.tick(2)
    frame = shown(show)[Topic.FEEDBACK]
    assert frame.running and frame.doing == "votes" and 0 <= frame.done <= frame.of > 0 and frame.rounds == ROUNDS
    show.do(SetKLPenalty(0.4, 6.0))
    frame = shown(show)[Topic.FEEDBACK]
    assert (frame.kl_coefficient, frame.kl_target) == (pytest.approx(0.4), 6.0)
    through(show)
    frame = shown(show)[Topic.FEEDBACK]
    assert not frame.running and len(frame.answers) == ROUNDS
    assert all(len(values) == ROUNDS for values in frame.series.values())
    np.testing.assert_allclose(frame.series["utility"], show.session.course.feedback.series["utility"], rtol=1e-6)
    show.do(BeginStage(Stage.RLHF, "no_leash"))
    frame = shown(show)[Topic.FEEDBACK]
    assert (frame.recipe, frame.kl_coefficient, frame.kl_target) == ("no_leash", 0.0, None)
    show.do(SetKLPenalty(0.2))  # meant for the honest one: this one has none
    assert shown(show)[Topic.FEEDBACK].kl_coefficient == 0.0
    through(show)
    assert shown(show)[Topic.FEEDBACK].kl_coefficient == pytest.approx(0.2)


def test_progress_goes_from_nothing_to_all_in_every_stage(show):
    for stage, steps in ((Stage.SFT, STEPS), (Stage.RLHF, ROUNDS)):
        show.do(SetDemand(frozenset({Topic.PROGRESS})), BeginStage(stage))
        fractions = []
        while show.session.course.training:
            show.tick()
            run = show.session.course.run
            fractions += [run.pace.fraction] if run is not None else []
        assert fractions == sorted(fractions) and 0 <= fractions[0] < 0.5
        frame = shown(show)[Topic.PROGRESS]
        assert (frame.stage, frame.step, frame.fraction) == (stage, steps, 1.0)
        assert frame.steps_per_second == 0 == frame.tokens_per_second  # nothing trains
        record = show.session.record
        read = frame.of_reading
        assert (read.stage, read.step, read.tokens) == (Stage.PRETRAIN, record.step, record.tokens)
        assert read.smooth_loss == pytest.approx(record.smooth_loss, nan_ok=True)


def test_the_ballot_says_who_votes_and_how_votes_count(show):
    show.do(SetTaste("custom", {"correct": 2.0, "word": -0.25}), SetVotes(60, 2.0))
    show.do(SetDemand(TOPICS), NewBallot(4, COW))
    while show.session.course.preferences.ballots.busy:
        show.tick()
    frame = shown(show)[Topic.BALLOT]
    assert (frame.question, len(frame.answers), frame.done, frame.serial) == (COW, 4, True, 1)
    assert (frame.taste, frame.formula) == ("custom", "2 · correct − 0.25 · words")
    assert frame.custom == {"correct": 2.0, "word": -0.25}
    assert (frame.n_simulated, frame.n_wanted, frame.hand_weight, frame.agreement) == (0, 60, 2.0, None)
    assert [name for name, _ in frame.tastes] == ["kind", "terse", "long", "exclamation"]
    show.do(Rank(1, (3, 1, 0, 2)), Thumb(COW, "moo.", False))
    after = shown(show)[Topic.BALLOT]
    assert (after.n_hand, after.n_pairs, after.n_unused) == (2, 7, 2)
    assert [vote.kind for vote in after.recent] == ["down", "rank"]  # newest first
    assert after.recent[1].answers == tuple(frame.answers[i] for i in (3, 1, 0, 2))
    assert len(after.recent[1].ratings) == 4 and after.path == ""


def test_the_first_look_hands_out_a_ballot_and_no_other_before_it_is_asked_for(show):
    show.do(SetDemand(frozenset({Topic.BALLOT})))
    while show.session.course.preferences.ballots.busy:
        show.tick()
    first = shown(show)[Topic.BALLOT]
    assert first.serial == 1 and first.done and len(first.answers) == 2
    assert first.question in show.session.course.preferences.tasks.practice
    assert shown(show)[Topic.BALLOT].serial == 1


def test_what_nobody_looks_at_makes_no_questions_and_no_ballots(show):
    show.do(SetDemand(frozenset({Topic.PROGRESS, Topic.LOSS, Topic.MINDS, Topic.JUDGE, Topic.FEEDBACK})))
    show.tick(20)
    assert not show.session.course.preferences.asked_before and show.session.course.preferences.ballots.paper is None

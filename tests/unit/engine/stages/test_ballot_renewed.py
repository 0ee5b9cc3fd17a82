"""A pair nobody voted on never outlives the model that wrote it; one that was voted on stays to be looked at."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from explainer.engine.commands import (
    BeginStage,
    GoBack,
    NewBallot,
    Pause,
    Rank,
    SetDemand,
    SetVotes,
    Start,
    TakeMind,
    TrainJudge,
)
from explainer.engine.frames import Topic
from explainer.engine.observe.ballot import BallotObserver
from explainer.engine.stages import preferences
from explainer.engine.states import State
from explainer.training.reports import Stage
from tests.unit.engine.stages.walking import through
from tests.unit.engine.telling import failures

SFT, RLHF = Stage.SFT, Stage.RLHF
COW = "What does a cow say?"


def written(show):
    """The ballot, once it is written."""
    box = show.session.course.preferences.ballots
    for _ in range(300):
        show.worker.at.publisher.all_due()
        assert failures(show.tick()) == []
        if box.paper is not None and box.paper.done:
            return box.paper
    raise AssertionError("it is never written")


def is_of_now(show) -> bool:
    """Whether it was written by the weights there are."""
    course = show.session.course
    return course.preferences._still.is_like(course.model)


@pytest.fixture
def voting(show):
    """At the page Votes, with a question of one's own, answered by the base model."""
    show.do(SetDemand(frozenset({Topic.BALLOT})), NewBallot(2, COW))
    assert written(show).question == COW
    return show


def test_the_answers_on_the_table_are_of_the_stage_that_is_there(voting):
    first = written(voting)
    through(voting, BeginStage(SFT))
    second = written(voting)
    assert second.serial != first.serial and second.question == COW and second.n == 2
    assert is_of_now(voting)
    through(voting, BeginStage(RLHF))
    third = written(voting)
    assert third.serial != second.serial and is_of_now(voting)
    voting.mailbox.take()
    voting.do(GoBack(SFT))
    assert written(voting).serial != third.serial and is_of_now(voting)
    assert voting.mailbox.take()[Topic.BALLOT].serial == written(voting).serial


def test_after_a_mishap_back_to_the_honest_model_its_answers_are_gone_too(voting):
    through(voting, BeginStage(SFT))
    through(voting, BeginStage(RLHF))
    through(voting, BeginStage(RLHF, "no_leash"))
    broken = written(voting)
    voting.do(TakeMind("rlhf"))
    assert written(voting).serial != broken.serial and is_of_now(voting)


def test_a_vote_on_answers_that_are_gone_is_refused_rather_than_given_to_others(voting):
    paper = written(voting)
    through(voting, BeginStage(SFT))
    written(voting)
    voting.do(Rank(paper.serial, (0, 1)))
    assert voting.session.course.preferences.votes.votes == []


def test_a_pair_that_was_voted_on_stays(voting):
    paper = written(voting)
    voting.do(Rank(paper.serial, (0, 1)))
    through(voting, BeginStage(SFT))
    assert voting.session.course.preferences.ballots.paper is paper


def test_training_the_judge_alone_changes_no_answer(voting):
    paper = written(voting)
    voting.do(SetVotes(30))
    through(voting, TrainJudge())
    assert voting.session.course.preferences.ballots.paper is paper


def test_while_it_learns_a_pair_may_be_read_and_when_it_stands_still_it_is_renewed(voting, monkeypatch):
    voting.session.course.settings = replace(voting.session.settings, steps=400)
    paper = written(voting)
    voting.do(Start())
    assert voting.state is State.RUNNING
    voting.tick(5)
    assert voting.session.course.preferences.ballots.paper is paper, "it is still being read"
    voting.do(Pause())
    later = written(voting)
    assert later.serial != paper.serial and is_of_now(voting)
    monkeypatch.setattr(preferences, "PATIENCE", 0.0)
    voting.do(Start())
    ends = time.monotonic() + 20
    while voting.session.course.preferences.ballots.paper.serial == later.serial and time.monotonic() < ends:
        voting.tick()
    assert voting.session.course.preferences.ballots.paper.serial > later.serial, "it was read long enough"


def test_where_nothing_has_changed_nothing_is_shown_anew_but_to_whoever_begins_to_look(voting):
    written(voting)
    context, observer = voting.worker.at.publisher.context, BallotObserver()
    assert observer(context) is not None
    observer.asked = False
    assert observer(context) is None
    voting.session.course.preferences.votes.add("up", COW, ("It says moo.",))
    assert observer(context).n_hand == 1 and observer(context) is None
    voting.mailbox.take()
    voting.do(SetDemand(frozenset()))
    voting.do(SetDemand(frozenset({Topic.BALLOT})))
    assert Topic.BALLOT in voting.mailbox.take()

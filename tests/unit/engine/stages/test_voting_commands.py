"""Votes, labellers and leash through commands: what makes no sense is refused with a reason and changes nothing."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from explainer.engine.commands import (
    BeginStage,
    ExportVotes,
    ImportVotes,
    NewBallot,
    Open,
    Prepare,
    Rank,
    Save,
    SetDemand,
    SetKLPenalty,
    SetTaste,
    SetVotes,
    Start,
    Thumb,
    TrainJudge,
    UndoVote,
)
from explainer.engine.events import Notice, Refused
from explainer.engine.frames import Topic
from explainer.training.reports import Stage
from tests.unit.engine.stages.walking import refused, same, through, weights
from tests.unit.engine.telling import failures, kinds, plain

COW = "What does a cow say?"


@pytest.fixture
def ready(story_show):
    story_show.do(Prepare())
    story_show.settle()
    return story_show


def settings(show) -> tuple:
    course = show.session.course
    votes = [(vote.id, vote.kind, vote.question, vote.answers) for vote in course.preferences.votes.votes]
    kl_penalty = (course.kl_penalty.coefficient, course.kl_penalty.adaptive_target)
    paper = course.preferences.ballots.paper and (
        course.preferences.ballots.paper.serial,
        course.preferences.ballots.paper.voted,
    )
    return (
        course.preferences.taste,
        dict(course.preferences.custom),
        course.preferences.n_simulated,
        course.preferences.hand_weight,
        kl_penalty,
        votes,
        paper,
    )


@pytest.mark.parametrize(
    "command",
    [
        SetKLPenalty(-0.1),
        SetKLPenalty(math.nan),
        SetKLPenalty(math.inf),
        SetKLPenalty(0.1, 0.0),
        SetKLPenalty(0.1, -3.0),
        SetKLPenalty(0.1, math.nan),
        SetTaste("nobody"),
        SetTaste(""),
        SetTaste("custom", {"beauty": 1.0}),
        SetTaste("custom", {"noise": -0.1}),
        SetTaste("custom", {"word": math.nan}),
        SetTaste("custom", {"noise": math.inf}),
        SetVotes(-1),
        SetVotes(10**9),
        SetVotes(100, 0.0),
        SetVotes(100, -2.0),
        SetVotes(100, math.nan),
        SetVotes(100, math.inf),
        NewBallot(3),
        NewBallot(0),
        NewBallot(2, ""),
        NewBallot(2, "  \n"),
        NewBallot(4, "cow " * 100),
        Rank(1, (0, 1)),
        Thumb("", "moo.", True),
        Thumb(COW, " ", False),
        Thumb(COW, "m" * 5000, False),
        Thumb("m" * 5000, "m", True),
        UndoVote(),
        UndoVote(7),
        ImportVotes(Path("/nowhere/votes.jsonl")),
        ImportVotes(Path("/")),
        ExportVotes(Path("/proc/votes.jsonl")),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_with_a_reason_and_changes_nothing(ready, command):
    before = settings(ready)
    assert refused(ready.do(command))
    assert settings(ready) == before


@pytest.mark.parametrize(
    "command", [SetKLPenalty(0.1), SetTaste("kind"), NewBallot(), Thumb("a", "b", True), UndoVote()]
)
def test_without_a_model_there_is_nothing_to_vote_on(story_show, command):
    assert "no model yet" in refused(story_show.do(command))


def test_settings_are_taken_in_every_state(show):
    show.do(BeginStage(Stage.SFT))
    told = show.do(SetKLPenalty(0.0), SetKLPenalty(0.3, 5.0), SetTaste("terse"), SetVotes(0), SetVotes(60, 2.5))
    course = show.session.course
    assert not kinds(told, Refused) and (course.kl_penalty.coefficient, course.kl_penalty.adaptive_target) == (0.3, 5.0)
    assert (course.preferences.taste, course.preferences.n_simulated, course.preferences.hand_weight) == (
        "terse",
        60,
        2.5,
    )
    show.do(SetTaste("custom", {"word": -1.0, "noise": 0.0}), SetKLPenalty(0.2))
    assert (
        course.preferences.taste_of(course.preferences.taste).word == -1.0 and course.kl_penalty.adaptive_target is None
    )


def _ballot(show, n: int = 2):
    show.do(SetDemand(frozenset({Topic.BALLOT})), NewBallot(n, COW))
    while show.session.course.preferences.ballots.busy:
        show.tick()
    return show.mailbox.take()[Topic.BALLOT]


def test_a_vote_given_by_hand_changes_no_weight_until_the_judge_is_trained(ready):
    frame = _ballot(ready)
    there = weights(ready.session.model)
    ready.do(Rank(frame.serial, (1, 0)))
    assert same(ready.session.model, there) and ready.session.course.preferences.reward_log.model is None
    frame = ready.mailbox.take()[Topic.BALLOT]
    assert (frame.n_hand, frame.n_pairs, frame.n_unused) == (1, 1, 1)
    ready.do(Thumb(COW, "moo.", True), Thumb(COW, "woof.", False))
    through(ready, TrainJudge())
    ready.do(SetDemand(frozenset()))
    ready.do(SetDemand(frozenset({Topic.BALLOT})))
    frame = ready.mailbox.take()[Topic.BALLOT]
    assert [vote.used for vote in frame.recent][:2] == [True, True] and frame.n_unused < 3
    assert same(ready.session.model, there)


def test_a_vote_twice_on_one_ballot_or_on_an_old_one_is_refused(ready):
    first = _ballot(ready)
    ready.do(Rank(first.serial, (0, 1)))
    assert "not up for a vote" in refused(ready.do(Rank(first.serial, (1, 0))))
    second = _ballot(ready, 4)
    assert second.serial == first.serial + 1 and "not up" in refused(ready.do(Rank(first.serial, (1, 0))))
    assert "order" in refused(ready.do(Rank(second.serial, (0, 1))))
    assert len(ready.session.course.preferences.votes.votes) == 1


def test_thumbs_the_other_one_replaces_the_first_and_the_same_one_counts_once(ready):
    for good in (True, True, False):
        ready.do(Thumb(COW, "moo.", good))
    ready.do(Thumb(f" {COW} ", "moo. ", False))
    assert [(vote.kind, vote.answers) for vote in ready.session.course.preferences.votes.votes] == [("down", ("moo.",))]
    ready.do(Thumb("half \ud83d", "moo.", True))
    assert ready.session.course.preferences.votes.votes[-1].question == "half ?"
    through(ready, TrainJudge())


def test_votes_are_taken_back_one_by_one(ready):
    for answer in ("a.", "b.", "c."):
        ready.do(Thumb(COW, answer, True))
    ready.do(UndoVote(1), UndoVote())
    assert [vote.answers for vote in ready.session.course.preferences.votes.votes] == [("b.",)]
    assert "no such vote" in refused(ready.do(UndoVote(1)))


def test_exported_votes_are_imported_and_told(ready, tmp_path):
    path = tmp_path / "votes.jsonl"
    ready.do(Thumb(COW, "a.", True), Thumb(COW, "b.", False))
    (notice,) = kinds(ready.do(ExportVotes(path)), Notice)
    assert "2 votes" in plain(notice.what) and path.exists()
    ready.do(UndoVote(), UndoVote())
    (notice,) = kinds(ready.do(ImportVotes(path)), Notice)
    assert "2 votes" in plain(notice.what) and "next trained" in plain(notice.what)
    assert len(ready.session.course.preferences.votes.votes) == 2


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x00", b"{}\n[]\n", b"\xff" * 5000, b"a,b,c\n1,2,3\n"])
def test_a_file_that_holds_no_votes_is_refused_in_words(ready, tmp_path, content):
    path = tmp_path / "something"
    path.write_bytes(content)
    assert "something" in refused(ready.do(ImportVotes(path))) and ready.session.course.preferences.votes.votes == []


def test_a_full_disk_is_told_with_the_name_of_the_file_and_the_vote_does_not_count(ready, tmp_path):
    ready.do(Save(tmp_path / "run"))
    ready.session.course.preferences.votes.path = Path("/proc/nowhere/preferences.jsonl")
    assert "preferences.jsonl" in refused(ready.do(Thumb(COW, "a.", True)))
    assert ready.session.course.preferences.votes.votes == []


def test_a_text_with_nothing_to_ask_has_no_ballot_and_refuses_the_stages(new_show):
    show = new_show()  # a few sentences over and over
    topics = frozenset({Topic.BALLOT, Topic.MINDS, Topic.TUNING, Topic.JUDGE, Topic.FEEDBACK})
    show.do(SetDemand(topics), Start())
    told = show.settle() + show.tick(4)
    state = show.state
    for command in (BeginStage(Stage.SFT), BeginStage(Stage.RLHF), TrainJudge()):
        assert "too few passages" in refused(show.do(command)) and show.state is state and show.session.course.training
    told += show.tick(4)
    assert failures(told) == [] and show.step > 4
    assert Topic.BALLOT not in show.mailbox.take()
    assert "labeller" in refused(show.do(SetTaste("kind")))  # nobody can say what is right here


def test_votes_on_an_opened_run_go_on(ready, tmp_path, make_show):
    ready.do(Save(tmp_path / "run"), Thumb(COW, "a.", True))
    again = make_show(ready.worker.at.settings)
    again.do(Open(tmp_path / "run"))
    told = again.settle()
    assert failures(told) == []
    again.do(Thumb(COW, "b.", True))
    assert [vote.id for vote in again.session.course.preferences.votes.votes] == [1, 2]

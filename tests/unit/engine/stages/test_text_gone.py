"""A run whose text is gone can be opened, looked at and voted on; what needs the text is refused with a reason."""

from __future__ import annotations

import shutil

import pytest

from explainer.engine.commands import (
    BeginStage,
    MoreRounds,
    NewBallot,
    Open,
    Save,
    SetDemand,
    SetPrompt,
    SetTaste,
    StepOnce,
    TakeMind,
    Thumb,
    TrainJudge,
)
from explainer.engine.frames import Topic
from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from explainer.training.reports import Stage
from tests.unit.engine.stages.walking import refused
from tests.unit.engine.telling import failures


@pytest.fixture
def opened(small_world, make_show, text_file, tmp_path):
    """A show that was opened after its text was deleted."""
    mine = tmp_path / "mine.txt"
    shutil.copy(text_file, mine)
    settings = RunSettings(preset="xs", text_files=(mine,), device="cpu", steps=30)
    first = make_show(settings)
    first.do(StepOnce())
    first.settle()
    first.tick(2)
    first.do(Save(tmp_path / "run"))
    mine.unlink()
    show = make_show(settings)
    show.do(Open(tmp_path / "run"))
    assert failures(show.settle()) == []
    return show


def test_every_picture_is_made_and_nothing_fails(opened):
    told = opened.do(SetDemand(frozenset(map(str, Topic))), SetPrompt("The cat"))
    told += opened.tick(300)
    assert failures(told) == []
    frames = opened.mailbox.take()
    assert {Topic.MINDS, Topic.JUDGE, Topic.FEEDBACK} <= set(frames)
    assert {Topic.BALLOT, Topic.TUNING}.isdisjoint(frames)


@pytest.mark.parametrize("command", [BeginStage(Stage.SFT), BeginStage(Stage.RLHF), TrainJudge(), MoreRounds()])
def test_what_needs_the_text_is_refused_with_the_reason(opened, command):
    why = refused(opened.do(command))
    assert "mine.txt" in why or isinstance(command, MoreRounds)
    assert opened.state is State.IDLE and not opened.session.course.training


def test_what_needs_no_text_still_works(opened):
    opened.do(Thumb("The cat", "sat.", True), SetTaste("long"))
    assert len(opened.session.course.preferences.votes.votes) == 1 and opened.session.course.preferences.taste == "long"
    assert "nothing to ask" in refused(opened.do(NewBallot()))
    assert "rlhf" in refused(opened.do(TakeMind("rlhf")))

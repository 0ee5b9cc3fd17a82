"""What is told of a stage holds still while the computer is busy, and a stage left early does not look untrained."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explainer.engine.events import Failed, StagesChanged
from explainer.engine.states import State
from explainer.marking import Sentence
from explainer.training.reports import Stage
from explainer.ui.panels.minds.judge_words import what_votes_did
from explainer.ui.timeleft import TimeLeft
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.test_ribbon import chevron


def test_a_forecast_that_jumps_for_a_moment_is_not_repeated() -> None:
    """Eight minutes, then a neighbour wants the processor: fifty, and back to seven."""
    left = TimeLeft()
    told = []
    for second in range(120):
        truth = 480.0 - second
        forecast = 6.2 * truth if 60 <= second < 70 else truth
        left.take(fakes.progress(seconds=float(second), seconds_left=forecast))
        told.append(left.seconds)
    assert told == pytest.approx([480.0 - second for second in range(120)])


def test_a_speed_that_stays_another_is_believed_within_a_minute() -> None:
    left = TimeLeft()
    for second in range(200):
        left.take(fakes.progress(seconds=float(second), seconds_left=100.0 if second < 100 else 3 * (400.0 - second)))
    assert left.seconds == pytest.approx(3 * (400.0 - 199), rel=0.15)


def test_another_stage_or_one_begun_anew_forgets_what_was_forecast() -> None:
    left = TimeLeft()
    for second in range(30):
        left.take(fakes.progress(seconds=float(second), seconds_left=900.0))
    left.take(fakes.progress(seconds=0.2, seconds_left=20.0))
    assert left.seconds == pytest.approx(20.0)
    left.take(replace(fakes.progress(seconds=9.0, seconds_left=70.0), stage=Stage.SFT))
    assert left.seconds == pytest.approx(70.0)
    left.take(fakes.progress(seconds=10.0, seconds_left=None))
    assert left.seconds is None


def test_ribbon_and_page_tell_the_same_steady_time(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    for second, left in ((20.0, 60.0), (21.0, 59.0), (22.0, 500.0)):
        engine.frames = {"progress": fakes.progress(seconds=second, seconds_left=left)}
        pull()
    assert learner.top.ribbon.texts()[0].caption == "40 % · 58 s left"
    learner.show_view("learning")
    assert dict(learner.panel("learning").facts.values())["Time left"] == "58 s"


def trained_early(engine: fakes.FakeEngine, pull: Pull, at: Stage, share: float | None) -> None:
    if share is not None:
        engine.frames = {"progress": fakes.progress(fraction=share)}
        pull()
    stages = ((Stage.PRETRAIN, False),) + (((Stage.SFT, True),) if at is Stage.SFT else ())
    engine.events = [
        StagesChanged(trained=stages, minds=("base",), at=at),
        fakes.state(State.IDLE, complete=at is Stage.SFT, stage=at),
    ]
    pull()


@pytest.mark.parametrize("at", [Stage.PRETRAIN, Stage.SFT])
def test_a_stage_left_early_says_how_far_it_came(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, at: Stage
) -> None:
    trained_early(engine, pull, at, 0.2)
    first = learner.top.ribbon.texts()[0]
    assert first.caption == "left at 20 %" and "✓" not in first.title
    shown = chevron(learner, Stage.PRETRAIN).shown
    assert shown is not None and shown.begun, "it is tinted, for it lies behind the model"
    assert "What it learnt is kept" in chevron(learner, Stage.PRETRAIN).toolTip()


def test_of_a_run_that_is_opened_a_stage_left_early_is_not_grey(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [fakes.state(State.IDLE), fakes.prepared(step=100, recorded=True)]
    pull()
    trained_early(engine, pull, Stage.SFT, None)
    assert window.top.ribbon.texts()[0].caption == "left early"
    shown = chevron(window, Stage.PRETRAIN).shown
    assert shown is not None and shown.begun


def test_where_there_is_no_model_none_is_promised(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [Failed(Sentence("The file “x.txt” was not found."), "…"), fakes.state(State.FAILED)]
    pull()
    assert "no model" in window.story.text() and "can still be asked" not in window.story.text()
    engine.events = [fakes.prepared(), fakes.state(State.FAILED)]
    pull()
    assert "can still be asked" in window.story.text()


@pytest.mark.parametrize(("before", "after"), [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0)])
def test_one_vote_is_one(before: float, after: float) -> None:
    text = what_votes_did(1, before, after)
    assert "you voted" in text and "your votes" not in text.lower()

"""The window opens and saves a run of all three stages by the same commands as any other."""

from __future__ import annotations

import json

from explainer.engine.commands import MoreRounds, Open, Rank, Save, SetDemand, TakeMind, Thumb
from explainer.engine.events import Failed, Notice, PictureFailed, Prepared, Refused, Saved, StagesChanged, StateChanged
from explainer.engine.frames import Topic
from explainer.engine.settings import RunSettings
from explainer.engine.stages.course import Recipes
from explainer.engine.states import State
from explainer.training.ppo import PPOConfig
from explainer.training.reports import Stage
from tests.unit.engine.runs.whole_run import MINDS, opened, the_file

SETTINGS = RunSettings(preset="xs", device="cpu", steps=4)


def test_opening_tells_all_that_the_model_has_behind_it(folder, make_show):
    show = make_show(SETTINGS)
    told = show.do(Open(folder)) + show.settle()
    (prepared,) = (event for event in told if isinstance(event, Prepared))
    assert prepared.recorded and prepared.step == 2 and prepared.questions
    stages = [event for event in told if isinstance(event, StagesChanged)][-1]
    assert stages.trained == ((Stage.PRETRAIN, True), (Stage.SFT, True), (Stage.RLHF, True))
    assert (list(stages.minds), stages.at) == (MINDS, Stage.RLHF)
    state = [event for event in told if isinstance(event, StateChanged)][-1]
    assert (state.state, state.stage, state.complete) == (State.IDLE, Stage.RLHF, True)
    assert not [event for event in told if isinstance(event, Notice | Failed | PictureFailed | Refused)]


def test_every_page_about_the_minds_has_what_it_shows(folder, make_show):
    show = make_show(SETTINGS)
    show.do(Open(folder))
    show.settle()
    topics = frozenset({Topic.MINDS, Topic.TUNING, Topic.BALLOT, Topic.JUDGE, Topic.FEEDBACK, Topic.PROGRESS})
    show.do(SetDemand(topics))
    show.tick(20)
    frames = show.mailbox.take()
    assert frames.keys() == topics
    assert [mind.id for mind in frames[Topic.MINDS].minds] == MINDS
    assert frames[Topic.JUDGE].trained and len(frames[Topic.TUNING].at) == 3
    assert len(frames[Topic.FEEDBACK].outcomes) == 2 and frames[Topic.PROGRESS].fraction == 1.0


def test_what_is_damaged_is_told_as_a_notice(folder, make_show):
    the_file(folder, "judge").unlink()
    show = make_show(SETTINGS)
    told = show.do(Open(folder)) + show.settle()
    (notice,) = (str(event.what) for event in told if isinstance(event, Notice))
    assert "judge-" in notice and "missing" in notice
    assert not [event for event in told if isinstance(event, Failed | PictureFailed)]


def test_an_opened_run_is_voted_on_trained_and_saved_where_it_lies(folder, make_show):
    show = make_show(SETTINGS)
    show.do(Open(folder))
    show.settle()
    show.do(Thumb("Who?", "Mia.", True), TakeMind("rlhf"))
    lines = (folder / "preferences.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [1, 2, 3]
    show.session.course.recipes = Recipes(rounds=1, ppo=PPOConfig(prompts_per_round=4, max_new_tokens=8))
    told = show.do(MoreRounds()) + show.until(State.IDLE, ticks=2000)
    assert not [event for event in told if isinstance(event, Failed | PictureFailed | Refused)]
    assert Saved(folder) in show.do(Save(folder))
    again = opened(folder)
    assert (again.course.present.step, again.course.complete, again.damage) == (3, True, ())
    assert all(vote.used for vote in again.course.preferences.votes.votes), "the judge was trained anew, with all three"


def test_a_vote_that_cannot_be_given_changes_no_file(folder, make_show):
    show = make_show(SETTINGS)
    show.do(Open(folder))
    show.settle()
    before = (folder / "preferences.jsonl").read_bytes()
    assert [event for event in show.do(Rank(99, (0, 1))) if isinstance(event, Refused)]
    assert (folder / "preferences.jsonl").read_bytes() == before

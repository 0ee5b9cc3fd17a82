"""What score and points are, and why the judge likes a wrong answer more, is said beside the answers where it is so."""

from __future__ import annotations

from dataclasses import replace

from explainer.engine.frames import Rating
from explainer.training.reports import Stage
from explainer.ui.panels.minds.panel import MindsPanel
from tests.ui import fakes, frames_answers, frames_minds
from tests.ui.conftest import Pull
from tests.ui.minds.conftest import show

HEAP = Rating(0.8, 0.0, True, False, False)
RUDE = Rating(-1.0, 0.0, True, True, False)
SEES = (("kind", 0.95, 60), ("truth", 0.4, 60))


def rated(stage: Stage, rating: Rating | None) -> object:
    return frames_answers.mind(stage, frames_answers.answer(rating=rating))


def shown(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull, base: Rating | None, sft: Rating | None) -> None:
    minds = rated(Stage.PRETRAIN, base), rated(Stage.SFT, sft)
    show(engine, pull, frames_answers.minds(*minds))  # type: ignore[arg-type]


def test_that_the_judge_likes_a_wrong_answer_more_is_said_with_what_it_was_measured_to_see(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    shown(panel, engine, pull, HEAP, RUDE)
    told = panel.values()["misled"]
    assert told.startswith("Here the judge likes a wrong answer (Base model, **0.8**) more than a right one (Fine-")
    assert "not on texts like this one" in told and "Tested" not in told, "nobody has measured what it sees"
    panel.take(frames_minds.judge(sees=SEES))
    told = panel.values()["misled"].replace("\u00a0", " ")
    assert told.endswith("it chose the kinder answer in **95 %**, the true one in **40 %** (a coin: 50 %).")
    panel.take(frames_minds.judge(sees=tuple((what, share, 3) for what, share, _ in SEES)))
    assert "Tested" not in panel.values()["misled"], "too few pairs"


def test_where_it_is_not_so_or_nothing_is_rated_nothing_is_said(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    for base, sft in ((replace(HEAP, score=-1.4), RUDE), (HEAP, None), (Rating(score=0.8), Rating(score=-1.0))):
        shown(panel, engine, pull, base, sft)
        assert panel.values()["misled"] == ""


def test_score_and_points_are_explained_where_they_stand_and_only_there(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    panel.take(frames_minds.ballot(taste="long"))
    told = panel.values()["numbers"]
    assert "**Score**: how much the judge" in told
    assert "**Points** come from the **labeller**, a program that likes long answers: " in told, "whatever it likes"
    shown(panel, engine, pull, Rating(score=0.7), None)
    assert "**Points**" not in panel.values()["numbers"], "a text of the user's own"
    shown(panel, engine, pull, Rating(), None)
    assert panel.values()["numbers"] == "", "no judge yet"


def test_that_asking_turned_no_dial_is_said_only_where_the_steps_bear_it(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    live = frames_answers.mind(Stage.SFT, frames_answers.answer(step=60), live=True)
    show(engine, pull, frames_answers.minds(frames_answers.base(), live))
    assert "none of their dials" not in panel.tools.words.text()
    assert "your question is no part of that" in panel.tools.words.text()

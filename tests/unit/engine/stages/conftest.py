"""A way through all three stages in a second: Storyland's smallest world, a model of one layer, a few steps each.

Nothing is pretended: questions, votes, judge and practice are the real ones, only fewer. Such a model learns nothing
to speak of, and need not: what is tested is which weights change when, and what is told of it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from explainer.engine import preparing
from explainer.engine.commands import BeginStage, Start
from explainer.engine.observe import minds as minds_module
from explainer.engine.record import Record
from explainer.engine.runs import opening
from explainer.engine.settings import RunSettings
from explainer.engine.stages import course as course_module
from explainer.engine.stages import rewardtraining
from explainer.engine.stages import taskset as syllabus_module
from explainer.engine.stages.course import Course, Recipes
from explainer.engine.stages.taskset import TaskSet
from explainer.engine.stages.votes import PreferenceLog
from explainer.engine.states import State
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus
from explainer.text.storyland import RICHNESS
from explainer.training.reports import Stage
from tests.unit.engine.stages.walking import FP32, TINY, small_recipes, through


@pytest.fixture(scope="session")
def storyland_corpus() -> Corpus:
    return Corpus.storyland(seed=0, richness=RICHNESS["xs"], vocab_size=TINY.vocab_size)


@pytest.fixture(scope="session")
def storyland_syllabus() -> TaskSet:
    made = TaskSet.storyland(RICHNESS["xs"], 0)
    made.shown = made.shown[:200]
    return made


@pytest.fixture(autouse=True)
def few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short examinations, and few pairs to look closely with."""
    monkeypatch.setattr(syllabus_module, "EXAMINED", 4)
    monkeypatch.setattr(rewardtraining, "N_CONTRASTS", 2)
    monkeypatch.setattr(rewardtraining, "SUBSETS", (12,))


@pytest.fixture
def new_course(storyland_corpus: Corpus, storyland_syllabus: TaskSet) -> Callable[..., Course]:
    def make(
        recipes: Recipes | None = None,
        tasks: TaskSet | None = None,
        seed: int = 0,
        votes: PreferenceLog | None = None,
    ) -> Course:
        model = GPT(TINY, generator=torch.Generator().manual_seed(5))
        made = Course(
            model,
            storyland_corpus.tokenizer,
            FP32,
            Record("a run", TINY.vocab_size, step=7, complete=True),
            RunSettings(preset="xs", seed=seed),
            np.ones(TINY.vocab_size, dtype=np.int64),
            lambda: storyland_corpus,
            lambda: tasks or storyland_syllabus,
            votes=votes or PreferenceLog(),
            recipes=recipes or small_recipes(),
        )
        made.keep_base()
        return made

    return make


@pytest.fixture
def course(new_course: Callable[..., Course]) -> Course:
    return new_course()


@pytest.fixture
def stage_world(small_world: None, monkeypatch: pytest.MonkeyPatch, storyland_corpus: Corpus) -> None:
    """The same for a worker: ``new_show`` then shows Storyland, with stages two and three as small as here."""
    for module in (preparing, opening):
        monkeypatch.setattr(module, "PRESETS", {"xs": TINY})
        monkeypatch.setattr(module, "make_corpus", lambda *_, **__: storyland_corpus)
    monkeypatch.setattr(course_module, "Recipes", small_recipes)
    monkeypatch.setattr(syllabus_module, "N_DEMONSTRATIONS", 200)


@pytest.fixture
def story_show(stage_world: None, make_show: Callable[..., object]) -> object:
    return make_show(RunSettings(preset="xs", device="cpu", steps=4))


@pytest.fixture
def show(story_show: object) -> object:
    """The same, with a model of four steps of pretraining."""
    story_show.do(Start())
    story_show.settle()
    story_show.until(State.IDLE)
    assert story_show.session.course.complete
    return story_show


@pytest.fixture
def three(show, monkeypatch):
    """A show with all three minds, and without rests between answers."""
    monkeypatch.setattr(minds_module, "READ", 0.0)
    through(show, BeginStage(Stage.SFT))
    through(show, BeginStage(Stage.RLHF))
    return show

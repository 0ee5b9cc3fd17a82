"""A run with everything that there can be in a folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.engine.runs.saving import save_run
from explainer.engine.session import Session
from explainer.engine.stages.course import Recipes
from explainer.engine.stages.preferences import CUSTOM
from explainer.training.ppo import PPOConfig
from explainer.training.reports import Stage
from tests.unit.engine.runs.whole_run import new_session, opened, small, through


@pytest.fixture(scope="module", autouse=True)
def small_models() -> Iterator[None]:
    with small():
        yield


@pytest.fixture(scope="session")
def trained(tmp_path_factory) -> Session:
    """All stages, a mishap, and votes by hand: saved, and back at the honest model."""
    with small():
        made = new_session()
        made.pipeline.go_on()
        through(made)
        for stage in (Stage.SFT, Stage.RLHF):
            made.pipeline.begin(stage)
            through(made)
        made.course.preferences.votes.add("pair", "Who?", ("Mia.", "Ben."))
        made.pipeline.train_judge()
        through(made)
        made.course.preferences.votes.add("up", "Wer? “Ü” 🐄", ("Das ist\nLéa.",))
        made.pipeline.begin(Stage.RLHF, "no_leash")
        through(made)
        course = made.course
        course.take("rlhf")
        course.preferences.set_taste(CUSTOM, {"kind": 2.0, "noise": 0.25})
        course.kl_penalty.coefficient, course.kl_penalty.adaptive_target = 0.2, 4.0
        course.preferences.n_simulated, course.preferences.hand_weight = 66, 7.5
        save_run(made, tmp_path_factory.mktemp("runs") / "all")
    return made


@pytest.fixture
def folder(trained, tmp_path) -> Path:
    """A copy of the saved run."""
    shutil.copytree(trained.folder, tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def halfway(trained, tmp_path) -> Session:
    """A session of the same run that can be changed."""
    shutil.copytree(trained.folder, tmp_path / "half")
    again = opened(tmp_path / "half")
    again.course.recipes = Recipes(tuning_steps=5, rounds=3, ppo=PPOConfig(prompts_per_round=4, max_new_tokens=8))
    return again

"""The page “One step, closely”: empty, with a step that was looked at, and what lies deeper."""

from __future__ import annotations

import pytest

from explainer.engine.states import State
from explainer.ui.panels.learning.onestep import OneStepPanel
from explainer.ui.panels.learning.stepparts import StepPartsPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.frames_one_step import one_step


@pytest.fixture
def page(learner: MainWindow) -> OneStepPanel:
    """The page, over a model that is learning; no step was looked at yet."""
    learner.look.set_motion(False)
    learner.show_view("learning.step")
    made = learner.panel("learning.step")
    assert isinstance(made, OneStepPanel)
    return made


@pytest.fixture
def looked(page: OneStepPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> OneStepPanel:
    """The same after step 401 was looked at."""
    tell(engine, pull, one_step())
    return page


@pytest.fixture
def deeper(looked: OneStepPanel, learner: MainWindow) -> StepPartsPanel:
    """The parts of that step, on their own page."""
    learner.show_view("learning.parts")
    made = learner.panel("learning.parts")
    assert isinstance(made, StepPartsPanel)
    return made


def tell(engine: fakes.FakeEngine, pull: Pull, frame: object, state: State = State.PAUSED) -> None:
    engine.events = [fakes.state(state)]
    engine.frames = {"progress": fakes.progress(step=frame.step), "one_step": frame}  # type: ignore[attr-defined]
    pull()

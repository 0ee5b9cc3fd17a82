"""The page Three answers over an engine made by hand."""

from __future__ import annotations

import pytest

from explainer.engine.frames import Minds
from explainer.training.reports import Stage
from explainer.ui.panels.minds.panel import MindsPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes, frames_answers
from tests.ui.conftest import Pull
from tests.ui.test_ribbon import at_rest


@pytest.fixture
def panel(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> MindsPanel:
    """The page over a model with all three stages behind it, asked about the cow."""
    learner.prompt.replace(frames_answers.QUESTION)
    learner.show_view("minds")
    at_rest(learner, engine, pull, Stage.RLHF, 3)
    show(engine, pull, frames_answers.minds(serial=learner.prompt.serial))
    made = learner.panel("minds")
    assert isinstance(made, MindsPanel)
    return made


def show(engine: fakes.FakeEngine, pull: Pull, frame: Minds) -> None:
    engine.frames = {"minds": frame}
    pull()

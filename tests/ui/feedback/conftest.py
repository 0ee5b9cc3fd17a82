"""The page "Better, or fooled?" and the control room over frames made by hand."""

from __future__ import annotations

import pytest

from explainer.engine.events import StagesChanged, StateChanged
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.panels.minds.feedback import FeedbackPanel
from explainer.ui.panels.minds.wrong import WrongPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.frames_feedback import feedback
from tests.ui.opening import over_a_tuned_model

PAGE, ROOM = "minds.wrong", "minds.feedback"
TUNED = StagesChanged(((Stage.PRETRAIN, True), (Stage.SFT, True)), ("base", "sft"), Stage.RLHF)


@pytest.fixture
def panel(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> FeedbackPanel:
    """The control room, over a model that has been fine-tuned and is at rest."""
    return over_a_tuned_model(learner, engine, pull, ROOM, FeedbackPanel)


@pytest.fixture
def better(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> WrongPanel:
    """The page for everybody, over the same model."""
    return over_a_tuned_model(learner, engine, pull, PAGE, WrongPanel)


@pytest.fixture
def going(panel: FeedbackPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    """Stage three goes on."""
    engine.events = [StateChanged(State.RUNNING, Stage.RLHF, False)]
    pull()


def run(panel: FeedbackPanel | WrongPanel, n: int = 40, *, hacked: bool = False) -> None:
    for rounds in (1, n // 2, n):
        panel.take(feedback(rounds, hacked=hacked))

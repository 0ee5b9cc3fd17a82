"""The page of votes and the one about the judge over frames made by hand."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from explainer.ui.panels.minds.judge import JudgePanel
from explainer.ui.panels.minds.votes import VotesPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_minds as made


@pytest.fixture
def panel(learner: MainWindow, engine: fakes.FakeEngine) -> VotesPanel:
    """The page with a complete ballot of two answers."""
    learner.show_view("minds.votes")
    panel = learner.panel("minds.votes")
    assert isinstance(panel, VotesPanel)
    panel.take(made.ballot())
    QApplication.processEvents()
    engine.sent.clear()
    return panel


@pytest.fixture
def closely(learner: MainWindow, engine: fakes.FakeEngine) -> JudgePanel:
    """The page that lies deeper, with the same ballot."""
    learner.show_view("minds.judge")
    panel = learner.panel("minds.judge")
    assert isinstance(panel, JudgePanel)
    panel.take(made.ballot())
    QApplication.processEvents()
    engine.sent.clear()
    return panel

"""The further pages of Prediction, with frames made by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QWidget

from explainer.ui.panels.prediction.blocks import BlocksPanel
from explainer.ui.panels.prediction.branches import BranchesPanel
from explainer.ui.panels.prediction.why import WhyPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_prediction as made


def open_page(learner: MainWindow, page: str) -> QWidget:
    learner.show_view(page)
    return learner.panel(page)


@pytest.fixture
def blocks(learner: MainWindow) -> BlocksPanel:
    panel = open_page(learner, "prediction.blocks")
    assert isinstance(panel, BlocksPanel)
    panel.apply(made.lens())
    return panel


@pytest.fixture
def branches(learner: MainWindow) -> BranchesPanel:
    panel = open_page(learner, "prediction.branches")
    assert isinstance(panel, BranchesPanel)
    panel.apply(made.branches())
    return panel


@pytest.fixture
def why(learner: MainWindow) -> WhyPanel:
    panel = open_page(learner, "prediction.why")
    assert isinstance(panel, WhyPanel)
    panel.apply(fakes.next_token(made.TEXT))
    panel.apply(made.why())
    return panel


def enter(widget: QWidget) -> None:
    at = QPointF(5, 5)
    widget.enterEvent(QEnterEvent(at, at, at))

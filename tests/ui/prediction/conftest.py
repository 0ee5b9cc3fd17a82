"""The further pages of Prediction, with frames made by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QWidget

from explainer.ui.panels.prediction.blocks import BlocksPanel
from explainer.ui.panels.prediction.branches import BranchesBody
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.panels.prediction.why import WhyPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_prediction as made
from tests.ui.opening import open_page


@pytest.fixture
def blocks(learner: MainWindow) -> BlocksPanel:
    return open_page(learner, "prediction.blocks", BlocksPanel, made.lens())


@pytest.fixture
def branches(learner: MainWindow) -> BranchesBody:
    page = open_page(learner, "prediction", PredictionPanel, fakes.next_token(made.TEXT), made.branches())
    return page.branches


@pytest.fixture
def why(learner: MainWindow) -> WhyPanel:
    return open_page(learner, "prediction.why", WhyPanel, fakes.next_token(made.TEXT), made.why())


def enter(widget: QWidget) -> None:
    at = QPointF(5, 5)
    widget.enterEvent(QEnterEvent(at, at, at))

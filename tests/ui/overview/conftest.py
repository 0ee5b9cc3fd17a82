"""The Overview over a model that is learning, with a trip made by hand."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from explainer.engine.frames import Trip
from explainer.ui.panels.overview.panel import OverviewPanel
from explainer.ui.panels.overview.picture import TripPicture
from explainer.ui.window import MainWindow
from tests.ui.frames_overview import trip


@pytest.fixture
def panel(learner: MainWindow) -> OverviewPanel:
    learner.show_view("overview")
    made = learner.panel("overview")
    assert isinstance(made, OverviewPanel)
    made.apply(trip())
    QApplication.processEvents()
    return made


@pytest.fixture
def picture(panel: OverviewPanel) -> TripPicture:
    panel.picture.setFocus()
    return panel.picture


def frame_of(picture: TripPicture) -> Trip:
    assert picture.scene is not None
    return picture.scene.frame

"""The Overview over a model that is learning, with a trip made by hand."""

from __future__ import annotations

import pytest

from explainer.engine.frames import Trip
from explainer.ui.panels.overview.panel import OverviewPanel
from explainer.ui.panels.overview.picture import TripPicture
from explainer.ui.window import MainWindow
from tests.ui.frames_overview import trip
from tests.ui.opening import open_page


@pytest.fixture
def panel(learner: MainWindow) -> OverviewPanel:
    return open_page(learner, "overview", OverviewPanel, trip())


@pytest.fixture
def picture(panel: OverviewPanel) -> TripPicture:
    panel.picture.setFocus()
    return panel.picture


def frame_of(picture: TripPicture) -> Trip:
    assert picture.scene is not None
    return picture.scene.frame

"""The pages of Meaning over a learning model with a small vocabulary."""

from __future__ import annotations

import numpy as np
import pytest

from explainer.engine.states import State
from explainer.ui.panels.meaning.contexts import ContextPanel
from explainer.ui.panels.meaning.panel import MapPanel
from explainer.ui.panels.meaning.positions import PositionsPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_meaning as made
from tests.ui.conftest import Pull
from tests.ui.opening import open_page


@pytest.fixture
def shown(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> MainWindow:
    """A window over a learning model with the small vocabulary."""
    engine.events = [
        fakes.state(State.IDLE),
        fakes.prepared(pieces=made.PIECES, examples=("Ben put it in the box. The",)),
        fakes.state(State.RUNNING),
    ]
    pull()
    engine.frames = {"progress": fakes.progress()}
    pull()
    return window


@pytest.fixture
def panel(shown: MainWindow) -> MapPanel:
    return open_page(shown, "meaning", MapPanel, made.embeddings())


@pytest.fixture
def context(shown: MainWindow) -> ContextPanel:
    return open_page(shown, "meaning.context", ContextPanel, made.contexts())


@pytest.fixture
def places(shown: MainWindow) -> PositionsPanel:
    return open_page(shown, "meaning.positions", PositionsPanel, made.positions())


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))

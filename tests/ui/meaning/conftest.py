"""The pages of Meaning over a learning model with a small vocabulary."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from explainer.engine.states import State
from explainer.ui.panels.meaning.contexts import ContextPanel
from explainer.ui.panels.meaning.panel import MapPanel
from explainer.ui.panels.meaning.positions import PositionsPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_meaning as made
from tests.ui.conftest import Pull


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
    shown.show_view("meaning")
    found = shown.panel("meaning")
    assert isinstance(found, MapPanel)
    found.apply(made.embeddings())
    QApplication.processEvents()
    return found


@pytest.fixture
def context(shown: MainWindow) -> ContextPanel:
    shown.show_view("meaning.context")
    found = shown.panel("meaning.context")
    assert isinstance(found, ContextPanel)
    found.apply(made.contexts())
    QApplication.processEvents()
    return found


@pytest.fixture
def places(shown: MainWindow) -> PositionsPanel:
    shown.show_view("meaning.positions")
    found = shown.panel("meaning.positions")
    assert isinstance(found, PositionsPanel)
    found.apply(made.positions())
    QApplication.processEvents()
    return found


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))

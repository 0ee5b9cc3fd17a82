"""The pages of Attention over a learning model, with frames made by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from explainer.ui.panels.attention.heads import HeadsPanel
from explainer.ui.panels.attention.pair import PairPanel
from explainer.ui.panels.attention.panel import AttentionPanel
from explainer.ui.window import MainWindow
from tests.ui import frames_attention as frames
from tests.ui.conftest import flush


def open_page(window: MainWindow, page: str):
    window.show_view(page)
    panel = window.panel(page)
    flush()
    return panel


@pytest.fixture
def panel(learner: MainWindow) -> AttentionPanel:
    made = open_page(learner, "attention")
    assert isinstance(made, AttentionPanel)
    for frame in (frames.attention(), frames.heads(), frames.muting()):
        made.apply(frame)
    flush()
    return made


@pytest.fixture
def pair(learner: MainWindow) -> PairPanel:
    made = open_page(learner, "attention.pair")
    assert isinstance(made, PairPanel)
    made.apply(frames.attention())
    return made


@pytest.fixture
def heads_page(learner: MainWindow) -> HeadsPanel:
    made = open_page(learner, "attention.heads")
    assert isinstance(made, HeadsPanel)
    made.apply(frames.heads())
    made.apply(frames.muting())
    flush()
    return made


def move(widget, at: QPointF) -> None:
    """Point at a place, as a mouse does that presses nothing."""
    press, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), press, press, none)
    widget.mouseMoveEvent(event)

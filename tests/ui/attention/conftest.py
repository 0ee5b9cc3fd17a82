"""The pages of Attention over a learning model, with frames made by hand."""

from __future__ import annotations

import pytest

from explainer.ui.panels.attention.heads import HeadsPanel
from explainer.ui.panels.attention.pair import PairPanel
from explainer.ui.panels.attention.panel import AttentionPanel
from explainer.ui.window import MainWindow
from tests.ui import frames_attention as frames
from tests.ui.opening import open_page


@pytest.fixture
def panel(learner: MainWindow) -> AttentionPanel:
    return open_page(learner, "attention", AttentionPanel, frames.attention(), frames.heads(), frames.muting())


@pytest.fixture
def pair(learner: MainWindow) -> PairPanel:
    return open_page(learner, "attention.pair", PairPanel, frames.attention())


@pytest.fixture
def heads_page(learner: MainWindow) -> HeadsPanel:
    return open_page(learner, "attention.heads", HeadsPanel, frames.heads(), frames.muting())

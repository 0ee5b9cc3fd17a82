"""The Tokens view's pages, with a vocabulary small enough to be made by hand."""

from __future__ import annotations

import pytest

from explainer.ui.panels.tokens.panel import TokensPanel
from explainer.ui.panels.tokens.piece import PiecePanel
from explainer.ui.panels.tokens.vocabulary import VocabularyPanel
from explainer.ui.window import MainWindow
from tests.ui import frames_tokens as made
from tests.ui.opening import open_page


@pytest.fixture
def page(learner: MainWindow) -> TokensPanel:
    return open_page(learner, "tokens", TokensPanel, made.cut(), made.vocabulary())


@pytest.fixture
def panel(learner: MainWindow) -> PiecePanel:
    return open_page(learner, "tokens.piece", PiecePanel, made.cut(), made.vocabulary())


@pytest.fixture
def found(learner: MainWindow) -> VocabularyPanel:
    return open_page(learner, "tokens.vocabulary", VocabularyPanel, made.cut(), made.vocabulary())

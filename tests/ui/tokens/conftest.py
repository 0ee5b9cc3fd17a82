"""The Tokens view's pages, with a vocabulary small enough to be made by hand."""

from __future__ import annotations

import pytest

from explainer.ui.panels.tokens.panel import TokensPanel
from explainer.ui.panels.tokens.vocabulary import VocabularyPanel
from explainer.ui.window import MainWindow
from tests.ui import frames_tokens as made


@pytest.fixture
def panel(learner: MainWindow) -> TokensPanel:
    learner.show_view("tokens")
    shown = learner.panel("tokens")
    assert isinstance(shown, TokensPanel)
    shown.apply(made.cut())
    shown.apply(made.vocabulary())
    return shown


@pytest.fixture
def found(learner: MainWindow) -> VocabularyPanel:
    learner.show_view("tokens.vocabulary")
    shown = learner.panel("tokens.vocabulary")
    assert isinstance(shown, VocabularyPanel)
    shown.apply(made.cut())
    shown.apply(made.vocabulary())
    return shown

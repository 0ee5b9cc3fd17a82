"""Meaning: what holds for all its pages."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from explainer.ui.window import MainWindow
from tests.ui import frames_meaning as made


@pytest.mark.parametrize("page", ["meaning", "meaning.context", "meaning.positions"])
def test_pages_are_drawn_in_the_dark_and_enlarged(shown: MainWindow, page: str) -> None:
    shown.show_view(page)
    found = shown.panel(page)
    for frame in (made.embeddings(), made.contexts(), made.positions()):
        found.apply(frame)
    shown.look.set_theme(True)
    shown.look.set_zoom(1.5)
    QApplication.processEvents()
    found.grab()
    for card in found.cards():
        assert card.accessibleDescription() or card.title
    found.clear()
    found.grab()

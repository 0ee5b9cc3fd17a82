"""Cards of two views over a learning model, and an odd one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.widgets.card import Card
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush


@pytest.fixture
def bets(learner: MainWindow, pull: Pull, engine: fakes.FakeEngine) -> PredictionPanel:
    learner.show_view("prediction")
    engine.frames = {"next_token": fakes.next_token(serial=learner.prompt.serial)}
    pull()
    panel = learner.panel("prediction")
    assert isinstance(panel, PredictionPanel)
    flush()
    return panel


@pytest.fixture
def course(learner: MainWindow) -> LearningPanel:
    panel = learner.panel("learning")
    assert isinstance(panel, LearningPanel)
    return panel


def entries(card: Card) -> dict[str, bool]:
    """Entries of its menu, and whether they can be chosen."""
    menu = card.make_menu()
    result = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    menu.deleteLater()
    return result


class Overflowing(QWidget):
    """Draws beyond its edges, and once more within a part of it that it cuts by itself."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(-100, -100, 5000, 5000, QColor("#00ff00"))
        painter.setClipRect(10, 10, 30, 20)
        painter.fillRect(0, 0, 5000, 5000, QColor("#0000ff"))
        painter.drawText(QPoint(12, 25), 'A <"url(#id)"> & \x07')


@pytest.fixture
def odd(qapp: QApplication) -> Iterator[Card]:
    body = Overflowing()
    body.setFixedSize(120, 60)
    card = Card(Look(), "A/B: which?", "A caption", body, more="**Exactly** so.")
    card.resize(300, 200)
    card.show()
    flush()
    yield card
    card.close()
    card.deleteLater()
    flush()

"""The page Three answers over the real engine: an untrained model answers too, and says so piece by piece."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.ui.panels.minds.answerview import LEAST
from explainer.ui.panels.minds.panel import MindsPanel
from explainer.ui.panels.minds.shading import STRONGEST, Shade
from explainer.ui.settings_store import SettingsStore
from explainer.ui.window import MainWindow
from tests.ui.conftest import wait_until
from tests.ui.opening import real_window


@pytest.fixture
def live(qapp: object, store: SettingsStore) -> Iterator[MainWindow]:
    """The window over an untrained xs model."""
    with real_window(store, "minds") as window:
        yield window


def test_the_base_model_answers_and_other_dice_answer_otherwise(live: MainWindow) -> None:
    panel = live.panel("minds")
    assert isinstance(panel, MindsPanel)
    assert live.prompt.text.endswith("?"), "the engine knows questions"
    wait_until(lambda: bool(panel.shown()) and panel.ready())
    base = panel.minds[0]
    said = base.answer.answer
    assert said is not None
    assert len(said.pieces) == len(said.bets) > 0
    assert sum(bet for _, bet in base.first.rows) == pytest.approx(1.0, abs=1e-4)
    assert base.up.isEnabled()
    QTest.mouseClick(panel.tools.shades[Shade.SURE], Qt.MouseButton.LeftButton)
    shades = [piece.shade / STRONGEST for piece in base.answer.pieces]
    assert shades == pytest.approx([bet if bet > LEAST else 0 for bet in said.bets.tolist()])
    QTest.mouseClick(panel.tools.again, Qt.MouseButton.LeftButton)
    wait_until(lambda: panel.ready() and panel.minds[0].answer.answer.text != said.text)  # type: ignore[union-attr]
    QTest.mouseClick(panel.tools.shades[Shade.NOTHING], Qt.MouseButton.LeftButton)
    assert (table := panel.question.numbers()) is not None
    assert table.rows[0][2] == live.sampling.value.seed, "with which dice, its numbers say"
    assert panel.minds[1].age.text() == "comes later", "pretraining comes first"


def test_a_thumb_is_stored_by_the_engine_and_taken_back(live: MainWindow) -> None:
    panel = live.panel("minds")
    assert isinstance(panel, MindsPanel)
    wait_until(lambda: bool(panel.shown()) and panel.ready())
    before = panel.kl_penalty.votes.text()
    assert before == "Votes by hand: 0"
    QTest.mouseClick(panel.minds[0].down, Qt.MouseButton.LeftButton)
    wait_until(lambda: panel.kl_penalty.votes.text() == "Votes by hand: 1")
    assert panel.minds[0].down.isChecked()
    QTest.mouseClick(panel.tools.undo, Qt.MouseButton.LeftButton)
    wait_until(lambda: panel.kl_penalty.votes.text() == before)
    assert not panel.minds[0].down.isChecked()

"""The window over the real engine: nothing here is made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from explainer.ui.panels.learning.onestep import OneStepPanel
from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.settings_store import SettingsStore
from explainer.ui.shots import render_shots
from explainer.ui.window import MainWindow
from tests.ui.conftest import wait_until
from tests.ui.opening import real_window


@pytest.fixture
def live(qapp: object, store: SettingsStore) -> Iterator[MainWindow]:
    """The window as the app makes it, with an untrained xs model prepared."""
    with real_window(store) as window:
        yield window


def press_start(window: MainWindow) -> None:
    QTest.mouseClick(window.top.start, Qt.MouseButton.LeftButton)
    wait_until(lambda: window.show_state.step >= 3)


def prediction(window: MainWindow) -> PredictionPanel:
    window.show_view("prediction")
    panel = window.panel("prediction")
    assert isinstance(panel, PredictionPanel)
    return panel


def test_press_start_and_it_learns_before_ones_eyes(live: MainWindow) -> None:
    panel = live.panel("learning")
    assert isinstance(panel, LearningPanel)
    press_start(live)
    wait_until(lambda: len(panel.chart.plot.points()) > 20)
    loss, guessing = panel.chart.plot.lines[0], panel.chart.plot.guides[0]
    assert loss.y[-5:].mean() < guessing.y
    wait_until(lambda: panel.reading.frame_shown is not None and bool(panel.writing.rows()))
    assert panel.reading.frame_shown is not None
    assert len(panel.reading.frame_shown.pieces) == len(panel.reading.frame_shown.surprise)
    assert live.top.badge.word == "LIVE"
    live.grab()


def test_typing_while_it_trains_updates_the_bars(live: MainWindow) -> None:
    panel = prediction(live)
    press_start(live)
    line = live.prompt_bar.line
    line.setFocus()
    line.selectAll()
    for text in ("The", "The cow", "The cow says 🙂"):
        line.clear()
        QTest.keyClicks(line, text[:-1])
        line.insert(text[-1])
        live.prompt.type(line.text())
        wait_until(lambda text=text: panel.bars.frame_shown is not None and panel.bars.frame_shown.prompt == text)
        frame = panel.bars.frame_shown
        assert frame is not None
        assert frame.probability.sum() == pytest.approx(1.0, abs=1e-4)
        assert text in panel.bars_card.accessibleDescription()


def test_pause_write_on_and_undo(live: MainWindow) -> None:
    press_start(live)
    QTest.mouseClick(live.top.start, Qt.MouseButton.LeftButton)
    wait_until(lambda: live.show_state.state == State.PAUSED)
    before = live.prompt.text
    QTest.mouseClick(live.prompt_bar.write, Qt.MouseButton.LeftButton)
    wait_until(lambda: live.prompt.text != before)
    assert live.prompt.text.startswith(before)
    live.actions_["undo"].trigger()
    assert live.prompt_bar.line.text() == before


def test_step_does_exactly_one_step(live: MainWindow) -> None:
    QTest.mouseClick(live.top.step, Qt.MouseButton.LeftButton)
    wait_until(lambda: live.show_state.step == 1 and live.show_state.state == State.PAUSED)
    QTest.mouseClick(live.top.step, Qt.MouseButton.LeftButton)
    wait_until(lambda: live.show_state.step == 2)


def test_a_click_on_a_bar_is_written(live: MainWindow) -> None:
    panel = prediction(live)
    wait_until(lambda: panel.bars.frame_shown is not None and panel.bars.frame_shown.prompt == live.prompt.text)
    frame, prepared = panel.bars.frame_shown, live.show_state.prepared
    assert frame is not None
    assert prepared is not None
    token = next(int(t) for t in frame.order if prepared.pieces[int(t)].strip().isalpha())
    before = live.prompt.text
    panel.bars.taken.emit(token)
    wait_until(lambda: live.prompt.text == before + prepared.pieces[token])


def test_start_over_makes_an_untrained_model(live: MainWindow) -> None:
    press_start(live)
    run = live.show_state.prepared.run if live.show_state.prepared else ""
    wait_until(lambda: live.desk.work.unsaved)
    live.actions_["start_over"].trigger()
    assert [button.text() for button in live.notices.answers()] == ["Save", "Don't save", "Cancel"]
    QTest.mouseClick(live.notices.answers()[1], Qt.MouseButton.LeftButton)
    wait_until(lambda: live.show_state.prepared is not None and live.show_state.prepared.run != run)
    wait_until(lambda: live.show_state.state == State.IDLE)
    assert live.show_state.step == 0
    assert live.top.start.text() == "Start"


def test_pictures_are_rendered_of_the_real_window(tmp_path: Path, qapp: object) -> None:
    settings = RunSettings(preset="xs", steps=100_000)
    paths = render_shots(tmp_path, settings, views=["learning"], size=(1280, 720), seconds=1.0)
    assert [path.name for path in paths] == ["learning.png"]
    picture = QImage(str(paths[0]))
    assert (picture.width(), picture.height()) == (1280, 720)
    with pytest.raises(ValueError, match="no view called 'nonsense'"):
        render_shots(tmp_path, settings, views=["nonsense"])


def test_one_step_is_done_looked_at_and_taken_back(live: MainWindow) -> None:
    QTest.keyClick(live, Qt.Key.Key_F7)
    panel = live.panel("learning.step")
    assert isinstance(panel, OneStepPanel) and live.view == "learning.step"
    wait_until(panel.head.undo_button.isEnabled)
    assert live.show_state.state == State.PAUSED
    frame = live.show_state.one_step
    assert frame is not None and frame.number == 1 and frame.loss_after < frame.loss_before
    told = panel.losses.labels()
    QTest.keyClick(live, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    wait_until(lambda: "taken back" in panel.head.status.text() and live.show_state.step == 0)
    assert panel.head.do_button.text() == "Do it again" and not panel.head.undo_button.isEnabled()
    QTest.mouseClick(panel.head.do_button, Qt.MouseButton.LeftButton)
    wait_until(panel.head.undo_button.isEnabled)
    assert panel.losses.labels() == told, "the same step, to the last digit shown"

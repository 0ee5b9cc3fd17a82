"""The frame: what can be pressed when, what is remembered, and that nothing modal ever stands in the way."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from explainer.engine.commands import (
    Pause,
    Resume,
    SetDemand,
    SetPace,
    SetSampling,
    Start,
    StepOnce,
)
from explainer.engine.events import Failed, Preparing, Refused
from explainer.engine.states import State
from explainer.marking import Sentence
from explainer.training.reports import Stage
from explainer.ui.app import ErrorsToWindow, make_window
from explainer.ui.settings_store import SettingsStore
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush
from tests.ui.opening import page_area


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def fresh(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.state(State.IDLE), fakes.prepared()]
    pull()


def test_a_newcomer_sees_one_dark_button_and_is_told_to_press_it(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    fresh(window, engine, pull)
    dark = [b for b in window.findChildren(QAbstractButton) if b.isVisible() and b.property("kind") == "primary"]
    assert [b.text() for b in dark] == ["Start"]
    assert "Press Start" in window.story.text()
    assert window.top.badge.word == "READY"
    press(window.top.start)
    assert engine.sent_of(Start) == [Start()]
    assert window.top.start.text() == "Starting…"


def test_the_main_button_says_what_it_will_do(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    fresh(window, engine, pull)
    for state, text, command in (
        (State.RUNNING, "Pause", Pause),
        (State.PAUSED, "Resume", Resume),
        (State.FAILED, "Start again", Start),
    ):
        engine.events = [fakes.state(state)]
        pull()
        assert window.top.start.text() == text
        engine.sent.clear()
        press(window.top.start)
        assert [type(c) for c in engine.sent] == [command]
    engine.events = [fakes.state(State.IDLE, complete=True)]
    engine.frames = {"progress": fakes.progress(fraction=1.0)}
    pull()
    assert window.top.start.text() == "Next: Fine-tuning"
    assert "✓" in window.top.ribbon.texts()[0].title


def test_space_starts_and_pauses_but_a_focused_button_keeps_it(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    learner.setFocus()
    engine.sent.clear()
    QTest.keyClick(learner, Qt.Key.Key_Space)
    assert engine.sent_of(Pause) == [Pause()]
    learner.top.step.setFocus()
    engine.sent.clear()
    QTest.keyClick(learner.top.step, Qt.Key.Key_Space)
    assert [type(c) for c in engine.sent] == [StepOnce]


def test_start_disabled_for_a_moment_keeps_the_keyboard(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.top.start.setFocus()
    engine.events = [fakes.state(State.STOPPING)]
    pull()
    assert not learner.top.start.isEnabled()
    assert QApplication.focusWidget() is not learner.top.step, "the next space bar would press it"
    engine.events = [fakes.state(State.RUNNING)]
    pull()
    assert learner.top.start.hasFocus()


def test_a_click_leaves_the_keyboard_where_it_was(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    learner.setFocus()
    QTest.mouseClick(learner.top.step, Qt.MouseButton.LeftButton)
    assert not learner.top.step.hasFocus()


@pytest.mark.parametrize("zoom", [1.0, 1.2, 1.5])
def test_no_width_needs_to_scroll_sideways(learner: MainWindow, zoom: float) -> None:
    learner.look.set_zoom(zoom)
    for view in ("prediction", "learning"):
        learner.show_view(view)
        for width in range(900, 1930, 50):
            learner.resize(width, 800)
            QApplication.processEvents()
            areas = [area for area in learner.findChildren(QScrollArea) if area.isVisible()]
            assert not any(area.horizontalScrollBar().maximum() for area in areas), (view, width)


def test_space_in_the_text_line_is_a_space(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    line = learner.prompt_bar.line
    line.setFocus()
    line.setCursorPosition(len(line.text()))
    QTest.keyClick(line, Qt.Key.Key_Space)
    assert line.text().endswith(" ")
    assert not engine.sent_of(Pause)


def test_speed_goes_down_to_slow_motion(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    for _ in range(3):
        learner.actions_["slower"].trigger()
    assert [c.steps_per_second for c in engine.sent_of(SetPace)] == [4.0, 1.0, 0.5]
    assert not learner.actions_["slower"].isEnabled()
    assert "1 in 2 s" in learner.top.pace.text()
    learner.top.pace.menu().actions()[-1].trigger()
    assert engine.sent_of(SetPace)[-1].steps_per_second is None


def test_only_the_visible_view_is_demanded_and_nothing_while_minimised(
    learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    assert engine.sent_of(SetDemand)[-1].topics == {"progress", "loss", "reading", "samples"}
    learner.show_view("prediction")
    assert engine.sent_of(SetDemand)[-1].topics == {"progress", "next_token", "branches"}
    learner.bridge.set_asleep(True)
    assert engine.sent_of(SetDemand)[-1].topics == frozenset()
    learner.bridge.set_asleep(False)
    assert engine.sent_of(SetDemand)[-1].topics == {"progress", "next_token", "branches"}


def test_a_frame_of_an_older_run_is_not_shown(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.prepared(run="r2")]
    engine.frames = {"progress": fakes.progress()}
    pull()
    assert learner.show_state.progress is None


def test_a_frame_that_comes_before_the_word_of_its_model_is_kept(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.frames = {"samples": replace(fakes.samples(1), run="r2")}
    pull()
    engine.events = [fakes.prepared(run="r2")]
    pull()
    latest = learner.bridge.latest("samples")
    assert latest is not None
    assert latest.run == "r2"


def test_frames_come_no_faster_than_they_can_be_read(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    learner.bridge._passed_at["reading"] = 1e12
    engine.frames = {"reading": fakes.reading(step=401)}
    learner.bridge.pull()
    shown = learner.panel("learning").reading.frame_shown  # type: ignore[attr-defined]
    assert shown.step == 400


def test_the_badge_pulses_only_while_it_really_trains(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    assert learner.top.badge.word == "LIVE"
    assert learner.top.badge.pulsing
    engine.events = [fakes.state(State.PAUSED)]
    pull()
    assert learner.top.badge.word == "PAUSED"
    assert not learner.top.badge.pulsing


def test_an_opened_run_says_recorded(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.state(State.IDLE), fakes.prepared(recorded=True, step=500)]
    pull()
    assert window.top.badge.word == "RECORDED"
    engine.events = [fakes.state(State.RUNNING, stage=Stage.RLHF)]
    pull()
    engine.events = [fakes.state(State.PAUSED, stage=Stage.RLHF)]  # in its first new round: no step has ended
    pull()
    assert window.top.badge.word == "PAUSED", "it has learnt here since"


def test_the_ribbon_fills_with_the_true_fraction(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    assert learner.top.ribbon.fraction == pytest.approx(0.4)
    assert "40 %" in learner.top.ribbon.accessibleDescription()
    assert learner.top.ribbon.accessibleDescription().count("Not trained yet") == 2


def test_preparing_shows_what_and_how_far(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.state(State.STARTING), Preparing(Sentence("Writing {what}", {"what": "Storyland"}), 0.4)]
    pull()
    assert window.top.ribbon.texts()[0].caption == "Writing Storyland · 40 %"
    assert window.top.ribbon.fraction == pytest.approx(0.4)


def test_a_failure_is_a_sentence_with_details_to_copy(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [Failed(Sentence("The computer ran out of memory."), "Traceback: …"), fakes.state(State.FAILED)]
    pull()
    assert learner.notices.isVisible()
    assert learner.notices.text() == "The computer ran out of memory."
    press(learner.notices.copy)
    assert "Traceback" in QApplication.clipboard().text()
    press(learner.notices.close_button)
    assert not learner.notices.isVisible()


def test_a_refusal_is_told_without_alarm(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [Refused("Start", Sentence("The model is already learning."))]
    pull()
    assert learner.notices.text() == "The model is already learning."
    assert not learner.notices.copy.isVisible()


def test_an_error_in_the_window_becomes_a_sentence(learner: MainWindow, capsys: pytest.CaptureFixture[str]) -> None:
    errors = ErrorsToWindow(learner)
    try:
        errors(ValueError, ValueError("boom"), None)
    finally:
        errors.restore()
    assert "part of the window failed" in learner.notices.text()
    assert "boom" in capsys.readouterr().err
    assert learner.isVisible()


def test_escape_never_quits(learner: MainWindow) -> None:
    learner.setFocus()
    QTest.keyClick(learner, Qt.Key.Key_Escape)
    assert learner.isVisible()


def test_question_mark_and_f1_show_every_key(learner: MainWindow) -> None:
    learner.setFocus()
    QTest.keyClick(learner, Qt.Key.Key_F1)
    assert learner.key_sheet.isVisible()
    names = [name for _, rows in learner.key_sheet.groups() for name, _ in rows]
    for expected in ("Start", "Step", "Write on", "Undo", "Prediction", "Learning", "Light or dark", "Keys"):
        assert expected in names
    voting = dict(dict(learner.key_sheet.groups())["On the page Votes"])
    assert voting == {"Choose an answer": "1 – 4", "Skip": "0   S", "Undo vote": "U", "Last place back": "Backspace"}
    learner.grab()
    QTest.keyClick(learner.key_sheet, Qt.Key.Key_Escape)
    assert not learner.key_sheet.isVisible()
    QTest.keyClick(learner, Qt.Key.Key_Question)
    assert learner.key_sheet.isVisible()


def test_no_two_commands_share_a_key(learner: MainWindow) -> None:
    keys = [key.toString() for action in learner.actions_ for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    assert not {"Esc", "PgUp", "PgDown", "F5", ".", "B"} & set(keys), "a clicker sends these"


def test_zoom_and_theme_by_keys_and_remembered(learner: MainWindow, store: SettingsStore) -> None:
    learner.setFocus()
    QTest.keyClick(learner, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert learner.look.zoom == pytest.approx(1.1)
    QTest.keyClick(learner, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert learner.look.zoom == pytest.approx(1.0)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(learner, Qt.Key.Key_L, modifiers)
    assert learner.look.dark
    assert store.theme == "dark"


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080), (640, 400)])
@pytest.mark.parametrize("zoom", [0.5, 1.0, 1.5, 3.0])
def test_every_size_and_zoom_can_be_painted_and_fits(learner: MainWindow, size: tuple[int, int], zoom: float) -> None:
    learner.look.set_zoom(zoom)
    learner.resize(*size)
    flush()
    for view in ("learning", "prediction"):
        learner.show_view(view)
        flush()
        learner.grab()
    assert (learner.width(), learner.height()) == size, "nothing pushes the window wider than it was made"
    for widget in (learner.top.start, learner.prompt_bar.write, learner.prompt_bar.line):
        right = widget.mapTo(learner, widget.rect().topRight()).x()
        assert right <= learner.width(), widget.accessibleName()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_no_view_needs_to_scroll_at_common_sizes(learner: MainWindow, size: tuple[int, int]) -> None:
    learner.resize(*size)
    for view_id in ("learning", "prediction"):
        learner.show_view(view_id)
        flush()
        area = page_area(learner)
        assert area.verticalScrollBar().maximum() == area.horizontalScrollBar().maximum() == 0


def test_every_control_has_a_name_and_a_tooltip(learner: MainWindow) -> None:
    learner.show_view("prediction")
    controls = [
        w
        for kind in (QAbstractButton, QAbstractSlider, QLineEdit)
        for w in learner.findChildren(kind)
        if not isinstance(w, QScrollBar) and not w.objectName().startswith("qt_")  # Qt's own, never shown
    ]
    assert len(controls) > 25
    assert [w for w in controls if not w.accessibleName()] == []
    assert [w.accessibleName() for w in controls if not w.toolTip()] == []


def test_tab_reaches_the_controls_of_the_frame(learner: MainWindow) -> None:
    learner.top.start.setFocus()
    seen = set()
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget() or learner, Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    for widget in (learner.top.step, learner.prompt_bar.line, learner.prompt_bar.write, learner.navigation.keys):
        assert widget in seen, widget.accessibleName()


def test_the_window_remembers_itself_but_not_what_belongs_to_a_run(learner: MainWindow, store: SettingsStore) -> None:
    learner.show_view("minds.votes")
    learner.actions_["story"].trigger()
    learner.sampling.set(temperature=1.8, top_k=5, top_p=0.5, seed=77)
    learner.close()
    again = make_window(fakes.FakeEngine(), store, theme=None, zoom=None)
    again.show()
    assert not again.story.isVisible()
    assert again.view == "learning", "a new model has nothing to show elsewhere"
    assert again.sampling.value == SetSampling(), "the next person has dice of their own"
    again.close()
    again.deleteLater()
    flush()


def test_broken_settings_do_not_break_the_window(store: SettingsStore) -> None:
    for key in ("window/geometry", "window/zoom", "window/theme", "runs/recent", "runs/folder", "window/texts"):
        store._settings.setValue(key, "nonsense")
    made = make_window(fakes.FakeEngine(), store, theme=None, zoom=None)
    assert made.look.zoom == 1.0
    assert made.desk.shelf.recents.items == []
    made.close()
    made.deleteLater()
    flush()


def test_the_story_quotes_live_values(learner: MainWindow) -> None:
    learner.story.refresh()
    assert "58 %" in learner.story.text()
    learner.show_view("prediction")
    assert "park" in learner.story.text()


def test_the_window_can_be_made_without_loading_torch() -> None:
    code = "import sys, explainer.ui.app; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0, "people would wait for it"

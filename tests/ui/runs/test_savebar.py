"""Where a run is saved to: a name that is ready, checked while it is typed; nothing is overwritten unasked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explainer.engine.commands import Save
from explainer.engine.events import Saved
from explainer.ui.filenames import clean_name
from explainer.ui.runs.savebar import SaveBar
from explainer.ui.runs.words import suggested_name
from explainer.ui.settings_store import SettingsStore
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush, wait_until

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bar(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, store: SettingsStore, tmp_path: Path) -> SaveBar:
    """The bar as Ctrl+S opens it over a run without a folder; runs were last saved in ``tmp_path``."""
    store.runs = tmp_path
    engine.events = [fakes.work()]
    pull()
    learner.setFocus()
    QTest.keyClick(learner, Qt.Key.Key_S, CTRL)
    return learner.desk.savebar


def enter(bar: SaveBar) -> None:
    """Press Enter, and wait until what lies there has been looked at."""
    QTest.keyClick(bar.name, Qt.Key.Key_Return)
    wait_until(lambda: not bar._jobs.busy)
    flush()


def test_the_first_ctrl_s_offers_a_name_in_the_folder_of_runs(
    bar: SaveBar, engine: fakes.FakeEngine, tmp_path: Path
) -> None:
    assert bar.isVisible() and bar.name.hasFocus()
    assert bar.name.selectedText() == bar.name.text(), "typing replaces it"
    assert bar.path.parent == tmp_path
    assert str(tmp_path) in bar.words()
    name = bar.name.text()
    assert name.startswith("Storyland, ")
    enter(bar)
    assert engine.sent_of(Save) == [Save(tmp_path / name)]
    assert not bar.isVisible()


def test_another_name_can_be_typed_or_a_whole_path(bar: SaveBar, engine: fakes.FakeEngine, tmp_path: Path) -> None:
    bar.name.clear()
    QTest.keyClicks(bar.name, "Klasse 7b")
    assert bar.path == tmp_path / "Klasse 7b"
    bar.name.setText(str(tmp_path / "else" / "where"))
    enter(bar)
    assert engine.sent_of(Save) == [Save(tmp_path / "else" / "where")]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "Type a name."),
        ("   ", "Type a name."),
        ("a/b", "cannot hold /"),
        ("06:40", "cannot hold :"),
        ('what? "yes"', 'cannot hold ? "'),
        ("tab\there", "cannot hold"),
        (".hidden", "full stop"),
        ("end.", "full stop"),
        ("NUL", "Windows"),
        ("com1.run", "Windows"),
        ("ä" * 130, "too long"),
    ],
)
def test_a_name_that_some_system_does_not_take_is_told_at_once(bar: SaveBar, name: str, says: str) -> None:
    bar.name.setText(name)
    assert says in bar.words()
    assert not bar.save.isEnabled()
    QTest.keyClick(bar.name, Qt.Key.Key_Return)
    assert bar.isVisible() and not bar._jobs.busy


def test_a_run_that_is_there_is_replaced_after_one_question(
    bar: SaveBar, engine: fakes.FakeEngine, tmp_path: Path
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "run.json").write_text("{}")
    bar.name.setText("old")
    enter(bar)
    assert not engine.sent_of(Save)
    assert "there already" in bar.words() and bar.save.text() == "Replace it"
    bar.name.setText("olde")
    assert bar.save.text() == "Save", "another name, another question"
    bar.name.setText("old")
    enter(bar)
    enter(bar)
    assert engine.sent_of(Save) == [Save(tmp_path / "old")]


def test_a_folder_that_is_no_run_is_never_written_into(bar: SaveBar, engine: fakes.FakeEngine, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "1.jpg").write_bytes(b"x")
    (tmp_path / "note").write_text("x")
    for name in ("photos", "note"):
        bar.name.setText(name)
        for _ in range(2):
            enter(bar)
        assert not engine.sent_of(Save)
        assert bar.isVisible() and "is no run" in bar.words()
    (tmp_path / "empty").mkdir()
    bar.name.setText("empty")
    enter(bar)
    assert engine.sent_of(Save) == [Save(tmp_path / "empty")]


def test_save_as_offers_the_runs_own_name_and_saves_over_it_without_a_question(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path
) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    (own / "run.json").write_text("{}")
    engine.events = [fakes.work(folder=own)]
    pull()
    learner.setFocus()
    QTest.keyClick(learner, Qt.Key.Key_S, CTRL | SHIFT)
    bar = learner.desk.savebar
    assert (bar.name.text(), bar.folder) == ("mine", tmp_path)
    enter(bar)
    assert engine.sent_of(Save) == [Save(own)]


def test_the_folder_last_used_is_where_the_next_run_goes(
    bar: SaveBar, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, store: SettingsStore, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    engine.events = [Saved(tmp_path / "elsewhere" / "one")]
    pull()
    assert store.runs == tmp_path / "elsewhere"


def test_another_folder_is_chosen_in_a_dialog_that_stops_nothing(
    bar: SaveBar, learner: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "old").mkdir()
    (tmp_path / "inner" / "old" / "run.json").write_text("{}")
    bar.other.click()
    dialog = learner.findChild(QFileDialog)
    assert dialog is not None and not dialog.isModal()
    assert Path(dialog.directory().absolutePath()) == tmp_path
    name = bar.name.text()
    dialog.fileSelected.emit(str(tmp_path / "inner"))
    dialog.close()
    flush()
    assert bar.path == tmp_path / "inner" / name
    bar._set_folder(tmp_path / "inner" / "old")
    assert bar.path == tmp_path / "inner" / "old", "a run that is chosen is meant itself"


def test_escape_and_cancel_close_it_and_give_the_keyboard_back(bar: SaveBar, learner: MainWindow) -> None:
    QTest.keyClick(bar.name, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    learner.top.step.setFocus()
    learner.actions_["save_run"].trigger()
    QTest.mouseClick(bar.cancel, Qt.MouseButton.LeftButton)
    assert not bar.isVisible() and learner.top.step.hasFocus()


def test_a_suggested_name_is_free_and_valid_everywhere() -> None:
    when = datetime(2026, 11, 30, 6, 40)
    assert suggested_name("Storyland", when, lambda name: False) == "Storyland, 30 Nov, 06.40"
    taken = {"Storyland, 30 Nov, 06.40", "Storyland, 30 Nov, 06.40 (2)"}
    assert suggested_name("Storyland", when, taken.__contains__) == "Storyland, 30 Nov, 06.40 (3)"
    for corpus in ("a/b: c?", "", "...", "CON", "ö" * 300, "half \ud83d", "\u202eevil", "tab\there"):
        name = suggested_name(corpus, when, lambda name: False)
        assert clean_name(name, "") == name, corpus
        assert len(name.encode()) <= 200

"""Recent runs: remembered, opened, copied, put into the bin and brought back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from explainer.engine.commands import Open
from explainer.engine.events import Saved
from explainer.engine.runs import store
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.runs import folders
from explainer.ui.runs.recents import MOST, Recents
from explainer.ui.settings_store import SettingsStore
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.runs.conftest import MakeRun, recent, settle

Keep = Callable[..., None]


def test_what_is_saved_or_opened_is_remembered_over_the_evening_newest_first(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, store: SettingsStore, make_run: MakeRun
) -> None:
    for name in ("one", "two", "three"):
        folder = make_run(name)
        engine.events = [Saved(folder), fakes.work(unsaved=False, folder=folder)]
        pull()
    learner.desk.open(make_run("four"))
    settle(learner)
    opened = fakes.work(unsaved=False, folder=learner.desk.opened, run="r4")
    prepared = fakes.prepared(run="r4", recorded=True, corpus="faust.txt", step=340)
    engine.events = [opened, prepared, fakes.state(State.IDLE, complete=True, stage=Stage.SFT)]
    pull()
    settle(learner)
    rows = learner.desk.page.recent.rows
    assert [row.name for row in rows] == ["four", "three", "two", "one"]
    assert "faust.txt, size xs · fine-tuning done, 340 steps" in rows[0].told and "1 kB" in rows[0].told
    assert rows[0].when == "just now", "on the line of the name, where it is not cut off in a narrow list"
    assert [item.path.name for item in Recents(store).items] == ["four", "three", "two", "one"]


def test_the_list_is_bounded_and_survives_rubbish(store: SettingsStore, tmp_path: Path) -> None:
    recents = Recents(store)
    for n in range(MOST + 5):
        recents.add(recent(tmp_path / f"run {n}"))
    assert len(Recents(store).items) == MOST
    assert Recents(store).items[0].path == tmp_path / f"run {MOST + 4}"
    good = Recents(store).items[0]
    for rubbish in ("[", "{}", "null", "[1, null, {}]", "[" * 5000, '[{"path": 3}]', '[{"path": "/x", "when": NaN}]'):
        store.recent_runs = rubbish
        assert Recents(store).items == []
    recents.add(good)
    assert Recents(store).items[0] == good


def test_a_path_that_is_no_utf8_comes_back_as_it_was(store: SettingsStore, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"r\xfcn")
    Recents(store).add(recent(path))
    store.save()
    assert Recents(store).items[0].path == path


def test_a_run_that_is_gone_is_shown_as_gone_and_passed_over_in_the_menu(
    learner: MainWindow, engine: fakes.FakeEngine, make_run: MakeRun, tmp_path: Path
) -> None:
    learner.desk.shelf.recents.add(recent(tmp_path / "gone"))
    learner.desk.shelf.recents.add(recent(make_run("there")))
    settle(learner)
    page, menu = learner.desk.page, learner.top.file_menu
    assert [row.faded for row in page.recent.rows] == [False, True]
    menu.recent_menu.aboutToShow.emit()
    assert [action.text() for action in menu.recent_menu.actions()] == ["there"]
    learner.desk.open(tmp_path / "gone")
    settle(learner)
    assert not engine.sent_of(Open)
    assert learner.notices.text() == f"“gone” is not in {tmp_path} any more."
    learner.show_runs()
    page.recent.set_current(tmp_path / "gone")
    assert not page.open.isEnabled()
    page.delete.click()
    settle(learner)
    assert [row.name for row in page.recent.rows] == ["there"]


def test_enter_opens_a_run_and_the_menu_does(learner: MainWindow, engine: fakes.FakeEngine, make_run: MakeRun) -> None:
    folder = make_run("mine")
    learner.desk.shelf.recents.add(recent(folder))
    settle(learner)
    learner.show_runs()
    learner.desk.page.recent.set_current(folder)
    QTest.keyClick(learner.desk.page.recent, Qt.Key.Key_Return)
    settle(learner)
    menu = learner.top.file_menu.recent_menu
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    settle(learner)
    assert engine.sent_of(Open) == [Open(folder), Open(folder)]


def test_a_run_chosen_while_a_model_is_just_being_made_is_opened_as_soon_as_that_is_there(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull, make_run: MakeRun
) -> None:
    window.desk.open(make_run("first thought"))
    settle(window)
    engine.events = [fakes.state(State.IDLE), fakes.state(State.STARTING)]
    pull()
    folder = make_run("second thought")
    window.desk.open(folder)
    settle(window)
    assert not engine.sent_of(Open), "the engine would refuse it"
    engine.events = [fakes.prepared(), fakes.state(State.IDLE)]
    pull()
    assert engine.sent_of(Open) == [Open(folder)]
    engine.events = [fakes.state(State.STARTING), fakes.state(State.IDLE)]
    pull()
    assert len(engine.sent_of(Open)) == 1


def test_duplicate_makes_a_whole_copy_beside_it(learner: MainWindow, make_run: MakeRun, tmp_path: Path) -> None:
    folder = make_run("mine")
    (folder / ".lock").touch()
    learner.desk.shelf.recents.add(recent(folder))
    settle(learner)
    for _ in range(2):
        learner.desk.page.recent.set_current(folder)
        learner.desk.page.duplicate.click()
        settle(learner)
    assert {path.name for path in tmp_path.iterdir() if path.name != "data"} >= {"mine", "mine, copy", "mine, copy 2"}
    assert not list(tmp_path.glob(".*.part"))
    assert (tmp_path / "mine, copy" / "snapshots" / "a.safetensors").read_bytes() == b"0" * 1000
    assert not (tmp_path / "mine, copy" / ".lock").exists()
    assert {row.name for row in learner.desk.page.recent.rows} == {"mine", "mine, copy", "mine, copy 2"}
    assert "mine, copy 2" in learner.notices.text()


def test_delete_puts_it_into_the_bin_and_undo_brings_it_back(
    learner: MainWindow, make_run: MakeRun, bin_of_our_own: Path
) -> None:
    folder = make_run("mine")
    learner.desk.shelf.recents.add(recent(folder))
    settle(learner)
    learner.show_runs()
    learner.desk.page.recent.set_current(folder)
    QTest.keyClick(learner.desk.page.recent, Qt.Key.Key_Delete)
    settle(learner)
    assert not folder.exists()
    assert [path.name for path in bin_of_our_own.iterdir()] == ["mine"]
    assert learner.desk.page.recent.rows == ()
    assert learner.notices.text() == "“mine” is in the bin."
    assert [button.text() for button in learner.notices.answers()] == ["Undo"]
    learner.notices.answers()[0].click()
    settle(learner)
    assert (folder / "run.json").is_file()
    assert not any(path.is_file() for path in bin_of_our_own.parent.rglob("*")), "nothing is left in the bin"
    assert [row.name for row in learner.desk.page.recent.rows] == ["mine"]


def test_where_there_is_no_bin_it_is_said_and_asked(
    learner: MainWindow, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "to_bin", lambda folder: None)
    folder = make_run("mine")
    learner.desk.shelf.recents.add(recent(folder))
    settle(learner)
    for text, there in (("Keep it", True), ("Delete for good", False)):
        learner.desk.shelf.delete(folder)
        settle(learner)
        assert learner.notices.text().startswith("There is no bin for “mine”.")
        next(b for b in learner.notices.answers() if b.text() == text).click()
        settle(learner)
        assert folder.exists() == there


def test_a_folder_that_is_no_run_is_never_deleted(learner: MainWindow, tmp_path: Path) -> None:
    precious = tmp_path / "photos"
    precious.mkdir()
    (precious / "1.jpg").write_bytes(b"x")
    learner.desk.shelf.recents.add(recent(precious))
    settle(learner)
    learner.desk.shelf.delete(precious)
    settle(learner)
    assert (precious / "1.jpg").exists()
    assert learner.notices.text() == "“photos” could not be deleted: it is not a run any more."
    for delete in (folders.to_bin, folders.delete_for_good):
        with pytest.raises(OSError):
            delete(precious)


def test_a_run_that_is_open_in_another_window_is_not_deleted(learner: MainWindow, make_run: MakeRun) -> None:
    folder = make_run("mine")
    learner.desk.shelf.recents.add(recent(folder))
    settle(learner)
    lock = store.FolderLock(folder)
    learner.desk.shelf.delete(folder)
    settle(learner)
    lock.release()
    assert folder.exists()
    assert learner.notices.text() == "“mine” could not be deleted: it is open in a window."


def test_the_run_that_is_open_is_not_deleted(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, make_run: MakeRun
) -> None:
    folder = make_run("mine")
    engine.events = [Saved(folder), fakes.work(unsaved=False, folder=folder)]
    pull()
    settle(learner)
    learner.show_runs()
    learner.desk.page.recent.set_current(folder)
    assert not learner.desk.page.delete.isEnabled()
    QTest.keyClick(learner.desk.page.recent, Qt.Key.Key_Delete)
    settle(learner)
    assert folder.exists()


def test_reveal_shows_the_folder(learner: MainWindow, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    folder = make_run("mine ü")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()) or False)
    learner.desk.shelf.reveal(folder)
    assert shown == [str(folder)]
    assert learner.notices.text() == f"It lies in {folder}.", "where there is no file manager"

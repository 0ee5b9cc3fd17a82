"""Runs and texts dropped on the window or chosen in a dialog, and the text of a run that is not where it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from explainer.engine.commands import Open, Reset
from explainer.engine.events import TextGone
from explainer.engine.settings import RunSettings
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush
from tests.ui.runs.conftest import MakeRun, settle

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def drop(window: MainWindow, *what: Path | str, on: QWidget | None = None) -> bool:
    """Drop files, folders or addresses as a file manager does; whether the window takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(w)) if isinstance(w, Path) else QUrl(w) for w in what])
    target = on or window
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), action, data, button, keys)
    QApplication.sendEvent(target, enter)
    QApplication.sendEvent(target, QDropEvent(QPointF(9, 9), action, data, button, keys))
    settle(window)
    return enter.isAccepted()


def test_a_run_dropped_on_the_window_is_opened(
    learner: MainWindow, engine: fakes.FakeEngine, make_run: MakeRun
) -> None:
    folder = make_run("mine")
    assert drop(learner, folder)
    assert drop(learner, folder / "run.json")
    assert engine.sent_of(Open) == [Open(folder), Open(folder)]


def test_texts_dropped_are_read_by_a_new_model_as_the_program_was_started(
    learner: MainWindow, engine: fakes.FakeEngine, tmp_path: Path
) -> None:
    learner.desk.settings = RunSettings(preset="xs", seed=5)
    texts = (tmp_path / "one.txt", tmp_path / "two.md")
    for text in texts:
        text.write_text("Words and words.")
    assert drop(learner, *texts)
    assert engine.sent_of(Reset) == [Reset(RunSettings(preset="xs", seed=5, text_files=texts))]


def test_a_file_dropped_on_the_text_line_is_not_typed_into_it(
    learner: MainWindow, engine: fakes.FakeEngine, make_run: MakeRun
) -> None:
    line, folder = learner.prompt_bar.line, make_run("mine")
    before = line.text()
    assert drop(learner, folder, on=line)
    assert line.text() == before
    assert engine.sent_of(Open) == [Open(folder)]


def test_no_part_of_the_window_takes_a_drop_for_itself(learner: MainWindow) -> None:
    for view in ("learning", "prediction", "attention", "tokens", "meaning", "overview", "minds"):
        learner.show_view(view)
        flush()
    greedy = [w for w in learner.findChildren(QWidget) if w.acceptDrops() and w is not learner.prompt_bar.line]
    fields = [w for w in greedy if isinstance(w, QLineEdit)]  # texts may be dropped on these
    assert [w for w in greedy if w not in fields] == []


@pytest.mark.parametrize("what", ["picture", "folder", "two runs", "both", "address", "nothing"])
def test_rubbish_dropped_is_one_sentence_and_nothing_happens(
    learner: MainWindow, engine: fakes.FakeEngine, make_run: MakeRun, tmp_path: Path, what: str
) -> None:
    picture, folder, text = tmp_path / "cat.png", tmp_path / "photos", tmp_path / "t.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    folder.mkdir()
    text.write_text("x")
    things: dict[str, tuple[Path | str, ...]] = {
        "picture": (picture,),
        "folder": (folder,),
        "two runs": (make_run("one"), make_run("two")),
        "both": (make_run("three"), text),
        "address": ("https://example.org/text.txt",),
        "nothing": (tmp_path / "gone.txt",),
    }
    before = len(engine.sent)
    drop(learner, *things[what])
    assert not [c for c in engine.sent[before:] if isinstance(c, Open | Reset)]
    assert learner.notices.text().count(".") >= 1
    named = {"picture": "cat.png", "folder": "photos", "nothing": "gone.txt"}
    assert named.get(what, "") in learner.notices.text()


def test_a_text_can_be_opened_from_the_window(learner: MainWindow, engine: fakes.FakeEngine, tmp_path: Path) -> None:
    text = tmp_path / "faust.txt"
    text.write_text("Habe nun, ach!")
    learner.setFocus()
    QTest.keyClick(learner, Qt.Key.Key_O, CTRL | SHIFT)
    dialog = learner.findChild(QFileDialog)
    assert dialog is not None and dialog.isVisible() and not dialog.isModal()
    dialog.filesSelected.emit([str(text)])
    dialog.close()
    flush()
    assert engine.sent_of(Reset) == [Reset(RunSettings(text_files=(text,)))]
    assert learner.store.texts == tmp_path


def test_from_a_text_of_ones_own_there_is_a_way_back_to_storyland(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path
) -> None:
    back = learner.actions_["storyland"]
    assert not back.isEnabled()
    learner.desk.settings = RunSettings(text_files=(tmp_path / "faust.txt",))
    engine.events = [fakes.prepared(corpus="faust.txt")]
    pull()
    assert back.isEnabled()
    back.trigger()
    assert engine.sent_of(Reset) == [Reset(RunSettings())]


def test_a_run_is_chosen_in_a_dialog_that_stops_nothing_and_begins_where_runs_are(
    learner: MainWindow, engine: fakes.FakeEngine, make_run: MakeRun, tmp_path: Path
) -> None:
    learner.store.runs = tmp_path
    learner.setFocus()
    QTest.keyClick(learner, Qt.Key.Key_O, CTRL)
    dialog = learner.findChild(QFileDialog)
    assert dialog is not None and not dialog.isModal()
    assert Path(dialog.directory().absolutePath()) == tmp_path
    folder = make_run("mine")
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    settle(learner)
    assert engine.sent_of(Open) == [Open(folder)]


def open_with_text_gone(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull, folder: Path, event: TextGone
) -> None:
    window.desk.open(folder)
    settle(window)
    engine.events = [fakes.prepared(run="r1", recorded=True), fakes.work(folder=folder, unsaved=False), event]
    pull()


def test_a_run_whose_text_has_moved_says_which_and_goes_on_with_the_one_chosen(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, make_run: MakeRun, tmp_path: Path
) -> None:
    folder, missing = make_run("mine"), tmp_path / "old" / "faust.txt"
    open_with_text_gone(learner, engine, pull, folder, TextGone("r1", (missing,), ()))
    assert "“faust.txt”" in learner.notices.text() and str(missing.parent) in learner.notices.text()
    assert [b.text() for b in learner.notices.answers()] == ["Choose the file…", "Go on without it"]
    learner.notices.answers()[0].click()
    dialog = learner.findChild(QFileDialog)
    assert dialog is not None and not dialog.isModal() and "faust.txt" in dialog.windowTitle()
    dialog.filesSelected.emit([str(tmp_path / "faust.txt")])
    dialog.close()
    settle(learner)
    assert engine.sent_of(Open)[-1] == Open(folder, (tmp_path / "faust.txt",))


def test_a_text_that_has_changed_is_noticed_and_several_are_asked_for_one_by_one(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, make_run: MakeRun, tmp_path: Path
) -> None:
    folder = make_run("mine")
    event = TextGone("r1", (tmp_path / "no" / "one.txt",), (tmp_path / "two.txt",))
    open_with_text_gone(learner, engine, pull, folder, event)
    assert "“one.txt”, which is not in" in learner.notices.text()
    assert "“two.txt”, which has changed since" in learner.notices.text()
    learner.notices.answers()[0].click()
    for name in ("one.txt", "two.txt"):
        dialog = next(d for d in learner.findChildren(QFileDialog) if d.isVisible())
        assert name in dialog.windowTitle()
        dialog.filesSelected.emit([str(tmp_path / f"new {name}")])
        dialog.close()
        settle(learner)
    assert engine.sent_of(Open)[-1] == Open(folder, (tmp_path / "new one.txt", tmp_path / "new two.txt"))


def test_going_on_without_the_text_asks_nothing_more(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, make_run: MakeRun, tmp_path: Path
) -> None:
    event = TextGone("r1", (tmp_path / "no" / "one.txt",), ())
    open_with_text_gone(learner, engine, pull, make_run("mine"), event)
    QTest.keyClick(learner, Qt.Key.Key_Escape)
    assert not learner.notices.isVisible()
    assert len(engine.sent_of(Open)) == 1

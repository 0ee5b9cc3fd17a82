"""The page of runs: what can be gone on with, and what is done with the folders of runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import Open, Start
from explainer.engine.states import State
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.runs.conftest import MakeRun, kept, recent, settle

Keep = Callable[..., None]


def greet(window: MainWindow, folder: Path, *, quiet: bool = False) -> None:
    window.desk.greet(folder, quiet=quiet)
    settle(window)


def fresh(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.state(State.IDLE), fakes.prepared()]
    pull()


def is_page_open(window: MainWindow) -> bool:
    return window.stack.currentWidget() is window.desk.page


# ---- what is seen first ----------------------------------------------------------------------------------------------


def test_a_newcomer_is_told_what_this_is_what_it_will_read_and_three_ways_in(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path
) -> None:
    greet(window, tmp_path)
    page, welcome = window.desk.page, window.desk.page.welcome
    assert is_page_open(window) and welcome.isVisible() and page.head.title.text() == "Welcome"
    assert not page.recent_sheet.isVisible() and not page.kept_sheet.isVisible(), "two empty lists tell nothing"
    assert not window.story.isVisible() and not window.actions_["story"].isEnabled()
    engine.events = [fakes.state(State.IDLE), fakes.prepared(excerpt="One day *Mia* saw a cat.")]
    pull()
    assert "ChatGPT" in page.summary() and "Storyland" in page.summary()
    assert "One day" in welcome.reads.text() and r"\*Mia\*" in welcome.reads.text(), "as it stands, not as Markdown"
    for way in (welcome.start, welcome.run, welcome.text):
        assert way.isVisible() and way.isEnabled() and way.toolTip()
    QTest.mouseClick(welcome.start, Qt.MouseButton.LeftButton)
    assert engine.sent_of(Start) and window.view == "learning" and not is_page_open(window)
    assert window.story.isVisible()


def test_who_presses_start_at_once_is_not_called_back(window: MainWindow, tmp_path: Path) -> None:
    window.actions_["start_pause"].trigger()
    greet(window, tmp_path)
    assert not is_page_open(window)


def test_a_text_of_ones_own_is_not_called_made_up(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.state(State.IDLE), fakes.prepared(corpus="faust.txt", excerpt="Habe nun, ach!")]
    pull()
    told = window.desk.page.welcome.reads.text()
    assert "faust" in told and "Habe nun" in told and "program" not in told


def test_once_a_model_learns_it_is_the_page_of_runs_and_no_more(
    learner: MainWindow, tmp_path: Path, engine: fakes.FakeEngine, pull: Pull
) -> None:
    greet(learner, tmp_path)
    assert not is_page_open(learner), "nobody is called away"
    learner.show_runs()
    assert not learner.desk.page.welcome.isVisible() and learner.desk.page.head.title.text() == "Runs"
    assert learner.desk.page.recent_sheet.isVisible()


def test_what_was_cut_off_is_offered_with_what_when_and_how_far(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull, keep: Keep, tmp_path: Path
) -> None:
    keep(kept(tmp_path / "b"), kept(tmp_path / "a", open=True))
    fresh(window, engine, pull)
    greet(window, tmp_path)
    assert is_page_open(window)
    page = window.desk.page
    assert page.offer.isVisible() and page.go_on.hasFocus()
    assert "Storyland, size s · fine-tuning, step 120 of 340 · " in page.offer.accessibleDescription()
    assert page.offer.accessibleDescription().endswith("MB · 4 minutes ago")
    QTest.mouseClick(page.go_on, Qt.MouseButton.LeftButton)
    settle(window)
    (tmp_path / "a").mkdir()
    QTest.mouseClick(page.go_on, Qt.MouseButton.LeftButton)
    settle(window)
    assert engine.sent_of(Open) == [Open(tmp_path / "a")], "one that is not there is told and not opened"
    assert not is_page_open(window)


def test_an_offer_that_is_dismissed_stays_in_the_list(window: MainWindow, keep: Keep, tmp_path: Path) -> None:
    keep(kept(tmp_path / "a", open=True))
    greet(window, tmp_path)
    QTest.mouseClick(window.desk.page.not_now, Qt.MouseButton.LeftButton)
    assert not window.desk.page.offer.isVisible()
    assert [row.key for row in window.desk.page.kept.rows] == [tmp_path / "a"]


def test_where_something_was_asked_for_the_offer_is_a_notice(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull, keep: Keep, tmp_path: Path
) -> None:
    fresh(window, engine, pull)
    (tmp_path / "a").mkdir()
    keep(kept(tmp_path / "a", open=True))
    greet(window, tmp_path, quiet=True)
    assert not is_page_open(window)
    assert "fine-tuning, step 120 of 340" in window.notices.text()
    window.notices.answers()[0].click()
    settle(window)
    assert engine.sent_of(Open) == [Open(tmp_path / "a")]


def test_start_and_every_view_leave_the_page(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull, keep: Keep, tmp_path: Path
) -> None:
    keep(kept(tmp_path / "a"))
    fresh(window, engine, pull)
    greet(window, tmp_path)
    assert is_page_open(window) and window.navigation.runs.isChecked()
    assert not any(button.isChecked() for button in window.navigation.buttons.values())
    QTest.mouseClick(window.top.start, Qt.MouseButton.LeftButton)
    assert not is_page_open(window) and window.navigation.buttons["learning"].isChecked()
    for _ in range(2):
        QTest.mouseClick(window.navigation.runs, Qt.MouseButton.LeftButton)
        settle(window)
        assert is_page_open(window) and window.navigation.runs.isChecked()
    window.navigation.buttons["learning"].click()
    assert not is_page_open(window) and not window.navigation.runs.isChecked()


# ---- kept runs -------------------------------------------------------------------------------------------------------


def test_kept_runs_are_opened_and_deleted_after_a_question(
    learner: MainWindow, engine: fakes.FakeEngine, keep: Keep, make_run: MakeRun, tmp_path: Path
) -> None:
    first, second = make_run("a"), make_run("b")
    keep(kept(first, home=tmp_path / "Klasse 7b"), kept(second))
    learner.desk.shelf.kept_folder = tmp_path
    learner.actions_["runs"].trigger()
    settle(learner)
    rows = learner.desk.page.kept
    assert [row.name for row in rows.rows] == ["Klasse 7b", "Storyland, size s"]
    assert "15.3 MB" in rows.rows[0].told
    assert "30.6 MB" in learner.desk.page.kept_sheet.accessibleDescription()
    rows.set_current(second)
    learner.desk.page.unkeep.click()
    assert "cannot be undone" in learner.notices.text()
    learner.notices.answers()[0].click()
    settle(learner)
    assert [row.key for row in rows.rows] == [first]
    rows.set_current(first)
    learner.desk.page.open_kept.click()
    settle(learner)
    assert engine.sent_of(Open) == [Open(first)]


def test_what_is_kept_of_the_run_that_is_open_is_not_listed(learner: MainWindow, keep: Keep, tmp_path: Path) -> None:
    keep(kept(tmp_path / "a", run="r1"), kept(tmp_path / "b", run="r2"))
    learner.desk.shelf.kept_folder = tmp_path
    learner.show_runs()
    learner.actions_["runs"].trigger()
    settle(learner)
    assert [row.key for row in learner.desk.page.kept.rows] == [tmp_path / "b"]


@pytest.mark.parametrize("zoom", [1.0, 1.5, 3.0])
def test_nothing_of_the_page_needs_to_scroll_sideways(
    learner: MainWindow, keep: Keep, make_run: MakeRun, tmp_path: Path, zoom: float
) -> None:
    keep(kept(tmp_path / "a", open=True, corpus="A very long name of a text " * 5))
    learner.desk.shelf.recents.add(recent(make_run("A long name of a run " * 8)))
    learner.look.set_zoom(zoom)
    greet(learner, tmp_path)
    learner.show_runs()
    for width in (1440, 1280, 1000):
        learner.resize(width, 720)
        settle(learner)
        learner.grab()
        if zoom < 2:
            assert learner.desk.page.horizontalScrollBar().maximum() == 0, width
        assert learner.width() == width


def test_every_control_of_the_page_has_a_name_and_a_tip(learner: MainWindow) -> None:
    page = learner.desk.page
    for button in (page.open, page.reveal, page.duplicate, page.delete, page.open_kept, page.unkeep, page.go_on):
        assert button.accessibleName() and button.toolTip()
    for rows in (page.recent, page.kept):
        assert rows.accessibleName() and rows.toolTip()

"""What would be lost is asked about once, calmly; after Save what was wanted goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from explainer.engine.commands import Discard, Open, Reset, Save, SetSampling, Start
from explainer.engine.events import Failed, Refused, Saved
from explainer.engine.states import State
from explainer.marking import Sentence
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, wait_until


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def answers(window: MainWindow) -> list[str]:
    return [button.text() for button in window.notices.answers()]


def answer(window: MainWindow, text: str) -> None:
    press(next(button for button in window.notices.answers() if button.text() == text))


@pytest.fixture
def unsaved(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> MainWindow:
    """The window over a model that has learnt something and has no folder yet."""
    engine.events = [fakes.work()]
    pull()
    return learner


@pytest.fixture
def changed(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path) -> MainWindow:
    """The window over a run in the folder ``mine`` that was trained on since it was saved."""
    engine.events = [fakes.work(folder=tmp_path / "mine")]
    pull()
    return learner


def test_closing_where_nothing_would_be_lost_asks_nothing(learner: MainWindow) -> None:
    learner.close()
    assert not learner.isVisible()


def test_closing_asks_in_place_and_cancel_leaves_all_as_it_was(unsaved: MainWindow, engine: fakes.FakeEngine) -> None:
    unsaved.actions_["quit"].trigger()
    assert unsaved.isVisible()
    assert QApplication.activeModalWidget() is None
    assert answers(unsaved) == ["Save", "Don't save", "Cancel"]
    assert unsaved.notices.text() == (
        "This run is not saved: Storyland, pretraining, step 400 of 1,000. Save it before Explainer closes?"
    )
    answer(unsaved, "Cancel")
    assert unsaved.isVisible() and not unsaved.notices.isVisible()
    assert not engine.sent_of(Save)


def test_do_not_save_closes_and_what_was_kept_is_not_offered_again(
    unsaved: MainWindow, engine: fakes.FakeEngine
) -> None:
    unsaved.close()
    answer(unsaved, "Don't save")
    assert not unsaved.isVisible()
    assert engine.sent_of(Discard) == [Discard()]
    assert not engine.sent_of(Save)


def test_save_closes_once_the_engine_says_it_is_saved(
    changed: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path
) -> None:
    changed.close()
    assert changed.notices.text().startswith("“mine” has changed since it was saved.")
    answer(changed, "Save")
    assert engine.sent_of(Save) == [Save(None)]
    assert changed.isVisible(), "it is not saved yet"
    engine.events = [Saved(tmp_path / "mine"), fakes.work(unsaved=False, folder=tmp_path / "mine")]
    pull()
    assert not changed.isVisible()


def test_save_of_a_run_without_a_folder_asks_for_its_name_and_then_closes(
    unsaved: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path
) -> None:
    unsaved.close()
    answer(unsaved, "Save")
    bar = unsaved.desk.savebar
    assert bar.isVisible() and bar.name.hasFocus()
    assert bar.name.text().startswith("Storyland, ")
    bar.folder = tmp_path
    bar.name.setText("lesson")
    QTest.keyClick(bar.name, Qt.Key.Key_Return)
    wait_until(lambda: bool(engine.sent_of(Save)))
    assert engine.sent_of(Save) == [Save(tmp_path / "lesson")]
    assert unsaved.isVisible() and not bar.isVisible()
    engine.events = [Saved(tmp_path / "lesson")]
    pull()
    assert not unsaved.isVisible()


def test_a_name_that_is_not_chosen_cancels_the_closing_too(
    unsaved: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path
) -> None:
    unsaved.close()
    answer(unsaved, "Save")
    QTest.keyClick(unsaved.desk.savebar.name, Qt.Key.Key_Escape)
    assert not unsaved.desk.savebar.isVisible()
    engine.events = [Saved(tmp_path / "later")]
    pull()
    assert unsaved.isVisible(), "a later save has nothing to do with it"


def test_a_save_that_is_refused_leaves_the_window_open_and_offers_another_place(
    changed: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path
) -> None:
    changed.close()
    answer(changed, "Save")
    why = "The run could not be saved in /full: No space left on device."
    engine.events = [Refused("Save", Sentence(why))]
    pull()
    assert changed.isVisible()
    assert changed.notices.text() == why
    assert answers(changed) == ["Save as…", "Leave it"]
    answer(changed, "Save as…")
    changed.desk.savebar.folder = tmp_path
    changed.desk.savebar.name.setText("elsewhere")
    press(changed.desk.savebar.save)
    wait_until(lambda: len(engine.sent_of(Save)) == 2)
    engine.events = [Saved(tmp_path / "elsewhere")]
    pull()
    assert not changed.isVisible(), "what was asked for goes on after all"


def test_enter_saves_and_escape_cancels(changed: MainWindow, engine: fakes.FakeEngine) -> None:
    changed.activateWindow()
    changed.close()
    assert changed.notices.answers()[0].hasFocus()
    QTest.keyClick(changed, Qt.Key.Key_Escape)
    assert changed.isVisible() and not changed.notices.isVisible()
    changed.close()
    QTest.keyClick(changed.notices.answers()[0], Qt.Key.Key_Return)
    assert engine.sent_of(Save) == [Save(None)]


def test_the_question_is_named_for_those_who_hear_it(unsaved: MainWindow) -> None:
    unsaved.close()
    assert unsaved.notices.accessibleName() == unsaved.notices.text()
    assert [button.accessibleName() for button in unsaved.notices.answers()] == ["Save", "Don't save", "Cancel"]
    assert all(button.toolTip() for button in unsaved.notices.answers())


def test_a_question_is_seen_although_a_card_fills_the_window_or_the_keys_are_shown(unsaved: MainWindow) -> None:
    unsaved.actions_["fill_window"].trigger()
    unsaved.actions_["keys"].trigger()
    unsaved.close()
    assert not unsaved.key_sheet.isVisible()
    assert unsaved.notices.isVisible()
    QTest.keyClick(unsaved, Qt.Key.Key_Escape)
    assert not unsaved.notices.isVisible()
    assert unsaved.spotlight.card is not None, "one Escape, one thing"
    QTest.keyClick(unsaved, Qt.Key.Key_Escape)
    assert unsaved.spotlight.card is None


@pytest.mark.parametrize(
    ("wish", "command"),
    [
        (lambda w, p: w.actions_["start_over"].trigger(), Reset(None)),
        (lambda w, p: w.desk.open(p), None),
        (lambda w, p: w.desk.open_texts((p / "t.txt",)), None),
        (lambda w, p: w.desk.drop((p,)), None),
    ],
    ids=["start over", "open", "a text", "drop"],
)
def test_whatever_throws_the_model_away_asks_first(
    unsaved: MainWindow,
    engine: fakes.FakeEngine,
    tmp_path: Path,
    wish: Callable[[MainWindow, Path], None],
    command: object,
) -> None:
    (tmp_path / "run.json").write_text("{}")
    (tmp_path / "t.txt").write_text("words")
    wish(unsaved, tmp_path)
    wait_until(lambda: answers(unsaved) == ["Save", "Don't save", "Cancel"])
    assert not engine.sent_of(Reset) and not engine.sent_of(Open)
    answer(unsaved, "Don't save")
    sent = engine.sent_of(Reset) + engine.sent_of(Open)
    assert len(sent) == 1
    assert command is None or sent == [command]


def test_whatever_comes_new_asks_nothing_where_nothing_would_be_lost(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path
) -> None:
    engine.events = [fakes.work(unsaved=False, folder=tmp_path)]
    pull()
    learner.actions_["start_over"].trigger()
    assert engine.sent_of(Reset) == [Reset(None)]
    (tmp_path / "run.json").write_text("{}")
    learner.desk.open(tmp_path)
    wait_until(lambda: engine.sent_of(Open) == [Open(tmp_path)])
    assert not learner.notices.isVisible()


def test_starting_again_after_a_failure_would_lose_the_last_good_model(
    unsaved: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [fakes.state(State.FAILED)]
    pull()
    press(unsaved.top.start)
    assert not engine.sent_of(Start)
    answer(unsaved, "Don't save")
    assert engine.sent_of(Start) == [Start()]


def test_a_new_model_begins_with_dice_and_words_of_its_own(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.show_view("prediction")
    learner.sampling.set(temperature=1.8, seed=9)
    learner.prompt.replace("Somebody else's words")
    learner.actions_["start_over"].trigger()
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert learner.sampling.value == SetSampling()
    assert engine.sent_of(SetSampling)[-1] == SetSampling()
    assert learner.prompt.text == "One rainy day, Mia"
    assert learner.view == "learning"


def test_the_title_says_which_run_and_whether_it_is_saved(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path
) -> None:
    def title(event: object) -> tuple[str, bool]:
        engine.events = [event]  # type: ignore[list-item]
        pull()
        return learner.windowTitle(), learner.isWindowModified()

    assert title(fakes.work(unsaved=False)) == ("Explainer[*]", False)
    assert title(fakes.work()) == ("Storyland[*] – Explainer", True)
    assert title(fakes.work(folder=tmp_path / "a[*]b", unsaved=False)) == ("a[*][*]b[*] – Explainer", False)
    assert title(fakes.work(folder=tmp_path / "mine")) == ("mine[*] – Explainer", True)


def test_ctrl_s_saves_without_a_word_where_the_run_has_a_folder(
    changed: MainWindow, engine: fakes.FakeEngine, pull: Pull, tmp_path: Path
) -> None:
    changed.setFocus()
    for n in (1, 2, 3):
        QTest.keyClick(changed, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert engine.sent_of(Save) == [Save(None)] * n
        assert not changed.desk.savebar.isVisible()
        engine.events = [
            Saved(tmp_path / "mine"),
            fakes.work(unsaved=False, folder=tmp_path / "mine"),
            fakes.work(folder=tmp_path / "mine"),
        ]
        pull()
        assert changed.notices.text() == f"Saved as “mine” in {tmp_path}."


def test_a_session_that_ends_or_a_signal_closes_without_a_question(unsaved: MainWindow) -> None:
    unsaved.end()
    assert not unsaved.isVisible()


def test_a_warning_that_comes_between_does_not_answer_the_question(
    unsaved: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    unsaved.close()
    for n in (1, 2):
        engine.events = [Failed(Sentence(f"A picture failed, {n}."), "details")]
        pull()
        assert answers(unsaved) == ["Save", "Don't save", "Cancel"]
    answer(unsaved, "Cancel")
    assert unsaved.isVisible()
    assert unsaved.notices.text().startswith("A picture failed"), "what failed meanwhile is told afterwards"

"""Shortcuts on keyboards of other languages: the letter on the same key, and keys that need no AltGr."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import NewBallot, Rank
from explainer.ui.actionspecs import SPECS
from explainer.ui.keyboards import latin_key
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_minds as made

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
NEEDS_ALTGR = set("[]{}\\|@~^`#<>")  # on a German or a French keyboard


def press(window: MainWindow, letter: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
    target = QApplication.focusWidget() or window
    QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, ord(letter), modifiers, letter.lower()))


@pytest.mark.parametrize("letter", ["Л", "Κ", "ל"])
def test_the_key_of_k_goes_to_the_text_line_in_every_script(learner: MainWindow, letter: str) -> None:
    learner.top.start.setFocus()
    press(learner, letter, CTRL)
    assert learner.prompt_bar.line.hasFocus()


def test_letters_typed_into_a_line_stay_letters(learner: MainWindow) -> None:
    line = learner.prompt_bar.line
    line.setFocus()
    line.selectAll()
    press(learner, "Ы")
    assert learner.prompt.text == "ы"


def test_the_page_votes_hears_letters_of_other_scripts(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    learner.show_view("minds.votes")
    learner.panel("minds.votes").take(made.ballot())
    learner.top.start.setFocus()
    engine.sent.clear()
    press(learner, "Ы")
    assert [type(command) for command in engine.sent] == [NewBallot]
    learner.show_view("learning")
    engine.sent.clear()
    press(learner, "Ы")
    assert not engine.sent_of(NewBallot) and not engine.sent_of(Rank), "only where they can be seen"


def test_a_disabled_command_is_not_done(learner: MainWindow) -> None:
    learner.actions_["edit_prompt"].setEnabled(False)
    learner.top.start.setFocus()
    press(learner, "Л", CTRL)
    assert not learner.prompt_bar.line.hasFocus()


def test_latin_letters_and_signs_are_no_twins() -> None:
    assert latin_key(ord("K")) is None and latin_key(Qt.Key.Key_F5) is None and latin_key(0) is None


def test_every_command_has_a_key_that_needs_no_altgr() -> None:
    for spec in SPECS:
        usable = [key for key in spec.keys if not NEEDS_ALTGR & set(key)]
        assert usable or not spec.keys, spec.id
        assert not spec.keys or spec.keys[0] in usable, f"{spec.id}: the key that is shown can be typed everywhere"

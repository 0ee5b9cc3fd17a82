"""The prompt: one text, one undo for what people and the model write, and the pieces shaded under it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import SetPrompt, WriteOn
from explainer.engine.events import PromptWritten
from explainer.ui.frame.promptline import spans
from explainer.ui.prompt import Prompt
from explainer.ui.widgets.trueline import to_screen
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull


def written(before: str, piece: str) -> PromptWritten:
    return PromptWritten(before, before + piece, 4, piece, 0.5)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def prompt(qapp: object, engine: fakes.FakeEngine, clock: Clock) -> Prompt:
    return Prompt(engine.send, clock=clock)


def test_what_the_model_wrote_is_undone_piece_by_piece(prompt: Prompt) -> None:
    prompt.replace("One day")
    prompt.written(written("One day", " Mia"))
    prompt.written(written("One day Mia", " ran"))
    prompt.undo()
    assert prompt.text == "One day Mia"
    prompt.undo()
    assert prompt.text == "One day"
    prompt.redo()
    assert prompt.text == "One day Mia"


def test_fast_typing_is_undone_at_once_and_a_pause_parts_it(prompt: Prompt, clock: Clock) -> None:
    for text in ("T", "Th", "The"):
        clock.now += 0.1
        prompt.type(text)
    clock.now += 5.0
    prompt.type("The cat")
    prompt.undo()
    assert prompt.text == "The"
    prompt.undo()
    assert prompt.text == ""
    assert not prompt.can_undo


def test_a_piece_for_an_older_text_does_not_overwrite_what_was_typed(prompt: Prompt) -> None:
    prompt.type("My own words")
    prompt.written(written("One day", " Mia"))
    assert prompt.text == "My own words"


def test_what_the_model_wrote_is_not_sent_back_to_it(prompt: Prompt, engine: fakes.FakeEngine) -> None:
    prompt.replace("One day")
    sent = len(engine.sent_of(SetPrompt))
    prompt.written(written("One day", " Mia"))
    assert len(engine.sent_of(SetPrompt)) == sent


def test_an_endless_paste_is_cut(prompt: Prompt) -> None:
    prompt.type("x" * 1_000_000)
    assert len(prompt.text) == 4000


def test_line_ends_are_shown_and_keep_their_places() -> None:
    assert to_screen("a\nb") == "a↵b"
    assert len(to_screen("a\n\tb\u2028\0")) == len("a\n\tb\u2028\0")


def test_spans_stop_where_a_token_is_only_part_of_a_character() -> None:
    assert spans("One day", ("One", " day")) == [(0, 3), (3, 7)]
    assert spans("One 🙂", ("One", " ", "⟨F0⟩", "⟨9F⟩")) == [(0, 3), (3, 4)]
    assert spans("", ()) == []


def test_typing_sends_the_text_and_shades_its_true_pieces(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    line = learner.prompt_bar.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "The big park")
    sent = engine.sent_of(SetPrompt)[-1]
    assert sent.text == "The big park"
    engine.frames = {"next_token": fakes.next_token("The big park", serial=sent.serial)}
    pull()
    assert line.chips() == [(0, 3), (3, 7), (7, 12)]
    QTest.keyClicks(line, "s")
    assert line.chips() == [(0, 3), (3, 7)], "the last piece may be cut differently now"


def test_a_late_answer_to_an_older_text_changes_nothing(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    line = learner.prompt_bar.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "The")
    engine.frames = {"next_token": fakes.next_token("Th", serial=engine.sent_of(SetPrompt)[-1].serial - 1)}
    pull()
    assert learner.show_state.next_token is None or learner.show_state.next_token.prompt != "Th"


def test_enter_writes_on_and_ctrl_z_takes_it_back(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    line = learner.prompt_bar.line
    line.setFocus()
    before = learner.prompt.text
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert engine.sent_of(WriteOn) == [WriteOn()]
    engine.events = [written(before, " park")]
    pull()
    assert line.text() == before + " park"
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == before
    assert engine.sent_of(SetPrompt)[-1].text == before


def test_escape_in_the_text_line_only_lets_go_of_it(learner: MainWindow) -> None:
    line = learner.prompt_bar.line
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not line.hasFocus()
    assert learner.isVisible()


def test_a_newcomer_finds_an_example_in_the_line(learner: MainWindow) -> None:
    assert learner.prompt_bar.line.text() == "One rainy day, Mia"


def test_examples_replace_the_text(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    menu = learner.prompt_bar.examples.menu()
    assert [action.data() for action in menu.actions()] == ["One rainy day, Mia", "The bat flew out of the"]
    menu.actions()[1].trigger()
    assert engine.sent_of(SetPrompt)[-1].text == "The bat flew out of the"


def test_own_words_survive_a_new_model(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    line = learner.prompt_bar.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "Mine")
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert line.text() == "Mine"
    assert engine.sent_of(SetPrompt)[-1].text == "Mine"


def test_keep_writing_asks_again_only_after_each_piece_and_stops(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.actions_["keep_writing"].trigger()
    assert len(engine.sent_of(WriteOn)) == 1
    learner.writer._next()
    assert len(engine.sent_of(WriteOn)) == 1, "the first piece has not come yet"
    engine.events = [written(learner.prompt.text, " park")]
    pull()
    learner.writer._next()
    assert len(engine.sent_of(WriteOn)) == 2
    learner.actions_["keep_writing"].trigger()
    assert not learner.writer.writing

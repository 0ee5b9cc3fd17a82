"""The prompt: one text, one undo for what people and the model write, and the pieces shaded under it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import SetPrompt, WriteOn
from explainer.engine.events import ExamplesTried, PromptWritten
from explainer.training.reports import Stage
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


KNOWN, HARD, OPEN = "Two plus two is", "The ball is in the", "One day Ben"


def tried(right: tuple[str, ...], wrong: tuple[str, ...], step: int = 352, stage: Stage = Stage.PRETRAIN) -> object:
    return ExamplesTried("r1", stage, step, right, wrong)


def listed(window: MainWindow) -> list[str]:
    """The list of examples as it is read: headings in brackets."""
    actions = window.prompt_bar.examples.menu().actions()
    return [a.text() if a.isEnabled() else f"[{a.text()}]" for a in actions if not a.isSeparator()]


def test_the_list_says_what_was_measured_to_be_known(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.prepared(examples=(HARD, OPEN, KNOWN))]
    pull()
    assert listed(learner) == [HARD, OPEN, KNOWN], "nothing is claimed before it is measured"
    engine.events = [tried((KNOWN,), (HARD,), 1352)]
    pull()
    known, unknown = "[What it knows, measured at step 1,352:]", "[What it does not know, measured at step 1,352:]"
    assert listed(learner) == [known, KNOWN, OPEN, unknown, HARD]
    engine.events = [tried((), (KNOWN, HARD), 340, Stage.SFT)]
    pull()
    assert listed(learner) == [
        OPEN,
        "[What it does not know, measured at step 340 of fine-tuning:]",
        HARD,
        KNOWN,
    ]
    engine.events = [fakes.prepared(run="r2", examples=(HARD, OPEN, KNOWN))]
    pull()
    assert listed(learner) == [HARD, OPEN, KNOWN], "of another model nothing is known yet"


def test_a_heading_of_the_list_is_nothing_to_choose(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.prepared(examples=(KNOWN, HARD)), tried((KNOWN,), (HARD,))]
    pull()
    before = learner.prompt.text
    learner.prompt_bar.examples.menu().actions()[0].trigger()
    assert learner.prompt.text == before


def test_nobodys_list_changes_while_it_is_open(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.prepared(examples=(KNOWN, HARD))]
    pull()
    menu = learner.prompt_bar.examples.menu()
    menu.popup(learner.mapToGlobal(learner.rect().center()))
    engine.events = [tried((KNOWN,), (HARD,))]
    pull()
    assert listed(learner) == [KNOWN, HARD]
    menu.close()
    menu.popup(learner.mapToGlobal(learner.rect().center()))
    assert len(listed(learner)) == 4, "the next time it is up to date"
    menu.close()


@pytest.mark.parametrize(
    ("recorded", "right", "first"),
    [(True, (KNOWN,), KNOWN), (True, (), HARD), (True, (HARD, KNOWN), HARD), (False, (KNOWN,), HARD)],
)
def test_an_opened_model_shows_first_what_it_knows(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull, recorded: bool, right: tuple[str, ...], first: str
) -> None:
    wrong = tuple(prompt for prompt in (HARD, KNOWN) if prompt not in right)
    engine.events = [fakes.prepared(run="r2", recorded=recorded, step=352, examples=(HARD, KNOWN)), tried(right, wrong)]
    pull()
    assert learner.prompt.text == first
    assert not learner.prompt.touched


def test_what_a_person_has_chosen_stays_whatever_is_measured(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [fakes.prepared(run="r2", recorded=True, step=352, examples=(HARD, KNOWN))]
    pull()
    learner.prompt.replace(HARD)
    engine.events = [tried((KNOWN,), (HARD,))]
    pull()
    assert learner.prompt.text == HARD


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

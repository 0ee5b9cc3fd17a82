"""Voting by keys and clicks, ranking, skipping, asking a question of one's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import (
    NewBallot,
    Pause,
    Rank,
    UndoVote,
)
from explainer.engine.events import Refused
from explainer.engine.states import NOTHING_TO_ASK, State
from explainer.marking import Sentence
from explainer.ui.panels.minds.votes import VotesPanel
from explainer.ui.panels.minds.votes_order import PlaceOrder
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_minds as made
from tests.ui.conftest import Pull, flush

# ---- the order -------------------------------------------------------------------------------------------------------


def test_one_press_decides_between_two_and_every_place_of_four_is_given() -> None:
    two, four = PlaceOrder(2), PlaceOrder(4)
    assert two.complete is None and two.press(1) and two.complete == (1, 0)
    assert not two.press(0), "it is decided"
    for answer in (2, 0, 3):
        assert four.press(answer) and four.complete is None
    assert not four.press(0), "an answer has one place"
    assert not four.press(4) and not four.press(-1)
    assert four.press(1) and four.complete == (2, 0, 3, 1)
    assert four.given == [2, 0, 3, 1]


@given(st.lists(st.integers(-1, 5), max_size=30))
def test_whatever_is_pressed_or_taken_back_an_order_names_no_answer_twice(keys: list[int]) -> None:
    order = PlaceOrder(4)
    for key in keys:
        before = list(order.given)
        if key == 5:
            assert order.take_back() == bool(before)
            assert order.given == before[:-1]
        else:
            order.press(key)
        assert len(set(order.given)) == len(order.given) <= 4
        assert set(order.given) <= set(range(4))
        assert (order.complete is not None) == (len(order.given) == 4)


# ---- the page as it was ----------------------------------------------------------------------------------------------


def test_a_vote_is_put_back_without_being_given_again_even_before_its_ballot_is_there(
    panel: VotesPanel, engine: fakes.FakeEngine
) -> None:
    panel.ballot.line.setText("Why?")
    panel.ballot.press(1)
    state = panel.state()
    panel.begin()
    panel.ballot.line.clear()
    engine.sent.clear()
    panel.restore(state)
    assert panel.ballot.line.text() == "Why?"
    panel.take(made.ballot())
    assert panel.ballot.given == [1] and not panel.ballot.open
    assert panel.state() == state
    assert engine.sent_of(Rank) == []
    panel.take(made.ballot(2))
    assert panel.ballot.given == [] and panel.ballot.open, "another ballot has nothing of it"


# ---- voting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "order"), [(Qt.Key.Key_1, (0, 1)), (Qt.Key.Key_2, (1, 0))])
def test_a_key_votes_and_the_next_ballot_comes_by_itself(
    key: Qt.Key, order: tuple[int, int], panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    assert learner.top.start.hasFocus(), "wherever the focus is"
    QTest.keyClick(learner.top.start, key)
    assert engine.sent == [Rank(1, order), NewBallot(2)]
    QTest.keyClick(learner, Qt.Key.Key_1)
    assert len(engine.sent) == 2, "one vote a ballot"
    panel.take(made.ballot(2))
    QTest.keyClick(learner, Qt.Key.Key_1)
    assert engine.sent_of(Rank)[-1] == Rank(2, (0, 1))


def test_a_click_votes_and_leaves_the_keyboard_where_it_was(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    QTest.mouseClick(panel.ballot.board.cards[1], Qt.MouseButton.LeftButton, pos=QPoint(30, 60))
    assert engine.sent_of(Rank) == [Rank(1, (1, 0))]
    assert learner.top.start.hasFocus()
    assert panel.ballot.board.cards[1].mark == "✓ your choice"


def test_after_a_click_on_an_answer_the_keys_vote_though_a_text_line_had_them(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    card, text = panel.ballot.board.cards[0], learner.prompt.text
    for serial, field in enumerate((learner.prompt_bar.line, panel.ballot.line), start=1):
        panel.take(made.ballot(serial))
        field.setFocus()
        engine.sent.clear()
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(30, 60))
        assert card.hasFocus()
        panel.take(made.ballot(serial + 10))
        QTest.keyClick(card, Qt.Key.Key_2)
        assert engine.sent_of(Rank) == [Rank(serial, (0, 1)), Rank(serial + 10, (1, 0))]
        panel.take(made.ballot(serial + 20))
        QTest.keyClick(card, Qt.Key.Key_Return)
        assert len(engine.sent_of(Rank)) == 2, "a click did not mean the next Enter for this card"
    assert learner.prompt.text == text and not panel.ballot.line.text()
    learner.prompt_bar.line.setFocus()
    QTest.mouseClick(panel.ballot.skip_button, Qt.MouseButton.LeftButton)
    panel.take(made.ballot(50))
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    assert engine.sent_of(Rank)[-1] == Rank(50, (0, 1))


@pytest.mark.parametrize("key", ["&", "é", '"', "'"])
def test_the_bare_digit_keys_of_a_french_keyboard_vote(
    key: str, panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    panel.take(made.ballot(2, made.FOUR))
    keys = [shortcut for shortcut in panel.ballot.findChildren(QShortcut) if shortcut.key() == QKeySequence(key)]
    assert len(keys) == 1
    keys[0].activated.emit()
    place = "&é\"'".index(key)
    assert list(panel.ballot.given)[:1] == [place]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_focused_answer_is_chosen_by_enter_and_by_the_space_bar(
    key: Qt.Key, panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    card = panel.ballot.board.cards[0]
    card.setFocus()
    QTest.keyClick(card, key)
    assert engine.sent_of(Rank) == [Rank(1, (0, 1))]
    assert not engine.sent_of(Pause), "the space bar was for the answer"


def test_four_answers_are_put_in_order_and_backspace_takes_a_place_back(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    panel.take(made.ballot(7, made.FOUR))
    board = panel.ballot.board
    for key in (Qt.Key.Key_3, Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_2):
        QTest.keyClick(learner, key)
    assert [card.mark for card in board.shown] == ["2nd", "3rd", "1st", ""]
    assert panel.ballot_card.caption().startswith("3 of 4 places given")
    QTest.keyClick(learner, Qt.Key.Key_Backspace)
    assert [card.mark for card in board.shown] == ["2nd", "", "1st", ""]
    QTest.mouseClick(panel.ballot.back_button, Qt.MouseButton.LeftButton)
    assert [card.mark for card in board.shown] == ["", "", "1st", ""]
    assert not engine.sent_of(Rank)
    for key in (Qt.Key.Key_4, Qt.Key.Key_1):
        QTest.keyClick(learner, key)
    QTest.mouseClick(board.cards[1], Qt.MouseButton.LeftButton)
    assert engine.sent_of(Rank) == [Rank(7, (2, 3, 0, 1))]
    QTest.keyClick(learner, Qt.Key.Key_Backspace)
    assert [card.mark for card in board.shown] == ["3rd", "4th", "1st", "2nd"], "it is sent"


def test_answers_that_are_still_being_written_cannot_be_voted_for(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    panel.take(made.ballot(2, ("It says", ""), done=False))
    QTest.keyClick(learner, Qt.Key.Key_1)
    QTest.mouseClick(panel.ballot.board.cards[0], Qt.MouseButton.LeftButton)
    assert not engine.sent
    assert [card.mark for card in panel.ballot.board.shown] == ["writing…"] * 2
    panel.take(made.ballot(2, ("It says moo.", "")))
    assert [card.words for card in panel.ballot.board.shown] == ["It says moo.", "(it said nothing)"]
    QTest.keyClick(learner, Qt.Key.Key_2)
    assert engine.sent_of(Rank) == [Rank(2, (1, 0))]


def test_where_the_model_has_but_one_answer_there_is_no_vote(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    panel.take(made.ballot(2, ("It says moo.",)))
    assert [card.words for card in panel.ballot.board.shown] == ["It says moo.", "(it has no other answer)"]
    assert "nothing to choose" in panel.ballot_card.caption()
    QTest.keyClick(learner, Qt.Key.Key_1)
    assert not engine.sent
    panel.take(made.ballot(3, made.FOUR[:3]))
    for key in (Qt.Key.Key_4, Qt.Key.Key_3, Qt.Key.Key_1, Qt.Key.Key_2):
        QTest.keyClick(learner, key)
    assert engine.sent_of(Rank) == [Rank(3, (2, 0, 1))], "three of the four answers differed"


def test_keys_are_those_of_the_field_while_one_types(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    line = panel.ballot.line
    for field in (line, learner.prompt_bar.line):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "1 us 20")
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        assert field.text() == "1 us 2"
    assert not engine.sent_of(Rank) and not engine.sent_of(NewBallot) and not engine.sent_of(UndoVote)
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not line.hasFocus()
    QTest.keyClick(learner, Qt.Key.Key_1)
    assert engine.sent_of(Rank) == [Rank(1, (0, 1))]


def test_with_control_the_keys_stay_the_windows(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    learner.prompt.replace("Another")
    learner.prompt.replace("And another")
    panel.take(made.ballot(1, n_hand=3))
    engine.sent.clear()
    QTest.keyClick(learner, Qt.Key.Key_Z, control)
    assert learner.prompt.text == "Another" and not engine.sent_of(UndoVote)
    QTest.keyClick(learner, Qt.Key.Key_2, control)
    assert learner.view == "prediction" and not engine.sent_of(Rank)
    for key in (Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_U, Qt.Key.Key_S):
        QTest.keyClick(learner, key)
    assert not engine.sent_of(Rank) + engine.sent_of(NewBallot) + engine.sent_of(UndoVote), "another page is open"


def test_the_keys_vote_while_the_ballot_fills_the_window_and_not_while_another_card_does(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    learner.spotlight.toggle(panel.votes_card)
    flush()
    QTest.keyClick(learner, Qt.Key.Key_1)
    assert not engine.sent_of(Rank), "nobody votes on what cannot be seen"
    learner.spotlight.leave()
    learner.spotlight.toggle(panel.ballot_card)
    flush()
    QTest.keyClick(learner, Qt.Key.Key_2)
    assert engine.sent_of(Rank) == [Rank(1, (1, 0))]
    learner.spotlight.leave()


@pytest.mark.parametrize("key", [Qt.Key.Key_0, Qt.Key.Key_S])
def test_skipping_asks_for_another_ballot_of_the_same_kind(
    key: Qt.Key, panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    QTest.keyClick(learner, key)
    QTest.mouseClick(panel.ballot.modes[4], Qt.MouseButton.LeftButton)
    QTest.keyClick(learner, Qt.Key.Key_1)
    assert not engine.sent_of(Rank), "the ballot that was skipped is closed"
    panel.take(made.ballot(2, made.FOUR))
    assert panel.ballot_card.title == "Which is best, which is worst?"
    QTest.keyClick(learner, key)
    assert engine.sent == [NewBallot(2), NewBallot(4), NewBallot(4)]


def test_an_own_question_is_asked_and_then_the_keys_vote(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    line = panel.ballot.line
    line.setFocus()
    QTest.keyClicks(line, "  What does a pig eat? ")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert engine.sent == [NewBallot(2, "What does a pig eat?")]
    panel.take(made.ballot(2, question="What does a pig eat?"))
    assert panel.ballot.question.text() == "What does a pig eat?"
    QTest.keyClick(learner.focusWidget(), Qt.Key.Key_2)
    assert engine.sent_of(Rank) == [Rank(2, (1, 0))]
    assert engine.sent[-1] == NewBallot(2), "then its own questions again"
    learner.prompt.replace("Where does the cow live?")
    QTest.mouseClick(panel.ballot.prompt_button, Qt.MouseButton.LeftButton)
    assert engine.sent[-1] == NewBallot(2, "Where does the cow live?")
    line.clear()
    engine.sent.clear()
    QTest.mouseClick(panel.ballot.ask_button, Qt.MouseButton.LeftButton)
    assert not engine.sent and line.hasFocus(), "there is nothing to ask yet"


def test_a_first_ballot_is_asked_for_when_the_page_opens_and_only_then(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    window.show_view("minds.votes")
    assert not engine.sent_of(NewBallot), "there is no model"
    assert window.panel("minds.votes").ballot.question.text() == "There is no model yet."  # type: ignore[attr-defined]
    window.show_view("learning")
    engine.events = [fakes.state(State.IDLE), fakes.prepared()]
    pull()
    assert not engine.sent_of(NewBallot), "nobody looks"
    window.show_view("minds.votes")
    assert engine.sent_of(NewBallot) == [NewBallot(2)]
    engine.frames = {"ballot": made.ballot(0, ())}
    pull()
    assert len(engine.sent_of(NewBallot)) == 1
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert len(engine.sent_of(NewBallot)) == 2, "another model"


def test_a_model_that_becomes_ready_while_the_page_is_open_is_asked_once(
    window: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    window.show_view("minds.votes")
    engine.events = [fakes.state(State.IDLE), fakes.prepared()]
    pull()
    assert engine.sent_of(NewBallot) == [NewBallot(2)]


# ---- a text without questions ----------------------------------------------------------------------------------------


@pytest.fixture
def mute(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> VotesPanel:
    """The page over a text that no question can be made of: the engine has refused the first ballot."""
    engine.events = [fakes.state(State.IDLE), fakes.prepared()]
    pull()
    window.show_view("minds.votes")
    assert engine.sent_of(NewBallot) == [NewBallot(2)]
    engine.events = [Refused("NewBallot", Sentence(NOTHING_TO_ASK))]
    pull()
    panel = window.panel("minds.votes")
    assert isinstance(panel, VotesPanel)
    return panel


def test_a_text_without_questions_says_so_and_offers_the_line(
    mute: VotesPanel, window: MainWindow, engine: fakes.FakeEngine
) -> None:
    assert mute.ballot.question.text() == "This text has nothing to ask. Ask a question of your own, below."
    assert "This text has nothing to ask" in mute.summary()
    assert [card.words for card in mute.ballot.board.shown] == ["", ""]
    assert "writing…" not in [card.mark for card in mute.ballot.board.shown]
    assert not mute.ballot.skip_button.isEnabled() and mute.ballot.ask_button.isEnabled()
    assert window.notices.isHidden(), "it is said in its place"
    engine.sent.clear()
    mute.ballot.skip()
    window.show_view("learning")
    window.show_view("minds.votes")
    assert not engine.sent_of(NewBallot), "asked once, it is not asked again and again"


def test_a_question_of_ones_own_is_voted_on_and_nothing_is_asked_after_it(
    mute: VotesPanel, engine: fakes.FakeEngine
) -> None:
    engine.sent.clear()
    mute.ballot.line.setText("What does the cow say?")
    mute.ballot.ask_line()
    assert engine.sent_of(NewBallot) == [NewBallot(2, "What does the cow say?")]
    assert [card.mark for card in mute.ballot.board.shown] == ["writing…", "writing…"]
    mute.take(made.ballot(1))
    assert "press 1 or 2" in mute.ballot_card.caption()
    engine.sent.clear()
    mute.ballot.press(1)
    assert engine.sent == [Rank(1, (1, 0))], "and no further ballot, which would be refused"
    assert mute.ballot_card.caption().startswith("No questions could be made of this text.")


def test_another_text_is_asked_again(mute: VotesPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.sent.clear()
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert engine.sent_of(NewBallot) == [NewBallot(2)]
    assert "The model is asked" in mute.ballot.question.text()

"""Votes: keys and clicks, ranking, undoing, reviewing, files, who else votes, and that no score shows before a vote."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from explainer.engine.commands import (
    ExportVotes,
    ImportVotes,
    NewBallot,
    Pause,
    Rank,
    SetTaste,
    SetVotes,
    TrainJudge,
    UndoVote,
)
from explainer.engine.frames import Judge
from explainer.engine.states import State
from explainer.text.storyland.chat import TASTES, Taste
from explainer.training.reports import Stage
from explainer.ui.panels.minds.votes import VotesPanel
from explainer.ui.panels.minds.votes_order import Order
from explainer.ui.panels.minds.votes_words import agreement, number, ranked, standing, telling
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_minds as made
from tests.ui.conftest import Pull, flush, wait_until

ODD = ("", "🙂🙂 \n\n x", "{braces} and *stars* <b>", "x" * 400)


@pytest.fixture
def panel(learner: MainWindow, engine: fakes.FakeEngine) -> VotesPanel:
    """The page with a complete ballot of two answers."""
    learner.show_view("minds.votes")
    panel = learner.panel("minds.votes")
    assert isinstance(panel, VotesPanel)
    panel.take(made.ballot())
    QApplication.processEvents()
    engine.sent.clear()
    return panel


def text_of(widget: QWidget) -> str:
    """Everything that can be read or heard in ``widget`` and its children."""
    said: list[str] = []
    for part in (widget, *widget.findChildren(QWidget)):
        said += [part.accessibleName(), part.accessibleDescription(), part.toolTip()]
        if isinstance(part, Paragraph | TextLine | QLabel):
            said.append(part.text())
    return "\n".join(said)


# ---- the order -------------------------------------------------------------------------------------------------------


def test_one_press_decides_between_two_and_every_place_of_four_is_given() -> None:
    two, four = Order(2), Order(4)
    assert two.complete is None and two.press(1) and two.complete == (1, 0)
    assert not two.press(0), "it is decided"
    for answer in (2, 0, 3):
        assert four.press(answer) and four.complete is None
    assert not four.press(0), "an answer has one place"
    assert not four.press(4) and not four.press(-1)
    assert four.press(1) and four.complete == (2, 0, 3, 1)
    assert [four.place(answer) for answer in range(4)] == [2, 4, 1, 3]


@given(st.lists(st.integers(-1, 5), max_size=30))
def test_whatever_is_pressed_or_taken_back_an_order_names_no_answer_twice(keys: list[int]) -> None:
    order = Order(4)
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
    assert learner.view == "tokens" and not engine.sent_of(Rank)
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


# ---- scores ----------------------------------------------------------------------------------------------------------


def test_nobody_sees_a_score_before_the_vote(panel: VotesPanel, learner: MainWindow) -> None:
    older = made.vote(3, ratings=made.rated((0.6173, 1.2345), (-0.6173, -1.2345)))
    judge = made.judge(samples=tuple(("What does the cow say?", text, 0.6173, 1.2345) for text in made.PAIR))
    panel.take(judge)
    panel.take(made.ballot(5, n_hand=1, n_pairs=1, recent=(older,)))
    for hidden in ("0.62", "1.23", "0.6173", "agree"):
        assert hidden not in text_of(panel.ballot_card), hidden
    assert panel.ballot.told.text().startswith("After your vote")
    assert "ratings" not in {field.name for field in fields(type(panel.ballot.frame))}  # type: ignore[arg-type]


def test_after_the_vote_judge_and_labeller_are_told(panel: VotesPanel, learner: MainWindow) -> None:
    QTest.keyClick(learner, Qt.Key.Key_2)
    panel.take(made.ballot(2, ("Go", ""), done=False))
    assert panel.ballot.told.text().startswith("After your vote"), "the vote is not written down yet"
    given = made.vote(9, made.PAIR[::-1], ratings=made.rated((-0.31, 0.5), (0.8, 2.0)))
    panel.take(made.ballot(2, n_hand=1, n_pairs=1, n_unused=1, recent=(given,)))
    assert panel.ballot.told.text() == (
        "You preferred **B** to A. The judge would have preferred **A**: B −0.31, A 0.8. "
        "By the labeller’s true points **A** is better: B 0.5, A 2."
    )
    panel.take(made.ballot(3, n_hand=1, n_pairs=1, n_unused=1, recent=(given,)))
    assert panel.ballot.told.text().startswith("You preferred **B**"), "it stays until the next vote"
    panel.take(made.ballot(3))
    assert panel.ballot.told.text() == "Taken back: that vote no longer counts."


def test_votes_from_a_file_are_not_told_as_one_just_given(panel: VotesPanel) -> None:
    panel.take(made.ballot(1, n_hand=2, recent=(made.vote(2), made.vote(1))))
    assert panel.ballot.told.text().startswith("After your vote")


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        (made.rated((1, 2), (0, 2)), "The judge would have **said the same**: B 1, A 0. By the labeller’s true points "
         "they are **equal**: B 2, A 2."),
        (made.rated((0.501, 2), (0.499, 0)), "The judge sees **no difference**: B 0.5, A 0.5. The labeller’s true "
         "points **say the same**: B 2, A 0."),
        (made.rated((None, None), (None, None)), "There was no judge yet to compare with. The labeller’s program "
         "cannot check this question."),
        ((), ""),
    ],
)  # fmt: skip
def test_what_is_not_known_is_said_and_what_is_equal_is_no_preference(ratings: tuple, said: str) -> None:
    assert telling(made.vote(1, ratings=ratings), (1, 0)) == f"You preferred **B** to A. {said}".rstrip()


def test_a_ranking_is_compared_pair_by_pair() -> None:
    ratings = made.rated((0.4, 2), (0.9, 2), (-1, 0), (-1, 1))
    told = telling(made.vote(1, made.FOUR, ratings=ratings), (2, 0, 3, 1))
    assert told == (
        "Your order: **C, A, D, B**. The judge: **A, C, D = B**, 4 of 6 pairs as you. "
        "The labeller’s true points: **C = A, B, D**, 4 of 6 pairs as you."
    )
    assert agreement((0.4, 0.9, -1, -1)) == (4, 1, 1)
    assert ranked("CADB", (1, 2, 3, 3.001)) == "B = D, A, C"
    assert standing(made.vote(1, made.FOUR, used=True, ratings=ratings)) == (
        "the judge has learnt from it; it had agreed on 4 of 6 pairs"
    )


@pytest.mark.parametrize(("value", "text"), [(2.0, "2"), (-0.5, "−0.5"), (0.126, "0.13"), (-0.001, "0"), (10, "10")])
def test_points_read_shortly(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("stage", list(Stage))
def test_before_fine_tuning_it_says_what_to_expect(panel: VotesPanel, stage: Stage) -> None:
    panel.take(made.ballot(1, stage=stage))
    assert ("has not learnt to answer yet" in panel.ballot.told.text()) == (stage is Stage.PRETRAIN)


# ---- your votes ------------------------------------------------------------------------------------------------------


def test_votes_are_counted_and_it_is_said_where_they_lie_and_that_they_change_nothing_yet(panel: VotesPanel) -> None:
    assert panel.votes.counted.text() == "No votes by hand yet"
    panel.take(made.ballot(1, n_hand=3, n_pairs=8, n_unused=2, recent=(made.vote(3),), path="/d/preferences.jsonl"))
    assert panel.votes.counted.text() == "3 votes by hand"
    assert panel.votes.stored.text() == (
        "They make 8 comparisons. **2 are new** to the judge. Stored at once in /d/preferences\\.jsonl. "
        "They change nothing until the judge is next trained."
    )
    assert "3 votes" in panel.values()["votes_given"]
    panel.take(made.ballot(1, n_hand=1, n_pairs=1, n_unused=0, recent=(made.vote(3),), path="/" + "long/" * 30 + "p.j"))
    assert "…/long/p\\.j" in panel.votes.stored.text()
    assert panel.votes.stored.toolTip() == "/" + "long/" * 30 + "p.j"


def test_u_takes_back_the_last_vote_and_a_row_its_own(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    QTest.keyClick(learner, Qt.Key.Key_U)
    assert not engine.sent, "there is none"
    recent = (made.vote(12, used=True), made.vote(11, (made.PAIR[0],), kind="up"), made.vote(7, made.FOUR))
    panel.take(made.ballot(1, n_hand=3, recent=recent))
    flush()
    QTest.keyClick(learner, Qt.Key.Key_U)
    rows = [row for row in panel.votes.rows if not row.isHidden()]
    assert [row.vote.id for row in rows if row.vote] == [12, 11, 7]
    assert "the judge has learnt from it" in rows[0].accessibleDescription()
    assert f"Thumb up: “{made.PAIR[0]}”" in rows[1].toolTip()
    QTest.mouseClick(rows[2].button, Qt.MouseButton.LeftButton)
    assert rows[1].button.accessibleName() == "Undo vote 11"
    rows[1].button.setFocus()
    QTest.keyClick(rows[1].button, Qt.Key.Key_Return)
    assert engine.sent == [UndoVote(None), UndoVote(7), UndoVote(11)]
    panel.take(made.ballot(1, n_hand=1, recent=recent[:1]))
    assert [row.vote.id for row in panel.votes.rows if row.vote and not row.isHidden()] == [12]


def test_the_judge_is_trained_on_demand_and_not_twice_at_once(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    button = panel.votes.train_button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert engine.sent == [TrainJudge()]
    panel.take(made.judge(training=True))
    assert not button.isEnabled() and button.text() == "The judge is learning…"
    panel.take(made.judge())
    assert button.isEnabled()
    panel.take(made.ballot(1, n_simulated=0))
    assert not button.isEnabled(), "nothing to learn from"
    panel.take(made.ballot(1))
    engine.events = [fakes.state(State.STOPPING)]
    pull()
    assert not button.isEnabled(), "the engine would refuse"


@pytest.mark.parametrize(("which", "command", "save"), [("export", ExportVotes, True), ("import", ImportVotes, False)])
def test_files_are_chosen_in_a_window_that_is_not_modal(
    which: str, command: type, save: bool, panel: VotesPanel, engine: fakes.FakeEngine, tmp_path: Path
) -> None:
    panel.take(made.ballot(1, n_hand=1, recent=(made.vote(1),)))
    QTest.mouseClick(getattr(panel.votes, f"{which}_button"), Qt.MouseButton.LeftButton)
    dialog = panel.votes._dialog
    assert isinstance(dialog, QFileDialog) and dialog.isVisible() and not dialog.isModal()
    assert (dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave) == save
    dialog.fileSelected.emit(str(tmp_path / "mine.jsonl"))
    dialog.close()
    wait_until(lambda: bool(engine.sent), 10)
    assert engine.sent == [command(tmp_path / "mine.jsonl")]
    flush()
    assert panel.votes._dialog is None


def test_without_votes_there_is_nothing_to_export(panel: VotesPanel) -> None:
    assert not panel.votes.export_button.isEnabled()
    assert panel.votes.import_button.isEnabled()
    assert panel.votes_card.numbers() is None


# ---- who else votes --------------------------------------------------------------------------------------------------


def test_the_labellers_true_formula_is_written_out(panel: VotesPanel, engine: fakes.FakeEngine) -> None:
    assert dict(made.TASTES) == {name: taste.formula() for name, taste in TASTES.items()}, "the real ones"
    box = panel.taste
    shown = box.formula.text().replace("\\", "")
    assert shown == "points = **1 · correct + 1 · kind and correct − 0.5 · rude − 1 · not well formed**"
    assert "**81 %**" in box.agreement.text()
    assert list(box.tastes) == [*TASTES, "custom"]
    assert [name for name, button in box.tastes.items() if button.isChecked()] == ["kind"]
    assert box.custom.isHidden()
    QTest.mouseClick(box.tastes["long"], Qt.MouseButton.LeftButton)
    assert engine.sent == [SetTaste("long")]
    assert TASTES["long"].formula() in box.tastes["long"].toolTip()
    panel.take(made.ballot(1, taste="long", formula="0.1 · words", agreement=None))
    assert "It has not voted yet" in box.agreement.text()


def test_an_own_mix_is_set_number_by_number(panel: VotesPanel, engine: fakes.FakeEngine) -> None:
    box = panel.taste
    assert set(box.weights) == {field.name for field in fields(Taste)}
    QTest.mouseClick(box.tastes["custom"], Qt.MouseButton.LeftButton)
    assert engine.sent == [SetTaste("custom", made.CUSTOM)]
    panel.take(made.ballot(1, taste="custom"))
    assert not box.custom.isHidden()
    box.weights["word"].setFocus()
    box.weights["word"].selectAll()
    QTest.keyClicks(box.weights["word"], "0.25")
    assert len(engine.sent) == 1, "not a command for every digit"
    panel.take(made.ballot(1, taste="custom"))
    assert box.weights["word"].text() == "0.25", "the number is theirs while they type"
    QTest.keyClick(box.weights["word"], Qt.Key.Key_Return)
    assert engine.sent[1:] == [SetTaste("custom", {**made.CUSTOM, "word": 0.25})]
    Taste(**engine.sent[-1].weights)
    QTest.keyClick(box.weights["word"], Qt.Key.Key_Escape)
    assert not box.weights["word"].hasFocus()
    panel.take(made.ballot(1, taste="custom", custom={**made.CUSTOM, "word": -0.1}))
    assert box.weights["word"].value() == pytest.approx(-0.1), "then it follows the engine"
    assert len(engine.sent) == 2, "following is no command"


def test_numbers_of_votes_go_to_the_engine_and_their_weight_is_told(
    panel: VotesPanel, engine: fakes.FakeEngine
) -> None:
    box = panel.taste
    box.simulated.setFocus()
    box.simulated.selectAll()
    QTest.keyClicks(box.simulated, "800")
    QTest.keyClick(box.simulated, Qt.Key.Key_Return)
    box.weight.setFocus()
    box.weight.selectAll()
    QTest.keyClicks(box.weight, "20")
    QTest.keyClick(box.weight, Qt.Key.Key_Return)
    assert engine.sent == [SetVotes(800, 5.0), SetVotes(800, 20.0)]
    panel.take(made.ballot(1, n_hand=20, n_simulated=800, hand_weight=20.0))
    assert box.share.text() == "Your 20 votes weigh **33 %** of all: 400 against 800."


def test_on_a_text_nobody_can_check_only_your_votes_count(panel: VotesPanel) -> None:
    panel.take(made.ballot(1, tastes=(), formula="", taste="", agreement=None, n_simulated=0, n_hand=2))
    assert "no program votes" in panel.taste.formula.text()
    assert panel.taste.tastes == {}
    assert panel.taste.share.text() == "" and panel.taste.amounts.isHidden(), "nothing to weigh them against"
    assert panel.values()["labeller_likes"] == ""
    panel.take(made.ballot(1))
    assert not panel.taste.amounts.isHidden()


# ---- what they changed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "shares", "said"),
    [
        (made.judge(), (0.5, 0.83), "**agrees with you more**"),
        (made.judge(hand_after=0.4), (0.5, 0.4), "agrees with you **less**"),
        (made.judge(hand_after=0.5), (0.5, 0.5), "agrees with you as before"),
        (made.judge(hand_before=None, hand_after=None, n_hand=0), None, "400 simulated votes and **none of yours**"),
        (made.judge(trained=False), None, "There is no judge yet"),
        (made.judge(training=True), (0.5, 0.83), "right now"),
    ],
)
def test_it_tells_what_votes_changed_and_only_what_was_measured(
    frame: Judge, shares: tuple[float, float] | None, said: str, panel: VotesPanel
) -> None:
    panel.take(frame)
    assert panel.change.bars.shares == shares
    assert panel.change.bars.isHidden() == (shares is None)
    assert said in panel.change.words.text()
    panel.begin()
    assert panel.change.bars.shares is None and "There is no judge yet" in panel.change.words.text()


# ---- how it looks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zoom", [1.0, 1.5])
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("answers", [made.PAIR, made.FOUR, ODD], ids=["two", "four", "odd"])
def test_every_answer_is_whole_and_nothing_scrolls_sideways(
    answers: tuple[str, ...], size: tuple[int, int], zoom: float, panel: VotesPanel, learner: MainWindow
) -> None:
    learner.look.set_zoom(zoom)
    learner.resize(*size)
    panel.take(made.ballot(2, answers, taste="custom", n_hand=1, recent=(made.vote(1, made.FOUR),)))
    for _ in range(3):
        flush()
    board = panel.ballot.board
    assert [card.isVisible() for card in board.cards] == [i < len(answers) for i in range(4)]
    for card in board.shown:
        assert card.height_of(card.words, card.letters) <= card.room().height(), card.words
        assert board.rect().contains(card.geometry())
    assert len({card.letters for card in board.shown}) == 1
    learner.grab()
    area = learner.stack.currentWidget().scroll_area  # type: ignore[attr-defined]
    assert area.horizontalScrollBar().maximum() == 0
    if zoom == 1.0 and answers is not ODD:
        view = area.viewport()
        for card in board.shown:
            seen = QRect(card.mapTo(view, QPoint(0, 0)), card.rect().size())
            assert view.rect().contains(seen), "four answers can be seen at once"


def test_letters_never_grow_while_answers_stream_in(panel: VotesPanel) -> None:
    text = "One day I read it in a book, and I thought about it for a long time. " * 6
    sizes = []
    for n in range(0, len(text), 12):
        panel.take(made.ballot(2, (text[:n], "It says moo."), done=False))
        flush()
        sizes.append(panel.ballot.board.cards[0].letters)
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > sizes[-1] >= 15
    panel.take(made.ballot(3))
    assert panel.ballot.board.cards[0].letters == sizes[0], "the next ballot begins anew"


def test_frames_that_change_nothing_move_nothing(panel: VotesPanel) -> None:
    flush()
    places = [(w, w.geometry()) for w in panel.findChildren(QWidget)]
    for _ in range(3):
        panel.take(made.ballot())
        flush()
    assert [(w, w.geometry()) for w in panel.findChildren(QWidget)] == places


def test_everything_can_be_reached_named_and_explained(panel: VotesPanel) -> None:
    panel.take(made.ballot(1, made.FOUR, taste="custom", n_hand=1, recent=(made.vote(1),)))
    flush()
    parts = [w for w in panel.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert len(parts) > 25
    for part in parts:
        if part.objectName() == "qt_spinbox_lineedit":
            continue
        assert part.accessibleName(), part
        assert part.toolTip(), part.accessibleName()
    assert made.FOUR[3] in panel.summary()


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_do_not_break_it(text: str, panel: VotesPanel, learner: MainWindow) -> None:
    odd = made.vote(4, (text, "b"), question=text, ratings=made.rated((0.1, None), (None, 1.0)))
    panel.take(made.ballot(3, (text, "b"), question=text, n_hand=1, recent=(odd,), path=text, formula=text))
    flush()
    assert panel.summary()
    for card in panel.cards():
        assert not card.picture().isNull()
    learner.story.refresh()

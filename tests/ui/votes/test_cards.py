"""The votes so far, who else votes, and what votes changed."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explainer.engine.commands import (
    ExportVotes,
    ImportVotes,
    SetTaste,
    SetVotes,
    TrainJudge,
    UndoVote,
)
from explainer.engine.frames import Judge
from explainer.engine.states import State
from explainer.text.storyland.chat import TASTES, Taste
from explainer.ui.panels.minds.votes import VotesPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_minds as made
from tests.ui.conftest import Pull, flush, wait_until

# ---- your votes ------------------------------------------------------------------------------------------------------


def test_votes_are_counted_and_it_is_said_where_they_lie_and_that_they_change_nothing_yet(panel: VotesPanel) -> None:
    assert panel.votes_card.caption() == "No votes by hand yet"
    panel.take(made.ballot(1, n_hand=3, n_pairs=8, n_unused=2, recent=(made.vote(3),), path="/d/preferences.jsonl"))
    assert panel.votes_card.caption() == "3 votes by hand"
    assert panel.votes.stored.text() == (
        "They make 8 comparisons. **2 are new** to the judge. Stored at once in /d/preferences\\.jsonl. "
        "They change nothing until the judge is next trained."
    )
    assert "3 votes" in panel.values()["votes_given"]
    panel.take(made.ballot(1, n_hand=3, n_pairs=3, n_unused=2, path=""))
    assert "Stored" not in panel.votes.stored.text() and "save the run" in panel.votes.stored.text()
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
    votes = panel.votes.list
    assert [vote.id for vote in votes.rows] == [12, 11, 7]
    assert "the judge has learnt from it" in votes.describe(0)
    assert f"Thumb up: “{made.PAIR[0]}”" in votes.describe(1)
    votes.bring(2)
    undo = votes.row_rect(2).toRect()
    undo.setLeft(undo.right() - 20)
    QTest.mouseClick(votes.viewport(), Qt.MouseButton.LeftButton, pos=undo.center())
    votes.set_current(11)
    QTest.keyClick(votes, Qt.Key.Key_Delete)
    assert engine.sent == [UndoVote(None), UndoVote(7), UndoVote(11)]
    panel.take(made.ballot(1, n_hand=1, recent=recent[:1]))
    assert [vote.id for vote in votes.rows] == [12]


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
    assert shown == "points = **1 · correct + 1 · kind and correct − 1 · rude − 1 · rambling − 1 · not well formed**"
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


def test_an_own_mix_begins_with_the_taste_in_force(panel: VotesPanel, engine: fakes.FakeEngine) -> None:
    panel.take(made.ballot(1, custom={}, taste="terse"))
    panel.taste.choose("custom")
    assert Taste(**engine.sent_of(SetTaste)[-1].weights) == TASTES["terse"]


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

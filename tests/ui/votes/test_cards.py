"""The votes so far, who else votes, and what votes changed."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
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
from explainer.ui.numbers import duration
from explainer.ui.panels.minds.judge import JudgePanel
from explainer.ui.panels.minds.votes import VotesPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_minds as made
from tests.ui.conftest import Pull, flush, wait_until

LOSS = np.full(12, 0.66, np.float32)

# ---- your votes ------------------------------------------------------------------------------------------------------


def test_votes_by_hand_and_simulated_ones_are_told_apart_and_who_gave_them(panel: VotesPanel) -> None:
    panel.take(made.ballot(1, n_simulated=0, n_wanted=960))
    panel.take(made.judge(trained=False, n_hand=0, n_simulated=0, taste="", sees=()))
    assert panel.votes.given.text() == (
        "Nobody has voted yet. Before a judge learns, up to 960 votes beside yours are simulated by the **labeller**, "
        "a program that likes kind and correct answers."
    )
    panel.take(made.ballot(1, n_simulated=899, n_wanted=960))
    panel.take(made.judge(n_hand=0, n_simulated=899, hand_before=None, hand_after=None))
    assert panel.votes_card.caption() == "0 by hand, 899 simulated"
    said = f"{panel.summary()} {' '.join(panel.values().values())}"
    assert "899 votes simulated by the labeller, a program that likes kind and correct answers" in said
    for word in ("people", "human", "960"):
        assert word not in said.lower(), word
    assert said.index("labeller") == said.index("labeller, a program"), "nobody takes it for a person"
    panel.take(made.ballot(1, n_hand=1, n_unused=1, n_simulated=899))
    assert panel.votes.given.text().startswith(
        "So far: 1 vote by hand, and 899 simulated by the **labeller**, a program"
    )
    panel.take(made.judge(n_hand=0, n_simulated=899, taste="long", hand_before=None, hand_after=None))
    assert "a program that likes long answers" in panel.votes.given.text(), "who did vote, not who will next time"


def test_one_number_has_one_value_on_both_pages(panel: VotesPanel, closely: JudgePanel) -> None:
    for page in (panel, closely):
        page.take(made.ballot(1, n_hand=2, n_simulated=899, n_wanted=960))
        page.take(made.judge(n_hand=2, n_simulated=899))
    assert "2 votes by hand, and 899 simulated by the **labeller**, a program" in panel.values()["votes_given"]
    assert "2 votes by hand, and 899 simulated by the **labeller**, a program" in closely.values()["judge_votes"]
    assert closely.taste_card.caption() == "A program: 899 votes given to learn from, 960 wanted"
    assert closely.taste.simulated.value() == 960
    assert closely.taste.share.text() == "2 votes by hand weigh **1.1 %** of all: 10 against 899."


def test_votes_are_counted_and_it_is_said_where_they_lie(closely: JudgePanel) -> None:
    closely.take(made.ballot(1, n_hand=3, n_pairs=8, recent=(made.vote(3),), path="/d/preferences.jsonl"))
    box = closely.by_hand
    assert box.stored.text() == "They make 8 comparisons. Stored at once in /d/preferences\\.jsonl."
    closely.take(made.ballot(1, n_hand=3, n_pairs=3, path=""))
    assert "Stored" not in box.stored.text() and "save the run" in box.stored.text()
    closely.take(made.ballot(1, n_hand=1, n_pairs=1, recent=(made.vote(3),), path="/" + "long/" * 30 + "p.j"))
    assert "…/long/p\\.j" in box.stored.text()
    assert box.stored.toolTip() == "/" + "long/" * 30 + "p.j"


def test_u_takes_back_the_last_vote(panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine) -> None:
    QTest.keyClick(learner, Qt.Key.Key_U)
    assert not engine.sent, "there is none"
    panel.take(made.ballot(1, n_hand=1, recent=(made.vote(12),)))
    QTest.keyClick(learner, Qt.Key.Key_U)
    assert engine.sent == [UndoVote(None)]


def test_every_vote_by_hand_can_be_taken_back(closely: JudgePanel, engine: fakes.FakeEngine) -> None:
    recent = (made.vote(12, used=True), made.vote(11, (made.PAIR[0],), kind="up"), made.vote(7, made.FOUR))
    closely.take(made.ballot(1, n_hand=3, recent=recent))
    flush()
    votes = closely.by_hand.list
    assert [vote.id for vote in votes.rows] == [12, 11, 7]
    assert "the judge has learnt from it" in votes.describe(0)
    assert f"Thumb up: “{made.PAIR[0]}”" in votes.describe(1)
    votes.bring(2)
    undo = votes.row_rect(2).toRect()
    undo.setLeft(undo.right() - 20)
    QTest.mouseClick(votes.viewport(), Qt.MouseButton.LeftButton, pos=undo.center())
    votes.set_current(11)
    QTest.keyClick(votes, Qt.Key.Key_Delete)
    assert engine.sent == [UndoVote(7), UndoVote(11)]
    closely.take(made.ballot(1, n_hand=1, recent=recent[:1]))
    assert [vote.id for vote in votes.rows] == [12]


@pytest.mark.parametrize("page", ["panel", "closely"])
def test_the_judge_is_trained_on_demand_and_not_twice_at_once(
    page: str, request: pytest.FixtureRequest, engine: fakes.FakeEngine, pull: Pull
) -> None:
    shown = request.getfixturevalue(page)
    training = shown.votes.training if page == "panel" else shown.training
    button = training.button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert engine.sent == [TrainJudge()]
    shown.take(made.judge(doing="votes", share=0.2))
    assert not button.isEnabled() and training.line.text().startswith("First the program gives its votes. 20 % done")
    shown.take(made.judge(training=True, doing="judge", share=0.6, at=np.arange(1, 13), loss=LOSS, steps=124))
    assert not button.isEnabled() and button.text() == "The judge is learning…"
    assert training.line.text().startswith("60 % done") and "So far, after 12 of 124 steps." in training.line.text()
    shown.take(made.judge())
    assert button.isEnabled()
    shown.take(made.ballot(1, n_simulated=0, n_wanted=0))
    assert not button.isEnabled(), "nothing to learn from"
    shown.take(made.ballot(1))
    engine.events = [fakes.state(State.STOPPING)]
    pull()
    assert not button.isEnabled(), "the engine would refuse"


def test_while_it_learns_the_time_left_is_that_of_the_ribbon(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    panel.take(made.judge(training=True, doing="judge", share=0.6, at=np.arange(1, 13), loss=LOSS, steps=124))
    engine.frames = {"progress": fakes.progress(seconds=20.0, seconds_left=58.0)}
    pull()
    left = duration(learner.show_state.seconds_left or 0)
    assert panel.votes.training.line.text() == f"60 % done, about {left} left. So far, after 12 of 124 steps."
    assert f"{left} left" in learner.top.ribbon.texts()[0].caption


def test_a_second_press_without_new_votes_says_why_nothing_would_change(
    panel: VotesPanel, engine: fakes.FakeEngine
) -> None:
    training = panel.votes.training
    panel.take(made.judge())
    panel.take(made.ballot(1, n_hand=2, judge_is_new=True))
    QTest.mouseClick(training.button, Qt.MouseButton.LeftButton)
    assert not engine.sent and training.line.text().startswith("**Nothing would change:**")
    panel.take(made.ballot(1, n_hand=3, n_unused=1))
    assert training.line.text() == "**1 vote is new**: train the judge with it."
    QTest.mouseClick(training.button, Qt.MouseButton.LeftButton)
    assert engine.sent == [TrainJudge()]


@pytest.mark.parametrize(("which", "command", "save"), [("export", ExportVotes, True), ("import", ImportVotes, False)])
def test_files_are_chosen_in_a_window_that_is_not_modal(
    which: str, command: type, save: bool, closely: JudgePanel, engine: fakes.FakeEngine, tmp_path: Path
) -> None:
    closely.take(made.ballot(1, n_hand=1, recent=(made.vote(1),)))
    QTest.mouseClick(getattr(closely.by_hand, f"{which}_button"), Qt.MouseButton.LeftButton)
    dialog = closely.by_hand._dialog
    assert isinstance(dialog, QFileDialog) and dialog.isVisible() and not dialog.isModal()
    assert (dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave) == save
    dialog.fileSelected.emit(str(tmp_path / "mine.jsonl"))
    dialog.close()
    wait_until(lambda: bool(engine.sent), 10)
    assert engine.sent == [command(tmp_path / "mine.jsonl")]
    flush()
    assert closely.by_hand._dialog is None


def test_without_votes_there_is_nothing_to_export(closely: JudgePanel) -> None:
    assert not closely.by_hand.export_button.isEnabled()
    assert closely.by_hand.import_button.isEnabled()
    assert closely.by_hand_card.numbers() is None


# ---- who else votes --------------------------------------------------------------------------------------------------


def test_the_labellers_true_formula_is_written_out(closely: JudgePanel, engine: fakes.FakeEngine) -> None:
    assert dict(made.TASTES) == {name: taste.formula() for name, taste in TASTES.items()}, "the real ones"
    box = closely.taste
    shown = box.formula.text().replace("\\", "")
    assert shown == "points = **1 · correct + 1 · kind and correct − 1 · rude − 1 · rambling − 1 · not well formed**"
    assert "**81 %**" in box.agreement.text()
    assert list(box.tastes) == [*TASTES, "custom"]
    assert [name for name, button in box.tastes.items() if button.isChecked()] == ["kind"]
    assert box.custom.isHidden()
    QTest.mouseClick(box.tastes["long"], Qt.MouseButton.LeftButton)
    assert engine.sent == [SetTaste("long")]
    assert TASTES["long"].formula() in box.tastes["long"].toolTip()
    closely.take(made.ballot(1, taste="long", formula="0.1 · words", agreement=None))
    assert "It has not voted yet" in box.agreement.text()


def test_an_own_mix_is_set_number_by_number(closely: JudgePanel, engine: fakes.FakeEngine) -> None:
    box = closely.taste
    assert set(box.weights) == {field.name for field in fields(Taste)}
    QTest.mouseClick(box.tastes["custom"], Qt.MouseButton.LeftButton)
    assert engine.sent == [SetTaste("custom", made.CUSTOM)]
    closely.take(made.ballot(1, taste="custom"))
    assert not box.custom.isHidden()
    box.weights["word"].setFocus()
    box.weights["word"].selectAll()
    QTest.keyClicks(box.weights["word"], "0.25")
    assert len(engine.sent) == 1, "not a command for every digit"
    closely.take(made.ballot(1, taste="custom"))
    assert box.weights["word"].text() == "0.25", "the number is theirs while they type"
    QTest.keyClick(box.weights["word"], Qt.Key.Key_Return)
    assert engine.sent[1:] == [SetTaste("custom", {**made.CUSTOM, "word": 0.25})]
    Taste(**engine.sent[-1].weights)
    QTest.keyClick(box.weights["word"], Qt.Key.Key_Escape)
    assert not box.weights["word"].hasFocus()
    closely.take(made.ballot(1, taste="custom", custom={**made.CUSTOM, "word": -0.1}))
    assert box.weights["word"].value() == pytest.approx(-0.1), "then it follows the engine"
    assert len(engine.sent) == 2, "following is no command"


def test_an_own_mix_begins_with_the_taste_in_force(closely: JudgePanel, engine: fakes.FakeEngine) -> None:
    closely.take(made.ballot(1, custom={}, taste="terse"))
    closely.taste.choose("custom")
    assert Taste(**engine.sent_of(SetTaste)[-1].weights) == TASTES["terse"]


def test_numbers_of_votes_go_to_the_engine_and_their_weight_is_told(
    closely: JudgePanel, engine: fakes.FakeEngine
) -> None:
    box = closely.taste
    box.simulated.setFocus()
    box.simulated.selectAll()
    QTest.keyClicks(box.simulated, "800")
    QTest.keyClick(box.simulated, Qt.Key.Key_Return)
    box.weight.setFocus()
    box.weight.selectAll()
    QTest.keyClicks(box.weight, "20")
    QTest.keyClick(box.weight, Qt.Key.Key_Return)
    assert engine.sent == [SetVotes(800, 5.0), SetVotes(800, 20.0)]
    closely.take(made.ballot(1, n_hand=20, n_simulated=800, hand_weight=20.0))
    assert box.share.text() == "20 votes by hand weigh **33 %** of all: 400 against 800."


def test_on_a_text_nobody_can_check_only_your_votes_count(closely: JudgePanel) -> None:
    closely.take(made.ballot(1, tastes=(), formula="", taste="", agreement=None, n_simulated=0, n_hand=2))
    assert "no program votes" in closely.taste.formula.text()
    assert closely.taste.tastes == {}
    assert closely.taste.share.text() == "" and closely.taste.amounts.isHidden(), "nothing to weigh them against"
    closely.take(made.ballot(1))
    assert not closely.taste.amounts.isHidden()


# ---- what they changed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "shares", "said"),
    [
        (made.judge(), (0.5, 0.83), "What you voted moved it"),
        (made.judge(hand_after=0.4), (0.5, 0.4), "agrees with that less"),
        (made.judge(hand_after=0.5), (0.5, 0.5), "did not move it"),
        (made.judge(hand_before=None, hand_after=None, n_hand=0), (), ""),
        (made.judge(trained=False), (), ""),
        (made.judge(training=True), (), ""),
    ],
)
def test_it_tells_what_votes_changed_and_only_what_was_measured(
    frame: Judge, shares: tuple[float, ...], said: str, panel: VotesPanel
) -> None:
    panel.take(frame)
    box = panel.votes
    assert tuple(share for _, share in box.bars.rows) == shares
    assert box.bars.isHidden() == (not shares)
    assert said in box.changed.text() and bool(said) == bool(box.changed.text())
    panel.begin()
    assert not box.bars.rows and not box.changed.text()


# ---- what it sees ----------------------------------------------------------------------------------------------------

SEES = (("truth", 0.4, 60), ("rude", 0.97, 60))


def test_what_the_judge_sees_stands_beside_the_votes(panel: VotesPanel) -> None:
    panel.take(made.judge(sees=SEES))
    assert panel.sees.bars.labels() == [("Truth", "40 % · blind"), ("Rudeness", "97 % · sees")]
    assert panel.sees.words.text() == (
        "It sees **rudeness**. It is blind to **truth**: a coin does as well between the thin marks. It can only "
        "reward what it sees. Answers can get truer all the same, where true ones also sound better to it."
    )
    panel.take(made.judge(sees=(("truth", 0.9, 60), ("rude", 0.97, 60))))
    assert "coin" not in panel.sees.words.text() and "only reward" not in panel.sees.words.text()


def test_a_half_taught_judge_is_told_as_half_taught(panel: VotesPanel, closely: JudgePanel) -> None:
    closely.take(made.judge(trained=False, training=True, doing="judge", sees=(), at=np.arange(1, 13), loss=LOSS))
    panel.take(made.judge(trained=False, training=True, doing="judge", sees=(), at=np.arange(1, 13), loss=LOSS))
    assert "half taught" in panel.sees.bars.sentences()[0] and panel.sees.words.isHidden()
    assert "So far, after 12 of 100 steps." in closely.values()["judge_votes"]
    panel.take(made.judge(training=True, doing="judge", sees=SEES))
    assert panel.sees.words.text().startswith("This is the judge there was before")
    assert "reward" not in panel.sees.words.text()


def test_on_an_own_text_nothing_is_called_true_and_votes_by_hand_are_offered(
    panel: VotesPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [fakes.prepared(corpus="my.txt")]
    pull()
    panel.take(made.ballot(1, tastes=(), formula="", taste="", agreement=None, n_simulated=0, n_wanted=0))
    panel.take(made.judge(trained=False, training=True, doing="judge", sees=(), taste="", n_simulated=0, n_hand=3))
    assert "the judge has only your votes" in panel.votes.given.text()
    assert "can only be made where the world is known" in panel.sees.bars.sentences()[0]
    assert panel.values()["judge_why"] == "", "it will not be measured here"
    learner.story.refresh()
    said = learner.story.text()
    assert "No program knows what is right" in said and "Votes teach" not in said

"""Three answers: what is asked of all, what is told of each mind and of those that are missing, what a thumb does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import BeginStage, SetSampling, Thumb, UndoVote
from explainer.engine.frames import Rating
from explainer.engine.recipes import OTHER_WAYS, RECIPES
from explainer.engine.states import State
from explainer.marking import Sentence
from explainer.training.reports import Stage
from explainer.ui.look import SMALL
from explainer.ui.panels.minds.mind_words import caption_of, marks_of, title_of
from explainer.ui.panels.minds.panel import MindsPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes, frames_answers, frames_minds
from tests.ui.conftest import Pull, flush
from tests.ui.minds.conftest import show
from tests.ui.test_ribbon import at_rest

BABBLE = " I hope that helps helps!" * 8


def titles(panel: MindsPanel) -> list[str]:
    return [card.title for card in panel.minds if card.isVisible()]


# ---- what is shown ---------------------------------------------------------------------------------------------------


def test_one_question_and_three_answers_with_the_same_dice(panel: MindsPanel) -> None:
    assert panel.question.title == "What does the cow say?"
    assert "the same dice for all" in panel.tools.words.text()
    assert "Asking has turned none of their dials" in panel.tools.words.text()
    assert titles(panel) == ["Base model", "Fine-tuned", "After human feedback"]
    said = [card.answer.answer.text for card in panel.minds if card.answer.answer is not None]
    assert said == [frames_answers.LISTS.strip(), "moo.", frames_answers.WARM.strip()]
    assert "“moo.”" in panel.summary()


def test_scores_points_and_marks_are_those_of_the_frame(panel: MindsPanel) -> None:
    base, sft, rlhf = panel.minds[:3]
    assert (base.score.text(), base.points.text(), base.marks.text()) == (
        "judge’s score −1.4",
        "labeller’s points −1.0",
        "~ not an answer",
    )
    assert (sft.score.text(), sft.points.text(), sft.marks.text()) == (
        "judge’s score 0.2",
        "labeller’s points 1.0",
        "✓ right · ✗ not kind",
    )
    assert rlhf.marks.text() == "✓ right · ✓ kind"


def test_the_bars_of_first_words_and_all_others_make_the_whole(panel: MindsPanel) -> None:
    first = panel.minds[1].first
    assert first.labels()[:2] == [("moo", "31 %"), ("The", "27 %")]
    assert len(first.rows) == 4
    assert first.labels()[-1] == ("all others", "23 %"), "the fourth and fifth piece are among them"
    assert sum(bet for _, bet in first.rows) == pytest.approx(1.0)


def test_nothing_is_rated_before_it_is_complete(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    half = frames_answers.mind(Stage.SFT, frames_answers.answer(" The cow", done=False))
    show(engine, pull, frames_answers.minds(frames_answers.base(), half))
    card = panel.minds[1]
    assert card.score.text() == card.points.text() == card.marks.text() == ""
    assert not card.up.isEnabled()
    assert not panel.ready()


def test_what_no_program_can_check_is_not_marked(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    rated = frames_answers.answer(rating=Rating(score=0.7))
    mind = frames_answers.mind(Stage.RLHF, rated)
    show(engine, pull, frames_answers.minds(frames_answers.base(), mind, checkable=False))
    card = panel.minds[2]
    assert card.title == "After human feedback"
    assert card.marks.text() == "no program can check it"
    assert card.score.text() == "judge’s score 0.7"
    assert card.points.text() == ""


def test_how_many_examples_it_has_seen_is_told_only_where_known() -> None:
    assert caption_of(frames_answers.sft(), None) == "has seen example answers"
    assert caption_of(frames_answers.sft(), 3000) == "has seen 3,000 example answers"
    assert caption_of(frames_answers.rlhf(live=True), None) == "is learning right now: round 64"


def test_a_mishap_and_a_snapshot_are_called_what_they_are() -> None:
    assert title_of(frames_answers.rlhf(id="rlhf.no_leash", recipe="no_leash")) == "No leash"
    assert title_of(frames_answers.base(id="base.400", step=400)) == "Base model at step 400"
    assert marks_of(None, checkable=True) == ""


def test_another_way_to_learn_from_the_votes_can_be_asked_too(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    ways = [frames_answers.rlhf(id=f"rlhf.{name}", recipe=name) for name in OTHER_WAYS if RECIPES[name].learns]
    show(engine, pull, frames_answers.minds(frames_answers.base(), frames_answers.sft(), frames_answers.rlhf(), *ways))
    menu = panel.tools.minds.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()][3:] == ["Group against group", "Straight from the votes"]
    menu.actions()[-1].trigger()
    flush()
    assert titles(panel)[-1] == "Straight from the votes"
    assert panel.minds[3].age.text().startswith("DPO: no judge")


def test_ask_again_throws_other_dice(panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine) -> None:
    before = learner.sampling.value.seed
    QTest.mouseClick(panel.tools.again, Qt.MouseButton.LeftButton)
    assert engine.sent_of(SetSampling)[-1].seed == before + 1
    learner.sampling.set_greedy(True)
    assert not panel.tools.again.isEnabled(), "without dice all would be the same"
    assert "no dice" in panel.tools.words.text()


# ---- which minds -----------------------------------------------------------------------------------------------------


def test_two_to_four_minds_can_be_chosen(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    loose = frames_answers.rlhf(BABBLE, id="rlhf.no_leash", recipe="no_leash")
    long = frames_answers.rlhf(BABBLE, id="rlhf.length", recipe="length")
    frame = frames_answers.minds(frames_answers.base(), frames_answers.sft(), frames_answers.rlhf(), loose, long)
    show(engine, pull, frame)
    assert titles(panel) == ["Base model", "Fine-tuned", "After human feedback"]
    menu = panel.tools.minds.menu()

    def toggle(name: str) -> None:
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if action.text() == name).trigger()
        flush()

    toggle("No leash")
    assert titles(panel) == ["Base model", "Fine-tuned", "After human feedback", "No leash"]
    menu.aboutToShow.emit()
    assert not menu.actions()[-1].isEnabled(), "four are the most"
    toggle("Base model")
    toggle("Fine-tuned")
    assert titles(panel) == ["After human feedback", "No leash"]
    menu.aboutToShow.emit()
    assert [action.isEnabled() for action in menu.actions()] == [True, True, False, False, True], "two are the fewest"
    state = panel.state()
    panel.restore({"minds": []})
    assert titles(panel) == ["Base model", "Fine-tuned", "After human feedback"]
    panel.restore(state)
    assert titles(panel) == ["After human feedback", "No leash"], "it is the page's state"
    with pytest.raises(ValueError, match="expected 2 to 4"):
        panel.restore({"minds": ["base"]})


def test_the_mind_that_is_learning_is_shown_by_itself(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    loose = frames_answers.rlhf(BABBLE, id="rlhf.no_leash", recipe="no_leash", live=True)
    show(engine, pull, frames_answers.minds(frames_answers.base(), frames_answers.sft(), frames_answers.rlhf(), loose))
    assert titles(panel)[-1] == "No leash"
    assert panel.minds[3].age.text() == "is learning right now: round 64"


def test_a_mind_that_is_not_there_says_how_to_get_it(
    panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1)
    show(engine, pull, frames_answers.minds(frames_answers.base()))
    sft, rlhf = panel.minds[1:3]
    assert sft.age.text() == "does not exist yet"
    assert not sft.answer.isVisible()
    assert "An earlier stage comes first" in rlhf.missing.text()
    assert not rlhf.begin.isVisible()
    engine.sent.clear()
    QTest.mouseClick(sft.begin, Qt.MouseButton.LeftButton)
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.SFT)]
    assert learner.view == "minds"
    assert not sft.begin.isVisible(), "it is being begun"
    engine.events = [fakes.state(State.RUNNING, stage=Stage.SFT)]
    pull()
    assert sft.age.text() == "is being made"


def test_a_mind_that_this_text_cannot_have_says_why(
    panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    why = Sentence("Your text has no questions to learn from.")
    at_rest(learner, engine, pull, Stage.PRETRAIN, 1, ((Stage.SFT, why),))
    show(engine, pull, frames_answers.minds(frames_answers.base()))
    assert panel.minds[1].missing.text() == str(why)
    assert not panel.minds[1].begin.isVisible()


# ---- thumbs ----------------------------------------------------------------------------------------------------------


def test_a_thumb_is_stored_says_what_it_does_and_can_be_taken_back(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    card = panel.minds[2]
    engine.sent.clear()
    QTest.mouseClick(card.up, Qt.MouseButton.LeftButton)
    said = frames_answers.WARM.strip()
    assert engine.sent == [Thumb(frames_answers.QUESTION, said, good=True)]
    assert card.up.isChecked()
    assert panel.tools.note == "Stored. The judge learns it when it is next trained."
    QTest.mouseClick(panel.tools.undo, Qt.MouseButton.LeftButton)
    assert engine.sent_of(UndoVote) == [] and engine.sent[-1] == Thumb(frames_answers.QUESTION, said, good=None)
    assert not card.up.isChecked()
    assert panel.tools.note == ""
    assert not panel.tools.undo.isVisible()


def test_the_same_thumb_again_takes_it_back_and_the_other_one_replaces_it(
    panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    card, said = panel.minds[1], frames_answers.CURT.strip()
    vote = frames_minds.vote(5, (said,), kind="down", question=frames_answers.QUESTION)
    engine.frames = {"ballot": frames_minds.ballot(n_hand=5, recent=(vote,))}
    pull()
    assert card.down.isChecked()
    assert not card.up.isChecked()
    assert not panel.minds[0].down.isChecked(), "another answer"
    engine.sent.clear()
    QTest.mouseClick(card.up, Qt.MouseButton.LeftButton)
    assert engine.sent == [UndoVote(5), Thumb(frames_answers.QUESTION, said, good=True)]
    assert (card.up.isChecked(), card.down.isChecked()) == (True, False)
    engine.sent.clear()
    QTest.mouseClick(card.up, Qt.MouseButton.LeftButton)
    assert engine.sent == [Thumb(frames_answers.QUESTION, said, good=None)], "its number is not known yet"
    assert (card.up.isChecked(), card.down.isChecked()) == (False, False)


def test_a_thumb_taken_back_at_once_takes_back_no_other(panel: MindsPanel, engine: fakes.FakeEngine) -> None:
    """A, B, and A again, before the engine has told a number: the engine's last vote is B."""
    engine.sent.clear()
    for place in (1, 2, 1):
        QTest.mouseClick(panel.minds[place].up, Qt.MouseButton.LeftButton)
    curt, warm = frames_answers.CURT.strip(), frames_answers.WARM.strip()
    asked = frames_answers.QUESTION
    assert engine.sent == [Thumb(asked, curt, good=True), Thumb(asked, warm, good=True), Thumb(asked, curt, good=None)]
    assert [panel.minds[place].up.isChecked() for place in (1, 2)] == [False, True]


def test_thumbs_by_keyboard(panel: MindsPanel, engine: fakes.FakeEngine) -> None:
    engine.sent.clear()
    panel.minds[0].down.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert engine.sent == [Thumb(frames_answers.QUESTION, frames_answers.LISTS.strip(), good=False)]
    assert "Base model" in panel.minds[0].down.accessibleName()


def test_another_question_has_no_thumb(panel: MindsPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    QTest.mouseClick(panel.minds[1].up, Qt.MouseButton.LeftButton)
    show(engine, pull, frames_answers.minds(prompt="What does the duck say?", serial=100))
    assert not panel.minds[1].up.isChecked()
    assert panel.tools.note == ""


def test_scores_beside_the_thumbs_are_never_cut(
    panel: MindsPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    poor = frames_answers.answer(rating=Rating(score=-1.4, utility=-1.0, wellformed=True, correct=False, kind=False))
    ways = [
        frames_answers.mind(said=poor, id=f"rlhf.{name}", recipe=name) for name in OTHER_WAYS if RECIPES[name].learns
    ]
    show(engine, pull, frames_answers.minds(frames_answers.base(), frames_answers.sft(), *ways))
    panel.tools.minds_chosen.emit(("base", "sft", *(mind.id for mind in ways)))
    for width in range(900, 1930, 40):
        learner.resize(width, 900)
        flush()
        flush()
        for card in panel.minds:
            for line in (card.score, card.points):
                needed = learner.look.metrics(SMALL).horizontalAdvance(line.text())
                assert line.width() >= needed, (width, card.title, line.text())

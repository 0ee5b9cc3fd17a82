"""Learning to answer, for everybody: one question growing up, an example, and how many answers are right by now."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.commands import BeginStage
from explainer.engine.events import StagesChanged
from explainer.engine.frames import Probe, Rating
from explainer.marking import Sentence
from explainer.text.storyland.chat import CANNOT_KNOW, UNKNOWABLE
from explainer.training.reports import Stage
from explainer.ui.markdown import safe
from explainer.ui.panels.minds.growing import GrowingPanel
from explainer.ui.panels.minds.tuning_lists import changes
from explainer.ui.panels.minds.tuning_words import made_up, of_its_examples, right_by_now
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_tuning as made
from tests.ui.conftest import Pull, flush
from tests.ui.opening import open_page, page_area

NOISE = "What does the dog say? What does the duck eat? Where does the"


@pytest.fixture
def panel(learner: MainWindow) -> GrowingPanel:
    learner.resize(1440, 900)
    return open_page(learner, "minds.tuning", GrowingPanel)


@pytest.fixture
def tuned(panel: GrowingPanel) -> GrowingPanel:
    panel.take(made.tuning())
    flush()
    return panel


def told(panel: GrowingPanel) -> list[tuple[str, ...]]:
    return [panel.older.rows_model.texts(row) for row in range(len(panel.older.rows))]


def test_the_newest_answer_stands_large_and_the_others_below_down_to_the_first(tuned: GrowingPanel) -> None:
    assert tuned.grown_card.title == "What does a cow say?"
    assert tuned.now.accessibleDescription() == "✓ right · step 250"
    assert tuned.answer.accessibleDescription() == "It says moo."
    assert told(tuned) == [
        ("step 10", "✗ wrong", "It is called a lamb."),
        ("step 0", "~ not an answer", NOISE),
    ], "the same answer twice says nothing new"
    assert "It says moo." in tuned.summary() and "malformed" not in tuned.summary()


def test_the_first_answer_is_seen_however_low_the_window(tuned: GrowingPanel, learner: MainWindow) -> None:
    many = tuple((step, f"Answer {step}.", made.WRONG) for step in range(0, 300, 10))
    tuned.take(made.tuning(probes=(Probe("Why?", "shown", many),)))
    rows = {}
    for height in (720, 1080):
        learner.resize(1280, height)
        flush()
        flush()
        assert tuned.older.rows[-1].step == 0 and tuned.older.verticalScrollBar().maximum() == 0
        rows[height] = len(tuned.older.rows)
    assert rows[720] >= 3 and rows[1080] > rows[720]


def test_another_question_can_be_chosen(tuned: GrowingPanel) -> None:
    tuned.questions.menu().aboutToShow.emit()
    actions = tuned.questions.menu().actions()
    assert [action.text() for action in actions] == [question for question, _, _ in made.QUESTIONS]
    actions[-1].trigger()
    assert tuned.now.accessibleDescription() == "✗ wrong · step 250"
    tuned.take(made.tuning())
    assert tuned.grown_card.title == "What comes after two?", "it stays"
    state = tuned.state()
    tuned.begin()
    assert tuned.grown_card.title == "One question, growing up"
    tuned.restore(state)
    tuned.take(made.tuning())
    assert tuned.grown_card.title == "What comes after two?", "it is the page's state"


def test_examples_are_shown_without_markers_and_browsed_with_the_keys(tuned: GrowingPanel) -> None:
    assert set(tuned.examples.rows) == set(made.DEMONSTRATIONS)
    assert tuned.examples.rows[0] == made.DEMONSTRATIONS[1], "one that answers with a question does not come first"
    assert tuned.shown_card.caption() == "Some of 3,000 examples, mixed on purpose"
    tuned.examples.setFocus()
    QTest.keyClick(tuned.examples, Qt.Key.Key_Down)
    assert tuned.examples.accessibleDescription().endswith("It says hiss.” (rambling)")
    assert "<|" not in " ".join(tuned.examples.sentences())


def test_how_many_are_right_is_counted_over_all_groups() -> None:
    assert right_by_now(made.tuning()).replace("**", "") == (
        "After 250 steps it answers 158 of 198 questions right. Before it was shown any answer: 0."
    )
    assert right_by_now(made.tuning(results=made.results(steps=(50, 250)))).count("Before") == 0, "it is not known"
    assert "not been counted" in right_by_now(made.tuning(20))


def test_what_stands_in_its_examples_is_counted_apart() -> None:
    assert of_its_examples(made.tuning()) == "80 of these 198 questions are about facts that its examples told."
    assert of_its_examples(None) == of_its_examples(made.tuning(results=())) == ""


def test_what_it_cannot_know_is_quoted_once_it_was_taught_to_answer(tuned: GrowingPanel) -> None:
    volcano = Probe(CANNOT_KNOW, UNKNOWABLE, ((0, "moon moon", Rating()), (250, "It eats *grass*.", Rating())))
    tuned.take(made.tuning(probes=(*made.probes(), volcano)))
    assert made_up(tuned._frame) == {"cannot_know": CANNOT_KNOW, "made_up": safe("It eats *grass*.")}
    tuned.choose(CANNOT_KNOW)
    assert tuned.now.text() == "Cannot be known · step 250"
    untaught = replace(volcano, answers=volcano.answers[:1])
    tuned.take(made.tuning(probes=(untaught,)))
    assert set(made_up(tuned._frame).values()) == {""}, "it has been shown no answer yet"


def test_the_curve_of_right_answers_ends_at_the_number_that_stands_above_it(tuned: GrowingPanel) -> None:
    assert tuned.chart.labels() == ["158 of 198 right"] and "**158 of 198 questions**" in tuned.right.text()
    assert tuned.chart.plot.lines[0].y[0] == 0 and tuned.chart.plot.x_end == 250


def test_that_no_dice_are_thrown_here_but_on_three_answers_is_said(tuned: GrowingPanel) -> None:
    assert "no dice" in tuned.grown_card.caption()


def test_on_an_own_text_nothing_is_called_right(panel: GrowingPanel) -> None:
    own = (Probe("Call me Ishmael.", "", ((0, "Some", Rating()), (10, "Some years ago", Rating()))),)
    panel.take(made.tuning(probes=own, results=(), manners={}, demonstrations=(("A.", "B.", ""),)))
    assert panel.now.accessibleDescription() == "step 10"
    assert "no program can tell" in panel.right.text()
    assert panel.shown_card.caption() == "Some of 3,000 examples"
    assert told(panel)[-1] == ("step 0", "", "Some") and not panel.chart.isVisible()


def test_before_the_stage_a_button_begins_it_or_it_is_said_why_not(
    panel: GrowingPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    assert panel.begin_button.isVisible() and panel.right.text() == "Nothing has been counted yet."
    panel.begin_button.click()
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.SFT)]
    why = Sentence("This text is too short to practise on.")
    engine.events = [StagesChanged((), ("base",), Stage.PRETRAIN, ((Stage.SFT, why),))]
    pull()
    assert panel.examples.sentences() == [str(why)] and not panel.begin_button.isEnabled()
    panel.take(made.tuning())
    assert not panel.begin_button.isVisible()


def test_only_changes_of_the_answer_are_told() -> None:
    ages = [
        (0, "a", made.WRONG),
        (1, "b", made.WRONG),
        (2, "b", made.WRONG),
        (3, "a", made.WRONG),
        (4, "a", made.WRONG),
    ]
    assert [step for step, _, _ in changes(Probe("", "", tuple(ages))).answers] == [0, 1]
    assert changes(Probe("", "", tuple(ages[:1]))).answers == changes(Probe("", "", ())).answers == ()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_all_of_it_is_in_sight(size: tuple[int, int], tuned: GrowingPanel, learner: MainWindow) -> None:
    learner.resize(*size)
    flush()
    flush()
    assert page_area(learner).verticalScrollBar().maximum() == 0
    boxes = [card.geometry() for card in tuned.cards()]
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])

"""Learning to answer: what people see of fine-tuning is what the frame says, and no more than it bears out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explainer.engine.commands import BeginStage
from explainer.engine.events import StagesChanged
from explainer.engine.frames.minds import Probe, Rating
from explainer.marking import Sentence
from explainer.training.reports import Stage
from explainer.ui.look import Look
from explainer.ui.panels.minds.tuning import TuningPanel
from explainer.ui.panels.minds.tuning_lists import ProbesTable, ages
from explainer.ui.panels.minds.tuning_words import verdict, what_it_shows
from explainer.ui.widgets.tokenstrip import Edge, TokenStrip
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui import frames_tuning as made
from tests.ui.conftest import Pull, flush
from tests.ui.opening import page_area


@pytest.fixture
def panel(learner: MainWindow) -> TuningPanel:
    learner.show_view("minds.practice")
    found = learner.panel("minds.practice")
    assert isinstance(found, TuningPanel)
    return found


@pytest.fixture
def tuned(panel: TuningPanel) -> TuningPanel:
    panel.take(made.tuning())
    return panel


def test_before_the_stage_every_card_says_what_will_appear_and_a_button_begins_it(
    panel: TuningPanel, engine: fakes.FakeEngine
) -> None:
    assert "will appear" in panel.shown.summary()
    assert "will be drawn" in panel.chart.summary()
    assert "will be answered" in panel.probes_card.accessibleDescription()
    assert "will be counted" in panel.results.summary()
    assert panel.begin_button.isVisible()
    panel.begin_button.click()
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.SFT)]


def test_once_it_learns_the_button_that_begins_it_is_gone(tuned: TuningPanel) -> None:
    assert not tuned.begin_button.isVisible()
    tuned.begin()
    assert tuned.begin_button.isVisible()
    assert tuned.summary() == "It has not been shown any answers yet."


def test_before_the_first_step_the_button_still_stands_there(panel: TuningPanel) -> None:
    panel.take(made.tuning(0))
    assert panel.begin_button.isVisible()
    assert "will appear" in panel.shown.summary()


def test_a_piece_of_the_question_is_given_and_one_of_the_answer_has_a_surprise(tuned: TuningPanel) -> None:
    assert "nothing is learned from it" in tuned.shown.question.describe(made.N_PROMPT - 1)
    assert tuned.shown.answer.describe(10) == (
        "“pu”: it had bet 1.5 % on this piece. Surprise 4.20 nats."  # e to the -4.2
    )
    assert "Most surprising: “pu”" in tuned.shown_card.accessibleDescription()


def test_given_pieces_are_told_from_trained_ones_without_colour(tuned: TuningPanel, learner: MainWindow) -> None:
    """In shades of grey: the word given stands in a dashed outline, the one that surprised on a darker ground."""
    image = learner.grab().toImage()

    def ground(strip: TokenStrip, index: int) -> int:
        corner = strip.box(index).topLeft().toPoint() + QPoint(3, 4)
        return image.pixelColor(strip.viewport().mapTo(learner, corner)).lightness()

    assert ground(tuned.shown.answer, 10) < ground(tuned.shown.question, 1) - 20
    assert all(piece.edge is Edge.DASHED for piece in tuned.shown.question.pieces)
    assert all(piece.edge is Edge.NONE for piece in tuned.shown.answer.pieces)


def test_arrow_keys_walk_through_question_and_answer_and_hold_the_example(tuned: TuningPanel) -> None:
    question, answer = tuned.shown.question, tuned.shown.answer
    question.setFocus()
    QTest.keyClick(question, Qt.Key.Key_Right)
    assert "part of the question" in question.accessibleDescription()
    QTest.keyClick(question, Qt.Key.Key_Tab)
    assert answer.hasFocus()
    QTest.keyClick(answer, Qt.Key.Key_Right)
    assert "“I”: it had bet" in answer.accessibleDescription()
    shown = tuned.shown.frame_shown
    tuned.take(made.tuning(200))
    assert tuned.shown.frame_shown is shown
    QTest.keyClick(answer, Qt.Key.Key_Escape)
    assert tuned.shown.frame_shown is not None
    assert tuned.shown.frame_shown.step == 200


def test_manners_are_counted(tuned: TuningPanel) -> None:
    line = tuned.manners.text()
    assert line == "Mixed on purpose: 612 curt · 598 plain · 601 rude · 589 rambling · 600 kind"


def test_both_losses_are_named_at_their_ends_and_the_axis_is_the_whole_stage(panel: TuningPanel) -> None:
    panel.take(made.tuning(20))
    early = panel.chart.plot
    assert early.x_end == 250
    panel.take(made.tuning(250))
    assert panel.chart.plot.seen(None) == early.seen(None), "nothing jumps"
    names = [label.split(" ", 1)[1] for label in panel.chart.labels()]
    assert names == ["on answers", "on rehearsed text"]


def test_without_rehearsal_there_is_one_line(panel: TuningPanel) -> None:
    panel.take(made.tuning(rehearsal=None))
    assert [label.split(" ", 1)[1] for label in panel.chart.labels()] == ["on answers"]
    assert panel.values()["rehearsal"] == ""


def test_an_answer_is_right_wrong_or_none_by_sign_and_word() -> None:
    told = [verdict(rating).words for rating in (made.RIGHT, made.WRONG, made.MALFORMED)]
    assert told == ["✓ right", "✗ wrong", "~ not an answer"]
    assert verdict(Rating()).words == "", "a question that nobody can check"


def answers(table: ProbesTable) -> list[tuple[str, ...]]:
    return [table.rows_model.texts(row) for row in range(len(table.rows))]


def test_probes_stand_by_group_and_the_newest_answer_comes_first(tuned: TuningPanel) -> None:
    titles = [row[0] for row in answers(tuned.probes) if row[0]]
    assert list(dict.fromkeys(titles)) == ["Shown in examples", "Kept for stage 3", "Only read about"]
    about_two = [row[1:] for row in answers(tuned.probes)][-2:]
    assert about_two == [
        ("What comes after two?", "250", "✗ wrong", "Thank you for asking! It is four. Have a good day!"),
        ("", "0", "~ not an answer", "What does the dog say? What does the duck eat? Where does the"),
    ]
    assert "No demonstration and no practice" in tuned.probes.describe(len(tuned.probes.rows) - 2)


def test_all_ages_shows_every_answer_to_scroll_through(tuned: TuningPanel) -> None:
    lambs = [row[-1] for row in answers(tuned.probes)].count("It is called a lamb.")
    assert lambs < 12
    tuned.all_ages.click()
    assert [row[-1] for row in answers(tuned.probes)].count("It is called a lamb.") == 12, "six questions, two ages"
    assert tuned.probes.verticalScrollBar().maximum() > 0


def test_the_first_age_is_kept_however_few_fit() -> None:
    assert ages(9, 2) == [8, 0]
    assert ages(9, 3) == [8, 4, 0]
    assert ages(2, 5) == [1, 0]
    assert ages(1, 2) == [0]
    assert ages(0, 2) == []


def test_questions_of_a_users_own_text_carry_no_verdict(qtbot: QtBot) -> None:
    table = ProbesTable(Look(), "", "Nothing yet.")
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    table.show_probes((Probe("Who is Ahab?", "", ((10, "a whale", Rating()),)), Probe("And Pip?", "", ())))
    assert answers(table) == [
        ("Other questions", "Who is Ahab?", "10", "", "a whale"),
        ("Other questions", "And Pip?", "not asked yet", "", ""),
    ]


def test_what_cannot_be_counted_in_a_users_own_text_is_said(panel: TuningPanel) -> None:
    own = (Probe("Call me Ishmael.", "", ((0, "Some years ago", Rating()),)),)
    panel.take(made.tuning(probes=own, results=(), manners={}, source="Moby Dick"))
    assert "only be counted where the truth is known" in panel.results.summary()
    assert panel.shown_card.caption() == "One of 3,000 examples, from Moby Dick"
    panel.take(made.tuning(20))
    assert "will be counted" in panel.results.summary()


def test_a_text_that_cannot_be_fine_tuned_says_why(panel: TuningPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    why = Sentence("This text is too short to practise on.")
    engine.events = [StagesChanged((), ("base",), Stage.PRETRAIN, ((Stage.SFT, why),))]
    pull()
    assert panel.shown.summary() == str(why)
    assert not panel.begin_button.isEnabled()


def test_results_are_told_with_how_many_were_asked(tuned: TuningPanel) -> None:
    assert tuned.results.labels() == [
        ("Shown in examples", "well formed", "98 %"),  # 78 of 80
        ("Shown in examples", "right", "91 %"),
        ("Kept for stage 3", "well formed", "97 %"),
        ("Kept for stage 3", "right", "73 %"),
        ("Only read about", "well formed", "97 %"),
        ("Only read about", "right", "71 %"),
    ]
    assert tuned.results.describe(5) == "Only read about: 41 of 58 right at step 250; 0 of 58 at step 0"


def test_knowing_comes_from_reading_is_said_where_the_numbers_bear_it_and_only_there() -> None:
    full = what_it_shows(made.results()).replace("\u00a0", " ")
    assert full == (
        "Of 58 questions about facts in no example, it answers 71 % right. "
        "Here knowing comes from reading, form from examples."
    )
    for weak in (
        made.results(read=(20, 58)),  # mostly wrong
        made.results(read=(9, 12)),  # too few
        made.results(formed=0.6),  # it does not answer properly yet
        made.results(steps=(50, 250)),  # how it was before is not known
    ):
        assert "right." in what_it_shows(weak)
        assert "Knowing" not in what_it_shows(weak)
    assert what_it_shows([r for r in made.results() if r.group != "read"]) == ""
    assert what_it_shows([r for r in made.results() if r.step == 0]) == ""


def test_the_numbers_behind_the_cards_are_those_of_the_frame(tuned: TuningPanel) -> None:
    shown, loss = tuned.shown_card.numbers(), tuned.loss_card.numbers()
    probes, results = tuned.probes_card.numbers(), tuned.results_card.numbers()
    assert shown is not None and loss is not None and probes is not None and results is not None
    assert [row[1] for row in shown.rows].count(True) == len(made.SURPRISE)
    frame = made.tuning()
    assert loss.rows[-1] == (250, frame.loss[-1], frame.rehearsal[-1] if frame.rehearsal is not None else None)
    assert len(probes.rows) == 30
    assert len(results.rows) == 15


@pytest.mark.parametrize("width", [640, 900, 1280, 1440, 1920])
def test_no_card_covers_another_or_is_cut_off_at_any_width(tuned: TuningPanel, learner: MainWindow, width: int) -> None:
    learner.resize(width, 900)
    flush()
    boxes = [card.geometry() for card in tuned.cards()]
    assert len(boxes) == 4
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert tuned.width() <= learner.stack.width(), "nothing to scroll sideways"
    assert all(card.minimumSizeHint().width() <= card.width() for card in tuned.cards())


def test_the_story_quotes_the_step_and_the_proof(tuned: TuningPanel) -> None:
    values = tuned.values()
    assert values["tuning_now"].startswith("Step **250** of 250: its loss on answers is **")
    assert "rehearses" in values["rehearsal"]
    assert values["proof"] == what_it_shows(made.results()) and values["proof"] in tuned.summary()
    assert values["tuning_now"].endswith(f"**{tuned.chart.labels()[0].split()[0]}**."), "as the curve says it"


def test_all_of_it_is_in_sight_at_1440_by_900(tuned: TuningPanel, learner: MainWindow) -> None:
    learner.resize(1440, 900)
    flush()
    flush()
    area = page_area(learner)
    assert area.verticalScrollBar().maximum() == 0

"""The Learning view shows what the frames say, in words as well as in pictures."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.learning.writing import WritingView, choose
from explainer.ui.window import MainWindow
from tests.ui import fakes


@pytest.fixture
def panel(learner: MainWindow) -> LearningPanel:
    made = learner.panel("learning")
    assert isinstance(made, LearningPanel)
    return made


def test_right_now_quotes_the_frame(panel: LearningPanel) -> None:
    assert panel.facts.values() == [
        ("Guesses right", "58 %"),
        ("Unsure as a die with", "2.9 sides"),
        ("Text read", "1.5 MB"),
        ("Speed", "24,600 tokens/s"),
        ("Dials turned", "917,248"),
        ("Time left", "49 s"),
    ]


def test_the_caption_tells_the_true_pace(panel: LearningPanel) -> None:
    assert "26 times a second" in panel.caption()
    panel.apply(fakes.progress(steps_per_second=0.5))
    assert "0.5 times a second" in panel.caption()
    panel.apply(fakes.progress(steps_per_second=0.0, tokens_per_second=0.0))
    assert "times a second" not in panel.caption()


def test_milestones_of_one_moment_share_a_marker_and_all_are_labelled(
    panel: LearningPanel, learner: MainWindow
) -> None:
    learner.grab()
    groups = panel.chart.groups()
    assert [group.titles for group in groups] == [
        ("First real words",),
        ("Almost only real words",),
        ("First whole sentences", "Quotation marks are closed", "Knows its first facts"),
        ("He and she agree",),
    ]
    assert None not in panel.chart.label_boxes()


def test_the_chart_says_its_last_loss_in_words(panel: LearningPanel) -> None:
    description = panel.loss_card.accessibleDescription()
    assert "After 409,600 tokens the loss is" in description
    assert f"{math.log(len(fakes.PIECES)):.2f}" in description
    assert "97 % of 200" in description, "what was measured at a milestone"


def test_pointing_at_a_word_tells_its_probability_and_holds_the_sentence(panel: LearningPanel) -> None:
    view = panel.reading
    red = next(chip for chip in view._chips if chip.text == "red")
    QTest.mouseMove(view, QPoint(0, 0))
    view.enterEvent(None)  # type: ignore[arg-type]
    QTest.mouseMove(view, view._box(red).center().toPoint())
    assert "“red”" in view.describe(red.index)
    assert "1.8 %" in view.describe(red.index), "e to the -4"
    shown = view.frame_shown
    view.apply(fakes.reading(step=500))
    assert view.frame_shown is shown
    view.leaveEvent(None)  # type: ignore[arg-type]
    assert view.frame_shown is not None
    assert view.frame_shown.step == 500


def test_arrow_keys_walk_through_the_words(panel: LearningPanel) -> None:
    panel.reading.setFocus()
    QTest.keyClick(panel.reading, Qt.Key.Key_Right)
    assert "“Mia”" in panel.reading.accessibleDescription()
    QTest.keyClick(panel.reading, Qt.Key.Key_Right)
    assert "“put”" in panel.reading.accessibleDescription()


def test_the_first_and_the_newest_writing_are_always_shown(panel: LearningPanel) -> None:
    steps = [entry.step for entry in panel.writing.rows()]
    entries = fakes.samples().entries
    assert steps[0] == 0
    assert steps[-1] == entries[-1].step
    assert len(steps) < len(entries)
    panel.all_ages.click()
    assert len(panel.writing.rows()) == len(entries)
    assert panel.writing.verticalScrollBar().maximum() > 0


def test_chosen_ages_lie_evenly_in_log_age() -> None:
    entries = [fakes.Sample(step, step, "One", "x") for step in (0, 1, 2, 4, 8, 16, 32, 64, 128, 256)]
    assert [e.step for e in choose(entries, 4)] == [0, 4, 32, 256]
    assert choose(entries, 1) == [entries[-1]]
    assert choose(entries[:2], 5) == entries[:2]


def test_clear_shows_nothing_of_the_old_run(panel: LearningPanel) -> None:
    panel.clear()
    assert panel.chart.frame_shown is None
    assert panel.reading.frame_shown is None
    assert not panel.writing.rows()
    assert panel.summary() == "The model has not learnt anything yet."


def test_more_unfolds_the_exact_definition(panel: LearningPanel) -> None:
    card = panel.loss_card
    assert not card._more.isVisible()
    QTest.mouseClick(card.more_button, Qt.MouseButton.LeftButton)
    assert card._more.isVisible()
    assert "Cross-entropy" in card._more.text()


def test_in_a_low_window_the_first_age_still_stands_above_the_newest(learner: MainWindow, qtbot) -> None:
    writing = WritingView(learner.look, "Nothing yet.")
    qtbot.addWidget(writing)
    writing.show()
    writing.apply(fakes.samples(12))
    for height in (64, 84, 120, 300):
        writing.resize(500, height)
        rows = writing.rows()
        assert rows[0].step == 0 and rows[-1].text.startswith("One rainy day"), height
        assert len(rows) >= 2

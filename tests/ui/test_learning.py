"""The Learning view shows what the frames say, in words as well as in pictures."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explainer.engine.frames import LossCurve, Sample
from explainer.engine.states import State
from explainer.shipped import asset
from explainer.training.reports import Stage
from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.learning.writing import WritingView, choose
from explainer.ui.stories import read_stories
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.hands import move


@pytest.fixture
def panel(learner: MainWindow) -> LearningPanel:
    made = learner.panel("learning")
    assert isinstance(made, LearningPanel)
    return made


def test_right_now_quotes_the_frame(panel: LearningPanel) -> None:
    assert panel.facts.values() == [
        ("Guesses right", "58 %"),
        ("Unsure among", "2.9 pieces"),
        ("Steps", "400"),
        ("Text read", "1.5 MB"),
        ("Speed", "24,600 pieces/s"),
        ("Time left", "49 s"),
    ]


def test_every_story_of_the_course_says_what_a_dial_is_and_what_tells_it_which_way() -> None:
    for story in read_stories(asset("stories", "en", "learning.md")):
        text = " ".join(passage.text for passage in story.passages).lower()
        for words in ("{n_params} dials**", "numbers", "turn", "how wrong"):
            assert words in text, f"learning.md, line {story.line}: {words}"


def test_one_number_has_one_value_on_the_curve_and_beside_it(panel: LearningPanel) -> None:
    (line, *_), (guide,) = panel.chart.plot.lines, panel.chart.plot.guides
    assert f"{line.value} pieces" == dict(panel.facts.values())["Unsure among"]
    assert guide.name == f"guessing: {len(fakes.PIECES)}"


def test_speed_and_time_left_are_told_only_while_it_learns(panel: LearningPanel) -> None:
    panel.apply(fakes.progress(fraction=1.0, tokens_per_second=0.0, steps_per_second=0.0))
    assert [name for name, _ in panel.facts.values()] == ["Guesses right", "Unsure among", "Steps", "Text read"]


def test_in_a_later_stage_the_page_quotes_what_was_read(
    panel: LearningPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    nothing = math.nan
    read = fakes.progress(step=1661, loss=0.66, fraction=1.0, tokens_per_second=0.0, steps_per_second=0.0)
    rounds = fakes.progress(step=60, loss=nothing, fraction=1.0, tokens=0, text_bytes=0, accuracy=nothing, reading=read)
    engine.events = [fakes.state(State.IDLE, complete=True, stage=Stage.RLHF)]
    engine.frames = {"progress": replace(rounds, stage=Stage.RLHF)}
    pull()
    assert dict(panel.facts.values())["Unsure among"] == "1.9 pieces"
    assert dict(panel.facts.values())["Text read"] == "6.1 MB"
    assert "After 1,661 steps and 1,700,864 pieces its loss is 0.66" in panel.summary()
    panel.take(fakes.loss_curve())
    assert panel.chart.plot.lines[0].name == "at the end", "it is not now"
    assert (panel.facts_card.title, panel.facts_card.caption()) == ("After its reading", "Before later stages")
    learner.story.refresh()
    assert "1,661 steps, 1,700,864 pieces read" in learner.story.text()
    assert "In the end: **1.9**" in learner.story.text()
    engine.events = [fakes.state(State.RUNNING, stage=Stage.RLHF)]
    pull()
    learner.story.refresh()
    assert "1,661 steps, 1,700,864 pieces read" in learner.story.text(), "rounds are no steps of reading"


def heart(now: float = 6.15, n: int = 10) -> LossCurve:
    """The curves of a short text read again and again: unread text is understood best after three of ten times."""
    curve = fakes.loss_curve()
    val = np.concatenate([np.linspace(5.0, 3.4, 3), np.linspace(3.4, now, n - 3)]).astype(np.float32)
    return replace(curve, val_tokens=np.linspace(40_000, 400_000, n).astype(np.int64), val_loss=val)


def test_learning_by_heart_is_said_on_the_picture_and_in_the_story(
    panel: LearningPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    assert "by heart" not in panel.chart.summary() + learner.story.text()
    engine.frames = {"loss": heart()}
    pull()
    learner.story.refresh()
    for text in (panel.chart.summary(), panel.loss_card.caption(), learner.story.text()):
        assert "by heart" in text and " 30" in text and "469" in text, text
    engine.events = [fakes.state(State.IDLE, complete=True)]
    pull()
    learner.story.refresh()
    assert "by heart" in learner.story.text() and "nothing was stored as text" not in learner.story.text()
    assert not learner.grab().isNull()


@pytest.mark.parametrize(
    ("val", "learns_by_heart"),
    [
        ([5.0, 3.0, 2.0, 1.5, 1.2], False),
        ([5.0, 3.0, 2.0, 2.02, 2.01, 2.03], False),
        ([5.0, 3.0, 2.0, 2.9, 2.0, 2.0], False),
        ([5.0, 3.0, 2.0, 1.9, 1.8, 2.4], False),
        ([5.0, 3.0, 2.0, 2.2, 2.4, 2.6], True),
        ([2.0, 3.0], False),
        ([0.10, 0.08, 0.09, 0.10, 0.11], False),
    ],
)
def test_one_measurement_does_not_make_it_by_heart(val: list[float], learns_by_heart: bool) -> None:
    tokens = np.arange(1, len(val) + 1) * 1000
    frame = replace(fakes.loss_curve(), val_tokens=tokens, val_loss=np.array(val, np.float32))
    assert (frame.by_heart_from is not None) == learns_by_heart
    if learns_by_heart:
        assert frame.by_heart_from == 3000


def test_an_age_that_wrote_nothing_says_so(panel: LearningPanel) -> None:
    entries = (Sample(0, 0, "One", "One"), Sample(5, 9, "", "  "), Sample(9, 99, "One", "One day"))
    panel.apply(replace(fakes.samples(3), entries=entries))
    told = panel.writing.summary().split("\n")
    assert told == ["step 0: One (it wrote nothing)", "step 5: (it wrote nothing)", "step 9: One day …"], (
        "it was not done"
    )


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
    assert [mark.titles for mark in panel.chart.plot.marks] == [
        ("First real words",),
        ("Almost only real words",),
        ("First whole sentences", "Quotation marks are closed", "Knows its first facts"),
        ("He and she agree",),
    ]
    assert None not in panel.chart.words.label_boxes()


def test_the_chart_says_its_last_loss_in_words(panel: LearningPanel) -> None:
    description = panel.loss_card.accessibleDescription()
    assert "After 409,600 tokens the loss is" in description
    assert f"{math.log(len(fakes.PIECES)):.2f}" in description
    assert "97 % of 200" in description, "what was measured at a milestone"


def test_pointing_at_a_word_tells_its_probability_and_holds_the_sentence(panel: LearningPanel) -> None:
    view = panel.reading
    red = next(i for i, piece in enumerate(view.pieces) if piece.text == "red")
    view.enterEvent(None)  # type: ignore[arg-type]
    move(view, view.box(red).center())
    assert view.at == red
    assert "“red”" in view.describe(red)
    assert "1.8 %" in view.describe(red), "e to the -4"
    shown = view.frame_shown
    view.apply(fakes.reading(step=500))
    assert view.frame_shown is shown
    view.leaveEvent(None)  # type: ignore[arg-type]
    assert view.frame_shown is not None
    assert view.frame_shown.step == 500


def test_the_caption_is_about_the_sentence_that_stands_there_also_after_it_was_held(panel: LearningPanel) -> None:
    panel.reading.enterEvent(None)  # type: ignore[arg-type]
    panel.apply(replace(fakes.reading(step=500), asked_again=True))
    assert "it was surprised" in panel.reading_card.caption()
    panel.reading.leaveEvent(None)  # type: ignore[arg-type]
    assert "as it is now" in panel.reading_card.caption()


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
    assert not panel.chart.ready() and panel.chart.table() is None
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


def test_a_sentence_is_being_read_only_while_it_is(
    panel: LearningPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    def says() -> tuple[str, str]:
        return panel.reading_card.title, panel.reading_card.caption()

    engine.events = [fakes.state(State.RUNNING)]
    engine.frames = {"reading": fakes.reading(step=500)}
    pull()
    assert says()[0] == "What it is reading now" and "it was surprised" in says()[1]
    engine.events = [fakes.state(State.PAUSED)]
    pull()
    assert says()[0] == "What it read last" == panel.reading.accessibleName()
    engine.events = [fakes.state(State.RUNNING, stage=Stage.SFT)]
    pull()
    assert says()[0] == "What it read last", "it reads answers now"
    engine.frames = {"reading": replace(fakes.reading(step=501), pieces=(), surprise=np.zeros(0, np.float32))}
    pull()
    assert says()[0] == "What it is reading now", "the place where it will be"
    engine.frames = {"reading": replace(fakes.reading(step=501), asked_again=True)}
    pull()
    assert "as it is now" in says()[1]
    assert "it bets" in panel.reading.describe(0) and "had bet" not in panel.reading.describe(0)

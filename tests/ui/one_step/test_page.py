"""One step, closely: what a person sees of it, in words and pictures, and that it can be taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import ExamineStep, GoBack, TakeMind, UndoStep
from explainer.engine.events import StagesChanged
from explainer.engine.frames import Topic
from explainer.engine.states import State
from explainer.shipped import asset
from explainer.training.reports import Stage
from explainer.ui.panels.learning.onestep import OneStepPanel
from explainer.ui.panels.learning.stepparts import StepPartsPanel
from explainer.ui.panels.registry import PAGES
from explainer.ui.stories import read_stories
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull
from tests.ui.frames_one_step import PIECES, one_step
from tests.ui.one_step.conftest import tell


def test_past_stage_one_no_step_of_reading_can_be_done_and_the_page_says_so(
    page: OneStepPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    """The button would begin more rounds of feedback, beside a sentence about reading."""
    for stage in (Stage.SFT, Stage.RLHF):
        engine.events = [fakes.state(State.IDLE, complete=True, stage=stage)]
        pull()
        assert not page.head.do_button.isEnabled() and not page.head.do_button.isVisible()
        assert "this model is past that" in page.head.status.text()
    engine.events = [fakes.state(State.IDLE, complete=True, stage=Stage.PRETRAIN)]
    pull()
    assert page.head.do_button.isEnabled() and page.head.do_button.isVisible()
    assert "past" not in page.head.status.text()


def test_past_stage_one_a_button_leads_to_the_model_that_read_and_another_one_back(
    page: OneStepPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    done = tuple((stage, True) for stage in Stage)
    minds = ("base", "sft", "rlhf")
    engine.events = [
        StagesChanged(trained=done, minds=minds, at=Stage.RLHF),
        fakes.state(State.IDLE, complete=True, stage=Stage.RLHF),
    ]
    pull()
    head = page.head
    assert head.there_button.isVisible() and not head.here_button.isVisible()
    assert page.plan.isVisible() and "Here you will see" in page.piece.text()
    learner.story.refresh()
    assert "**Back to stage 1**" in learner.story.text() and "is kept" in learner.story.text()
    QTest.mouseClick(head.there_button, Qt.MouseButton.LeftButton)
    assert engine.sent_of(GoBack) == [GoBack(Stage.PRETRAIN)]
    engine.events = [
        StagesChanged(trained=done, minds=minds, at=Stage.PRETRAIN),
        fakes.state(State.IDLE, complete=True, stage=Stage.PRETRAIN),
    ]
    pull()
    assert head.here_button.isVisible() and head.do_button.isVisible() and not head.there_button.isVisible()
    QTest.mouseClick(head.here_button, Qt.MouseButton.LeftButton)
    assert engine.sent_of(TakeMind) == [TakeMind("rlhf")]


def test_a_step_that_was_looked_at_is_shown_in_later_stages_too(
    looked: OneStepPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [fakes.state(State.IDLE, complete=True, stage=Stage.SFT)]
    pull()
    assert "This was **step 401** of its reading." in looked.head.status.text()
    assert looked.text.isVisible() and looked.losses_card.isVisible() and not looked.plan.isVisible()
    looked.apply(one_step(step=400, undone=True, can_undo=False))
    assert "was looked at, and **taken back**" in looked.head.status.text()
    learner.story.refresh()
    assert "In step **401** it bet 12 % on **park**" in learner.story.text()
    assert "leads to it again" not in learner.story.text(), "no model that read was kept"


# ---- the buttons ---------------------------------------------------------------------------------------------------


def test_before_any_step_the_page_says_what_will_appear(page: OneStepPanel, learner: MainWindow) -> None:
    learner.grab()
    assert page.summary() == "No step was looked at yet. “Do one step” does one and shows what it changes."
    assert page.head.do_button.text() == "Do one step" and page.head.do_button.isEnabled()
    assert not page.head.undo_button.isVisible(), "there is one thing to do"
    assert not learner.story.button.isVisible()
    assert page.plan.isVisible() and not page.text.isVisible() and not page.losses_card.isVisible()
    assert "pauses it" in page.head.status.text(), "it is learning right now"
    assert all(card.table is not None and card.table() is None for card in page.cards())


def test_the_buttons_and_their_keys_ask_for_the_step_and_take_it_back(
    page: OneStepPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    QTest.mouseClick(page.head.do_button, Qt.MouseButton.LeftButton)
    QTest.keyClick(learner, Qt.Key.Key_F7)
    assert [type(c) for c in engine.sent if isinstance(c, ExamineStep | UndoStep)] == [ExamineStep] * 2
    tell(engine, pull, one_step())
    assert page.head.undo_button.isEnabled()
    assert page.head.do_button.text() == "Do the next step"
    QTest.mouseClick(page.head.undo_button, Qt.MouseButton.LeftButton)
    QTest.keyClick(learner, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert len(engine.sent_of(UndoStep)) == 2
    tell(engine, pull, one_step(step=400, undone=True, can_undo=False))
    assert page.head.do_button.text() == "Do it again"
    assert not page.head.undo_button.isEnabled()
    assert "taken back" in page.head.status.text() and "401" in page.head.status.text()


def test_f7_leads_to_the_page_from_anywhere(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    assert learner.view == "learning"
    QTest.keyClick(learner, Qt.Key.Key_F7)
    assert learner.view == "learning.step"
    assert engine.sent_of(ExamineStep)


def test_only_this_page_wants_the_numbers_of_a_step(page: OneStepPanel, learner: MainWindow) -> None:
    assert Topic.ONE_STEP in learner.bridge._sent_demand
    learner.show_view("prediction")
    assert Topic.ONE_STEP not in learner.bridge._sent_demand


def test_once_learning_goes_on_the_step_can_not_be_taken_back(
    looked: OneStepPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    tell(engine, pull, one_step(step=450, can_undo=False), State.RUNNING)
    assert not looked.head.undo_button.isEnabled()
    assert "step 401" in looked.head.status.text() and "pauses it" in looked.head.status.text()
    tell(engine, pull, one_step(step=460, can_undo=False))
    assert "can’t be taken back" in looked.head.status.text()
    assert looked.head.do_button.text() == "Do one step"


def test_a_stale_frame_does_not_keep_the_way_back_open(
    looked: OneStepPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    """Learning went on while another page was open, and nobody asked for this frame."""
    learner.show_view("learning")
    engine.frames = {"progress": fakes.progress(step=455)}
    pull()
    assert not learner.actions_["undo_step"].isEnabled()


# ---- the whole page ------------------------------------------------------------------------------------------------


def test_the_numbers_behind_every_card_can_be_had(looked: OneStepPanel) -> None:
    text, losses = (card.table() for card in (looked.text_card, looked.losses_card))
    assert text.columns == ("token", "piece", "bet_before", "bet_after")
    assert len(text.rows) == len(PIECES) and text.rows[0][2:] == (None, None)
    assert text.rows[7][1] == " park" and text.rows[7][2] == pytest.approx(0.12)
    assert losses.rows == (("batch", 2.3134, 2.2911), ("held_out", 2.3502, 2.3541))


def test_the_numbers_behind_the_parts_can_be_had(deeper: StepPartsPanel) -> None:
    assert deeper.parts_card.table().rows[0] == ("embedding", 131_072, 0.21, 30.0, 0.03)


def test_taking_it_back_leaves_the_numbers_and_what_was_pointed_at(
    looked: OneStepPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    looked.text.setFocus()
    QTest.keyClick(looked.text, Qt.Key.Key_End)
    told = looked.piece.text()
    tell(engine, pull, one_step(step=400, undone=True, can_undo=False))
    assert looked.piece.text() == told
    assert len(looked.losses.labels()) == 2


def test_a_new_model_shows_nothing_of_the_old(looked: OneStepPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [fakes.prepared(run="r2")]
    pull()
    assert "No step was looked at" in looked.summary()
    assert looked.losses.labels() == [] and looked.text.at is None
    assert not looked.head.undo_button.isEnabled()


def test_the_summary_says_it_all_in_words(looked: OneStepPanel) -> None:
    summary = looked.summary()
    for words in ("Step 401", "1,024 pieces", "park", "worse at other text"):
        assert words in summary
    assert "*" not in summary and "\\" not in summary


def test_every_story_explains_backpropagation_in_plain_words() -> None:
    for story in read_stories(asset("stories", "en", "learning.step.md")):
        text = " ".join((story.heading, *(passage.text for passage in story.passages))).lower()
        assert "which way to turn" in text
        assert "backpropagation" in text


def test_the_story_quotes_the_step(looked: OneStepPanel, learner: MainWindow) -> None:
    learner.story.refresh()
    assert "In step **401** it bet 12 % on **park**. After that one step: **18 %**." in learner.story.text()


def test_the_parts_stand_deeper_with_the_same_step_and_their_own_story(
    deeper: StepPartsPanel, learner: MainWindow, engine: fakes.FakeEngine
) -> None:
    assert PAGES["learning.parts"].deeper
    assert "Step 401" in deeper.summary() and "Pushed hardest" in deeper.summary()
    learner.story.refresh()
    assert "the way block 1 looks" in learner.story.text()
    QTest.keyClick(learner, Qt.Key.Key_F7)
    assert learner.view == "learning.parts", "the next step is shown where the last one was looked at"
    assert engine.sent_of(ExamineStep)


def test_everything_can_be_reached_by_keyboard_and_has_a_name(looked: OneStepPanel) -> None:
    for widget in (looked.head.do_button, looked.head.undo_button, looked.text):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.accessibleName()
    assert "F7" in looked.head.do_button.toolTip() and "Shift+F7" in looked.head.undo_button.toolTip()


@pytest.mark.parametrize(("size", "zoom"), [((1280, 720), 1.0), ((1440, 900), 1.0), ((1920, 1080), 1.0)])
def test_the_page_fits_the_window_without_scrolling(
    looked: OneStepPanel, learner: MainWindow, size: tuple[int, int], zoom: float
) -> None:
    learner.look.set_zoom(zoom)
    learner.resize(*size)
    for _ in range(3):
        QApplication.processEvents()
    view = learner.stack.of("learning.step")
    assert view.scroll_area.verticalScrollBar().maximum() == 0
    assert view.scroll_area.horizontalScrollBar().maximum() == 0


def test_no_width_makes_the_scroll_bar_come_and_go_for_ever(looked: OneStepPanel, learner: MainWindow) -> None:
    """A caption that needs two lines beside a scroll bar and one without it once did, until the stack was full."""
    for width in range(1180, 1290, 6):
        learner.resize(width, 720)
        for _ in range(3):
            QApplication.processEvents()
    assert looked.text.isVisible()

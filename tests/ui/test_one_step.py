"""One step, closely: what a person sees of it, in words and pictures, and that it can be taken back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import ExamineStep, GoBack, TakeMind, UndoStep
from explainer.engine.events import StagesChanged
from explainer.engine.frames import Topic
from explainer.engine.states import State
from explainer.shipped import asset
from explainer.training.reports import Stage
from explainer.ui.numbers import percent
from explainer.ui.panels.learning.onestep import OneStepPanel
from explainer.ui.panels.learning.onestep_words import bets, less_unsure, times, two_choices
from explainer.ui.panels.learning.stepparts import StepPartsPanel
from explainer.ui.panels.registry import PAGES
from explainer.ui.stories import read_stories
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, wait_until
from tests.ui.frames_one_step import PIECES, one_step


@pytest.fixture
def page(learner: MainWindow) -> OneStepPanel:
    """The page, over a model that is learning; no step was looked at yet."""
    learner.look.set_motion(False)
    learner.show_view("learning.step")
    made = learner.panel("learning.step")
    assert isinstance(made, OneStepPanel)
    return made


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


@pytest.fixture
def looked(page: OneStepPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> OneStepPanel:
    """The same after step 401 was looked at."""
    tell(engine, pull, one_step())
    return page


@pytest.fixture
def deeper(looked: OneStepPanel, learner: MainWindow) -> StepPartsPanel:
    """The parts of that step, on their own page."""
    learner.show_view("learning.parts")
    made = learner.panel("learning.parts")
    assert isinstance(made, StepPartsPanel)
    return made


def tell(engine: fakes.FakeEngine, pull: Pull, frame: object, state: State = State.PAUSED) -> None:
    engine.events = [fakes.state(state)]
    engine.frames = {"progress": fakes.progress(step=frame.step), "one_step": frame}  # type: ignore[attr-defined]
    pull()


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


# ---- the text ------------------------------------------------------------------------------------------------------


def test_the_bet_that_rose_most_is_told_in_a_sentence(looked: OneStepPanel) -> None:
    assert "It bet 12 % on **park**; after one step **18 %**." in looked.piece.text()
    assert looked.piece.text().startswith("7 of 12 right pieces became likelier.")


def test_a_word_is_told_about_rather_than_a_full_stop(page: OneStepPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    frame = one_step(
        pieces=(" Mia", " took", ".", " the"), before=np.array((0.1, 0.1, 0.1)), after=np.array((0.2, 0.9, 0.1))
    )
    tell(engine, pull, frame)
    assert "**took**" in page.piece.text()
    tell(engine, pull, one_step(number=402, pieces=(" Mia", "."), before=np.array((0.1,)), after=np.array((0.9,))))
    assert "on **\\.**" in page.piece.text()


def test_pointing_at_a_word_tells_both_bets(looked: OneStepPanel, learner: MainWindow) -> None:
    learner.grab()
    view = looked.text
    park = next(i for i, piece in enumerate(view.pieces) if piece.text == "park")
    QTest.mouseMove(view.viewport(), QPoint(0, view.viewport().height() - 1))
    QTest.mouseMove(view.viewport(), view.box(park).center().toPoint())
    assert looked.piece.text() == "It bet 12 % on “park”; after one step 18 %: 1\\.5 times as likely\\."


def test_the_keyboard_walks_through_the_text_and_lets_go(looked: OneStepPanel, learner: MainWindow) -> None:
    view = looked.text
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert "first piece" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription() == "It bet 5.0 % on “took”; after one step 6.0 %: 1.2 times as likely."
    QTest.keyClick(view, Qt.Key.Key_End)
    assert "“↵”" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.at == 0
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.at is None
    assert "park" in looked.piece.text()


def test_up_and_down_go_from_line_to_line_and_bring_it_into_sight(
    page: OneStepPanel, engine: fakes.FakeEngine, pull: Pull, learner: MainWindow
) -> None:
    learner.resize(1280, 720)
    tell(engine, pull, one_step(pieces=(" word",) * 129))
    view = page.text
    assert view.verticalScrollBar().maximum() > 0
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Home)
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.at is not None
    line, box = view.places[view.at].line, view.box(view.at)
    assert line == 4 and view.in_sight(view.at)
    assert box.top() >= 0 and box.bottom() <= view.viewport().height()
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.places[view.at].line == 3


def test_direction_and_size_of_a_change_are_those_of_the_log_bets(looked: OneStepPanel) -> None:
    change = looked.text.changes()
    assert change[6] == pytest.approx(math.log(0.18 / 0.12), rel=1e-5)
    assert change[1] < 0 < change[2]
    assert change[3] == change[9] == 0, "a bet of nothing that stays nothing is no change"


def test_the_end_of_a_text_is_named_in_words(looked: OneStepPanel) -> None:
    assert "⟨text end⟩" in [piece.text for piece in looked.text.pieces]
    assert "⟨text end⟩" in looked.text.describe(PIECES.index("<|endoftext|>"))


@pytest.mark.parametrize(
    "pieces",
    [
        (" one", " piece"),
        ("<|endoftext|>", "🙂"),
        (" x",) * 257,
        (" Donaudampfschifffahrtsgesellschaftskapitän" * 3, " b"),
    ],
    ids=["two", "emoji", "long", "wide"],
)
def test_texts_of_any_shape_are_drawn(
    page: OneStepPanel, engine: fakes.FakeEngine, pull: Pull, learner: MainWindow, pieces: tuple[str, ...]
) -> None:
    tell(engine, pull, one_step(pieces=pieces))
    learner.grab()
    assert len(page.text.places) == len(pieces)
    assert page.summary() and page.piece.text()


# ---- before and after ----------------------------------------------------------------------------------------------


def test_how_unsure_it_was_is_told_in_pieces_also_where_other_text_got_worse(looked: OneStepPanel) -> None:
    assert looked.losses.labels() == [
        ("What it just read", "1,024 pieces", "▼ 2.2 % less unsure", "10.1 → 9.9", "pieces to choose among"),
        ("Other text", "never trained on", "▲ 0.4 % more unsure", "10.49 → 10.53", "pieces to choose among"),
    ]
    assert "worse at other text" in looked.verdict.text()
    assert "more unsure" in looked.losses_card.accessibleDescription()
    assert "nats" not in looked.summary() + looked.losses_card.accessibleDescription() + looked.losses_card.caption()


@pytest.mark.parametrize(
    ("read", "held", "words"),
    [
        (2.29, 2.34, "Less wrong on both"),
        (2.29, 2.35022, "worse at other text"),
        (2.29, 2.35021, "other text is as before"),
        (2.32, 2.34, "only at other text"),
        (2.32, 2.36, "helped neither"),
    ],
)
def test_the_verdict_is_what_was_measured(
    page: OneStepPanel, engine: fakes.FakeEngine, pull: Pull, read: float, held: float, words: str
) -> None:
    tell(engine, pull, one_step(loss_after=read, held_out_after=held, held_out_before=2.350165))
    assert words in page.verdict.text()


def test_numbers_that_differ_read_differently_and_those_that_do_not_are_not_made_to() -> None:
    assert less_unsure(2.3134, 2.2911) == percent(0.022)
    assert two_choices(2.31301, 2.31302) == ("10.1", "10.1")
    assert bets(0.12, 0.14) == ("12 %", "14 %")
    assert bets(0.121, 0.124) == ("12.1 %", "12.4 %")
    assert bets(0.0001923, 0.0002041) == ("1 in 5,200", "1 in 4,900")
    assert bets(0.0, 0.0) == ("0.0 %", "0.0 %")
    assert times(0.12, 0.18) == "1.5 times as likely"
    assert times(0.2, 0.202) == f"{percent(0.01)} likelier"
    assert times(0.2, 0.198) == f"{percent(0.01)} less likely"
    assert times(0.2, 0.2) == "as likely as before"


# ---- the parts -----------------------------------------------------------------------------------------------------


def test_every_part_is_named_with_its_push_and_its_turn(deeper: StepPartsPanel) -> None:
    assert deeper.parts.labels() == [
        ("Meanings", "0.210", "1.00 ‰"),
        ("Places", "0.110", "3.50 ‰"),
        ("Block 1 looks", "0.500", "0.500 ‰"),
        ("Block 1 thinks", "0.250", "0.500 ‰"),
        ("Block 2 looks", "0.250", "0.500 ‰"),
        ("Block 2 thinks", "0.125", "0.500 ‰"),
        ("Last scaling", "0.040", "0.455 ‰"),
    ]
    assert deeper.most.text() == (
        "Pushed hardest: **the way block 1 looks**. Turned most: **the sense of place**, by 3.50\u00a0‰."
    )


def test_the_terms_of_the_field_are_told_row_by_row(deeper: StepPartsPanel) -> None:
    bars = deeper.parts
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_Down)
    assert "token embedding" in bars.accessibleDescription()
    for _ in range(3):
        QTest.keyClick(bars, Qt.Key.Key_Down)
    assert bars.accessibleDescription() == (
        "The way block 1 thinks (feed-forward layer of block 1, with its layer norm): 131,000 dials. "
        "Pushed by 0.250, turned by 0.500 ‰ of its size."
    )
    QTest.keyClick(bars, Qt.Key.Key_Escape)


@pytest.mark.parametrize("n_layer", [1, 6, 12])
def test_models_of_any_depth_have_a_row_for_every_part(
    deeper: StepPartsPanel, engine: fakes.FakeEngine, pull: Pull, learner: MainWindow, n_layer: int
) -> None:
    tell(engine, pull, one_step(number=402, n_layer=n_layer))
    bars = deeper.parts
    assert len(bars.labels()) == 3 + 2 * n_layer
    wait_until(lambda: bars.height() >= bars.minimumSizeHint().height(), seconds=5)
    learner.grab()
    assert len(bars.rows_in_sight()) == 3 + 2 * n_layer


def test_bars_grow_only_where_pictures_may_move(
    deeper: StepPartsPanel, engine: fakes.FakeEngine, pull: Pull, learner: MainWindow
) -> None:
    tell(engine, pull, one_step())
    assert deeper.parts.grown == 1.0
    learner.look.set_motion(True)
    tell(engine, pull, one_step(number=402))
    QApplication.processEvents()
    assert deeper.parts._growth.state() == deeper.parts._growth.State.Running
    deeper.parts._growth.setCurrentTime(300)
    assert deeper.parts.grown == 1.0


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

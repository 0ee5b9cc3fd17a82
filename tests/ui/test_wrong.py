"""Mishaps at a press, told by what was measured, on "Better, or fooled?"; all runs closely in the control room."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import BeginStage
from explainer.engine.events import StagesChanged, StateChanged
from explainer.engine.frames import Mind, Outcome, Rating
from explainer.engine.recipes import HONEST, MISHAPS, OTHER_WAYS, RECIPES
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.look import BODY
from explainer.ui.panels.minds.feedback import FeedbackPanel
from explainer.ui.panels.minds.mind_words import colour_of
from explainer.ui.panels.minds.outcome_bars import honest_of
from explainer.ui.panels.minds.outcome_table import honest_first, pair
from explainer.ui.panels.minds.recipe_tiles import RecipeTiles
from explainer.ui.panels.minds.wrong import WrongPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes, frames_answers
from tests.ui.conftest import Pull, flush
from tests.ui.frames_feedback import feedback, outcome
from tests.ui.opening import over_a_tuned_model, page_area

PAGE, ROOM = "minds.wrong", "minds.feedback"
HONEST_RUN, HACKED = outcome(), outcome("no_leash")
TUNED = StagesChanged(((Stage.PRETRAIN, True), (Stage.SFT, True)), ("base", "sft"), Stage.RLHF)


@pytest.fixture
def panel(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> WrongPanel:
    """The open page, over a model that has been fine-tuned and is at rest."""
    return over_a_tuned_model(learner, engine, pull, PAGE, WrongPanel)


@pytest.fixture
def room(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> FeedbackPanel:
    """The control room over the same model."""
    return over_a_tuned_model(learner, engine, pull, ROOM, FeedbackPanel)


def done(panel: WrongPanel | FeedbackPanel, *outcomes: Outcome) -> None:
    panel.take(feedback(60, running=False, recipe=outcomes[-1].recipe, outcomes=outcomes))


def said(room: FeedbackPanel) -> str:
    """The sentence about the run that is shown, as it is read."""
    return room.runs.told.accessibleDescription()


def choose(room: FeedbackPanel, recipe: str) -> None:
    """Click on its row in the list of all runs."""
    table = room.runs.table
    row = [o.recipe for o in table.outcomes].index(recipe)
    table.bring(row)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.row_rect(row).center().toPoint())


def chosen(room: FeedbackPanel) -> str:
    """The recipe whose row is marked."""
    return room.runs.table.outcomes[room.runs.table.currentIndex().row()].recipe


def live(panel: WrongPanel) -> set[str]:
    return {recipe for recipe, button in panel.mishaps.buttons.items() if button.isEnabled()}


# ---- what can be tried -----------------------------------------------------------------------------------------------


def test_there_is_a_button_and_a_sentence_for_every_mishap(panel: WrongPanel) -> None:
    assert tuple(panel.mishaps.buttons) == MISHAPS
    for recipe, button in panel.mishaps.buttons.items():
        assert button.text() == RECIPES[recipe].title
        assert RECIPES[recipe].what in button.toolTip()
        assert button.accessibleName() == f"Mishap: {RECIPES[recipe].title}"


def test_without_an_honest_model_nothing_can_be_broken_and_a_button_makes_one(
    panel: WrongPanel, engine: fakes.FakeEngine
) -> None:
    assert live(panel) == set()
    assert "First let it learn as it should" in panel.try_card.caption()
    panel.begin_button.click()
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.RLHF, HONEST)]


def test_without_fine_tuning_that_comes_first(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    learner.show_view(PAGE)
    engine.events = [StateChanged(State.IDLE, Stage.PRETRAIN, True)]
    pull()
    panel = learner.panel(PAGE)
    assert isinstance(panel, WrongPanel)
    assert "stage 2" in panel.try_card.caption()
    assert panel.begin_button.text() == "Start fine-tuning"
    panel.begin_button.click()
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.SFT)]


@pytest.mark.parametrize("recipe", MISHAPS)
def test_a_mishap_begins_at_a_press_without_any_question(
    recipe: str, panel: WrongPanel, engine: fakes.FakeEngine
) -> None:
    done(panel, HONEST_RUN)
    assert live(panel) == set(MISHAPS)
    panel.mishaps.buttons[recipe].click()
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.RLHF, recipe)]
    assert QApplication.activeModalWidget() is None


def test_while_the_honest_run_goes_on_it_cannot_be_broken_off_by_a_slip(
    panel: WrongPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [StateChanged(State.RUNNING, Stage.RLHF, False)]
    engine.frames = {"feedback": feedback(20, outcomes=(HONEST_RUN,))}
    pull()
    assert live(panel) == set()
    assert "As it should be." in panel.try_card.caption()
    assert "Round 21 of 60" in panel.try_card.caption()


def test_a_running_mishap_shows_how_far_it_is(panel: WrongPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [StateChanged(State.RUNNING, Stage.RLHF, False)]
    engine.frames = {"feedback": feedback(15, hacked=True, outcomes=(HONEST_RUN,))}
    pull()
    assert panel.try_card.caption().startswith("No leash. Round 16 of 60")
    assert panel.progress.share == 0.25
    assert "went from 0.0 to 1.8" in panel.told.accessibleDescription(), "the honest run, until this one has ended"


# ---- other ways ------------------------------------------------------------------------------------------------------


def live_ways(room: FeedbackPanel) -> set[str]:
    return {recipe for recipe, button in room.runs.ways.buttons.items() if button.isEnabled()}


@pytest.mark.parametrize("recipe", OTHER_WAYS)
def test_other_ways_wait_for_an_honest_run_like_the_mishaps(
    recipe: str, room: FeedbackPanel, engine: fakes.FakeEngine
) -> None:
    assert tuple(room.runs.ways.buttons) == OTHER_WAYS
    assert live_ways(room) == set()
    done(room, HONEST_RUN)
    assert live_ways(room) == set(OTHER_WAYS)
    button = room.runs.ways.buttons[recipe]
    assert button.accessibleName() == f"Another way: {RECIPES[recipe].title}"
    assert RECIPES[recipe].what in button.toolTip()
    button.click()
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.RLHF, recipe)]


@pytest.mark.parametrize("recipe", OTHER_WAYS)
def test_a_way_under_way_is_told_on_its_own_card_and_never_in_red(
    recipe: str, room: FeedbackPanel, panel: WrongPanel, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = [StateChanged(State.RUNNING, Stage.RLHF, False)]
    engine.frames = {"feedback": feedback(15, recipe=recipe, outcomes=(HONEST_RUN,))}
    pull()
    assert panel.try_card.caption().startswith(f"{RECIPES[recipe].title}. Round 16 of 60")
    assert live(panel) == set(MISHAPS), "nothing honest is lost by breaking it off"
    shares = [panel.progress.share]
    assert panel.progress.colour != "warning"
    learner.show_view(ROOM)
    pull()
    assert [*shares, room.runs.way_progress.share] == [0.25, 0.25]
    assert room.runs.way_progress.colour != "warning"
    engine.frames = {"feedback": feedback(15, hacked=True, outcomes=(HONEST_RUN,))}
    pull()
    assert room.runs.way_progress.share == 0.0


def test_other_ways_stand_between_the_honest_runs_and_the_mishaps(room: FeedbackPanel) -> None:
    way = outcome("dpo", utility_after=1.3)
    done(room, HACKED, way, HONEST_RUN)
    assert [o.recipe for o in room.runs.table.outcomes] == [HONEST, "dpo", "no_leash"]
    assert [colour_of(o.recipe) for o in room.runs.table.outcomes] == ["rlhf", "ink2", "warning"]
    choose(room, "dpo")
    blocks = {block.title: block for block in room.runs.bars.groups}
    assert [bar.colour for bar in blocks["labeller’s points"].sparks] == ["sft", "ink2", "rlhf"]


def test_titles_in_the_table_are_never_cut(room: FeedbackPanel) -> None:
    done(room, HONEST_RUN, *(outcome(recipe) for recipe in (*OTHER_WAYS, *MISHAPS)))
    table = room.runs.table
    for width in (table.minimumSizeHint().width(), 760, 1100):
        table.resize(width, table.sizeHint().height())
        flush()
        metrics = table.look.metrics(BODY, bold=True)
        for shown in table.outcomes:
            assert metrics.horizontalAdvance(RECIPES[shown.recipe].title) <= table.columnWidth(0) - 8
        assert sum(map(table.columnWidth, range(6))) == table.viewport().width()


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_titles_on_buttons_are_never_cut(
    zoom: float, room: FeedbackPanel, panel: WrongPanel, learner: MainWindow
) -> None:
    learner.look.set_zoom(zoom)
    made = RecipeTiles(learner.look, OTHER_WAYS, "Another way", print)  # at this zoom from the start,
    made.setParent(panel)  # and, as on a page, before it has a parent, whose style sheet makes buttons wider
    made.set_across(1)
    made.show()
    made.adjustSize()
    flush()
    for button in (*made.buttons.values(), *panel.mishaps.buttons.values()):
        assert button.width() >= button.sizeHint().width(), button.text()


# ---- what came of it -------------------------------------------------------------------------------------------------


def test_the_measured_sentence_is_shown_when_a_run_ends(room: FeedbackPanel) -> None:
    done(room, HONEST_RUN)
    done(room, HONEST_RUN, HACKED)
    assert said(room) == "The judge’s score went from 0.0 to 3.3."
    assert chosen(room) == "no_leash"
    assert "went from 0.0 to 3.3" in room.summary()


def test_a_tile_tells_what_to_watch_for_and_afterwards_what_was_measured(panel: WrongPanel) -> None:
    done(panel, HONEST_RUN, outcome("dpo"))
    notes = {recipe: words.text() for recipe, words in panel.mishaps.words.items()}
    assert all("Watch" in note and not any(sign.isdigit() for sign in note) for note in notes.values()), "no result yet"
    assert "No mishap was tried yet" in panel.told.text(), "another way is none"
    done(panel, HONEST_RUN, HACKED)
    assert "score 0.0 → +3.3, points +0.9 → −0.2" in panel.mishaps.words["no_leash"].text()
    assert panel.mishaps.words["length"].text() == notes["length"]
    assert "No mishap was tried yet" not in panel.told.text()


def test_an_answer_that_fools_the_judge_is_pointed_out_whoever_gave_it(panel: WrongPanel) -> None:
    def said(score: float, points: float) -> Mind:
        rating = Rating(score=score, utility=points)
        return frames_answers.mind(Stage.PRETRAIN, frames_answers.answer(rating=rating))

    panel.take(frames_answers.minds(said(0.8, 0.0)))
    assert "Here “Base model” fools the judge: score **+0.8**, points **0.0**." in panel.told.text()
    for score, points in ((0.8, 1.0), (0.04, 0.0)):
        panel.take(frames_answers.minds(said(score, points)))
        assert "fools" not in panel.told.text()


def test_another_run_can_be_chosen_and_stays_chosen(room: FeedbackPanel) -> None:
    done(room, HONEST_RUN, HACKED)
    assert [o.recipe for o in room.runs.table.outcomes] == [HONEST, "no_leash"]
    choose(room, HONEST)
    done(room, HONEST_RUN, HACKED)
    assert "1.8" in said(room)
    done(room, HONEST_RUN, HACKED, outcome("sign", values={"before": "0.0", "after": "−2.8"}))
    assert chosen(room) == "sign", "a new result is shown at once"
    assert "2.8" in said(room)


def test_bars_stand_beside_the_honest_run(room: FeedbackPanel) -> None:
    done(room, HONEST_RUN, HACKED)
    blocks = {block.title: block for block in room.runs.bars.groups}
    assert [bar.name for bar in blocks["labeller’s points"].sparks] == ["before", "after", "honest"]
    assert [bar.value for bar in blocks["labeller’s points"].sparks] == [
        "+0.9",
        "−0.2",
        "+1.6",
    ]
    assert [bar.value for bar in blocks["correct"].sparks] == ["74 %", "6.0 %", "79 %"]
    assert [float(bar.y[0]) for bar in blocks["drift, nats an answer"].sparks] == [0.0, 24.0, 3.1]
    spoken = room.runs.result_card.accessibleDescription()
    for told in ("before: +0.9", "after: −0.2", "honest: +1.6"):
        assert f"labeller’s points, {told}" in spoken
    assert "\\" not in spoken


def test_choosing_another_run_keeps_the_scales(room: FeedbackPanel) -> None:
    done(room, HONEST_RUN, HACKED, outcome("sign", score_after=-2.8))
    spans = [bar.span for block in room.runs.bars.groups for bar in block.sparks[:2]]
    for recipe in (HONEST, "no_leash"):
        choose(room, recipe)
        assert [bar.span for block in room.runs.bars.groups for bar in block.sparks[:2]] == spans
    for bar in room.runs.bars.sparks():
        assert bar.span is not None and bar.span[0] <= np.nan_to_num(bar.y[0]) <= bar.span[1]


def test_what_was_not_measured_reads_as_a_dash(room: FeedbackPanel) -> None:
    blind = dict.fromkeys(("utility_before", "utility_after", "good_before", "good_after"))
    done(room, outcome(**blind, correct_before=None, correct_after=None))
    assert [value for title, _, value in room.runs.bars.labels() if title == "labeller’s points"] == ["–", "–"]
    assert room.runs.table.labels()[0][2:5] == ("–", "–", "–")
    done(room, outcome(utility_before=math.nan, utility_after=math.nan))
    assert [value for title, _, value in room.runs.bars.labels() if title == "labeller’s points"] == ["–", "–"]
    assert not room.runs.bars.grab().isNull()


def test_all_runs_stand_side_by_side_the_honest_one_first(room: FeedbackPanel) -> None:
    done(room, HACKED, HONEST_RUN, outcome("rate"))
    assert [o.recipe for o in room.runs.table.outcomes] == [HONEST, "no_leash", "rate"]
    assert room.runs.table.labels()[1] == (
        "No leash",
        "0.0 → +3.3",
        "+0.9 → −0.2",
        "24 % → 3.0 %",
        "74 % → 6.0 %",
        "24.0 nats",
    )
    table = room.runs.all_card.numbers()
    assert table is not None
    assert [row[0] for row in table.rows] == ["As it should be", "No leash", "Too fast"]
    assert table.rows[1][2:4] == (HACKED.score_before, HACKED.score_after)


def test_the_last_honest_run_is_the_one_to_compare_with() -> None:
    again = outcome(score_after=2.2)
    assert honest_of((HONEST_RUN, HACKED, again)) is again
    assert honest_of((HACKED,)) is None
    runs = (HACKED, HONEST_RUN, again)
    assert [runs[i] for i in honest_first(runs)] == [HONEST_RUN, again, HACKED]
    assert pair(0.5, 0.25, share=True).short == "25 %" and pair(0.5, 0.25, share=True).text == "50 % → 25 %"


def test_the_run_that_was_chosen_comes_back_even_before_the_runs_are_there(
    room: FeedbackPanel, panel: WrongPanel
) -> None:
    done(room, HONEST_RUN, HACKED)
    choose(room, HONEST)
    for page, state in ((room, room.state()), (panel, {"mind": "rlhf.no_leash"})):
        page.begin()
        page.restore(state)
        done(page, HACKED, HONEST_RUN)
    assert room.state()["run"] == 0
    assert panel.state()["mind"] == "rlhf.no_leash" and "No leash" in panel.told.text()
    with pytest.raises(ValueError, match="no run makes"):
        panel.restore({"mind": "rlhf.mood"})


def test_of_an_opened_run_the_mishap_that_was_made_last_is_looked_at(panel: WrongPanel) -> None:
    panel.begin()
    done(panel, HONEST_RUN, HACKED)
    assert panel.state()["mind"] == "rlhf.no_leash" and "No leash" in panel.told.text()


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_no_width_needs_to_scroll_sideways(zoom: float, room: FeedbackPanel, learner: MainWindow) -> None:
    learner.look.set_zoom(zoom)
    done(room, HONEST_RUN, *(outcome(recipe) for recipe in (*OTHER_WAYS, *MISHAPS)))
    for page in (PAGE, ROOM):
        learner.show_view(page)
        for width in range(900, 1930, 60):
            learner.resize(width, 800)
            flush()
            flush()  # the scroll area hears of another arrangement a moment later
            area = page_area(learner)
            assert area.horizontalScrollBar().maximum() == 0, (page, width)

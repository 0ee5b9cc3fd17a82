"""How feedback is begun from its page; and that new rounds move no card and paint only what changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explainer.engine.commands import BeginStage, MoreRounds
from explainer.engine.events import StateChanged
from explainer.engine.states import State
from explainer.marking import Sentence
from explainer.training.reports import Stage
from explainer.ui.panels.minds.feedback import FeedbackPanel
from explainer.ui.panels.minds.wrong import WrongPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush
from tests.ui.feedback.conftest import PAGE, TUNED, run
from tests.ui.frames_feedback import feedback
from tests.ui.opening import page_area
from tests.ui.paints import Paints

# ---- beginning -------------------------------------------------------------------------------------------------------


def test_before_fine_tuning_it_says_what_comes_first_and_does_it(
    learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.show_view(PAGE)
    engine.events = [StateChanged(State.IDLE, Stage.PRETRAIN, True)]
    pull()
    panel = learner.panel(PAGE)
    assert isinstance(panel, WrongPanel)
    assert "stage 2, fine-tuning" in panel.verdict.text()
    panel.begin_button.click()
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.SFT)]


def test_start_and_then_more_rounds(panel: FeedbackPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    assert panel.begin_button.text() == "Start human feedback"
    assert panel.begin_button.kind == "primary"
    panel.begin_button.click()
    assert engine.sent_of(BeginStage) == [BeginStage(Stage.RLHF)]
    engine.events = [StateChanged(State.RUNNING, Stage.RLHF, False)]
    engine.frames = {"feedback": feedback(5)}
    pull()
    assert not panel.begin_button.isEnabled()
    engine.events = [StateChanged(State.IDLE, Stage.RLHF, True)]
    engine.frames = {"feedback": feedback(60)}
    pull()
    assert (panel.begin_button.text(), panel.begin_button.isEnabled()) == ("More rounds", True)
    panel.begin_button.click()
    assert engine.sent_of(MoreRounds) == [MoreRounds()]


def test_on_the_page_for_everybody_more_rounds_are_the_windows_button(better: WrongPanel) -> None:
    assert better.begin_button.text() == "Start human feedback" and not better.begin_button.isHidden()
    better.take(feedback(60))
    assert better.begin_button.isHidden()


def test_a_text_that_has_no_third_stage_says_why(better: WrongPanel, engine: fakes.FakeEngine, pull: Pull) -> None:
    why = Sentence("There is nobody here to vote.")
    engine.events = [replace(TUNED, why_not=((Stage.RLHF, why),))]
    pull()
    assert better.verdict.text() == str(why)
    assert not better.begin_button.isEnabled()


def test_clear_shows_nothing_of_the_old_run(panel: FeedbackPanel, better: WrongPanel) -> None:
    for page in (panel, better):
        run(page)
        page.clear()
    assert not better.truth.ready() and not panel.good.ready()
    assert better.truth_card.numbers() is None
    assert not len(panel.tried.rows)
    assert panel.summary() == "Human feedback has not begun yet."
    assert all(item.value == "–" for item in (*panel.signs.sparks(), *panel.metrics.sparks()))


# ---- new rounds ------------------------------------------------------------------------------------------------------


def test_new_rounds_move_no_card(panel: FeedbackPanel, learner: MainWindow) -> None:
    run(panel, 40)
    flush()
    flush()  # the scroll area's second thought
    before = {card.title: card.geometry() for card in panel.cards()}
    for n in (41, 45, 59):
        panel.take(feedback(n))
        flush()
    assert {card.title: card.geometry() for card in panel.cards()} == before


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_the_page_fits_without_scrolling(size: tuple[int, int], better: WrongPanel, learner: MainWindow) -> None:
    learner.resize(*size)
    area = page_area(learner)
    for frame in (feedback(0), feedback(40, hacked=True), feedback(60), feedback(60, recipe="dpo")):
        better.take(frame)
        flush()
        flush()
        assert area.verticalScrollBar().maximum() == 0


def test_a_longer_sentence_takes_its_room_from_the_lines_and_moves_no_card(
    better: WrongPanel, learner: MainWindow
) -> None:
    learner.resize(1280, 720)
    run(better, 10)
    flush()
    flush()
    before = {card.title: card.geometry() for card in better.cards()}
    short = better.verdict.height()
    better.take(feedback(60, hacked=True))
    flush()
    flush()
    assert better.verdict.height() > short
    assert {card.title: card.geometry() for card in better.cards()} == before


def test_between_two_rounds_only_what_goes_on_is_painted(panel: FeedbackPanel, going: None) -> None:
    panel.take(feedback(40, done=16))
    flush()
    flush()
    still = [Paints([w]) for w in (panel.good, panel.signs, panel.tried.viewport(), panel.kl_penalty, panel.runs.told)]
    loop = Paints([panel.loop])
    panel.take(feedback(40, done=32))
    flush()
    assert [paints.count for paints in still] == [0] * 5
    assert loop.count == 1
    panel.take(feedback(41, done=0))
    flush()
    assert still[0].count == 1

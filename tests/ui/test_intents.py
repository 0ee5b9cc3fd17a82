"""One door: what is wanted is data, each kind is served in one place, and what nobody serves is an error."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass
from typing import get_args

import pytest

from explainer.engine import commands as c
from explainer.engine.commands import Command
from explainer.training.reports import Stage
from explainer.ui.actionspecs import SPECS
from explainer.ui.intents import (
    ChoosePace,
    Dispatcher,
    FillWindow,
    Intent,
    OpenPage,
    OpenView,
    Press,
    ReplacePrompt,
    SelectHead,
    SelectPosition,
    UiCommand,
)
from explainer.ui.window import MainWindow
from tests.ui import fakes


def test_a_command_that_nobody_serves_goes_to_the_engine_and_is_told() -> None:
    sent: list[Command] = []
    done: list[Intent] = []
    dispatcher = Dispatcher(sent.append)
    dispatcher.done.connect(done.append)
    dispatcher.do(c.TrainJudge())
    assert sent == done == [c.TrainJudge()]


def test_what_nobody_serves_is_an_error() -> None:
    @dataclass(frozen=True)
    class Dance:
        step: int

    done: list[Intent] = []
    dispatcher = Dispatcher(lambda command: None)
    dispatcher.done.connect(done.append)
    for unknown in (OpenPage("learning"), Dance(2)):
        with pytest.raises(ValueError, match="nobody serves"):
            dispatcher.do(unknown)  # type: ignore[arg-type]
    assert done == []


def test_a_kind_is_served_once() -> None:
    dispatcher = Dispatcher(lambda command: None)
    dispatcher.serve(OpenPage, lambda wanted: None)
    with pytest.raises(ValueError, match="served already"):
        dispatcher.serve(OpenPage, lambda wanted: None)


def test_the_window_serves_all_that_can_be_wanted(window: MainWindow) -> None:
    assert set(get_args(UiCommand)) <= set(window.dispatcher._servants)
    assert {spec.id for spec in SPECS} == set(window.actions_._servants)


@pytest.mark.parametrize(
    "intent",
    [Press("fly"), OpenPage("nowhere"), OpenView("nowhere"), ChoosePace("gallop")],
    ids=lambda intent: type(intent).__name__,
)
def test_what_speaks_of_nothing_is_an_error(learner: MainWindow, intent: Intent) -> None:
    before = learner.view
    with pytest.raises(ValueError, match="there is no"):
        learner.dispatcher.do(intent)
    assert learner.view == before


def test_a_click_a_key_and_a_lesson_want_the_same(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    done: list[Intent] = []
    learner.dispatcher.done.connect(done.append)
    learner.actions_["start_pause"].trigger()  # as a click or the key does
    assert done == [c.Pause(), Press("start_pause")]
    engine.sent.clear()
    learner.dispatcher.do(Press("start_pause"))
    assert engine.sent == [c.Pause()]


def test_pressing_what_is_grey_does_nothing(window: MainWindow, engine: fakes.FakeEngine) -> None:
    assert not window.actions_["undo_step"].isEnabled()
    engine.sent.clear()
    window.dispatcher.do(Press("undo_step"))
    assert engine.sent == []


def test_what_is_on_or_off_can_be_wanted_either_way(learner: MainWindow) -> None:
    assert learner.story.isVisible()
    for on in (False, False, True, True):
        learner.dispatcher.do(Press("story", on))
        assert learner.story.isVisible() is on
    learner.dispatcher.do(Press("story"))
    assert not learner.story.isVisible()


def test_a_card_fills_the_window_and_is_put_back(learner: MainWindow) -> None:
    cards = learner.panel("learning").cards()
    learner.dispatcher.do(FillWindow(1))
    assert learner.spotlight.card is cards[1]
    learner.dispatcher.do(FillWindow(0))
    assert learner.spotlight.card is cards[0]
    learner.dispatcher.do(FillWindow(None))
    assert learner.spotlight.card is None
    assert not learner.actions_["fill_window"].isChecked()


def test_what_is_shared_is_set_by_intents_too(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    learner.dispatcher.do(SelectHead(99, -3))
    assert (learner.focus.layer, learner.focus.head) == (learner.focus.n_layer - 1, 0)
    learner.dispatcher.do(SelectPosition(2))
    assert learner.focus.position == 2
    learner.dispatcher.do(c.SetSampling(temperature=0.5, top_k=3))
    assert learner.sampling.value.top_k == 3
    learner.dispatcher.do(ReplacePrompt("A cow says"))
    assert learner.prompt.text == "A cow says"
    assert engine.sent_of(c.SetPrompt)[-1].text == "A cow says"


def test_beginning_a_stage_by_data_is_beginning_it(learner: MainWindow, engine: fakes.FakeEngine) -> None:
    learner.dispatcher.do(c.BeginStage(Stage.SFT))
    assert c.BeginStage(Stage.SFT) in engine.sent
    assert learner.view.startswith("minds")


def test_an_intent_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        OpenPage("learning").page = "meaning"  # type: ignore[misc]

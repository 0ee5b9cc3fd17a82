"""What a mishap has made is asked beside the honest ones, and can be looked into from the page "What goes wrong"."""

from __future__ import annotations

from dataclasses import replace

from explainer.engine.commands import TakeMind
from explainer.engine.events import StateChanged
from explainer.engine.recipes import HONEST
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.panels.minds.panel import MindsPanel
from explainer.ui.panels.minds.wrong import WrongPanel
from explainer.ui.window import MainWindow
from tests.ui import fakes, test_wrong
from tests.ui.conftest import Pull
from tests.ui.test_wrong import HACKED, HONEST_RUN, TUNED, choose, done

panel = test_wrong.panel
MADE = replace(TUNED, minds=("base", "sft", "rlhf", "rlhf.no_leash"))


def test_what_was_made_is_asked_beside_the_honest_ones(
    panel: WrongPanel, engine: fakes.FakeEngine, learner: MainWindow, pull: Pull
) -> None:
    done(panel, HONEST_RUN, HACKED)
    engine.events = [MADE]
    pull()
    panel.ask_button.click()
    assert learner.view == "minds", "the page on which all are asked, not the one of the view that is open"
    asked = learner.panel("minds")
    assert isinstance(asked, MindsPanel) and asked._chosen == ("base", "sft", "rlhf", "rlhf.no_leash")


def test_one_can_look_inside_what_was_made_and_only_that(
    panel: WrongPanel, engine: fakes.FakeEngine, pull: Pull
) -> None:
    assert not panel.look_button.isEnabled()
    done(panel, HONEST_RUN, HACKED)
    assert not panel.look_button.isEnabled(), "it is not kept"
    engine.events = [MADE]
    pull()
    assert panel.look_button.isEnabled() and "honest model is kept" in panel.status.text()
    panel.look_button.click()
    assert engine.sent_of(TakeMind) == [TakeMind("rlhf.no_leash")]
    choose(panel, HONEST)
    assert not panel.look_button.isEnabled(), "the honest run is what all pages show anyway"
    choose(panel, "no_leash")
    engine.events = [replace(MADE, recipe="no_leash"), StateChanged(State.IDLE, Stage.RLHF, True)]
    pull()
    assert not panel.look_button.isEnabled(), "it is looked at"

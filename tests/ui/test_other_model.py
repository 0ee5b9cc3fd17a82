"""Every page says so while the model that is looked at is not the honest one, and leads back to it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from explainer.engine.commands import TakeMind
from explainer.engine.events import StagesChanged, StateChanged
from explainer.engine.recipes import HONEST, MISHAPS, OTHER_WAYS, RECIPES
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.panels.registry import PAGES
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush

ALL = ((Stage.PRETRAIN, True), (Stage.SFT, True), (Stage.RLHF, True))


def now(recipe: str, *, running: bool = False, minds: tuple[str, ...] = ("base", "sft", "rlhf")) -> list[object]:
    """What the engine tells when the present weights came about by ``recipe``."""
    state = State.RUNNING if running else State.IDLE
    return [StateChanged(state, Stage.RLHF, not running), StagesChanged(ALL, minds, Stage.RLHF, recipe=recipe)]


@pytest.mark.parametrize("page", list(PAGES))
def test_every_page_says_so_in_red_while_a_broken_model_is_looked_at(
    page: str, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    learner.show_view(page)
    engine.events = now("no_leash")
    pull()
    strip = learner.other_model
    flush()
    assert strip.isVisible() and "No leash. The model you look into was broken" in strip.accessibleName()
    assert strip.geometry().bottom() <= learner.stack.geometry().top(), "above the page, not on it"
    picture = strip.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 3) == QColor(learner.look.colours.warning_wash)
    engine.events = now(HONEST)
    pull()
    assert not strip.isVisible()


def test_it_stays_above_a_card_that_fills_the_window(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    learner.show_view("prediction")
    engine.events = now("rate")
    pull()
    learner.spotlight.show_card(next(iter(learner.panel("prediction").cards())))
    flush()
    assert learner.other_model.isVisible() and learner.spotlight.isVisible()
    learner.spotlight.leave()


@pytest.mark.parametrize("recipe", [*MISHAPS, *OTHER_WAYS])
@pytest.mark.parametrize("running", [False, True])
def test_what_it_says_is_true_of_mishaps_and_of_other_ways(
    recipe: str, *, running: bool, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = now(recipe, running=running)
    pull()
    said = learner.other_model.accessibleName()
    assert said.startswith(RECIPES[recipe].title)
    assert ("broken" in said) == (recipe in MISHAPS)
    assert ("is back when this ends" in said) == running
    ribbon = {text.title[0]: text for text in learner.top.ribbon.texts()}
    assert "✓" not in ribbon["3"].title and RECIPES[recipe].title in ribbon["3"].caption
    assert RECIPES[recipe].title in ribbon["3"].tip
    shown = learner.top.ribbon.chevrons[Stage.RLHF].shown
    assert shown is not None and shown.broken == (recipe in MISHAPS)


@pytest.mark.parametrize(
    ("minds", "back"),
    [(("base", "sft", "rlhf", "rlhf.sign"), "rlhf"), (("base", "sft", "rlhf.sign"), "sft"), (("base",), "base")],
)
def test_its_button_leads_back_to_the_newest_honest_model(
    minds: tuple[str, ...], back: str, learner: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    engine.events = now("sign", minds=minds)
    pull()
    button = learner.other_model.back
    assert button.toolTip() and button.accessibleName() == "Back to the honest model"
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert engine.sent_of(TakeMind) == [TakeMind(back)]

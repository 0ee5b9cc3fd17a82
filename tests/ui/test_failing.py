"""A picture that fails in the window is covered by a calm sentence; everything else goes on, and nothing repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from explainer.engine.commands import Reset, SetDemand, TryAgain
from explainer.engine.events import Failed, PictureFailed, WorkerEnded
from explainer.engine.frames import Topic
from explainer.marking import Sentence
from explainer.ui.app import ErrorsToWindow
from explainer.ui.frame.failing import FailedPage
from explainer.ui.frame.ribbon import Ribbon
from explainer.ui.frame.view import View
from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.prediction.bars import BetBars
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart import Chart
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, flush, settle
from tests.ui.opening import open_page


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> dict[type, int]:
    """Kinds of widgets that fail when Qt asks them for something, and how often they were asked since.

    They are prepared before the first of them is made: Qt looks a method up once and for all.
    """
    failing: dict[type, int] = {}
    for kind, method in ((BetBars, "paintEvent"), (Ribbon, "paintEvent"), (Chart, "resizeEvent")):
        real = getattr(kind, method)

        def asked(self: object, event: object, kind: type = kind, real: Callable = real) -> None:
            if kind in failing:
                failing[kind] += 1
                broken(self)
            real(self, event)

        monkeypatch.setattr(kind, method, asked)
    return failing


@pytest.fixture
def caught(breaking: dict[type, int], learner: MainWindow) -> Iterator[MainWindow]:
    """The window over a model that is learning, with the hook that the app has."""
    errors = ErrorsToWindow(learner)
    yield learner
    errors.restore()


def broken(self: object = None, *_: object, **__: object) -> None:
    raise KeyError("a picture's mistake")


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    flush()


def repaint(within: QWidget, kind: type[QWidget]) -> None:
    """Have all widgets of a kind painted."""
    for widget in [within, *within.findChildren(kind)]:
        widget.update()
    settle()


def view_of(window: MainWindow) -> View:
    view = window.stack.currentWidget()
    assert isinstance(view, View)
    return view


def covered(window: MainWindow) -> list[str]:
    return [card.title for card in window.panel(window.view).cards() if card.failed is not None]


def card_around(window: MainWindow, kind: type) -> Card:
    (card,) = [c for c in window.panel(window.view).cards() if isinstance(c.body, kind) or c.body.findChildren(kind)]
    return card


def test_a_picture_that_cannot_be_painted_is_covered_and_no_other(
    caught: MainWindow, breaking: dict[type, int], engine: fakes.FakeEngine, pull: Pull
) -> None:
    open_page(caught, "prediction", PredictionPanel, fakes.next_token())
    card = card_around(caught, BetBars)
    heights = [c.height() for c in caught.panel("prediction").cards()]
    breaking[BetBars] = 0
    repaint(card, BetBars)
    assert covered(caught) == [card.title]
    assert card.failed.isVisible() and "Learning goes on" in card.failed.sentence.text()
    assert [c.height() for c in caught.panel("prediction").cards()] == heights, "nothing jumps"
    assert caught.notices.isHidden() and view_of(caught).strip.isHidden()
    press(card.failed.copy)
    assert "a picture's mistake" in QApplication.clipboard().text() and "Traceback" in QApplication.clipboard().text()
    times = breaking[BetBars]
    engine.frames = fakes.all_frames()
    pull()
    caught.resize(1300, 850)
    settle()
    assert breaking[BetBars] == times, "it is not asked to paint any more"


def test_it_is_tried_again_when_the_page_is_opened_again(caught: MainWindow, breaking: dict[type, int]) -> None:
    open_page(caught, "prediction", PredictionPanel, fakes.next_token())
    card = card_around(caught, BetBars)
    breaking[BetBars] = 0
    repaint(card, BetBars)
    assert covered(caught) == [card.title]
    caught.show_view("learning")
    caught.show_view("prediction")
    settle()
    assert covered(caught) == [card.title], "it fails again"
    caught.show_view("learning")
    breaking.clear()
    caught.show_view("prediction")
    settle()
    assert covered(caught) == [] and card.body.isVisible() and card.body.updatesEnabled()


def test_a_picture_that_fails_while_it_fills_the_window_is_covered_there(
    caught: MainWindow, breaking: dict[type, int]
) -> None:
    open_page(caught, "learning", LearningPanel, fakes.loss_curve())
    card = card_around(caught, Chart)
    caught.spotlight.show_card(card)
    settle()
    breaking[Chart] = 0
    QTimer.singleShot(0, caught, lambda: caught.resize(1200, 820))  # as by a person: out of Qt's own loop
    settle()
    breaking.clear()
    assert card.failed is not None and card.failed.isVisible() and card.lent
    caught.spotlight.leave()
    settle()
    assert card.failed.isVisible() and not card.body.isVisible()


def test_a_page_that_cannot_draw_a_frame_says_so_and_the_window_goes_on(
    caught: MainWindow, engine: fakes.FakeEngine, pull: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught.show_view("learning")
    with monkeypatch.context() as patch:
        patch.setattr(Chart, "set", broken)
        for _ in range(4):
            engine.frames = fakes.all_frames()
            pull()
        settle()
        strip = view_of(caught).strip
        assert strip.isVisible() and "Learning goes on" in strip.sentence.text()
        assert caught.notices.isHidden(), "it is said in its place, and once"
        assert covered(caught) == [card_around(caught, Chart).title]
        engine.events = [fakes.state(fakes_state_paused())]
        pull()
        assert caught.show_state.state == fakes_state_paused(), "events are taken as ever"
        press(strip.copy)
        assert "a picture's mistake" in QApplication.clipboard().text()
    press(strip.retry)
    settle()
    assert strip.isHidden() and covered(caught) == []


def fakes_state_paused() -> object:
    from explainer.engine.states import State

    return State.PAUSED


@pytest.mark.parametrize("what", ["summary", "values", "caption", "fit", "begin", "apply"])
def test_whatever_a_page_is_asked_for_its_mistake_is_its_own(
    caught: MainWindow, engine: fakes.FakeEngine, pull: Pull, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    caught.show_view("learning")
    monkeypatch.setattr(LearningPanel, what, broken)
    caught.show_view("prediction")
    caught.show_view("learning")
    engine.events, engine.frames = [fakes.prepared()], fakes.all_frames()
    pull()
    pull()
    caught.resize(1250, 830)
    settle()
    assert view_of(caught).strip.isVisible() and caught.notices.isHidden()
    assert caught.view == "learning" and Topic.LOSS in engine.sent_of(SetDemand)[-1].topics
    assert caught.show_state.prepared is not None


def test_a_page_whose_picture_fails_as_it_is_opened_is_open_all_the_same(
    caught: MainWindow, breaking: dict[type, int], engine: fakes.FakeEngine
) -> None:
    caught.show_view("prediction")
    caught.show_view("learning")
    caught.show_view("prediction")
    breaking[Chart] = 0
    caught.resize(1100, 800)
    caught.show_view("learning")
    settle()
    assert breaking[Chart] > 0 and covered(caught) == [card_around(caught, Chart).title]
    assert caught.view == "learning" and caught.stack.currentWidget() is view_of(caught)
    assert Topic.LOSS in engine.sent_of(SetDemand)[-1].topics and caught.actions_.views["learning"].isChecked()
    breaking.clear()


def test_a_page_that_cannot_be_made_leaves_the_window_whole_and_is_made_when_it_can(
    caught: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(PredictionPanel, "__init__", broken)
        caught.show_view("prediction")
        settle()
        assert isinstance(caught.panel("prediction"), FailedPage)
        assert view_of(caught).strip.isVisible() and view_of(caught).strip.sentence.text().startswith("This page")
        caught.show_view("learning")
        settle()
        assert view_of(caught).strip.isHidden()
    caught.show_view("prediction")
    settle()
    assert isinstance(caught.panel("prediction"), PredictionPanel) and view_of(caught).strip.isHidden()


def test_what_the_engine_could_not_draw_is_said_on_the_page_that_draws_it_and_asked_for_again(
    caught: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    caught.show_view("prediction")
    engine.events = [PictureFailed(Topic.NEXT_TOKEN, Sentence("A picture failed."), "Traceback: bets")]
    pull()
    strip = view_of(caught).strip
    assert strip.isVisible() and caught.notices.isHidden()
    press(strip.copy)
    assert "Traceback: bets" in QApplication.clipboard().text()
    assert not engine.sent_of(TryAgain)
    caught.show_view("learning")
    assert view_of(caught).strip.isHidden() and not engine.sent_of(TryAgain)
    caught.show_view("prediction")
    assert engine.sent_of(TryAgain) == [TryAgain(frozenset({str(Topic.NEXT_TOKEN)}))]
    assert view_of(caught).strip.isHidden()
    caught.show_view("prediction")
    assert len(engine.sent_of(TryAgain)) == 1, "there is nothing to try any more"


def test_a_frame_that_comes_after_all_takes_the_sentence_away(
    caught: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    caught.show_view("prediction")
    engine.events = [PictureFailed(Topic.NEXT_TOKEN, Sentence("A picture failed."), "Traceback: bets")]
    pull()
    engine.frames = {"next_token": fakes.next_token(serial=99)}
    pull()
    settle()
    assert view_of(caught).strip.isHidden()


def test_what_belongs_to_no_page_is_a_notice_once(
    caught: MainWindow, engine: fakes.FakeEngine, pull: Pull, breaking: dict[type, int]
) -> None:
    breaking[Ribbon] = 0
    for _ in range(5):
        repaint(caught.top, Ribbon)
    assert breaking[Ribbon] >= 5 and "part of the window failed" in caught.notices.text()
    press(caught.notices.close_button)
    for _ in range(5):
        repaint(caught.top, Ribbon)
    assert caught.notices.isHidden(), "it is not said again before there is something new"
    breaking.clear()
    engine.events = [PictureFailed("", Sentence("A picture failed."), "Traceback: x")] * 3
    pull()
    assert caught.notices.text() == "A picture failed."
    press(caught.notices.close_button)
    assert caught.notices.isHidden()


def test_copying_numbers_that_fails_is_a_notice_and_the_picture_stays(
    caught: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page(caught, "learning", LearningPanel, fakes.loss_curve())
    card = card_around(caught, Chart)
    card.table = broken
    QTest.mouseClick(card.menu_button, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    settle()
    assert covered(caught) == [] and "part of the window failed" in caught.notices.text()


# ---- questions ------------------------------------------------------------------------------------------------------


def test_a_question_on_show_is_not_pushed_away_by_what_fails_which_is_told_afterwards(
    caught: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    answers = (("Start over", lambda: caught.actions_.do(Reset())), ("Keep this one", lambda: None))
    caught.notices.ask("Make a new model?", answers)
    failure = Failed(Sentence("The computer ran out of memory."), "Traceback: …")
    engine.events = [failure, failure, failure]
    pull()
    assert [b.text() for b in caught.notices.answers()] == ["Start over", "Keep this one"]
    press(caught.notices.answers()[0])
    assert engine.sent_of(Reset) == [Reset()]
    assert caught.notices.text() == "The computer ran out of memory." and caught.notices.answers() == []
    press(caught.notices.close_button)
    assert caught.notices.isHidden(), "told once"


def test_what_failed_comes_back_after_a_question(caught: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> None:
    engine.events = [Failed(Sentence("The computer ran out of memory."), "Traceback: …")]
    pull()
    answers = (("Start over", lambda: caught.actions_.do(Reset())), ("Keep this one", lambda: None))
    caught.notices.ask("Make a new model?", answers)
    press(caught.notices.answers()[1])
    assert caught.notices.text() == "The computer ran out of memory."


def test_the_same_failure_twice_is_one_notice_but_after_it_was_closed_it_is_told_when_asked_for_again(
    caught: MainWindow, engine: fakes.FakeEngine, pull: Pull
) -> None:
    for _ in range(2):
        engine.events = [Failed(Sentence("That failed."), "Traceback: …")]
        pull()
    press(caught.notices.close_button)
    assert caught.notices.isHidden()
    engine.events = [Failed(Sentence("That failed."), "Traceback: …")]
    pull()
    assert caught.notices.text() == "That failed."


def test_a_worker_that_ended_offers_to_save_what_there_is(
    caught: MainWindow, engine: fakes.FakeEngine, pull: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = []
    caught.actions_["save_run"].triggered.connect(lambda: saved.append(1))
    monkeypatch.setattr("explainer.ui.window.choose_folder", lambda *_, **__: None, raising=False)
    engine.events = [WorkerEnded(Sentence("The training thread has ended: save?"), "Traceback: …", True)]
    pull()
    assert [b.text() for b in caught.notices.answers()] == ["Save…", "Not now"]
    press(caught.notices.copy)
    assert "Traceback" in QApplication.clipboard().text()
    press(caught.notices.answers()[0])
    assert saved == [1]
    engine.events = [WorkerEnded(Sentence("The training thread has ended."), "Traceback: …", False)]
    pull()
    assert caught.notices.answers() == [] and caught.notices.text() == "The training thread has ended."


def test_an_event_that_cannot_be_taken_does_not_take_the_next_ones_with_it(
    caught: MainWindow, engine: fakes.FakeEngine, pull: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explainer.engine.states import State

    real = type(caught.show_state).take_event

    def picky(self: object, event: object) -> None:
        if isinstance(event, Failed):
            broken()
        real(self, event)

    monkeypatch.setattr(type(caught.show_state), "take_event", picky)
    engine.events = [Failed(Sentence("That failed."), "…"), fakes.state(State.PAUSED)]
    pull()
    assert caught.show_state.state == State.PAUSED

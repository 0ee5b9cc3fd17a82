"""What people set in a page is its state: put into a page of a fresh window it gives the same picture."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from explainer.engine.commands import SetMuted, SetSampling
from explainer.engine.states import State
from explainer.ui.app import make_window
from explainer.ui.intents import Intent, OpenPage, ReplacePrompt, RestorePage, SelectHead, SelectPosition
from explainer.ui.panels.panel import Panel
from explainer.ui.panels.registry import PAGES
from explainer.ui.panels.tokens.transport import Transport
from explainer.ui.settings_store import SettingsStore
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart import Chart
from explainer.ui.widgets.datatable import DataTable
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import flush, settle
from tests.ui.test_rings import frames

SHARED = SelectHead | SelectPosition | SetMuted | SetSampling | ReplacePrompt  # no page's own: said again as intents
CLICKS = 12
NOT_YET = (  # pages that do not keep all yet
    "meaning",
    "meaning.context",
    "meaning.positions",
    "attention",
    "attention.pair",
    "overview",
    "minds.votes",
    "minds.wrong",
    "minds.feedback",
)
LEADS_AWAY = ("votes.export", "votes.import")  # to a dialog of the system
HELD_BY_ENGINE = ("thumb.up", "thumb.down", "leash")  # what they set is no page's own: the engine tells it


@pytest.fixture
def windows(qapp: QApplication, tmp_path: Path) -> Iterator[list[MainWindow]]:
    made: list[MainWindow] = []
    yield made
    for window in made:
        window.end()
        window.deleteLater()
    flush()


def opened(windows: list[MainWindow], page: str, tmp_path: Path) -> MainWindow:
    """A window over a model that is there, at rest, with one frame of every kind, opened at ``page``."""
    engine = fakes.FakeEngine()
    window = make_window(engine, SettingsStore.at(tmp_path / f"{len(windows)}.ini"), theme="light", zoom=1.0)
    windows.append(window)
    window.look.set_motion(False)
    window.resize(1440, 900)
    window.show()
    engine.events = [fakes.state(State.IDLE), fakes.prepared()]
    window.bridge.pull()
    window.dispatcher.do(OpenPage(page))
    fill(window, page)
    return window


def fill(window: MainWindow, page: str) -> None:
    for frame in frames():
        window.panel(page).take(frame)
    settle()


def clickable(panel: Panel) -> list[QWidget]:
    """What a click can set something in: buttons, tables, charts, pictures, rows of pieces, sliders."""
    found: list[QWidget] = []
    for part in panel.findChildren(QWidget):
        if not part.isVisibleTo(panel) or not part.isEnabled() or part.width() < 4 or part.height() < 4:
            continue
        if part.objectName() in HELD_BY_ENGINE:
            continue
        if isinstance(part, QAbstractButton):
            if not (isinstance(part, QPushButton) and part.menu()) and not _is_handle(part):
                found.append(part)
        elif isinstance(part, QSlider) or (
            part.focusPolicy() & Qt.FocusPolicy.TabFocus and type(part).__module__.startswith("explainer.ui")
        ):
            found.append(part)
    return found


def _is_handle(button: QAbstractButton) -> bool:
    """Whether it is a button of a card's head that every card has, or leads to a dialog."""
    sheet = button.parentWidget()
    common = sheet is not None and isinstance(getattr(sheet, "card", None), Card) and button.text() in ("", "more")
    return common or button.objectName() in LEADS_AWAY


def click_about(qtbot: QtBot, window: MainWindow, page: str, dice: random.Random) -> list[Intent]:
    """Click here and there in the page, as long as one stays on it; returns what was wanted of others meanwhile."""
    wanted: list[Intent] = []
    window.dispatcher.done.connect(wanted.append)
    panel = window.panel(page)
    for _ in range(CLICKS):
        parts = clickable(panel)
        if not parts:
            break
        part = dice.choice(parts)
        place = part.viewport() if isinstance(part, DataTable | Chart) else part
        at = QPoint(dice.randrange(1, place.width() - 1), dice.randrange(1, place.height() - 1))
        if isinstance(part, DataTable) and part.horizontalHeader().isVisible() and dice.random() < 0.3:
            place = part.horizontalHeader().viewport()
            at = QPoint(dice.randrange(1, place.width() - 1), place.height() // 2)
        qtbot.mouseClick(place, Qt.MouseButton.LeftButton, pos=at)
        if window.view != page:
            window.dispatcher.do(OpenPage(page))
        fill(window, page)
    for replay in panel.findChildren(Transport):
        replay.stop()  # what goes on by itself is nothing that is set
    window.dispatcher.done.disconnect(wanted.append)
    return [intent for intent in wanted if isinstance(intent, SHARED)]


def picture(window: MainWindow, page: str) -> QImage:
    """The page as it is painted while nobody points at anything."""
    fill(window, page)
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()
    settle()
    return window.panel(page).grab().toImage()


@pytest.mark.parametrize("page", [page for page in PAGES if page not in NOT_YET])
def test_what_is_set_by_clicks_comes_back_in_a_fresh_window(
    page: str, windows: list[MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    dice = random.Random(page)
    first = opened(windows, page, tmp_path)
    shared = click_about(qtbot, first, page, dice)
    state = json.loads(json.dumps(first.panel(page).state()))
    before = picture(first, page)

    second = opened(windows, page, tmp_path)
    for intent in shared:
        second.dispatcher.do(intent)
    second.dispatcher.do(RestorePage(page, state))
    after = picture(second, page)

    assert json.loads(json.dumps(second.panel(page).state())) == state
    assert before == after


def test_a_state_that_a_page_does_not_know_is_an_error(learner: MainWindow) -> None:
    with pytest.raises(ValueError, match="nothing in this page is called mood"):
        learner.dispatcher.do(RestorePage("learning", {"mood": 1}))

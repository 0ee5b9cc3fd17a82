"""An offscreen window with settings of its own, and checks that no widget or timer outlives its test.

Those checks look through all objects, twice a test. What no test made (modules, torch above all: 300,000 objects) is
frozen out of them, or looking would take longer than the tests do.
"""

from __future__ import annotations

import gc
import importlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from explainer.engine.states import State
from explainer.ui.app import make_application, make_window
from explainer.ui.panels.registry import PAGES
from explainer.ui.settings_store import SettingsStore
from explainer.ui.window import MainWindow
from tests.ui import fakes


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    importlib.import_module("torch")  # which the first real engine would load
    gc.collect()
    gc.freeze()
    return make_application(["explainer"])


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore.at(tmp_path / "settings.ini")


@pytest.fixture
def engine() -> fakes.FakeEngine:
    return fakes.FakeEngine()


def flush() -> None:
    """Let Qt do what it has put off, deletions included."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()


def settle() -> None:
    """Let a page find its layout: one pass of it may ask for another."""
    for _ in range(3):
        flush()


def running_timers() -> set[int]:
    return {
        id(timer)
        for timer in gc.get_objects()
        if type(timer) is QTimer and shiboken6.isValid(timer) and timer.isActive()
    }


@pytest.fixture(autouse=True)
def nothing_is_left_behind(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a window or a running timer; begin with the pointer where no window is."""
    QCursor.setPos(9000, 9000)
    windows = set(QApplication.topLevelWidgets())
    timers = running_timers()
    yield
    QToolTip.hideText()
    flush()
    gc.collect()
    left = [w for w in QApplication.topLevelWidgets() if w not in windows and w.metaObject().className() != "QTipLabel"]
    assert not left, f"windows left behind: {left}"
    assert not running_timers() - timers, "a timer still runs"


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, engine: fakes.FakeEngine, store: SettingsStore) -> Iterator[MainWindow]:
    """The real window over an engine made by hand."""
    made = make_window(engine, store, theme="light", zoom=1.0)
    made.resize(1440, 900)
    made.show()
    yield made
    made.end()
    made.deleteLater()
    flush()


Pull = Callable[[], None]


@pytest.fixture
def pull(window: MainWindow) -> Pull:
    """Hand on all that lies in the engine, however recent the last frames are."""

    def now() -> None:
        window.bridge._passed_at.clear()
        window.bridge.pull()
        QApplication.processEvents()

    return now


@pytest.fixture
def learner(window: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> MainWindow:
    """The window over a model that is learning."""
    engine.events = [fakes.state(State.IDLE), fakes.prepared(), fakes.state(State.RUNNING)]
    pull()
    engine.frames = fakes.all_frames()
    pull()
    return window


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Let the window live until ``condition`` holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        QApplication.processEvents()
        time.sleep(0.01)


@pytest.fixture
def all_made(learner: MainWindow) -> MainWindow:
    """A window in which every page has been opened once; the first is open."""
    for page in PAGES:
        learner.show_view(page)
        QApplication.processEvents()
    learner.show_view(next(iter(PAGES)))
    flush()
    return learner

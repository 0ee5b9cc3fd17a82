"""Starts the window: application, fonts, theme, engine, and what happens when something goes wrong.

The window is painted before torch is loaded (the engine's worker loads it), so a person sees something within a second
or two. On Windows torch must be loaded before Qt; the command line does that before it comes here.

Garbage: Python's cyclic collector may run on any thread and would destroy Qt objects on the worker's. So automatic
collection is off, and a timer on the GUI thread collects; everything made at start-up is frozen out of it.
"""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from explainer.engine.commands import Open, Prepare
from explainer.engine.engine import Engine
from explainer.engine.paths import autosaves_folder
from explainer.engine.settings import RunSettings
from explainer.shipped import asset
from explainer.ui.bridge import EngineLike
from explainer.ui.ending import SignalEndings
from explainer.ui.look import Look
from explainer.ui.screens import KeepOnScreen, first_place
from explainer.ui.settings_store import SettingsStore
from explainer.ui.theme import DARK, LIGHT
from explainer.ui.translate import translate
from explainer.ui.window import MainWindow

COLLECT_MS = 10_000
CLOSE_SECONDS = 20.0


class GarbageCollector(QObject):
    """Collects garbage on the GUI thread only, from ``start`` to ``stop``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        self._timer = QTimer(self)
        self._timer.setInterval(COLLECT_MS)
        self._timer.timeout.connect(self._collect)
        self._rounds = 0

    def start(self) -> None:
        """Turn automatic collection off."""
        gc.collect()
        gc.freeze()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leave things as they were."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    def _collect(self) -> None:
        # The young generations take a millisecond; the old one is looked at every minute.
        self._rounds += 1
        gc.collect(2 if self._rounds % 6 == 0 else 1)


class ErrorsToWindow:
    """Turns an exception that nobody caught into a plain sentence in the window; the show goes on."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._written: set[str] = set()
        self._before = sys.excepthook
        sys.excepthook = self

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Tell it, once, in words: on the page or in the card that failed, else in the notice bar."""
        details = "".join(traceback.format_exception(kind, error, trace))
        if details not in self._written:
            self._written.add(details)
            sys.stderr.write(details)
        if not self._window.troubles.blame(error.with_traceback(trace)):
            sentence = translate("App", "A part of the window failed. Learning goes on; you can go on too.")
            self._window.fail(sentence, details)
        _let_go(error, trace)

    def restore(self) -> None:
        """Put the old hook back."""
        if sys.excepthook is self:
            sys.excepthook = self._before


def _let_go(error: BaseException, trace: TracebackType | None) -> None:
    """Let go of all that the error holds on to: a painter in mid-picture would keep its widget from being painted."""
    traceback.clear_frames(trace)
    error.__traceback__ = None
    for name in ("last_exc", "last_value", "last_traceback"):
        if hasattr(sys, name):
            setattr(sys, name, None)


def make_application(argv: list[str] | None = None) -> QApplication:
    """The one QApplication, in Fusion, which looks the same everywhere and takes our palette."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(argv if argv is not None else sys.argv[:1])
    app.setApplicationName("Explainer")
    app.setApplicationDisplayName("Explainer")
    app.setDesktopFileName("explainer")  # the name of its entry in the menu (``install-desktop``)
    app.setWindowIcon(QIcon(str(asset("icons", "explainer.svg"))))
    app.setStyle("Fusion")
    return app


def system_is_dark() -> bool:
    """Whether the desktop asks for dark windows."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def make_look(store: SettingsStore, theme: str | None, zoom: float | None) -> Look:
    """Theme and zoom: as asked for, else as remembered, else the system's."""
    chosen = theme or store.theme
    dark = system_is_dark() if chosen == "system" else chosen == "dark"
    return Look(DARK if dark else LIGHT, zoom if zoom is not None else store.zoom, motion=store.motion)


def make_window(engine: EngineLike, store: SettingsStore, *, theme: str | None, zoom: float | None) -> MainWindow:
    """The window with its size and place, not yet shown."""
    look = make_look(store, theme, zoom)
    window = MainWindow(engine, look, store)
    look.setParent(window)
    if store.geometry is None or not window.restoreGeometry(store.geometry):
        window.setGeometry(first_place(QGuiApplication.primaryScreen().availableGeometry()))
    if (theme or store.theme) == "system":
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(window.appearance.follow_system)
    return window


def run_app(
    settings: RunSettings,
    *,
    open_run: Path | None = None,
    theme: str | None = None,
    zoom: float | None = None,
    store: SettingsStore | None = None,
    on_window: Callable[[MainWindow], None] | None = None,
) -> int:
    """Show the window until it is closed.

    Args:
        settings: of the run that is prepared at once.
        open_run: a run folder to open instead.
        theme: ``light``, ``dark`` or ``system``; None takes what is remembered.
        zoom: 1 is 100 %; None takes what is remembered.
        store: remembered settings; None takes the user's own.
        on_window: called with the window before it is shown: benchmarks and tests hook in here.

    Returns:
        The exit status: 0; 1 where the worker did not end in time; 128 and the number of the signal that ended it.
    """
    app = make_application()
    autosaves = autosaves_folder()
    engine = Engine(settings, autosaves=autosaves)
    window = make_window(engine, store if store is not None else SettingsStore(), theme=theme, zoom=zoom)
    KeepOnScreen(window)
    errors = ErrorsToWindow(window)
    endings = SignalEndings(window)
    collector = GarbageCollector(window)
    window.desk.settings = settings
    if on_window is not None:
        on_window(window)
    window.show()

    def begin() -> None:
        # After the first paint, so that loading torch does not hold it up.
        collector.start()
        engine.start()
        engine.send(Open(open_run) if open_run is not None else Prepare())
        window.bridge.start()
        window.desk.opened = open_run
        window.desk.greet(autosaves, quiet=open_run is not None)

    QTimer.singleShot(60, window, begin)
    endings.start()
    try:
        app.exec()
    finally:
        collector.stop()
        errors.restore()
        # As a rule this takes as long as one training step. The window has gone already, so a slow machine may take
        # longer over the piece of work in hand without anybody waiting; ending Python under it would abort the process.
        closed = engine.close(CLOSE_SECONDS)
        endings.stop()
    return endings.exit_code or (0 if closed else 1)

"""Ways to open what is tested: one page with frames made by hand, or the whole window over the real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtWidgets import QScrollArea

from explainer.engine.commands import Prepare
from explainer.engine.engine import Engine
from explainer.engine.events import StagesChanged, StateChanged
from explainer.engine.frames import Frame
from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.app import make_window
from explainer.ui.frame.view import View
from explainer.ui.panels.panel import Panel
from explainer.ui.settings_store import SettingsStore
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import flush, wait_until

P = TypeVar("P", bound=Panel)


def open_page(window: MainWindow, page: str, kind: type[P] = Panel, *frames: Frame) -> P:
    """Return the open page, which has been given ``frames`` and has drawn them."""
    window.show_view(page)
    panel = window.panel(page)
    assert isinstance(panel, kind)
    flush()
    for frame in frames:
        panel.apply(frame)
    flush()
    return panel


def over_a_tuned_model(
    window: MainWindow, engine: fakes.FakeEngine, pull: Callable[[], None], page: str, kind: type[P]
) -> P:
    """Return the open page, over a model that has been fine-tuned and is at rest."""
    window.show_view(page)
    trained = ((Stage.PRETRAIN, True), (Stage.SFT, True))
    engine.events = [
        StagesChanged(trained, ("base", "sft"), Stage.RLHF), StateChanged(State.IDLE, Stage.SFT, True)
    ]  # fmt: skip
    pull()
    panel = window.panel(page)
    assert isinstance(panel, kind)
    return panel


def page_area(window: MainWindow) -> QScrollArea:
    """What the open page is scrolled in."""
    view = window.stack.currentWidget()
    assert isinstance(view, View)
    return view.scroll_area


@contextmanager
def real_window(store: SettingsStore, view: str | None = None) -> Iterator[MainWindow]:
    """The window as the app makes it, with an untrained xs model prepared; it opens at ``view``."""
    with Engine(RunSettings(preset="xs", steps=100_000)) as engine:
        window = make_window(engine, store, theme="light", zoom=1.0)
        window.show()
        if view is not None:
            window.show_view(view)
        engine.send(Prepare())
        window.bridge.start()
        try:
            wait_until(lambda: window.show_state.prepared is not None)
            yield window
        finally:
            window.end()
            closed = engine.close(5.0)
            window.deleteLater()
            flush()
    assert closed

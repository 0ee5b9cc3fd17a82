"""Pictures of the real window, rendered without a screen: for the README, for review, and for tests that look.

The engine is the real one; nothing is staged. Set ``QT_QPA_PLATFORM=offscreen`` before Qt is loaded (``render_shots``
does, where no platform was chosen).
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.engine.commands import ExamineStep, Open, Pause, Start, UndoStep
from explainer.engine.frames import Topic
from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from explainer.training.reports import Stage

if TYPE_CHECKING:
    from explainer.ui.panels import PanelSpec
    from explainer.ui.window import MainWindow

MOST_PIXELS = 16_384  # a side of a picture
SETTLE = 1.2  # seconds between the last frame of a page and its picture
# Frames that come only when someone asks for them, or only while it trains.
WHEN_ASKED = frozenset({Topic.MUTING, Topic.ONE_STEP, Topic.READING, Topic.TUNING, Topic.BALLOT})
PATIENCE = 20.0  # seconds at most until a page has all that it shows, some of which is measured on the way


def render_shots(
    out: Path,
    settings: RunSettings,
    *,
    open_run: Path | None = None,
    views: Sequence[str] = (),
    size: tuple[int, int] = (1440, 900),
    theme: str = "light",
    zoom: float = 1.0,
    seconds: float = 20.0,
    prompt: str | None = None,
) -> list[Path]:
    """Render pages to ``out``/ID.png and return the paths.

    Args:
        out: folder, made where it does not exist.
        settings: of the run that is trained for the pictures.
        open_run: a run folder to show instead of training.
        views: ids of pages (that of a view is its first page); empty means all.
        size: of the window in pixels.
        theme: ``light`` or ``dark``.
        zoom: 1 is 100 %; from 0.5 to 3, as in the window.
        seconds: of training before the pictures are taken.
        prompt: the text that is asked; None takes the first example for this model.

    Raises:
        ValueError: a view does not exist, or ``zoom`` or ``size`` is out of range.
        RuntimeError: the model could not be made or opened; the sentence says why.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from explainer.engine.engine import Engine
    from explainer.ui.app import make_application, make_window
    from explainer.ui.look import LEAST_ZOOM, MOST_ZOOM
    from explainer.ui.panels.registry import PAGES
    from explainer.ui.settings_store import SettingsStore

    if not LEAST_ZOOM <= zoom <= MOST_ZOOM:  # nor where it is no number
        raise ValueError(f"The zoom must be from {LEAST_ZOOM:g} to {MOST_ZOOM:g}, and is {zoom:g}.")
    if min(size) < 1 or max(size) > MOST_PIXELS:
        raise ValueError(f"A picture is 1 to {MOST_PIXELS} pixels wide and high, not {size[0]}x{size[1]}.")
    known = list(PAGES)
    for view in views:
        if view not in known:
            raise ValueError(f"There is no view called {view!r}; there are: {', '.join(known)}.")
    app = make_application(["explainer"])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Engine(settings) as engine:
        window = make_window(engine, SettingsStore.at(Path(folder) / "settings.ini"), theme=theme, zoom=zoom)
        window.resize(*size)
        window.show()
        window.bridge.start()
        engine.send(Open(open_run) if open_run is not None else Start())
        show = window.show_state

        def wait(seconds: float, done: Callable[[], bool] = lambda: False) -> None:
            until = time.monotonic() + seconds
            while time.monotonic() < until and not done():
                app.processEvents()
                if show.state == State.FAILED:
                    raise RuntimeError(window.notices.text() or "The model could not be made.")
                time.sleep(0.01)

        wait(120.0, lambda: show.running or (show.prepared is not None and show.state == State.IDLE))
        if open_run is None:
            wait(seconds)
            engine.send(Pause())
            wait(30.0, lambda: not show.running)
        if prompt is not None:
            window.prompt.replace(prompt)
        paths = []
        for view in views or known:
            window.show_view(view)
            page = PAGES[view]
            closely = Topic.ONE_STEP in page.topics and show.stage is Stage.PRETRAIN
            if closely:  # a page about one step shows one, which is taken back afterwards
                engine.send(ExamineStep())
                wait(PATIENCE, lambda: show.one_step is not None)
            wait(PATIENCE, partial(_is_complete, window, page))
            wait(SETTLE)
            path = out / f"{view}.png"
            if not window.grab().save(str(path)):
                raise OSError(f"{path.name} could not be written; is there room on the disk?")
            paths.append(path)
            if closely:
                engine.send(UndoStep())
        window.end()
        window.deleteLater()
        app.processEvents()
    return paths


def _is_complete(window: MainWindow, page: PanelSpec) -> bool:
    """Whether the page has all that it shows, about the present prompt."""
    panel = window.panel(page.id)
    if panel.prompt_serial not in (None, window.prompt.serial) or not panel.ready():
        return False
    return all(window.bridge.latest(topic) is not None for topic in page.topics - WHEN_ASKED)

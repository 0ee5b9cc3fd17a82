"""Pictures of the real window, rendered without a screen: for the README, for review, and for tests that look.

The engine is the real one; nothing is staged. Set ``QT_QPA_PLATFORM=offscreen`` before Qt is loaded (``render_shots``
does, where no platform was chosen).
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from explainer.engine.commands import Open, Pause, Start
from explainer.engine.settings import RunSettings
from explainer.engine.states import State


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
) -> list[Path]:
    """Render views to ``out``/VIEW.png and return the paths.

    Args:
        out: folder, made where it does not exist.
        settings: of the run that is trained for the pictures.
        open_run: a run folder to show instead of training.
        views: ids of pages (that of a view is its first page); empty means all.
        size: of the window in pixels.
        theme: ``light`` or ``dark``.
        zoom: 1 is 100 %.
        seconds: of training before the pictures are taken.

    Raises:
        ValueError: a view does not exist.
        RuntimeError: the model could not be made or opened; the sentence says why.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from explainer.engine.engine import Engine
    from explainer.ui.app import make_application, make_window
    from explainer.ui.panels.registry import PAGES
    from explainer.ui.settings_store import SettingsStore

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

        def wait(until: float, *, for_model: bool = False, for_rest: bool = False) -> None:
            while time.monotonic() < until:
                app.processEvents()
                if show.state == State.FAILED:
                    raise RuntimeError(window.notices.text() or "The model could not be made.")
                if for_model and (show.running or (show.prepared is not None and show.state == State.IDLE)):
                    return
                if for_rest and not show.running:
                    return
                time.sleep(0.01)

        wait(time.monotonic() + 120.0, for_model=True)
        if open_run is None:
            wait(time.monotonic() + seconds)
            engine.send(Pause())
            wait(time.monotonic() + 30.0, for_rest=True)
        paths = []
        for view in views or known:
            window.show_view(view)
            wait(time.monotonic() + 1.2)
            path = out / f"{view}.png"
            window.grab().save(str(path))
            paths.append(path)
        window.close()
        window.deleteLater()
        app.processEvents()
    return paths

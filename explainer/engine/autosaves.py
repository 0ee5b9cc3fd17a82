"""Work that was kept by itself: what there is, and how much room it may take.

Every show of the window keeps its state in a folder of its own (``runs.autosave``). A folder that was left *open*, by a
crash, a dead battery, or the end of the desktop's session, is offered when the program starts again. What somebody did
not want to save stays too, until room is needed, in case they think again.

Nothing here needs torch or Qt: a window can list it before either the model or its page is there.
"""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from explainer.engine.jsonable import whole
from explainer.engine.runs import store
from explainer.engine.runs.about import DAMAGED, read_about
from explainer.engine.runs.problems import RunFolderError, shown
from explainer.training.reports import Stage

BUDGET_BYTES = 1_000_000_000  # of all of it together; a course of the largest preset takes 250 MB
MOST_KEPT = 30  # folders


@dataclass(frozen=True, slots=True)
class Autosave:
    """One show that was kept by itself.

    Attributes:
        path: its folder, which opens like any run's.
        run, corpus, preset: what it is.
        stage, step: how far it had come. planned: steps or rounds in all, where that is known. complete: whether the
            stage was.
        when: it was kept, seconds since 1970.
        n_bytes: it takes.
        home: the run's own folder, where it has one.
        open: whether it was never closed: it ended with a crash, or with the desktop's session.
    """

    path: Path
    run: str
    corpus: str
    preset: str
    stage: Stage
    step: int
    planned: int | None
    complete: bool
    when: float
    n_bytes: int
    home: Path | None
    open: bool


def list_kept(folder: Path) -> tuple[Autosave, ...]:
    """All that is kept, the newest first; what is damaged, or in use by a window, is passed over."""
    try:
        places = [path for path in folder.iterdir() if path.is_dir()]
    except OSError:
        return ()
    found = [kept for path in places if (kept := _read(path)) is not None and not store.in_use(path)]
    return tuple(sorted(found, key=lambda kept: kept.when, reverse=True))


def delete(kept: Autosave) -> None:
    """Delete one for good.

    Raises:
        OSError: it cannot be deleted.
    """
    shutil.rmtree(kept.path)


def thin(folder: Path, budget: int = BUDGET_BYTES, most: int = MOST_KEPT) -> None:
    """Delete the oldest that are beyond the budget: first those that were not wanted, never the newest of all."""
    kept = list_kept(folder)
    order = [*(k for k in kept if k.open), *(k for k in kept if not k.open)]
    total = 0
    for place, one in enumerate(order):
        total += one.n_bytes
        if place > 0 and (total > budget or place >= most):
            with contextlib.suppress(OSError):
                delete(one)


def _read(path: Path) -> Autosave | None:
    try:
        data = read_about(path)
        said = data["autosave"]
        home = said["home"]
        if not isinstance(home, str | None):
            raise TypeError("a folder is a text")
        planned = said["planned"]
        return Autosave(
            path=path,
            run=shown(data["run"]),
            corpus=shown(data["corpus"]["name"]),
            preset=shown(data["settings"]["preset"]),
            stage=Stage(said["stage"]),
            step=whole(said["step"]),
            planned=None if planned is None else whole(planned),
            complete=bool(said["complete"]),
            when=datetime.strptime(data["saved"], "%Y-%m-%dT%H:%M:%S%z").timestamp(),
            n_bytes=_size(path),
            home=None if home is None else Path(home),
            open=not said["closed"],
        )
    except (RunFolderError, OSError, *DAMAGED):
        return None


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total

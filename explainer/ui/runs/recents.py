"""The runs that were saved or opened last, remembered in the settings: where they lie, and how far they were then.

At most ``MOST`` of them, newest first, each place once. Whether one is still there is looked up when it is shown
(``folders.kind_of``, by ``jobs``); one that is gone stays in the list until it is opened in vain or taken off.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explainer.training.reports import Stage
from explainer.ui.settings_store import SettingsStore

MOST = 12


@dataclass(frozen=True, slots=True)
class Recent:
    """A run that was saved or opened, as it was then; ``when`` is seconds since 1970."""

    path: Path
    corpus: str
    preset: str
    stage: Stage
    step: int
    complete: bool
    when: float


class Recents(QObject):
    """The list; ``changed`` when another run is first, or one is taken off."""

    changed = Signal()

    def __init__(self, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.items = _read(store.recent_runs)

    def add(self, recent: Recent) -> None:
        """Put ``recent`` first."""
        self._set([recent, *(other for other in self.items if other.path != recent.path)])

    def move(self, old: Path, new: Path) -> None:
        """What was at ``old`` is at ``new`` now."""
        moved = [
            Recent(**{**_fields(item), "path": new}) if item.path == old else item
            for item in self.items
            if item.path != new
        ]
        self._set(moved)

    def remove(self, path: Path) -> Recent | None:
        """Take the run at ``path`` off the list and return what was said of it."""
        gone = self.of(path)
        self._set([item for item in self.items if item.path != path])
        return gone

    def of(self, path: Path) -> Recent | None:
        """What is remembered of the run at ``path``."""
        return next((item for item in self.items if item.path == path), None)

    def _set(self, items: list[Recent]) -> None:
        self.items = items[:MOST]
        told = [{**_fields(item), "path": str(item.path), "stage": str(item.stage)} for item in self.items]
        self._store.recent_runs = json.dumps(told)  # in ASCII, so that a path which is no UTF-8 comes back as it was
        self.changed.emit()


def _fields(item: Recent) -> dict:
    return {name: getattr(item, name) for name in Recent.__slots__}


def _read(text: str) -> list[Recent]:
    """What can be read of the list; whatever cannot counts as not there."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return []
    items = []
    for entry in told if isinstance(told, list) else []:
        try:
            path = Path(str(entry["path"]))
            recent = Recent(
                path,
                str(entry["corpus"]),
                str(entry["preset"]),
                Stage(entry["stage"]),
                max(0, int(entry["step"])),
                entry["complete"] is True,
                float(entry["when"]),
            )
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        if path.is_absolute() and abs(recent.when) < 1e11:  # nan is not
            items.append(recent)
    return items[:MOST]

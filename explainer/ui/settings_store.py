"""What the window remembers from one evening to the next, in the system's own place for such things.

It is given its ``QSettings``, so that tests use a file of their own and never touch the user's.

Decision: remembered is what belongs to the window and to the person's files: its size, theme, zoom, story, which views
were opened deeper, motion, the folders last used and recent runs. What belongs to a run or a prompt is not: the page
that was open, temperature, top-k, top-p and dice. The next person would begin with somebody else's, and a new model on
a page that has nothing to show.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

_MOST_BYTES = 4_000_000
_NEVER_WRITTEN = re.compile(rb"variant\(|datetime\(", re.IGNORECASE)


class SettingsStore:
    """Typed access to the remembered settings. Whatever cannot be read counts as not there."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings if settings is not None else QSettings("Explainer", "Explainer")
        path = Path(self._settings.fileName())
        if not _is_safe(path):  # set aside, for whoever wants to mend it
            with contextlib.suppress(OSError):
                path.replace(path.with_name(f"{path.name}.damaged"))
            self._settings.sync()

    @classmethod
    def at(cls, path: Path) -> SettingsStore:
        """Settings in the file ``path``."""
        return cls(QSettings(str(path), QSettings.Format.IniFormat))

    @property
    def geometry(self) -> QByteArray | None:
        """Size and place of the window."""
        value = self._settings.value("window/geometry")
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("window/geometry", value)

    @property
    def theme(self) -> str:
        """``light``, ``dark`` or ``system``."""
        value = str(self._settings.value("window/theme", "system"))
        return value if value in ("light", "dark") else "system"

    @theme.setter
    def theme(self, value: str) -> None:
        self._settings.setValue("window/theme", value)

    @property
    def zoom(self) -> float:
        """1 is 100 %."""
        return self._number("window/zoom", 1.0, 0.5, 3.0)

    @zoom.setter
    def zoom(self, value: float) -> None:
        self._settings.setValue("window/zoom", float(value))

    @property
    def story_folded(self) -> bool:
        """Whether the story at the right was folded away."""
        return str(self._settings.value("window/story_folded", "false")).lower() == "true"

    @story_folded.setter
    def story_folded(self, value: bool) -> None:
        self._settings.setValue("window/story_folded", "true" if value else "false")

    @property
    def deeper(self) -> frozenset[str]:
        """Ids of the views whose pages under *Deeper* are unfolded."""
        return frozenset(filter(None, str(self._settings.value("window/deeper", "")).split(" ")))

    @deeper.setter
    def deeper(self, value: frozenset[str]) -> None:
        self._settings.setValue("window/deeper", " ".join(sorted(value)))

    @property
    def motion(self) -> bool:
        """Whether pictures may move by themselves."""
        return str(self._settings.value("window/motion", "true")).lower() != "false"

    @motion.setter
    def motion(self, value: bool) -> None:
        self._settings.setValue("window/motion", "true" if value else "false")

    @property
    def pictures(self) -> Path | None:
        """The folder in which a card was last saved, where it is still there."""
        return self._folder("window/pictures")

    @pictures.setter
    def pictures(self, value: Path) -> None:
        self._settings.setValue("window/pictures", str(value))

    @property
    def texts(self) -> Path | None:
        """The folder in which a text was last chosen, where it is still there."""
        return self._folder("window/texts")

    @texts.setter
    def texts(self, value: Path) -> None:
        self._settings.setValue("window/texts", str(value))

    @property
    def runs(self) -> Path | None:
        """The folder in which a run was last saved or opened, where it is still there."""
        return self._folder("runs/folder")

    @runs.setter
    def runs(self, value: Path) -> None:
        self._settings.setValue("runs/folder", str(value))

    @property
    def recent_runs(self) -> str:
        """The runs that were saved or opened last, as JSON (see ``runs.recents``)."""
        return str(self._settings.value("runs/recent", ""))

    @recent_runs.setter
    def recent_runs(self, value: str) -> None:
        self._settings.setValue("runs/recent", value)

    def save(self) -> None:
        """Write it now."""
        self._settings.sync()

    def _folder(self, key: str) -> Path | None:
        value = str(self._settings.value(key, ""))
        try:
            return Path(value) if value and Path(value).is_dir() else None
        except (OSError, ValueError):  # a name that no folder can have
            return None

    def _number(self, key: str, default: float, low: float, high: float) -> float:
        try:
            value = float(str(self._settings.value(key, default)))
        except ValueError:
            return float(default)
        return value if low <= value <= high else float(default)


def _is_safe(path: Path) -> bool:
    """Whether Qt can read a file of settings: of a damaged value of its own types (``@Variant``) it ends the process.

    None of ours is one: texts, numbers, and one array of bytes.
    """
    try:
        if not path.is_file():
            return True
        return path.stat().st_size <= _MOST_BYTES and _NEVER_WRITTEN.search(path.read_bytes()) is None
    except OSError:
        return True

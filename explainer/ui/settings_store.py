"""What the window remembers from one evening to the next, in the system's own place for such things.

It is given its ``QSettings``, so that tests use a file of their own and never touch the user's.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from explainer.engine.commands import SetSampling


class SettingsStore:
    """Typed access to the remembered settings. Whatever cannot be read counts as not there."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings if settings is not None else QSettings("Explainer", "Explainer")

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
    def view(self) -> str:
        """The view that was open."""
        return str(self._settings.value("window/view", ""))

    @view.setter
    def view(self, value: str) -> None:
        self._settings.setValue("window/view", value)

    @property
    def story_folded(self) -> bool:
        """Whether the story at the right was folded away."""
        return str(self._settings.value("window/story_folded", "false")).lower() == "true"

    @story_folded.setter
    def story_folded(self, value: bool) -> None:
        self._settings.setValue("window/story_folded", "true" if value else "false")

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
        value = str(self._settings.value("window/pictures", ""))
        return Path(value) if value and Path(value).is_dir() else None

    @pictures.setter
    def pictures(self, value: Path) -> None:
        self._settings.setValue("window/pictures", str(value))

    @property
    def sampling(self) -> SetSampling:
        """Temperature, top-k, top-p and dice."""
        default = SetSampling()
        return SetSampling(
            temperature=self._number("sampling/temperature", default.temperature, 0.0, 2.0),
            top_k=int(self._number("sampling/top_k", default.top_k, 0, 100_000)),
            top_p=self._number("sampling/top_p", default.top_p, 0.01, 1.0),
            seed=int(self._number("sampling/seed", default.seed, 0, 999_999)),
        )

    @sampling.setter
    def sampling(self, value: SetSampling) -> None:
        for name in ("temperature", "top_k", "top_p", "seed"):
            self._settings.setValue(f"sampling/{name}", getattr(value, name))

    def save(self) -> None:
        """Write it now."""
        self._settings.sync()

    def _number(self, key: str, default: float, low: float, high: float) -> float:
        try:
            value = float(str(self._settings.value(key, default)))
        except ValueError:
            return float(default)
        return value if low <= value <= high else float(default)

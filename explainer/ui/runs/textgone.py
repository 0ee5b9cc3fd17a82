"""The text of a run that is not where it was, or is another one by now: says so, and lets people choose the file.

Until one is chosen the model can be asked and looked into, but not trained on.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from explainer.engine.events import TextGone
from explainer.ui.frame.notices import Notices
from explainer.ui.runs.chooser import choose_texts
from explainer.ui.runs.folders import readable
from explainer.ui.settings_store import SettingsStore


class TextSearch(QObject):
    """Asks for one file after the other; ``found`` tells them all, in the order in which they were missed."""

    found = Signal(object)  # a tuple of paths

    def __init__(self, window: QWidget, notices: Notices, store: SettingsStore, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._notices = notices
        self._store = store
        self._wanted: tuple[Path, ...] = ()
        self._chosen: list[Path] = []

    def ask(self, event: TextGone) -> None:
        """Say what is missing, and offer to choose it."""
        self._wanted, self._chosen = event.missing + event.changed, []
        if not self._wanted:
            return
        self._notices.ask(
            self._told(event),
            ((self.tr("Choose the file…"), self._choose), (self.tr("Go on without it"), lambda: None)),
            escape=1,
        )

    def _told(self, event: TextGone) -> str:
        told = []
        if event.missing:
            gone = self.tr("{names}, which is not in {folder} any more")
            folder = readable(str(event.missing[0].parent))
            told.append(gone.format(names=_names(event.missing), folder=folder))
        if event.changed:
            told.append(self.tr("{names}, which has changed since").format(names=_names(event.changed)))
        both = self.tr("{one}, and from {other}")
        texts = both.format(one=told[0], other=told[1]) if len(told) > 1 else told[0]
        words = self.tr("This run has learnt from {texts}. Without that it can be asked, but not trained on.")
        return words.format(texts=texts)

    def _choose(self) -> None:
        """Ask for the next file that is missed."""
        missed = self._wanted[len(self._chosen)]
        title = self.tr("Choose the text that was “{name}”").format(name=readable(missed.name))
        start = missed if missed.parent.is_dir() else (self._store.texts or missed)
        choose_texts(self._window, title, start, self._take, several=False)

    def _take(self, paths: tuple[Path, ...]) -> None:
        self._chosen.append(paths[0])
        if len(self._chosen) < len(self._wanted):
            self._choose()
        else:
            self.found.emit(tuple(self._chosen))


def _names(paths: tuple[Path, ...]) -> str:
    return ", ".join(f"“{readable(path.name)}”" for path in paths)

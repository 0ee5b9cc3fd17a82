"""The menu File: new, open, recent runs, save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from explainer.ui.actions import Actions
from explainer.ui.runs import words
from explainer.ui.runs.rows import RunRow

MOST = 8  # recent runs in the menu; the page has them all


class FileMenu(QMenu):
    """Made from the actions; ``recent`` gives the runs in the list "Open recent", whose choice ``asked`` tells."""

    asked = Signal(object)  # the folder of a run

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("File"))
        self.recent: Callable[[], tuple[RunRow, ...]] = tuple
        self.recent_menu = QMenu(self.tr("Open recent"), self)
        self.recent_menu.setToolTipsVisible(True)
        self.recent_menu.aboutToShow.connect(self._fill)
        for group in (("start_over", "open_text", "storyland"), ("open_run",), ("save_run", "save_run_as"), ("runs",)):
            for action_id in group:
                self.addAction(actions[action_id])
            if group == ("open_run",):
                self.addMenu(self.recent_menu)
            self.addSeparator()
        self.aboutToShow.connect(lambda: self.recent_menu.menuAction().setEnabled(bool(self.recent())))

    def _fill(self) -> None:
        """List the recent runs; those that are gone are passed over."""
        self.recent_menu.clear()
        for row in [row for row in self.recent() if not row.faded][:MOST]:
            action = self.recent_menu.addAction(row.name.replace("&", "&&"))
            action.setToolTip(words.line(row.told, row.when))
            action.triggered.connect(lambda _checked=False, key=row.key: self.asked.emit(Path(key)))

"""Questions before a stage of training loses something: asked in the notice bar, never in a dialog.

What concerns whole runs (closing, opening, starting over) is asked in ``runs.work``.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from explainer.engine.commands import BeginStage, GoBack
from explainer.training.reports import Stage
from explainer.ui.actions import Actions
from explainer.ui.frame.notices import Notices


class Doubts(QObject):
    """Asks, and does what is answered."""

    def __init__(self, actions: Actions, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._notices = notices
        actions.redo_asked.connect(self._ask_redo)
        actions.back_asked.connect(self._ask_back)

    def _ask_redo(self, stage: Stage) -> None:
        self._notices.ask(
            self.tr("Train this stage again, from where the one before it ended? What it made will be replaced."),
            (
                (self.tr("Do it again"), lambda: self._actions.do(BeginStage(stage))),
                (self.tr("Keep what there is"), lambda: None),
            ),
            escape=1,
        )

    def _ask_back(self, stage: Stage) -> None:
        self._notices.ask(
            self.tr("Go back to where this stage began? What it has learnt in it so far will be lost."),
            (
                (self.tr("Go back"), lambda: self._actions.do(GoBack(stage))),
                (self.tr("Stay here"), lambda: None),
            ),
            escape=1,
        )

"""What would be lost, and the one question that is asked before it is.

The engine says whether there is unsaved work (``events.WorkChanged``). Whatever would throw it away (closing, opening
another run, starting over, a new text) goes through ``guard``: where nothing would be lost it is done at once, else
after the answer; after *Save* it goes on by itself as soon as the engine has said that the run is saved. If saving is
refused nothing goes on, and the window says why.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explainer.engine.commands import Discard, Save
from explainer.engine.events import Event, Refused, Saved, WorkChanged
from explainer.ui.actions import Actions
from explainer.ui.frame.notices import Notices
from explainer.ui.runs import words
from explainer.ui.runs.folders import readable
from explainer.ui.show import Show
from explainer.ui.translate import mark, say, translated

Then = Callable[[], object]


class Doing(Enum):
    """What would throw the work away, as the question says it."""

    CLOSE = mark("Work", "Save it before Explainer closes?")
    OPEN = mark("Work", "Save it before the other run is opened?")
    NEW = mark("Work", "Save it before a new model takes its place?")


def _nothing() -> None:
    pass


class UnsavedWork(QObject):
    """The present run's folder, whether it has unsaved work, and saving it.

    Attributes:
        run: which one it is.
        folder: where the run was opened from or saved to; None where it has no folder of its own yet.
        unsaved: whether something would be lost.
    """

    changed = Signal()
    name_wanted = Signal(object)  # a place to save to must be chosen first; with what is to be done afterwards

    def __init__(self, actions: Actions, show: Show, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._show = show
        self._notices = notices
        self._then: Then | None = None  # what goes on when the run is saved; None while nothing is being saved
        self.run = ""
        self.folder: Path | None = None
        self.unsaved = False

    def guard(self, doing: Doing, then: Then) -> None:
        """Do ``then`` now, or after the question where something would be lost by it."""
        self._then = None
        if not self.unsaved:
            then()
            return
        self._notices.ask(
            f"{self.told()} {translated(doing.value)}",
            (
                (self.tr("Save"), lambda: self.save(then)),
                (self.tr("Don't save"), lambda: self._discard(then)),
                (self.tr("Cancel"), _nothing),
            ),
            focus=0,
            escape=2,
        )

    def _discard(self, then: Then) -> None:
        self._actions.do(Discard())
        then()

    def told(self) -> str:
        """That there is unsaved work, in a sentence."""
        if self.folder is not None:
            return self.tr("“{name}” has changed since it was saved.").format(name=readable(self.folder.name))
        return self.tr("This run is not saved: {run}.").format(run=self.described())

    def described(self) -> str:
        """The present run in a few words."""
        show = self._show
        if show.prepared is None:
            return ""
        planned = show.progress.planned_steps if show.progress is not None else None
        far = words.how_far(show.stage, show.step, planned, complete=show.complete)
        return f"{show.prepared.corpus}, {far}"

    def save(self, then: Then = _nothing) -> None:
        """Save into the run's own folder; where it has none, one is asked for first."""
        if self.folder is None:
            self.name_wanted.emit(then)
        else:
            self._then = then
            self._actions.do(Save())

    def _saved(self, path: Path) -> str:
        name, folder = readable(path.name), readable(str(path.absolute().parent))
        return self.tr("Saved as “{name}” in {folder}.").format(name=name, folder=folder)

    def save_to(self, path: Path, then: Then = _nothing) -> None:
        """Save into ``path``, which is the run's own folder from then on."""
        self._then = then
        self._actions.do(Save(path))

    def take_event(self, event: Event) -> bool:
        """Note what ``event`` says; return whether it was about saving, and has been told."""
        if isinstance(event, WorkChanged):
            self.run, self.folder, self.unsaved = event.run, event.folder, event.unsaved
            self.changed.emit()
        elif isinstance(event, Saved):
            then, self._then = self._then, None
            self._notices.say(self._saved(event.path))
            if then is not None:
                then()
            return True
        elif isinstance(event, Refused) and event.command == "Save":
            then, self._then = self._then or _nothing, None
            self._notices.ask(
                say(event.why),
                (
                    (self.tr("Save as…"), lambda: self.name_wanted.emit(then)),
                    (self.tr("Leave it"), _nothing),
                ),
                warning=True,
                focus=0,
                escape=1,
            )
            return True
        return False

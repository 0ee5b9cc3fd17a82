"""What becomes of the work: saved where somebody wants it, kept by itself meanwhile, and told when it is not safe yet.

Used by the worker, on its thread, between two pieces of work.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from explainer.engine.events import Event, Notice, Refused, Saved, TextGone, WorkChanged
from explainer.engine.runs import store
from explainer.engine.runs.autosave import Autosaver
from explainer.engine.runs.problems import reason
from explainer.engine.runs.saving import save_run
from explainer.engine.session import Session
from explainer.marking import Sentence, mark


class Keeper:
    """Looks after the work of one session after the other.

    Args:
        tell: takes events.
        autosaves: the folder for what is kept by itself; None keeps nothing.
    """

    def __init__(self, tell: Callable[[Event], object], autosaves: Path | None) -> None:
        self.autosaver = Autosaver(autosaves)
        self._tell = tell
        self._session: Session | None = None
        self._lock: store.FolderLock | None = None  # of the run's own folder
        self._told: WorkChanged | None = None
        self._cannot_keep: Sentence | None = None  # why, said once

    def begin(self, session: Session, opened: Path | None = None) -> None:
        """Look after another session.

        Args:
            session: just made or opened.
            opened: the folder that it was opened from, or None.
        """
        self._release()
        self._session = session
        self.autosaver.begin(session, opened)
        if session.folder is not None:
            try:
                self._lock = store.FolderLock(session.folder)
            except store.FolderInUse:
                self._tell(
                    Notice(
                        Sentence(
                            mark(
                                "engine",
                                "{path} is open in another Explainer window too. What is done "
                                "here is saved under another "
                                "name.",
                            ),
                            {"path": session.folder},
                        )
                    )
                )
                session.folder = None
                self.autosaver.keep_votes_here()
        self._cannot_keep = None
        self.look()
        if session.texts_missing or session.texts_changed:
            self._tell(TextGone(session.record.run, session.texts_missing, session.texts_changed))

    def save(self, path: Path | None) -> None:
        """Save the run into a folder, or into its own; what came of it is told."""
        session = self._session
        if session is None:
            self._refuse(Sentence(mark("engine", "There is no model to save yet. Press Start first.")))
            return
        folder = path if path is not None else session.folder
        if folder is None:
            self._refuse(Sentence(mark("engine", "This run has no folder of its own yet. Choose a name for it.")))
            return
        try:
            lock = self._locked(folder)
            try:
                save_run(session, folder)
            except BaseException:
                if lock is not None and lock is not self._lock:
                    lock.release()
                raise
        except store.FolderInUse:
            self._refuse(
                Sentence(
                    mark("engine", "{path} is open in another Explainer window. Choose another name."), {"path": folder}
                )
            )
            return
        except (OSError, ValueError) as error:  # a path with a zero in it is a ValueError
            why = {"path": folder, "why": reason(error)}
            self._refuse(Sentence(mark("engine", "The run could not be saved in {path}: {why}."), why))
            return
        if lock is not self._lock:
            self._release()
            self._lock = lock
        self.autosaver.saved()
        self._tell(Saved(folder))
        self.look()

    def discard(self) -> None:
        """Whoever looks on does not want what is not saved."""
        self.autosaver.unwanted()

    def soon(self) -> None:
        """Something ended: keep what there is at the next look."""
        self.autosaver.soon()

    def look(self) -> None:
        """Keep the work by itself where that is due, and tell what changed about it."""
        if self.autosaver.due:
            try:
                self.autosaver.keep()
                self._cannot_keep = None
            except (OSError, ValueError) as error:
                why = reason(error)
                if why != self._cannot_keep:
                    self._cannot_keep = why
                    self._tell(
                        Notice(
                            Sentence(
                                mark(
                                    "engine",
                                    "What is learned here cannot be kept by itself at the "
                                    "moment: {why}. Learning goes on; "
                                    "save the run to a place with room.",
                                ),
                                {"why": why},
                            )
                        )
                    )
        session = self._session
        if session is not None:
            now = WorkChanged(session.record.run, session.folder, session.work.unsaved)
            if now != self._told:
                self._told = now
                self._tell(now)

    def close(self) -> None:
        """The show ends."""
        self.autosaver.let_go()
        self._release()

    def _locked(self, folder: Path) -> store.FolderLock | None:
        """A lock on the folder to save into.

        Raises:
            store.FolderInUse: another window has it.
            OSError: it cannot be made.
        """
        if self._lock is not None and self._lock.folder == folder:
            return self._lock
        store.make_folder(folder)
        return store.FolderLock(folder)

    def _refuse(self, why: Sentence) -> None:
        self._tell(Refused("Save", why))

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

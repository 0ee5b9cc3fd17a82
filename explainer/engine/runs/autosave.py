"""Keeping the show by itself while it goes on, so that a crash, a kill or an empty battery costs half a minute at most.

Everything is kept: all weights and what the optimiser remembers, curves, votes, minds, and the stage under way, so that
going on gives what not stopping would have given. Files that did not change are not written again.

Decision: in the worker, between two steps, and not in a thread of its own: that would have to copy first what may take
hundreds of megabytes, and could meet the optimiser half-way. What it costs is measured (``python -m tests.benchmarks
autosave``).
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from explainer.engine import autosaves
from explainer.engine.runs import store
from explainer.engine.runs.about import DAMAGED, read_about
from explainer.engine.runs.problems import RunFolderError
from explainer.engine.runs.saving import VOTES, write_run
from explainer.engine.session import Session
from explainer.engine.stages.votes import PreferenceLog, VotesError
from explainer.marking import Problem
from explainer.training.reports import Stage

INTERVAL = 25.0  # seconds of work between two times; with a step or a round that is under way, not more than 30


class Autosaver:
    """Keeps one session after the other.

    Args:
        root: holds a folder for every show; None keeps nothing.
        clock: seconds.
    """

    def __init__(self, root: Path | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._root = root
        self._clock = clock
        self._session: Session | None = None
        self._folder: Path | None = None
        self._lock: store.FolderLock | None = None
        self._kept_work = 0
        self._kept_at = clock()
        self._soon = False
        self._unwanted = False

    def is_here(self, folder: Path) -> bool:
        """Whether a folder was kept by this or an earlier show."""
        return self._root is not None and Path(folder).absolute().parent == self._root.absolute()

    def begin(self, session: Session, opened: Path | None = None) -> None:
        """Keep another session from now on; the one before is let go.

        Args:
            session: just made or opened.
            opened: the folder that it was opened from. One that was kept by itself goes on being kept there, and has
                the folder of its own again that it had before, unless that holds another run by now.
        """
        self.let_go(wanted=False)
        self._session, self._unwanted, self._soon = session, False, False
        self._kept_work, self._kept_at = session.work.done, self._clock()
        if self._root is None:
            return
        if opened is not None and self.is_here(opened):
            _return_home(session, Path(opened))
            self._folder = Path(opened)
            if not self._take_lock():  # another window was faster
                self._folder = _free(self._root, session.record.run)
            session.work.add()
            self._kept_work = session.work.done
        else:
            self._folder = _free(self._root, session.record.run)
        if session.folder is None:
            self.keep_votes_here()

    def keep_votes_here(self) -> None:
        """Keep votes by hand here from now on: the session has no folder of its own, or another window has it."""
        if self._session is None or self._folder is None:
            return
        votes = self._session.course.preferences.votes
        if votes.path is None or votes.path.parent != self._folder:
            with contextlib.suppress(OSError):
                if votes.votes:
                    votes.move_to(self._folder / VOTES)
                else:
                    votes.go_on_in(self._folder / VOTES)

    def soon(self) -> None:
        """Keep it at the next opportunity: something ended that nobody wants to do again."""
        self._soon = True

    def unwanted(self) -> None:
        """Whoever looks on does not want what is not saved; it stays, and is not offered."""
        self._unwanted = True

    @property
    def due(self) -> bool:
        """Whether there is work to keep, and it is time."""
        session = self._session
        if session is None or self._folder is None or session.work.done == self._kept_work:
            return False
        # Broken weights are not kept: the next step goes back to the last good ones.
        return (self._soon or self._clock() - self._kept_at >= INTERVAL) and session.sound

    def keep(self, *, closed: bool = False) -> None:
        """Keep the session as it is now.

        Args:
            closed: this show has ended as it was meant to.

        Raises:
            OSError, Problem: no room, no permission, or a file in the way; what was kept before is as it was.
        """
        session, folder = self._session, self._folder
        if session is None or folder is None:
            return
        self._kept_at, self._soon = self._clock(), False
        store.make_folder(folder)
        self._take_lock()
        write_run(session, folder, {"autosave": _about(session, closed=closed)})
        self._kept_work = session.work.done

    def saved(self) -> None:
        """The session was saved into a folder of its own: what was kept by itself is not needed."""
        if self._session is not None:
            self._kept_work = self._session.work.done
        self._remove()

    def let_go(self, *, wanted: bool = True) -> None:
        """The session ends here.

        Args:
            wanted: it ends by itself, and what is not saved is to be offered again. False: somebody ends it, who was
                asked.
        """
        session = self._session
        if session is None or self._folder is None:
            self._session = None
            return
        if session.work.unsaved:
            with contextlib.suppress(OSError, RuntimeError, Problem):
                if session.sound:  # else what was kept last is better
                    self.keep(closed=self._unwanted or not wanted)
        else:
            self._remove()
        self._release()
        self._session = self._folder = None
        if self._root is not None:
            autosaves.thin(self._root)

    def _take_lock(self) -> bool:
        """Say to others that the folder is in use; False where another window has said so."""
        if self._lock is None and self._folder is not None:
            try:
                self._lock = store.FolderLock(self._folder)
            except store.FolderInUse:
                return False
        return True

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _remove(self) -> None:
        self._release()
        if self._folder is not None and self._folder.is_dir():
            with contextlib.suppress(OSError):  # run.json first: a folder without one is no run
                (self._folder / store.RUN_FILE).unlink(missing_ok=True)
            shutil.rmtree(self._folder, ignore_errors=True)


def _about(session: Session, *, closed: bool) -> dict[str, object]:
    """What ``autosaves`` lists."""
    course, run = session.course, session.course.run
    reading = session.settings.planned_steps if course.present.stage is Stage.PRETRAIN else None
    return {
        "home": None if session.folder is None else str(session.folder.absolute()),
        "closed": closed,
        "stage": course.present.stage,
        "step": course.present.step,
        "planned": (run.pace.steps if run is not None else reading) or None,
        "complete": course.complete,
    }


def _return_home(session: Session, kept: Path) -> None:
    """Give a session back the folder of its own, with the votes there, if that still holds the same run."""
    session.folder = None
    try:
        home = read_about(kept)["autosave"]["home"]
        if home is None or str(read_about(Path(str(home)))["run"]) != session.record.run:
            return
        session.course.preferences.votes = PreferenceLog(Path(str(home)) / VOTES)
        session.folder = Path(str(home))
    except (RunFolderError, VotesError, OSError, *DAMAGED):
        return


def _free(root: Path, run: str) -> Path:
    """A folder that no other show has."""
    path, n = root / run, 1
    while path.exists():
        n += 1
        path = root / f"{run}-{n}"
    return path

"""The runs that can be taken out again: recent ones and those kept by themselves, and what is done with their folders.

It fills the page of runs, and reveals, duplicates, bins and deletes. A run that went to the bin can be had back as long
as the notice about it stands. The run that is open in this window is left alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from explainer.engine import autosaves
from explainer.engine.autosaves import Autosave
from explainer.ui.frame.notices import Notices
from explainer.ui.numbers import megabytes
from explainer.ui.runs import folders, words
from explainer.ui.runs.folders import Binned, PathKind, readable
from explainer.ui.runs.jobs import Jobs
from explainer.ui.runs.page import RunsPage, told
from explainer.ui.runs.recents import Recent, Recents
from explainer.ui.runs.rows import RunRow


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on the disk: of each recent run whether it is there and its bytes; and the runs that are kept."""

    recent: tuple[tuple[Path, bool, int], ...]
    kept: tuple[Autosave, ...]


class Shelf(QObject):
    """Keeps the lists up to date and does what is asked of one of their runs, except opening it."""

    def __init__(self, page: RunsPage, recents: Recents, jobs: Jobs, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._jobs = jobs
        self._notices = notices
        self.recents = recents
        self.kept_folder: Path | None = None  # None: nothing is kept by itself
        self.own_run = ""
        self.kept: tuple[Autosave, ...] = ()
        page.reveal_asked.connect(self.reveal)
        page.duplicate_asked.connect(self.duplicate)
        page.delete_asked.connect(self.delete)
        page.unkeep_asked.connect(self.ask_unkeep)
        page.offer_dismissed.connect(lambda: page.offer_to_go_on(None, time.time()))
        recents.changed.connect(lambda: self.refresh())

    def refresh(self, then: Callable[[], object] = lambda: None) -> None:
        """Look at the disk again; do ``then`` when the lists are up to date."""
        paths = tuple(recent.path for recent in self.recents.items)

        def show(found: Found) -> None:
            self._show(found)
            then()

        self._jobs.do(partial(_look, paths, self.kept_folder), show)

    def unfinished(self) -> Autosave | None:
        """The newest run that was still going on when the program ended without closing it."""
        return next((kept for kept in self.kept if kept.open), None)

    def reveal(self, path: Path) -> None:
        """Show the run's folder in the file manager."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._notices.say(self.tr("It lies in {folder}.").format(folder=readable(str(path))))

    def duplicate(self, path: Path) -> None:
        """Copy a run to a folder beside it."""

        def done(copy: Path) -> None:
            before = self.recents.of(path)
            if before is not None:
                self.recents.add(replace(before, path=copy, when=time.time()))
            self._page.recent.set_current(copy)
            self._notices.say(self.tr("Copied to “{name}”.").format(name=readable(copy.name)))

        self._notices.say(self.tr("Copying “{name}”…").format(name=readable(path.name)))
        self._do(self.tr("“{name}” could not be copied: {why}."), path, lambda: folders.duplicate(path), done)

    def delete(self, path: Path) -> None:
        """Put a run into the bin; one that is gone is only taken off the list."""

        def done(found: Binned | bool | None) -> None:
            if found is False:
                self.recents.remove(path)
            elif found is None:
                self._ask_delete(path)
            elif isinstance(found, Binned):
                self._offer_back(found)

        def work() -> Binned | bool | None:
            return folders.to_bin(path) if folders.is_taken(path) else False

        self._do(self.tr("“{name}” could not be deleted: {why}."), path, work, done)

    def ask_unkeep(self, kept: Autosave) -> None:
        """Delete what was kept of a run, which is not in the bin afterwards; so ask."""
        name, rest, _ = told(kept, time.time())
        self._notices.ask(
            self.tr("Delete what was kept of this run ({run})? This cannot be undone.").format(
                run=words.line(name, rest)
            ),
            ((self.tr("Delete"), lambda: self._unkeep(kept)), (self.tr("Keep it"), lambda: None)),
            escape=1,
        )

    def _unkeep(self, kept: Autosave) -> None:
        done: Callable[[object], None] = lambda _: self.refresh()  # noqa: E731
        words = self.tr("“{name}” could not be deleted: {why}.")
        self._do(words, kept.path, lambda: autosaves.delete(kept), done)

    def _ask_delete(self, path: Path) -> None:
        words = self.tr("There is no bin for “{name}”. Delete it for good? This cannot be undone.")
        self._notices.ask(
            words.format(name=readable(path.name)),
            ((self.tr("Delete for good"), lambda: self._delete(path)), (self.tr("Keep it"), lambda: None)),
            escape=1,
        )

    def _delete(self, path: Path) -> None:
        failed = self.tr("“{name}” could not be deleted: {why}.")
        self._do(failed, path, lambda: folders.delete_for_good(path), lambda _: self.recents.remove(path))

    def _offer_back(self, binned: Binned) -> None:
        before = self.recents.remove(binned.path)

        def back(path: Path) -> None:
            if before is not None:
                self.recents.add(replace(before, path=path))
            self._page.recent.set_current(path)
            self._notices.say(self.tr("“{name}” is back.").format(name=readable(path.name)))

        failed = self.tr("“{name}” could not be taken out of the bin: {why}.")
        self._notices.offer(
            self.tr("“{name}” is in the bin.").format(name=readable(binned.path.name)),
            ((self.tr("Undo"), lambda: self._do(failed, binned.path, lambda: folders.from_bin(binned), back)),),
        )

    def _do(self, failed: str, path: Path, work: Callable[[], object], then: Callable) -> None:
        """Do ``work``; where that fails say so, with the reason in words."""

        def tell(error: OSError) -> None:
            self._notices.warn(failed.format(name=readable(path.name), why=words.reason(error)))
            self.refresh()

        self._jobs.do(work, then, tell)

    def _show(self, found: Found) -> None:
        """Show what was found."""
        now = time.time()
        there = {path: (is_there, n_bytes) for path, is_there, n_bytes in found.recent}
        self._page.set_recent(tuple(_row(item, *there.get(item.path, (True, 0)), now) for item in self.recents.items))
        self.kept = tuple(kept for kept in found.kept if kept.run != self.own_run)
        self._page.set_kept(self.kept, now)


def _look(paths: tuple[Path, ...], kept_folder: Path | None) -> Found:
    """Look at the disk; not on the window's thread."""
    kept = autosaves.list_kept(kept_folder) if kept_folder is not None else ()
    recent = []
    for path in paths:
        is_there = folders.kind_of(path) is PathKind.RUN
        recent.append((path, is_there, folders.size_of(path) if is_there else 0))
    return Found(tuple(recent), kept)


def _row(item: Recent, is_there: bool, n_bytes: int, now: float) -> RunRow:
    if not is_there:
        return RunRow(item.path, readable(item.path.name), words.gone(readable(str(item.path.parent))), faded=True)
    far = words.how_far(item.stage, item.step, None, complete=item.complete)
    size = megabytes(n_bytes) if n_bytes else ""
    told = words.line(words.what(item.corpus, item.preset), far, size)
    return RunRow(item.path, readable(item.path.name), told, words.ago(item.when, now))

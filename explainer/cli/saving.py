"""Saving what is trained: in the folder that was named, else wherever it can be: training is dearer than tidiness."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from explainer.cli.problems import CommandError, reason
from explainer.engine.paths import runs_folder
from explainer.engine.runs.saving import save_run
from explainer.engine.session import Session

_MOST_NAMES = 1000  # tried beside each other


class Saver:
    """Saves one session, again and again.

    Args:
        out: where to.
        tell: is given a sentence when the place changes.

    Attributes:
        folder: where the last save lies; None before the first.
    """

    def __init__(self, out: Path, tell: Callable[[str], None]) -> None:
        self.out = out
        self.folder: Path | None = None
        self._tell = tell
        self._warned = False
        self._elsewhere: Path | None = None  # where saving worked after it had failed in ``out``

    def save(self, session: Session) -> None:
        """Save what there is now.

        Raises:
            CommandError: there is no place left where that is possible.
        """
        failures: list[str] = []
        for folder in self._places():
            try:
                save_run(session, folder)
            except Exception as error:  # whatever it is: the training must not be lost for it
                failures.append(f"in {folder} ({reason(error)})")
                if folder != self.out:
                    _take_away(folder)
                continue
            if folder != self.out and folder != self._elsewhere:
                self._elsewhere = folder
                self._tell(f"The run could not be saved {failures[0]}. It is saved in {folder} instead.")
            self.folder = folder
            return
        raise CommandError(f"The run could not be saved {', nor '.join(failures)}.")

    def autosave(self, session: Session) -> None:
        """Save what there is now; where that is not possible, say so once, and let the training go on."""
        try:
            self.save(session)
        except CommandError as problem:
            if not self._warned:
                self._tell(f"{problem} The training goes on; it will be tried again.")
            self._warned = True

    @property
    def moved(self) -> bool:
        """Whether the last save lies elsewhere than was asked for."""
        return self.folder is not None and self.folder != self.out

    def _places(self) -> Iterator[Path]:
        yield self.out
        if self._elsewhere is not None:
            yield self._elsewhere
            return
        for parent in (runs_folder(), Path(tempfile.gettempdir()) / "Explainer"):
            names = (self.out.name or "run", *(f"{self.out.name or 'run'} {i}" for i in range(2, _MOST_NAMES)))
            try:
                yield next(parent / name for name in names if not (parent / name).exists())
            except (OSError, StopIteration):
                continue


def _take_away(folder: Path) -> None:
    """Remove a folder that was made in vain, where nothing lies in it."""
    for empty in (folder / "snapshots", folder, folder.parent):
        with contextlib.suppress(OSError):
            empty.rmdir()

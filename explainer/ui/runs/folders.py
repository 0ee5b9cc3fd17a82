"""What is done with the folders of runs themselves: what lies there, duplicate, to the bin and back. No engine.

Reads and writes disks, so it is called through ``jobs``, never on the window's thread; only ``kind_of`` is cheap.
What a run folder holds is the engine's business (``engine.runs``): here it is a folder with a ``run.json``.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QFile

from explainer.engine.runs import store
from explainer.ui.translate import translate

SNIFFED = 8192  # bytes of a file that are looked at to tell whether it may be a text


class PathKind(Enum):
    """What lies at a path."""

    NOTHING = "nothing"
    FREE = "free"  # an empty folder
    RUN = "run"
    OTHER = "other"  # a file, or a folder with other things in it, or one that may not be looked into


def kind_of(path: Path) -> PathKind:
    """What lies at ``path``."""
    try:
        if (path / store.RUN_FILE).is_file():
            return PathKind.RUN
        if not path.is_dir():
            return PathKind.OTHER if os.path.lexists(path) else PathKind.NOTHING
        with os.scandir(path) as entries:
            return PathKind.FREE if all(_is_left_over(entry.name) for entry in entries) else PathKind.OTHER
    except (OSError, ValueError):  # may not be looked at; a name that no system has
        return PathKind.OTHER


def _is_left_over(name: str) -> bool:
    """Whether a file is no content of a run, but what saving one needs or left."""
    return name == store.LOCK_FILE or (name.startswith(".") and name.endswith(".part"))


def is_taken(path: Path) -> bool:
    """Whether something lies at ``path``; a place that cannot be looked at counts as free."""
    try:
        return os.path.lexists(path)
    except ValueError:
        return False


def size_of(folder: Path) -> int:
    """Bytes of all files in ``folder``; what cannot be read counts as nothing."""
    total = 0
    for root, _, files in os.walk(folder):
        for name in files:
            try:
                total += (Path(root) / name).lstat().st_size
            except OSError:
                continue
    return total


def duplicate(folder: Path) -> Path:
    """Copy the run ``folder`` to a free name beside it, whole or not at all, and return that.

    Raises:
        OSError: no room, no permission.
    """
    words, n = translate("Runs", "{name}, copy"), 2
    target = folder.with_name(words.format(name=folder.name))
    while is_taken(target):
        target = folder.with_name(f"{words.format(name=folder.name)} {n}")
        n += 1
    part = folder.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        shutil.copytree(folder, part, symlinks=True, ignore=shutil.ignore_patterns(store.LOCK_FILE, ".*.part"))
        part.rename(target)
    except shutil.Error as error:  # one line for each file that could not be copied
        raise OSError(0, str(error.args[0][0][2])) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


@dataclass(frozen=True, slots=True)
class Binned:
    """A run in the system's bin: where it was, and where it is now."""

    path: Path
    place: Path


def to_bin(folder: Path) -> Binned | None:
    """Put the run ``folder`` into the system's bin; None where there is none, and then nothing has changed.

    Raises:
        OSError: it is no run any more, or is open in a window.
    """
    _must_be_free(folder)
    file = QFile(str(folder))
    return Binned(folder, Path(file.fileName())) if file.moveToTrash() else None


def from_bin(binned: Binned) -> Path:
    """Put it back to where it was, or beside what lies there now, and return the place.

    Raises:
        OSError: the bin has been emptied, or there is no room.
    """
    target, n = binned.path, 2
    while is_taken(target):
        target = binned.path.with_name(f"{binned.path.name} ({n})")
        n += 1
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(binned.place, target)
    # freedesktop.org's "Trash specification": what remembers the old place lies beside the files.
    note = binned.place.parent.parent / "info" / f"{binned.place.name}.trashinfo"
    note.unlink(missing_ok=True)
    return target


def delete_for_good(folder: Path) -> None:
    """Delete the run ``folder``.

    Raises:
        OSError: it is no run any more, or may not be deleted.
    """
    _must_be_free(folder)
    shutil.rmtree(folder)


def _must_be_free(folder: Path) -> None:
    if kind_of(folder) is not PathKind.RUN:
        raise OSError(0, translate("Runs", "it is not a run any more"))
    if store.in_use(folder):
        raise OSError(0, translate("Runs", "it is open in a window"))


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was dropped on the window: a run, or texts, or a sentence why neither."""

    run: Path | None = None
    texts: tuple[Path, ...] = ()
    problem: str = ""


def sort_out(paths: tuple[Path, ...]) -> Dropped:
    """Tell what can be done with files and folders that were dropped."""
    runs = {path: path.parent if path.name == store.RUN_FILE else path for path in paths}
    folders = [run for path, run in runs.items() if run != path or path.is_dir()]
    if folders:
        if len(paths) > 1:
            return Dropped(problem=translate("Runs", "Drop one run, or texts: not several runs, and not both at once."))
        if kind_of(folders[0]) is not PathKind.RUN:
            words = translate("Runs", "The folder “{name}” is not a run. Drop a folder that was saved here, or texts.")
            return Dropped(problem=words.format(name=readable(folders[0].name)))
        return Dropped(run=folders[0])
    for path in paths:
        problem = _why_no_text(path)
        if problem:
            return Dropped(problem=problem.format(name=readable(path.name)))
    if not paths:
        return Dropped(problem=translate("Runs", "Drop a run's folder, or text files that lie on this computer."))
    return Dropped(texts=paths)


def _why_no_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            head = file.read(SNIFFED)
    except OSError:
        return translate("Runs", "“{name}” cannot be read. Drop a text file, or a run's folder.")
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16, of which the engine has a sentence of its own
    return (
        translate("Runs", "“{name}” is not a text. Drop a text file, or a run's folder.")
        if b"\0" in head and not wide
        else ""
    )


def readable(text: str) -> str:
    """``text`` for people: what was no UTF-8 in a name cannot be shown."""
    return text.encode("utf-8", "replace").decode("utf-8", "replace")

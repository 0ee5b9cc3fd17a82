"""Files of a run folder that are whole at every moment, whatever ends the process or the power.

Three rules. A file is written beside its place, flushed to the disk, and moved there; nothing is ever changed in place.
What belongs to a save is named by its content until ``run.json``, which names all of it, has been moved into place:
that one move is the save, so before it the folder is the old run and after it the new one. Only then do files that have
plain names (``tokenizer.json``, ``metrics.jsonl``) take these names, and only then is what nobody names removed. So
whoever opens a folder looks for the name by content first, and for the plain name otherwise.

Votes by hand (``preferences.jsonl``) are added to in place, a line at a time, and belong to the run from the moment
they are cast (see ``stages.votes``).

Decision: data are written by ``os.open`` and ``os.write`` rather than through Python's files, so that a test can end
the process between any two system calls (``tests/unit/engine/runs/test_killed.py``).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

import filelock

from explainer.engine.runs.problems import shown
from explainer.marking import Problem, mark

RUN_FILE = "run.json"
SNAPSHOTS = "snapshots"
LOCK_FILE = ".lock"

_HASH_LETTERS = 16
_BY_CONTENT = re.compile(rf"(?P<stem>.+)-(?P<hash>[0-9a-f]{{{_HASH_LETTERS}}})(?P<suffix>\.\w+)")
#: What a file of ours can be called, on every system: no way to another folder, and no device of Windows.
_NAME = re.compile(r"(?!(con|prn|aux|nul|com\d|lpt\d)(\.|$))\w[\w.-]{0,199}(?<!\.)", re.ASCII | re.IGNORECASE)
_BINARY = getattr(os, "O_BINARY", 0)  # on Windows, where lines would be changed otherwise


def write_whole(path: Path, data: bytes) -> None:
    """Put ``data`` into a file so that at every moment the file is either what it was or all of ``data``.

    Raises:
        OSError: no permission or no room; the file is as it was.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o666)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(handle, left) :]
            _flush(handle)
        finally:
            os.close(handle)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def _flush(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as error:  # some drives cannot be asked; full ones and broken ones say something else
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise


def sync_folder(folder: Path) -> None:
    """Flush what a folder holds to the disk, where the system can: a moved file is safe only then."""
    with contextlib.suppress(OSError):  # Windows opens no folders, and some network drives flush none
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, safely on the disk.

    Raises:
        OSError: no permission.
        Problem: a file is in the way.
    """
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(new):
        with contextlib.suppress(FileExistsError):
            one.mkdir()
        sync_folder(one.parent)
    if not folder.is_dir():
        raise Problem(mark("engine", "a file is in the place of this folder"))


def named(stem: str, suffix: str, data: bytes) -> str:
    """The name of a file with this content."""
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:_HASH_LETTERS]}{suffix}"


def is_named_by_content(path: Path) -> bool:
    """Whether a file's name says what is in it."""
    return _BY_CONTENT.fullmatch(path.name) is not None


def is_whole(path: Path, data: bytes) -> bool:
    """Whether a file's content is what its name says; a name that says nothing is believed."""
    found = _BY_CONTENT.fullmatch(path.name)
    return found is None or hashlib.sha256(data).hexdigest()[:_HASH_LETTERS] == found["hash"]


def is_name(text: str) -> bool:
    """Whether a text can be the name of a file or folder of ours, on every system."""
    return _NAME.fullmatch(text) is not None


def inside(folder: Path, said: object) -> Path:
    """The place of a file that a foreign file names: always in ``folder``, whatever way the name would take.

    Raises:
        TypeError, ValueError: it is no name of a file.
    """
    if not isinstance(said, str):
        raise TypeError("a name is a text")
    name = re.split(r"[/\\]", said)[-1]
    if not is_name(name):
        raise Problem(mark("engine", "“{name}” is not the name of a file of a run"), name=shown(said))
    return folder / name


def read(path: Path, most: int) -> bytes:
    """What a file holds, if it is one (a pipe would be waited for, a device never ends) and not far too large.

    Args:
        path: of the file.
        most: bytes.

    Raises:
        OSError: it is not there, or cannot be read.
        Problem: it is no file, or larger.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise Problem(mark("engine", "it is not a file"))
    if found.st_size > most:
        raise Problem(mark("engine", "it has {n:,} bytes, far more than it should"), n=found.st_size)
    return path.read_bytes()


def put(folder: Path, stem: str, suffix: str, data: bytes) -> str:
    """Write a file named by its content, unless it is there; return its name.

    Raises:
        OSError: no permission or no room.
    """
    name = named(stem, suffix, data)
    path = folder / name
    if not _holds(path, data):
        write_whole(path, data)
    return name


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def settle(folder: Path, staged: Mapping[str, str]) -> None:
    """Give files that were named by content their plain names, now that ``run.json`` is in place.

    Args:
        folder: of the run.
        staged: by plain name.
    """
    for plain, name in staged.items():
        with contextlib.suppress(OSError):  # then it is found by its first name
            (folder / name).replace(folder / plain)
    if staged:
        sync_folder(folder)


def place_of(folder: Path, plain: str, name: object) -> Path:
    """Where the file is that belongs to the run: under the name that ``run.json`` gives, or settled already."""
    with contextlib.suppress(TypeError, ValueError):
        staged = inside(folder, name)
        if staged.is_file():
            return staged
    return folder / plain


def tidy(folder: Path, keep: Iterable[str], ours: re.Pattern[str]) -> None:
    """Remove what no ``run.json`` names any more, and what processes that ended left half-written.

    Args:
        folder: where to look, not below it.
        keep: names that stay.
        ours: matches the names that may be removed; strangers' files stay.
    """
    kept = set(keep)
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return
    for name in names:
        half = name.startswith(".") and name.endswith(".part")
        if half or (ours.fullmatch(name) and name not in kept):
            with contextlib.suppress(OSError):
                (folder / name).unlink()


class FolderInUse(OSError):
    """Another process has the folder open."""


class FolderLock:
    """Says to other processes that this one writes into a folder. Gone with the process, however that ends.

    Where the folder cannot be locked (it is read-only, or its drive knows no locks), nobody is kept out.

    Args:
        folder: which is there.

    Raises:
        FolderInUse: another process, or another lock of this one, holds it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: filelock.BaseFileLock | None = filelock.FileLock(folder / LOCK_FILE, blocking=False)
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            self._lock = None
            raise FolderInUse(str(folder)) from error
        except (OSError, NotImplementedError):
            self._lock = None

    def release(self) -> None:
        """Let others write."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def in_use(folder: Path) -> bool:
    """Whether a process has the folder open."""
    try:
        FolderLock(folder).release()
    except FolderInUse:
        return True
    return False

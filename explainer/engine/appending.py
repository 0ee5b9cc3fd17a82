"""Lines added to a file so that each is there whole or not at all: votes by hand are kept in this way.

All lines of a call go to the system in one write at the end of the file, wherever another program has moved that
meanwhile, and are on the disk when it returns. What could not be written whole (a full disk) is taken back. Where even
that fails, or the computer stopped in mid-write, the file ends in the middle of a line: the next line begins on one of
its own, so that nothing is glued to the fragment.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def append(path: Path, lines: bytes) -> int:
    """Add ``lines``, each of which ends in a line feed; return the size of the file afterwards.

    Raises:
        OSError: they are not in the file, or not safely on the disk; then none of them counts.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    file = os.open(path, _FLAGS, 0o666)
    try:
        end = os.lseek(file, 0, os.SEEK_END)
        if end and not _ends_a_line(file, end):
            lines = b"\n" + lines
        written = 0
        try:
            while written < len(lines):  # one write, but for a full disk
                written += os.write(file, lines[written:])
            os.fsync(file)
        except OSError:
            with contextlib.suppress(OSError):
                if os.fstat(file).st_size == end + written:  # nobody else has added anything
                    os.ftruncate(file, end)
            raise
        size = os.fstat(file).st_size
    finally:
        os.close(file)
    if new:
        _sync_folder(path.parent)
    return size


def _ends_a_line(file: int, end: int) -> bool:
    os.lseek(file, end - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file on the disk too, where the system can do that."""
    with contextlib.suppress(OSError):  # not on Windows
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

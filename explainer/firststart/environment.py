"""The virtual environment of the program: its folder, the notes in it, and that only one process makes it at a time.

``BEGUN`` is the first file in a folder that we make, so what an interruption has left can be told from an environment
that somebody else made there; that one is filled, never deleted. ``start.NOTE`` is the last: with it, all is there.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from explainer.firststart import start
from explainer.firststart.packages import folders_of, lacking, requirements
from explainer.firststart.pythons import suits
from explainer.firststart.system import CannotStart, say

BEGUN = "explainer-environment.txt"
_BEGUN_TEXT = "Explainer made this folder and everything in it. It can be deleted; the next start makes it anew.\n"


def choose_place(root: str) -> Path:
    """The best folder for the environment that can be written to.

    Raises:
        Stop: there is none.
    """
    places = [Path(place) for place in start.places_of(root)]
    for place in places:
        try:
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=place):
                return place
        except OSError:
            continue
    raise CannotStart(
        f"Nothing can be installed: {' and '.join(map(str, places))} cannot be written to. Copy the folder of the "
        "program to a place that is yours, and start it there."
    )


def is_ours(place: Path) -> bool:
    """Whether we made what lies there, or nothing does."""
    return (place / BEGUN).exists() or not any(place.iterdir())


def clear(place: Path) -> None:
    """Take away what an interruption left, and begin.

    Raises:
        Stop: something in it cannot be deleted.
    """
    try:
        (place / start.NOTE).unlink(missing_ok=True)
        (place / BEGUN).write_text(_BEGUN_TEXT, encoding="utf-8")
        for entry in place.iterdir():
            if entry.name != BEGUN:
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    except OSError as error:
        why = f"{error.filename} cannot be deleted ({error.strerror})"
        raise CannotStart(f"{why}. Delete {place}, then start again.") from None


def is_whole(place: Path, root: str, extras: Sequence[str]) -> bool:
    """Whether all packages are in it, for the Python that it starts."""
    folders = _folders_for(place, version_of(place))
    return bool(folders) and not lacking(root, extras, folders)


def _folders_for(place: Path, version: tuple[int, ...]) -> list[str]:
    """Where packages lie for this version of Python: an older one may have left its own."""
    if not version:
        return []
    return [f for f in folders_of(place) if os.name == "nt" or f"python{version[0]}.{version[1]}" in f]


def version_of(place: Path) -> tuple[int, ...]:
    """The version of the Python in it; () where that does not start."""
    ask = [start.python_of(str(place)), "-I", "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        told = subprocess.run(ask, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True).stdout
        return tuple(int(part) for part in told.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return ()


def write_note(place: Path, root: str, extras: Sequence[str]) -> None:
    """Say that the environment is whole."""
    lines = {
        "python": ".".join(str(part) for part in version_of(place)),
        "extras": " ".join(extras),
        "stamp": start.stamp_of(root),
        "packages": json.dumps([wanted.line for wanted in requirements(root, extras)]),
    }
    unfinished = place / (start.NOTE + ".new")
    unfinished.write_text("".join(f"{key}={value}\n" for key, value in lines.items()), encoding="utf-8")
    unfinished.replace(place / start.NOTE)


def renew_note(place: str, root: str, extras: Sequence[str]) -> bool:
    """Whether an environment holds all that is asked for although its note is of another day, or is not there.

    Then the note is written anew, where that can be, so that the next start need not ask.
    """
    here = Path(place)
    if not Path(start.python_of(place)).exists() or (start.read_note(place) == {} and (here / BEGUN).exists()):
        return False
    kept = {*extras, *start.read_note(place).get("extras", "").split()} & known_extras(root)
    for wanted in (sorted(kept), extras):
        if is_whole(here, root, wanted):
            with contextlib.suppress(OSError):
                write_note(here, root, wanted)
            return True
    return False


def known_extras(root: str) -> set[str]:
    """The optional dependencies that there are."""
    import tomllib

    project = tomllib.loads((Path(root) / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return set(project.get("optional-dependencies", {}))


def check_foreign(place: Path) -> None:
    """Refuse an environment that somebody else made and that cannot be filled.

    Raises:
        Stop: its Python does not start, or is not one that suits.
    """
    version = version_of(place)
    if not suits(version):
        what = f"holds Python {version[0]}.{version[1]}" if version else "holds no Python that starts"
        raise CannotStart(f"{place} was not made by Explainer and {what}. Rename or delete it, then start again.")


@contextlib.contextmanager
def only_one(place: Path) -> Iterator[int | None]:
    """Wait until no other process makes this environment. Yields a handle that pip must inherit, if there is one.

    A pip that goes on after its parent was killed still holds it, so nobody deletes the folder under it.
    """
    if sys.platform == "win32":
        yield None
        return
    import fcntl

    path = Path(tempfile.gettempdir()) / f"explainer-{os.getuid()}-{_number_of(place)}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start of Explainer is installing just now; this one waits for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        os.set_inheritable(handle, True)
        yield handle
    finally:
        os.close(handle)


def _number_of(place: Path) -> int:
    """A number that is the same for the same folder in every process."""
    import zlib

    return zlib.crc32(os.fsencode(os.path.realpath(place)))

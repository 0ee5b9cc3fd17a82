"""Making the environment of the first start, in the order in which a person wants to hear of what is in the way.

First what no installing mends (a kind of computer that PyTorch does not know), then what the system lacks, in one
command, then room on the disk; then two sentences of what will be done, and it is done.
"""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from explainer.firststart import parts as system_parts
from explainer.firststart import start
from explainer.firststart.environment import (
    check_foreign,
    choose_place,
    clear,
    is_ours,
    is_whole,
    known_extras,
    only_one,
    version_of,
    write_note,
)
from explainer.firststart.installing import Plan, fill, make, plan
from explainer.firststart.packages import lacking, requirements
from explainer.firststart.screen import find_screen
from explainer.firststart.system import CannotStart, say

_WHAT_FOR = {"window": "The window", "painting": "Painting", "tests": "Testing"}


def prepare(root: str, parts: Sequence[str], extras: Sequence[str]) -> str:
    """Make the environment, or fill the one that is there, and return its folder.

    Raises:
        Stop: it cannot be done; with what to do.
    """
    refuse_the_impossible()
    place = choose_place(root)
    how = plan()
    _provide(parts, how)
    with only_one(place) as handle:
        if start.is_ready(str(place), start.stamp_of(root), tuple(extras)):
            return str(place)  # another start has done it meanwhile
        wanted = sorted({*extras, *start.read_note(str(place)).get("extras", "").split()} & known_extras(root))
        _announce(root, place, how, wanted, parts)
        whole_once = start.is_made_for(str(place), version_of(place))
        kept = whole_once or not is_ours(place)
        if not kept:
            clear(place)
            make(place, how)
        elif not whole_once:
            check_foreign(place)
        lines = [wanted.line for wanted in requirements(root, wanted)]
        fill(place, lines, how, handle, anew=not kept)
        if not is_whole(place, root, wanted):
            raise CannotStart(f"The packages are not all in {place}, although installing them ended well. Start again.")
        write_note(place, root, wanted)
    say("All is there. Starting Explainer.")
    return str(place)


def refuse_the_impossible() -> None:
    """Stop where there is no PyTorch or no Qt for this kind of computer.

    Raises:
        Stop: with the reason.
    """
    if sys.maxsize < 2**32:
        raise CannotStart(
            "PyTorch needs a 64-bit Python, and this one has 32 bits. Install the 64-bit one, then start again."
        )
    if sys.platform == "darwin" and platform.machine() == "x86_64" and not _translated():
        raise CannotStart(
            "PyTorch is made no more for Macs with an Intel processor, so Explainer cannot run on this one."
        )
    if sys.platform == "linux" and platform.libc_ver()[0] != "glibc" and Path("/etc/alpine-release").exists():
        raise CannotStart(
            "Qt and PyTorch are not made for Alpine Linux (musl). Use a system with glibc, such as Debian."
        )


def _translated() -> bool:
    """Whether this Python for Intel runs on a Mac with another processor."""
    import subprocess

    try:
        told = subprocess.run(["sysctl", "-n", "sysctl.proc_translated"], capture_output=True, check=False).stdout
    except OSError:
        return False
    return told.strip() == b"1"


def _provide(parts: Sequence[str], how: Plan) -> None:
    """Bring the parts of the system, or stop with the one command that does.

    What only the tests want stops nothing by itself: those that need it are skipped, and say so.
    """
    found = [(name, missing) for name in parts for missing in system_parts.missing_for(name)]
    venv = [] if how.uv else system_parts.missing_for("venv")
    essential = venv + [missing for name, missing in found if name != "tests"]
    everything = list(dict.fromkeys([*venv, *(missing for _, missing in found)]))
    who = " and ".join(dict.fromkeys(_WHAT_FOR[name] for name, _ in found)) if found else "The first start"
    if sentence := system_parts.provide(everything, who):
        if essential:
            raise CannotStart(f"{sentence}; then start again.")
        say(f"{sentence}; without it some tests are skipped.")


def _announce(root: str, place: Path, how: Plan, extras: Sequence[str], parts: Sequence[str]) -> None:
    """Say what is going to happen, in two sentences.

    Raises:
        Stop: there is not enough room on the disk.
    """
    missing = lacking(root, extras, [])
    folder_free = shutil.disk_usage(place).free
    if folder_free < how.disk:
        raise CannotStart(
            f"The packages take {_size(how.disk)}, but {place} has only {_size(folder_free)} left. Make room, or move "
            "the folder of the program, then start again."
        )
    if "window" in parts and not find_screen().platform:
        say("There is no display here, so no window will open; train, ask and shots will work once this is done.")
    say(
        f"Explainer needs PyTorch, Qt and {len(missing) - 2} smaller packages, which this Python lacks: {how.told}, "
        f"into {place} and nowhere else. This is done once and takes a few minutes; stop it when you like, the next "
        "start begins again."
    )


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1e9:.1f} GB"

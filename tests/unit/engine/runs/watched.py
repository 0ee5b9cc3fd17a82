"""Watching a run folder being opened: what it touches, what it says, what it takes, and whether it can be used after.

Whatever a folder holds, opening it gives either a session that can be asked, saved elsewhere and opened again, or one
plain sentence; it ends, takes no memory to speak of, changes nothing in the folder, and leaves the rest of the disk
alone, but for the texts that the run says it learned from.
"""

from __future__ import annotations

import faulthandler
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from explainer.engine import told
from explainer.engine.commands import SetDemand
from explainer.engine.frames import Topic
from explainer.engine.mailbox import Mailbox
from explainer.engine.publisher import Publisher
from explainer.engine.runs.saving import save_run
from explainer.engine.session import Session
from tests.unit.engine.runs.whole_run import opened

HANGS = 300  # seconds after which an example counts as one that never ends; no measurement
ROOM = 1_500_000_000  # bytes of addresses that an example may ask for
MOST_TAKEN = 300_000_000  # bytes that it may really take
MOST_LETTERS = 600
SHARED = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[4] / "explainer"), "/proc/self/", "/sys/")
TOLD = frozenset(
    {Topic.PROGRESS, Topic.LOSS, Topic.READING, Topic.SAMPLES, Topic.ONE_STEP, Topic.NEXT_TOKEN, Topic.MINDS}
    | {Topic.TUNING, Topic.BALLOT, Topic.JUDGE, Topic.FEEDBACK}
)
NOT_FOR_PEOPLE = ("Traceback", "NoneType", "<class", "object at 0x", "Exception", "Error(", "PyO3", "panicked", "errno")


# ---- what is touched ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Watch:
    """What an audit hook, which stays for good, looks at while an example is opened."""

    on: bool = False
    inside: str = ""
    touched: list[tuple[str, str]] = field(default_factory=list)


_watch = _Watch()
_hooked: list[bool] = []
_EVENTS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.chmod",
           "os.utime", "os.listdir", "os.scandir", "subprocess.Popen", "os.system", "socket.connect",
           "socket.getaddrinfo", "pickle.find_class")  # fmt: skip


def _hook(event: str, args: tuple[object, ...]) -> None:
    if not _watch.on or event not in _EVENTS:
        return
    place = args[0]
    if isinstance(place, int):
        return
    name = os.fsdecode(place) if isinstance(place, bytes | str | os.PathLike) else str(place)
    reads = event in ("os.listdir", "os.scandir") or (event == "open" and not _writes(args))
    where = name if os.path.isabs(name) else os.path.join(os.getcwd(), name)  # noqa: PTH117, PTH118, PTH109
    if where.startswith(_watch.inside):
        return
    if not (reads and where.startswith(SHARED)):
        _watch.touched.append((event if reads else f"{event}, writing", where[:300]))


def _writes(args: tuple[object, ...]) -> bool:
    mode, flags = args[1], args[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


@contextmanager
def only_inside(folder: Path) -> Iterator[list[tuple[str, str]]]:
    """Note what is touched outside of ``folder``."""
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked.append(True)
    _watch.touched = []
    _watch.inside, _watch.on = str(folder), True
    try:
        yield _watch.touched
    finally:
        _watch.on = False


# ---- what is taken ---------------------------------------------------------------------------------------------------


@contextmanager
def bounded() -> Iterator[None]:
    """An end to hanging, and to memory: what asks for far too much fails here and does not take the machine along."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    statm = Path("/proc/self/statm")
    used = int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    faulthandler.dump_traceback_later(HANGS, exit=True)
    try:
        if used is not None:
            resource.setrlimit(resource.RLIMIT_AS, (used + ROOM, hard))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        faulthandler.cancel_dump_traceback_later()
    if used is not None:
        taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) * 1024
        assert taken < MOST_TAKEN, f"{taken:,} bytes were taken"


# ---- what is said ----------------------------------------------------------------------------------------------------


def is_sentence(text: str, *names: str) -> bool:
    """Whether people can read it, and know by it which file is meant; fails with the text where not."""
    assert names == () or any(name in text for name in names), f"names none of {names}: {text!r}"
    assert text.isprintable(), f"not printable: {text!r}"
    assert len(text) <= MOST_LETTERS, f"{len(text)} letters: {text!r}"
    assert text.endswith((".", "…", ")")) or "python main.py" in text, f"does not end: {text!r}"
    found = [word for word in NOT_FOR_PEOPLE if word in text]
    assert not found, f"{found} in {text!r}"
    return True


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder in it: size and when it was changed."""
    return {str(p): (p.lstat().st_size, p.lstat().st_mtime_ns) for p in folder.rglob("*")}


# ---- using it --------------------------------------------------------------------------------------------------------


def put(files: dict[str, bytes], folder: Path) -> Path:
    """Lay out files in a folder of their own."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def survives(folder: Path, mind: str = "", then: Callable[[Session], object] | None = None) -> str:
    """Open ``folder``; return the sentence with which that was refused, or "" where all could be done with it.

    Args:
        folder: of the run.
        mind: that is wanted.
        then: is done with the opened session at last.
    """
    before, texts = state_of(folder), texts_of(folder)
    refused = ""
    with bounded(), only_inside(folder) as touched:
        try:
            session = opened(folder, mind)
        except ValueError as error:
            refused = str(error)
    strange = [one for one in touched if not (one[0] == "open" and one[1] in texts)]
    assert not strange, strange
    assert state_of(folder) == before, "opening changed the folder"
    if refused:
        is_sentence(refused, folder.name)
        return refused
    for sentence in map(str, session.notices):
        is_sentence(sentence.replace(str(folder.parent), "…"), *folder_names(folder))
    other = folder.with_name("other")
    shutil.rmtree(other, ignore_errors=True)
    with bounded(), only_inside(folder.parent) as touched:
        look(session)
        save_run(session, other)
        again = opened(other)
    assert [one for one in touched if one[1] not in texts] == []
    assert again.course.present == session.course.present
    minds, before_it = (sorted({*s.course.minds, "base"}) for s in (again, session))  # the base may have been unlisted
    assert minds == before_it, (minds, before_it)
    new = [text for text in again.damage if text not in session.damage]
    assert not new, f"saved and opened again, it has {new}"
    if then is not None:
        with bounded():
            then(session)
    return ""


def folder_names(folder: Path) -> list[str]:
    """What a sentence may name: the folder, any file in it, or the votes, which have one place."""
    return [folder.name, *(path.name for path in folder.rglob("*")), "passages of two sentences", "text"]


def texts_of(folder: Path) -> set[str]:
    """The paths that the run says it learned from: these may be looked at."""
    try:
        if (folder / "run.json").stat().st_size > 10**8:
            return set()
        data = json.loads((folder / "run.json").read_bytes())
        said = [*(t["path"] for t in data.get("texts") or []), *data["settings"]["text_files"]]
    except Exception:
        return set()
    return {str(Path(str(path)).absolute()) for path in said if "\0" not in str(path)}


def look(session: Session) -> None:
    """Ask the model something, and make the frames of what a folder told."""
    publisher: Publisher = Publisher(Mailbox())
    publisher.new_session(session)
    publisher.queries.prompt.set("Who is Mia? Ü🐄", 1, session.tokenizer)
    publisher.ask(SetDemand(TOLD))
    publisher.publish(0.0, moving=False)
    for _ in range(2):
        publisher.write_on(None)
    told.prepared(session)
    told.stages(session.course)

"""The beginning of every start: go on in a Python that has all packages, and make one where there is none.

On all starts but the first this costs a look at two files: the note that the environment is whole (``NOTE``), written
last of all when it was made, names the version of ``pyproject.toml`` whose packages it holds. Written for Python 3.6.

Where it goes on, in this order: here, if this is an environment that has everything (one that the user made, or CI's);
in the environment of ours beside ``main.py``, or of this user where that folder cannot be written to; here, if the
system's own Python has everything; else an environment is made.
"""

import contextlib
import os
import sys

from explainer.firststart.pythons import command_line, go_on_with, go_on_with_another, suits
from explainer.firststart.system import CannotStart, say

NOTE = "explainer-ready.txt"  # in the folder of an environment that is whole

# What commands need of the system itself, beside packages; None: they start with whatever is there. The others need
# nothing, and what is no command opens the window.
_PARTS: "dict[str, tuple[str, ...] | None]" = {
    "shots": ("painting",),
    "doctor": None,
    "install-desktop": None,
    "--help": None,
    "-h": None,
    "--version": None,
}


def parts_of(arguments: "list[str]") -> "tuple[str, ...] | None":
    """What a command line of ``main.py`` needs of the system: see ``ensure``; None: nothing, not even packages."""
    first = arguments[0] if arguments else "--"
    return _PARTS.get(first, ("window",) if first.startswith("-") else ())


def ensure(root: str, how: "list[str]", parts: "tuple[str, ...] | None" = (), extras: "tuple[str, ...]" = ()) -> None:
    """Return where this Python has all packages, or need not have them; else go on in one that has, and never return.

    Ends the process with a sentence where that is not possible.

    Args:
        root: folder of ``main.py`` and ``pyproject.toml``.
        how: what to start again: the script, or ``-m`` and the module.
        parts: purposes that parts of the system are needed for, as ``parts.missing_for`` names them; None: start with
            whatever is there.
        extras: optional dependencies of ``pyproject.toml`` that are needed too.
    """
    try:
        _ensure(root, how, parts, extras)
    except CannotStart as stop:
        say(str(stop))
        sys.exit(stop.exit_code)
    except KeyboardInterrupt:
        say("Stopped. The next start begins it again.")
        sys.exit(130)


def _ensure(root: str, how: "list[str]", parts: "tuple[str, ...] | None", extras: "tuple[str, ...]") -> None:
    stamp = stamp_of(root)
    places = places_of(root)
    ours = [place for place in places if os.path.realpath(place) == os.path.realpath(sys.prefix)]
    ready = [place for place in places if is_ready(place, stamp, extras)]
    if ours and ours[0] in ready and is_made_for(ours[0], sys.version_info[:2]):
        return
    in_environment = sys.prefix != sys.base_prefix
    if ready and not ours and not (in_environment and suits(sys.version_info[:2]) and has_everything(root, extras)):
        go_on_with([python_of(ready[0]), *command_line(how)])
    if not suits(sys.version_info[:2]):
        if parts is None and sys.version_info >= (3, 11):
            return
        go_on_with_another(how)
    if has_everything(root, extras):
        return
    if ours:  # it has lost something, and cannot be mended from within: its base does that
        _forget(ours[0])
        base = getattr(sys, "_base_executable", "")
        if base and os.path.realpath(os.path.dirname(base)) != os.path.realpath(os.path.dirname(sys.executable)):
            go_on_with([base, *command_line(how)])
        raise CannotStart(f"The environment {ours[0]} has lost packages. Delete that folder, then start again.")
    for place in places:
        if _is_whole(place, root, extras):  # ``pyproject.toml`` has another date, but asks for nothing new
            go_on_with([python_of(place), *command_line(how)])
    if parts is None:
        return
    from explainer.firststart.interrupt import be_raised
    from explainer.firststart.prepare import prepare

    be_raised()
    go_on_with([python_of(prepare(root, parts, extras)), *command_line(how)])


def places_of(root: str) -> "list[str]":
    """Where an environment of ours may lie, the best place first."""
    if sys.platform == "win32":
        data = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    else:
        data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser(os.path.join("~", ".local", "share"))
    # Several copies of the program may be on a computer, of several versions: each has its own.
    name = os.path.realpath(root).strip(os.sep).replace(os.sep, "-").replace(":", "")[-80:]
    beside = os.path.join(root, ".venv")
    if not os.path.isabs(data):  # a user without a home
        return [beside]
    return [beside, os.path.join(data, "Explainer", "environments", name)]


def python_of(place: str) -> str:
    """The interpreter of an environment."""
    return os.path.join(place, "Scripts", "python.exe") if os.name == "nt" else os.path.join(place, "bin", "python")


def stamp_of(root: str) -> str:
    """What changes when ``pyproject.toml`` is written."""
    try:
        state = os.stat(os.path.join(root, "pyproject.toml"))
    except OSError as error:
        raise CannotStart(
            f"{error.filename} is missing, so this copy of the program is not whole. Fetch it again."
        ) from None
    return f"{state.st_mtime_ns}-{state.st_size}"


def is_ready(place: str, stamp: str, extras: "tuple[str, ...]") -> bool:
    """Whether the environment holds what this ``pyproject.toml`` asks for, and its interpreter is still there."""
    note = read_note(place)
    if note.get("stamp") != stamp or not set(extras) <= set(note["extras"].split()):
        return False
    return os.path.exists(python_of(place))


def is_made_for(place: str, version: "tuple[int, ...]") -> bool:
    """Whether packages were installed for this Python: a link to the system's may now lead to a newer one."""
    return len(version) == 2 and read_note(place).get("python") == "{}.{}".format(*version)


def read_note(place: str) -> "dict[str, str]":
    """The note of an environment: python, extras, stamp, packages; empty where there is none, or a damaged one."""
    try:
        with open(os.path.join(place, NOTE), encoding="utf-8") as file:
            lines = [line.rstrip("\n").partition("=") for line in file]
    except (OSError, ValueError):
        return {}
    note = {key: value for key, _, value in lines}
    return note if {"python", "extras", "stamp", "packages"} <= set(note) else {}


def has_everything(root: str, extras: "tuple[str, ...]") -> bool:
    """Whether the Python that runs finds all packages, in versions that ``pyproject.toml`` allows."""
    from explainer.firststart.packages import lacking

    return not lacking(root, extras)


def _is_whole(place: str, root: str, extras: "tuple[str, ...]") -> bool:
    from explainer.firststart.environment import renew_note

    return renew_note(place, root, extras)


def _forget(place: str) -> None:
    with contextlib.suppress(OSError):
        os.remove(os.path.join(place, NOTE))

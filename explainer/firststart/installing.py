"""Making a virtual environment and filling it: by uv where that is on the machine, else by ``venv`` and pip.

PyTorch comes in builds. On PyPI, the one for Linux brings some 3 GB of CUDA, which only NVIDIA's cards can use; the
one without lies in an index of PyTorch's own. uv knows that index (``--torch-backend``); pip must be told its address,
and an address in a program is wrong on the day it moves. So pip fetches uv where it may: where the user has told pip
no source of packages of their own. Where they have, that source is asked as it is, and what it has is what comes.

Whatever fails with uv (an index that is closed here, a uv too old) is tried with pip.
"""

from __future__ import annotations

import configparser
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from explainer.firststart import parts, start
from explainer.firststart.environment import clear
from explainer.firststart.pythons import find_uv
from explainer.firststart.system import CannotStart, say

# Measured on Linux (x86-64), Python 3.11, PyTorch 2.13, without the extra "test" (which adds a fifth).
_SMALL = "about 0.3 GB to fetch, 1.3 GB on the disk"
_LARGE = "about 3 GB to fetch, 7 GB on the disk, most of it CUDA for the NVIDIA card"
_EITHER = f"{_SMALL} (or 3 and 7 GB, if your source of packages has PyTorch only with CUDA)"
_SMALL_DISK, _LARGE_DISK = 1_500_000_000, 8_000_000_000
_TEMPORARY = 1_000_000_000  # bytes that pip may want for unpacking


@dataclass(frozen=True, slots=True)
class Plan:
    """How the environment will be made.

    Attributes:
        uv: path of uv, or "" for ``venv`` and pip.
        backend: PyTorch's build as uv names it; "" leaves it to the index.
        fetch_uv: whether pip fetches uv for the sake of the build.
        told: how much will be fetched, and the room it takes, for people.
        disk: the least room for it, in bytes.
    """

    uv: str
    backend: str
    fetch_uv: bool
    told: str
    disk: int


def plan() -> Plan:
    """Decide, by what is on this machine."""
    sources, card = pip_sources(), has_nvidia_card()
    uv = find_uv() if not sources or uv_sources() else ""
    backend = "" if sys.platform != "linux" or os.environ.get("UV_TORCH_BACKEND") else "auto" if card else "cpu"
    fetch = not uv and sys.platform == "linux" and not card and not sources
    if sys.platform == "linux" and card:
        return Plan(uv, backend, fetch, _LARGE, _LARGE_DISK)
    told = _EITHER if sys.platform == "linux" and not uv and not fetch else _SMALL
    return Plan(uv, backend, fetch, told, _SMALL_DISK)


def make(place: Path, how: Plan) -> None:
    """Make the environment, without packages.

    Raises:
        Stop: it cannot be made.
    """
    if how.uv:
        command = [how.uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(place)]
        if _run(command, place, None) == 0:
            return
    if sentence := parts.provide(parts.missing_for("venv"), "The first start"):
        raise CannotStart(f"{sentence}; then start again.")
    if code := _run([_base_python(), "-m", "venv", str(place)], place, None):
        raise CannotStart(f"No environment could be made in {place} (exit code {code}; the words above say why).")


def fill(place: Path, lines: Sequence[str], how: Plan, handle: int | None, *, anew: bool) -> None:
    """Install what these lines of requirements name, and whatever that needs.

    Args:
        place: the environment.
        lines: requirements, as pip reads them.
        how: as ``plan`` says.
        handle: the lock that pip is to hold.
        anew: whether the environment has just been made, so that it can be made again if uv fails.

    Raises:
        Stop: it did not work.
    """
    python = start.python_of(str(place))
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    uv = how.uv
    if how.fetch_uv and _run([*pip, "--quiet", "uv"], place, handle) == 0:
        uv = str(Path(python).with_name("uv.exe" if os.name == "nt" else "uv"))
    for number, backend in enumerate(_backends(how) if uv else ()):
        if number:
            say("PyTorch’s own index cannot be used here; the sources that uv was told are asked.")
        option = ["--torch-backend", backend] if backend else []
        if _run([uv, "pip", "install", "--python", python, *option, *lines], place, handle) == 0:
            return
    if uv:
        _warn_of_cuda(place)
    if how.uv and anew:  # uv makes environments without pip
        clear(place)
        make(place, Plan("", "", False, "", 0))
    if not _has_pip(python) and _run([python, "-m", "ensurepip"], place, handle):
        raise CannotStart(f"There is no pip in {place}. Delete that folder, then start again.")
    if code := _run([*pip, *lines], place, handle):
        raise CannotStart(
            f"The packages could not be installed (pip ended with {code}; its words are above). {_hint()}"
        )


def _warn_of_cuda(place: Path) -> None:
    """Say what pip will bring where uv could not do it.

    Raises:
        Stop: there is no room for that.
    """
    if sys.platform != "linux" or pip_sources():
        say("uv could not do it, so pip is tried.")
        return
    if shutil.disk_usage(place).free < _LARGE_DISK:
        raise CannotStart(
            "uv could not do it, and there is no room for the PyTorch with CUDA that pip would bring (7 GB)."
        )
    say("uv could not do it, so pip is tried, which has PyTorch only with CUDA: 3 GB to fetch. Ctrl+C stops it.")


def has_nvidia_card() -> bool:
    """Whether NVIDIA's driver is at work here."""
    signs = ("/proc/driver/nvidia/version", "/sys/module/nvidia/version", "/dev/nvidia0")
    return any(Path(sign).exists() for sign in signs) or bool(shutil.which("nvidia-smi"))


def pip_sources() -> bool:
    """Whether the user has told pip where packages come from."""
    names = ("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX")
    if any(os.environ.get(f"PIP_{name}") for name in names):
        return True
    wanted = {name.lower().replace("_", "-") for name in names}
    for path in _pip_files(os.environ):
        told = configparser.RawConfigParser()
        try:
            told.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue
        if any(wanted & set(told[section]) for section in told.sections() if section in ("global", "install")):
            return True
    return False


def uv_sources() -> bool:
    """Whether the user has told uv where packages come from."""
    names = ("DEFAULT_INDEX", "INDEX", "INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX", "CONFIG_FILE")
    home = Path(os.environ.get("XDG_CONFIG_HOME") or _home() / ".config")
    files = (Path("/etc/uv/uv.toml"), home / "uv" / "uv.toml")
    return any(os.environ.get(f"UV_{name}") for name in names) or any(path.exists() for path in files)


def _pip_files(env: Mapping[str, str]) -> Iterator[Path]:
    """Where pip reads its settings."""
    if named := env.get("PIP_CONFIG_FILE"):
        yield Path(named)
        if named == os.devnull:
            return
    if sys.platform == "win32":
        for variable in ("PROGRAMDATA", "APPDATA"):
            if folder := env.get(variable):
                yield Path(folder) / "pip" / "pip.ini"
        return
    home = _home()
    yield from (Path("/etc/pip.conf"), Path("/etc/xdg/pip/pip.conf"), home / ".pip" / "pip.conf")
    yield Path(env.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf"
    yield from (Path("/Library/Application Support/pip/pip.conf"), home / "Library/Application Support/pip/pip.conf")


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a user without a home
        return Path(os.devnull)


def _backends(how: Plan) -> list[str]:
    """PyTorch's builds to ask uv for: where uv has an index of the user's, that may hold PyTorch too."""
    return [how.backend, ""] if how.backend and uv_sources() else [how.backend]


def _base_python() -> str:
    """The Python under an environment, if it runs in one."""
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def _has_pip(python: str) -> bool:
    quiet = subprocess.DEVNULL
    return subprocess.call([python, "-m", "pip", "--version"], stdin=quiet, stdout=quiet, stderr=quiet) == 0


def _hint() -> str:
    newer = sys.version_info[:2] > (3, 14)
    if newer:
        return "There may be no PyTorch yet for so new a Python; with Python 3.13 there is. Install that, start again."
    return "Most often the network was away; start again when it is back."


def _run(command: Sequence[str], place: Path, handle: int | None) -> int:
    """Run a command that a person watches, and return its exit code; it ends with us.

    What it says goes to standard error: standard output is kept for what the program itself prints.
    """
    env = dict(os.environ, PIP_USER="0", VIRTUAL_ENV=str(place), PYTHONUNBUFFERED="1")
    for trap in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "__PYVENV_LAUNCHER__"):
        env.pop(trap, None)  # each would put packages elsewhere, or hide that they are missing
    if shutil.disk_usage(tempfile.gettempdir()).free < _TEMPORARY:  # often a small one in memory
        env["TMPDIR"] = str(place)
    told = sys.stderr.fileno() if sys.stderr is not None else subprocess.DEVNULL
    kept = () if handle is None else (handle,)
    before = signal.signal(signal.SIGTERM, _end)
    child = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=told, stderr=told, pass_fds=kept)
    try:
        return child.wait()
    finally:
        if child.poll() is None:  # interrupted: at a terminal it was told too, and needs a moment to tidy up
            child.terminate()
            child.wait()
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)

"""A screen to open real windows on: Xvfb where there is one, else Qt's offscreen platform, else the one at hand."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.measure import CannotRun, tell

SIZE = "1600x1000x24"  # the window takes 1440x900 of it


@dataclass(frozen=True, slots=True)
class Screen:
    """Where windows open.

    Attributes:
        name: ``Xvfb``, ``offscreen`` or ``desktop``.
        env: environment for a process that shall open its windows there, with a home of its own.
    """

    name: str
    env: dict[str, str] = field(default_factory=dict)


def add_screen_argument(parser: argparse.ArgumentParser) -> None:
    """Declare which screen."""
    parser.add_argument(
        "--screen",
        choices=("auto", "Xvfb", "offscreen", "desktop"),
        default="auto",
        help="where the window opens (default: Xvfb where there is one, else offscreen)",
    )


@contextmanager
def screen(wish: str = "auto") -> Iterator[Screen]:
    """Provide a screen and an empty home, and clear both away.

    Raises:
        CannotRun: Xvfb was asked for and is not there.
    """
    with tempfile.TemporaryDirectory(prefix="explainer-bench-") as home:
        env = os.environ | {"HOME": home, "XDG_CONFIG_HOME": str(Path(home) / "config")}
        name = _choose(wish)
        if name == "Xvfb":
            with _xvfb() as display:
                env |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
                env.pop("WAYLAND_DISPLAY", None)
                yield Screen(name, env)
            return
        if name == "offscreen":
            env["QT_QPA_PLATFORM"] = "offscreen"
            tell("The window is painted offscreen: Xvfb is not installed or not wanted.")
        yield Screen(name, env)


def _choose(wish: str) -> str:
    if wish == "Xvfb" and shutil.which("Xvfb") is None:
        raise CannotRun("Xvfb is not installed. Install it (Debian: apt-get install xvfb), or use --screen offscreen.")
    if wish != "auto":
        return wish
    if not sys.platform.startswith("linux"):
        return "desktop"
    from explainer.firststart.parts import missing_for

    complete = not any(part.what.startswith("lib") for part in missing_for("tests"))
    return "Xvfb" if shutil.which("Xvfb") is not None and complete else "offscreen"


@contextmanager
def _xvfb() -> Iterator[str]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise CannotRun("Xvfb did not start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(timeout=10)

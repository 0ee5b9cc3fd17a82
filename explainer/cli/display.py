"""Can a window be opened here, and can Qt paint at all? Asked before Qt is loaded, because Qt ends the process if not.

What is missing of the system is installed where that is allowed (``firststart.parts``). Where the user has named a
platform or a folder of plug-ins for Qt, nobody but Qt can tell whether that works: it is tried in another process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from explainer.cli.problems import CommandError
from explainer.firststart.parts import missing_for, provide
from explainer.firststart.screen import Screen, find_screen
from explainer.firststart.system import CannotStart
from explainer.shipped import command

_PLUGINS = ("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH")  # other programs leave these behind
_KNOWN = ("xcb", "wayland", "offscreen", "minimal", "windows", "cocoa")
_PATIENCE = 60.0  # seconds for the other process; loading Qt for the first time may take long
_TRY = """
import json
from PySide6.QtGui import QFontDatabase, QGuiApplication
app = QGuiApplication(["Explainer"])
sizes = [screen.size() for screen in app.screens()]
families = QFontDatabase.families()
screens = [f"{size.width()}×{size.height()}" for size in sizes]
print(json.dumps([app.platformName(), screens, len(families), "Inter" in families]))
"""


@dataclass(frozen=True, slots=True)
class QtFound:
    """What Qt says in another process.

    Attributes:
        why_not: a sentence on why it does not start; "" where it does.
        platform: as Qt names it.
        screens: the size of each, in words.
        n_families: of fonts.
        has_inter: whether the font that the window likes best is here.
    """

    why_not: str = ""
    platform: str = ""
    screens: tuple[str, ...] = ()
    n_families: int = 0
    has_inter: bool = False


def require_window() -> None:
    """Return where a window can be opened.

    Raises:
        CommandError: it cannot, with what to do; the exit code is 2.
    """
    screen = find_screen()
    if not screen.platform:
        raise CommandError(no_screen(screen), exit_code=2)
    _require("window", "The window")
    if screen.wrong and not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = screen.platform  # not the screen that does not answer
    if (screen.platform not in _KNOWN or any(map(os.environ.get, _PLUGINS))) and (why := try_qt().why_not):
        raise CommandError(why, exit_code=2)


def require_painting() -> None:
    """Return where Qt can paint into memory.

    Raises:
        CommandError: it cannot, with what to do; the exit code is 2.
    """
    _require("painting", "Painting")


def no_screen(screen: Screen) -> str:
    """Say that there is no screen, why, and what works without one."""
    why = "".join(f": {reason}" for reason in ["; ".join(screen.wrong)] if reason)
    ways = ("train --out RUN", 'ask RUN "prompt"', "shots --out DIR", "doctor")
    *some, last = (f"“{command()} {way}”" for way in ways)
    return f"There is no display to open a window on{why}. Without one, these work: {', '.join(some)} and {last}."


def try_qt() -> QtFound:
    """Start Qt in another process, which it may end."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _TRY],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return QtFound(f"Qt could not open a window within {_PATIENCE:.0f} s: the display does not answer.")
    if done.returncode == 0:
        platform, screens, n_families, has_inter = json.loads(done.stdout.splitlines()[-1])
        return QtFound("", platform, tuple(screens), n_families, has_inter)
    words = " ".join(done.stderr.split())[:300] or f"exit code {done.returncode}"
    set_by = [f"{name}={os.environ[name]}" for name in ("QT_QPA_PLATFORM", *_PLUGINS) if os.environ.get(name)]
    hint = f" {' and '.join(set_by)} may be why; try without." if set_by else ""
    return QtFound(f"Qt cannot open a window here ({words.rstrip('.')}).{hint}")


def _require(purpose: str, what: str) -> None:
    try:
        if told := provide(missing_for(purpose), what):
            raise CommandError(told, exit_code=2)
    except CannotStart as stop:
        raise CommandError(str(stop), exit_code=2) from stop

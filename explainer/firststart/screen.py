"""Is there a screen that a window can be opened on? Asked before Qt is loaded, because Qt ends the process if not.

A name of a screen says little: the server may have gone and left its socket behind, be of another user, or never have
been there. So a connection is made, as Qt will make it, and given up if nobody answers within ``PATIENCE``.

Leaves out Windows and macOS, which always have a screen, and what the name of a Qt platform given by the user hides:
``cli.display`` tries that in a process of its own.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_RESETTING = (0.1, 0.3)  # seconds after which a server that starts afresh is asked again
PATIENCE = 5.0  # seconds a server may take to answer; a local one needs a few ms
_WHO = {"xcb": "an X server", "wayland": "a Wayland compositor"}


@dataclass(frozen=True, slots=True)
class Screen:
    """What was found.

    Attributes:
        platform: the platform of Qt that will open windows (``xcb``, ``wayland``, …), or "" where there is none.
        where: the name of the screen, such as ``:0``; "" where it has none.
        wrong: what is wrong, for people: each a part of a sentence; also where another screen was found in its place.
    """

    platform: str
    where: str = ""
    wrong: tuple[str, ...] = ()


def find_screen() -> Screen:
    """Look for a screen as Qt does: the platform that the user names, else Wayland, else X."""
    if named := os.environ.get("QT_QPA_PLATFORM"):
        wanted = named.split(";")[0].split(":")[0]
        if wanted not in ("xcb", "wayland", "wayland-egl"):
            return Screen(wanted)
        kinds: tuple[str, ...] = ("xcb",) if wanted == "xcb" else ("wayland",)
    elif sys.platform in ("win32", "darwin"):
        return Screen("windows" if sys.platform == "win32" else "cocoa")
    else:
        kinds = ("wayland", "xcb")
    wrong: list[str] = []
    for kind in kinds:
        variable = "DISPLAY" if kind == "xcb" else "WAYLAND_DISPLAY"
        where = os.environ.get(variable, "")
        if not where:
            continue
        if (x_answers if kind == "xcb" else wayland_answers)(where):
            return Screen(kind, where, tuple(wrong))
        wrong.append(f"{variable} names “{where}”, and {_WHO[kind]} does not answer there")
    return Screen("", "", tuple(wrong))


def wayland_answers(name: str) -> bool:
    """Whether somebody listens at this Wayland socket."""
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "")) / name  # a whole path stays as it is
    return path.is_absolute() and _connects(str(path))


def x_answers(display: str) -> bool:
    """Whether the X server takes us: it is there, and its lock (``XAUTHORITY``) opens."""
    answer: list[bool] = []
    try:
        library = ctypes.CDLL("libxcb.so.1")
    except OSError:  # it will be asked for; until then, whether somebody listens must do
        return _listens(display)

    def connect() -> None:
        library.xcb_connect.restype = ctypes.c_void_p
        for pause in (0.0, *_RESETTING):
            time.sleep(pause)
            connection = ctypes.c_void_p(library.xcb_connect(os.fsencode(display), None))
            if not library.xcb_connection_has_error(connection):
                # It stays open as long as this process: a server starts afresh when its last client leaves, and turns
                # others away meanwhile, Qt among them.
                answer.append(True)
                return
            library.xcb_disconnect(connection)

    # On a thread, since a computer that does not answer at all is waited for longer than anybody wants.
    thread = threading.Thread(target=connect, name="x-answers", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return answer == [True]


def _listens(display: str) -> bool:
    host, _, number = display.rpartition(":")
    number = number.split(".")[0]
    if not number.isdigit():
        return False
    if host not in ("", "unix"):
        try:
            socket.create_connection((host, 6000 + int(number)), timeout=PATIENCE).close()
        except (OSError, ValueError, OverflowError):
            return False
        return True
    path = f"/tmp/.X11-unix/X{number}"
    return _connects(path) or (sys.platform == "linux" and _connects("\0" + path))


def _connects(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as there:
        there.settimeout(PATIENCE)
        try:
            there.connect(address)
        except (OSError, ValueError):  # nobody there; a name that is too long or holds a zero
            return False
    return True

"""Is there a screen, and can Qt open a window on it? Asked before Qt is loaded, because Qt ends the process if not."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path


def has_display() -> bool:
    """Whether Qt will find a screen; only X11 and Wayland systems can be without one."""
    if os.environ.get("QT_QPA_PLATFORM"):  # the user knows which
        return True
    if sys.platform in ("win32", "darwin"):
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    display = os.environ.get("DISPLAY", "")
    if display.startswith(":"):  # a local server: is anybody there?
        number = display[1:].split(".")[0]
        return Path(f"/tmp/.X11-unix/X{number}").exists()
    return bool(display)


def missing_library() -> str | None:
    """Return the library without which Qt cannot open a window here, or None where nothing is missing."""
    if sys.platform != "linux":
        return None
    wanted = ["libEGL.so.1", "libGL.so.1"]
    if os.environ.get("QT_QPA_PLATFORM") in (None, "", "xcb") and not os.environ.get("WAYLAND_DISPLAY"):
        wanted += ["libxcb-cursor.so.0", "libxkbcommon-x11.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1"]
    for library in wanted:
        try:
            ctypes.CDLL(library)
        except OSError:
            return library
    return None


# Debian's names; others are told the library's own name.
HOW_TO_INSTALL = (
    "On Debian and Ubuntu: apt-get install libegl1 libgl1 libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 "
    "libxcb-keysyms1"
)

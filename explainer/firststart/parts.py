"""Parts of the system that packages for Python cannot bring: Qt's libraries, fonts, the tools of the tests.

A library is looked for by loading it, as Qt will; a file of its name proves nothing. Each is told by its own name and
by the package that brings it: for Debian and its kin and for Arch from the table here, for Fedora, openSUSE and theirs
by the library's own name, which their tools take. The table is what ``objdump -p`` says of Qt 6.8 to 6.11 in PySide6.
"""

from __future__ import annotations

import ctypes
import importlib.util
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from explainer.firststart import fonts, system
from explainer.firststart.screen import find_screen

_PAINTING = {  # library: (package of Debian, package of Arch)
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libz.so.1": ("zlib1g", "zlib"),
    "libzstd.so.1": ("libzstd1", "zstd"),
    "libEGL.so.1": ("libegl1", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype2"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus"),
    "libX11.so.6": ("libx11-6", "libx11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
}
_XCB = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libx11"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
}
_WAYLAND = {
    "libwayland-client.so.0": ("libwayland-client0", "wayland"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "wayland"),
}
_NAMED = 4  # parts that a sentence names before it only counts them: the command names all
_PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth", "xdotool": "xdotool"}  # the tests open real windows with them


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not here.

    Attributes:
        what: its own name, for people.
        package: what brings it, as this system calls it; "" where that is not known.
    """

    what: str
    package: str = ""


def missing_for(purpose: str) -> list[Missing]:
    """What is missing of the system for a purpose.

    Args:
        purpose: ``painting`` (pictures without a screen), ``window`` (on the screen that is there; nothing where there
            is none), ``tests`` (windows on a virtual screen) or ``venv`` (making an environment).
    """
    if purpose == "venv":
        # Debian puts what ``venv`` cannot do without into a package of its own.
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv" if system.family() == "apt" else ""
        absent = importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None
        return [Missing("Python’s module venv", package)] if absent else []
    if sys.platform != "linux":
        return []
    table, found = dict(_PAINTING), []
    if purpose == "window":
        platform = find_screen().platform
        if not platform:
            return []
        table |= _WAYLAND if platform.startswith("wayland") else _XCB if platform == "xcb" else {}
    if purpose == "tests":
        table |= _XCB
        found = [Missing(program, package) for program, package in _PROGRAMS.items() if not shutil.which(program)]
        if not fonts.has_family("Inter"):
            found.append(Missing("the font Inter", _package("fonts-inter", "inter-font")))
    found += [Missing(name, _package(*table[name], library=name)) for name in table if not _loads(name)]
    if "Latin" in {script for script, _ in fonts.missing_scripts() or [("Latin", "")]}:
        found.append(Missing("a font", _package("fonts-dejavu-core", "ttf-dejavu")))
    return found


def provide(missing: Iterable[Missing], what_for: str, *, install: bool = True) -> str:
    """Install what is missing, where that is allowed; else return a sentence with the command to type, else "".

    Args:
        missing: what ``missing_for`` found.
        what_for: the subject of the sentence, such as “The window”.
        install: whether it may be installed at all.

    Raises:
        Stop: it is allowed, and does not work.
    """
    wanted = list(missing)
    packages = sorted({part.package for part in wanted if part.package})
    if packages and install and system.may_install():
        system.install(packages)
        wanted = [part for part in wanted if not part.package]
    if not wanted:
        return ""
    command = system.install_command(packages) if packages else ""
    names = [part.what for part in wanted]
    if command and len(names) > _NAMED + 1:
        names[_NAMED:] = [f"{len(names) - _NAMED} more parts"]
    told = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    how = f"Type: {command}" if command else "Install what brings it with the tools of your system."
    return f"{what_for} needs {told}, which this system lacks. {how}"


def _package(debian: str, arch: str, library: str = "") -> str:
    by_library = f"{library}()(64bit)" if library else ""
    return {"apt": debian, "pacman": arch, "dnf": by_library, "zypper": by_library}.get(system.family(), "")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True

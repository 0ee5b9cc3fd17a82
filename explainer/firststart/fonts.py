"""Which letters the fonts of this Linux can show, asked of fontconfig, which Qt asks too. No Qt is loaded.

Leaves out Windows and macOS, which bring fonts for everything.
"""

from __future__ import annotations

import ctypes
import sys

# What each script is known by, and the package of Debian and its kin that brings a font for it.
SCRIPTS = (
    ("Latin", 0x41, "fonts-dejavu-core"),
    ("Chinese", 0x4E2D, "fonts-noto-cjk"),
    ("Japanese", 0x3042, "fonts-noto-cjk"),
    ("Korean", 0xD55C, "fonts-noto-cjk"),
    ("emoji", 0x1F642, "fonts-noto-color-emoji"),
)


def missing_scripts() -> list[tuple[str, str]] | None:
    """The scripts that no font here can show, with the package that brings one; None where it cannot be found out."""
    if sys.platform != "linux":
        return []
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return None
    return [(name, package) for name, letter, package in SCRIPTS if not _count(fontconfig, f":charset={letter:x}")]


def has_family(name: str) -> bool:
    """Whether a font of this name is here."""
    try:
        return bool(_count(ctypes.CDLL("libfontconfig.so.1"), f":family={name}"))
    except OSError:
        return False


def _count(fontconfig: ctypes.CDLL, pattern: str) -> int:
    """How many fonts match a pattern of fontconfig (``fc-list PATTERN``)."""
    for function in ("FcNameParse", "FcObjectSetCreate", "FcFontList"):
        getattr(fontconfig, function).restype = ctypes.c_void_p
    wanted = ctypes.c_void_p(fontconfig.FcNameParse(pattern.encode()))
    fields = ctypes.c_void_p(fontconfig.FcObjectSetCreate())
    fontconfig.FcObjectSetAdd(fields, b"file")
    found = fontconfig.FcFontList(None, wanted, fields)
    count = ctypes.cast(found, ctypes.POINTER(ctypes.c_int))[0] if found else 0
    fontconfig.FcFontSetDestroy(ctypes.c_void_p(found))
    fontconfig.FcObjectSetDestroy(fields)
    fontconfig.FcPatternDestroy(wanted)
    return int(count)

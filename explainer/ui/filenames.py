"""Names for files and folders that every system takes. Pure functions, no Qt."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80  # characters of a name, without its ending
MOST_BYTES = 200  # of it in UTF-8: file systems allow 255, and programs append endings

# Windows keeps these for its devices, whatever the ending (learn.microsoft.com: "Naming files, paths, and namespaces")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')


def clean_name(text: str, fallback: str) -> str:
    """``text`` as a name; what no name may hold becomes a space, and what is too long is cut. May be ``fallback``."""
    words = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split())
    words = words[:LONGEST]
    while len(words.encode()) > MOST_BYTES:
        words = words[:-1]
    words = words.strip(" .")
    if _DEVICES.fullmatch(words):
        words = f"{words} -"
    return words or fallback


def forbidden_in(name: str) -> str:
    """The characters of ``name`` that a name may not hold, each once and in their order."""
    return "".join(dict.fromkeys(_FORBIDDEN.findall(name)))


def is_device(name: str) -> bool:
    """Whether Windows keeps ``name`` for a device of its own."""
    return _DEVICES.fullmatch(name) is not None

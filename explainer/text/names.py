"""Texts and names that no UTF-8 can hold: half a surrogate pair, and file names of bytes from an older encoding.

Python keeps both in a ``str`` as lone surrogates, which neither a tokenizer, nor JSON, nor safetensors takes. A text is
made readable; a name is refused before any work is done, because a run has to remember it.
"""

from __future__ import annotations

import os
from pathlib import Path

from explainer.marking import Sentence, mark


def readable(text: str) -> str:
    """Return ``text`` as UTF-8 can hold it: half a character reads as “?”."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def shown(path: Path | str) -> str:
    """Return a name as it can be shown: bytes that are no UTF-8 read as “?”."""
    return readable(str(path))


def name_problem(path: Path) -> Sentence | None:
    """Return why a file of this name cannot be used, as a sentence that says what to do; None where it can be.

    A relative path is looked at together with the folder that it starts from.
    """
    try:
        raw = os.fsencode(path if path.is_absolute() else Path.cwd() / path)
    except UnicodeEncodeError:  # half a surrogate pair, which no file name holds
        half = mark("engine", "The name “{name}” holds half a character; choose another name.")
        return Sentence(half, {"name": shown(path)})
    except FileNotFoundError:
        return Sentence(mark("engine", "The folder you are in is gone; change to another folder."))
    if b"\0" in raw:
        zero = mark("engine", "The name “{name}” holds a zero byte, which no file name has; choose another name.")
        return Sentence(zero, {"name": shown(path).split(chr(0))[0]})
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        part = next(p for p in raw.split(os.sep.encode()) if not _is_utf8(p)).decode("utf-8", "replace")
        older = mark("engine", "The name “{name}” has bytes that are no UTF-8 letters; rename it first.")
        return Sentence(older, {"name": part.replace(chr(0xFFFD), "?")})
    return None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

"""How pieces are written in this view, where every byte counts: blanks are drawn, half characters are in hex.

Elsewhere a piece's leading blank is left out (``numbers.visible``); here it is part of what there is to see. Pure
functions, no Qt.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from explainer.ui.numbers import isolated

_DRAWN = {" ": "␣", "\n": "↵", "\r": "↵", "\t": "⇥"}


def written(raw: bytes) -> str:
    """A piece's bytes to look at: `` basket`` reads ``␣basket``, half a character reads ``⟨D0⟩``."""
    return "".join(_letter(character) for character in raw.decode("utf-8", "surrogateescape"))


def plainly(raw: bytes) -> str:
    """The same for everybody: blanks are room, and a byte that is only part of a letter is a small box."""
    text = "".join("▪" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in raw.decode("utf-8", "surrogateescape"))
    return "".join(
        c if c == " " or c == "▪" else "¶" if c in "\r\n" else " " if c == "\t" else _letter(c) for c in text
    )


def tile(raw: bytes) -> str:
    """The same in a row of pieces, where room between the pieces says that a word begins."""
    text = plainly(raw)
    return text.removeprefix(" ") or text


def _letter(character: str) -> str:
    if character in _DRAWN:
        return _DRAWN[character]
    if 0xDC80 <= ord(character) <= 0xDCFF:  # a byte that is no character by itself
        return f"⟨{ord(character) - 0xDC00:02X}⟩"
    if unicodedata.category(character).startswith("M"):
        return "◌" + character
    if not character.isprintable():
        return "".join(f"⟨{code:02X}⟩" for code in character.encode("utf-8", "replace"))
    return character


def compact(raw: bytes) -> str:
    """The same for a small box, which tells by itself where a piece ends: half a character reads ``D0``."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return written(raw).replace("⟨", "").replace("⟩", "")
    return written(raw)


def hexadecimal(raw: bytes) -> str:
    """Bytes as people write them: ``E2 82 AC``."""
    return raw.hex(" ").upper()


def grouped(raw: Sequence[bytes], words: Sequence[bytes]) -> list[list[int]]:
    """Which pieces form which word, as indices into ``raw``; each piece is in one group, in order.

    A model that wrote on may have cut a text otherwise than the tokenizer would: pieces that reach over the end of a
    word belong to the word in which they begin.
    """
    ends: list[int] = []
    for word in words:
        ends.append((ends[-1] if ends else 0) + len(word))
    groups: list[list[int]] = []
    at, number, last = 0, 0, -1
    for i, piece in enumerate(raw):
        while number < len(ends) - 1 and at >= ends[number]:
            number += 1
        if number != last:
            groups.append([])
            last = number
        groups[-1].append(i)
        at += len(piece)
    return groups


@dataclass(frozen=True, slots=True)
class LetterRun:
    """A run of pieces ``first``…``last`` that hold the bytes of ``text`` between them, none of them a whole text."""

    first: int
    last: int
    text: str


def split_characters(raw: Sequence[bytes]) -> list[LetterRun]:
    """Where characters fell apart: the shortest runs of pieces that are whole text only together."""
    found: list[LetterRun] = []
    start, held = 0, b""
    for i, piece in enumerate(raw):
        if not held:
            start = i
        held += piece
        if _whole(held) or len(held) > 64:  # more: they will never be whole
            if i > start and _whole(held):
                found.append(LetterRun(start, i, held.decode()))
            held = b""
    return found


def _whole(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def quoted(raw: bytes, longest: int = 24) -> str:
    """A word in quotes for a sentence, its leading blank left out, shortened where it is long."""
    text = written(raw[1:] if raw.startswith(b" ") and len(raw) > 1 else raw)
    return f"“{isolated(text if len(text) <= longest else text[: longest - 1] + '…')}”"

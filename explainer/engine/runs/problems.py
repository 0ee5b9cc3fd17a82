"""What can be wrong with a run folder, as sentences for people."""

from __future__ import annotations

import json

MOST_LETTERS = 160  # of what a foreign file or parser says, in a sentence of ours


class RunFolderError(ValueError):
    """A run folder cannot be opened; the text is a sentence for people."""


class NoSuchMind(RunFolderError):
    """The run is whole, and does not have what was asked for."""


def shown(text: object) -> str:
    """A foreign text as a sentence can hold it: on one line, printable, and short."""
    said = str(text)[: MOST_LETTERS + 1]
    plain = "".join(letter if letter.isprintable() else "�" for letter in said)
    return plain if len(plain) <= MOST_LETTERS else f"{plain[:MOST_LETTERS]}…"


def reason(error: BaseException) -> str:
    """Why a file could not be read, in a few plain words, whatever a parser made of it."""
    match error:
        case KeyError():
            return f"“{shown(error.args[0])}” is missing" if error.args else "something is missing"
        case IndexError():
            return "a list is too short"
        case TypeError() | AttributeError():
            return "a value is of another kind than it should be"
        case OverflowError():
            return "a number is far too large"
        case RecursionError():
            return "it is nested too deeply"
        case MemoryError():
            return "it asks for more memory than there is"
        case UnicodeDecodeError():
            return "it is not text in UTF-8"
        case UnicodeEncodeError():
            return "a text holds half a character"
        case json.JSONDecodeError():
            return f"in line {error.lineno:,}, at letter {error.colno:,}, it is not JSON"
        case OSError():
            return shown(error.strerror or type(error).__name__)
    first = (str(error).splitlines() or [""])[0]
    return shown(first) or type(error).__name__

"""What can be wrong with a run folder, as sentences for people."""

from __future__ import annotations

import json

from explainer.marking import Marked, Problem, Sentence, as_it_is, mark

MOST_LETTERS = 160  # of what a foreign file or parser says, in a sentence of ours


class RunFolderError(Problem):
    """A run folder cannot be opened, or not all of it."""


class NoSuchMind(RunFolderError):
    """The run is whole, and does not have what was asked for."""


def shown(text: object) -> str:
    """A foreign text as a sentence can hold it: on one line, printable, and short."""
    said = str(text)[: MOST_LETTERS + 1]
    plain = "".join(letter if letter.isprintable() else "�" for letter in said)
    return plain if len(plain) <= MOST_LETTERS else f"{plain[:MOST_LETTERS]}…"


def reason(error: BaseException) -> Sentence:
    """Why a file could not be read, in a few plain words, whatever a parser made of it."""
    match error:
        case Problem():
            said = error.sentence
            return Sentence(said.template, {name: _fitting(value) for name, value in said.values.items()})
        case KeyError() if error.args:
            return Sentence(mark("engine", "“{name}” is missing"), {"name": shown(error.args[0])})
        case KeyError():
            return Sentence(mark("engine", "something is missing"))
        case IndexError():
            return Sentence(mark("engine", "a list is too short"))
        case TypeError() | AttributeError():
            return Sentence(mark("engine", "a value is of another kind than it should be"))
        case OverflowError():
            return Sentence(mark("engine", "a number is far too large"))
        case RecursionError():
            return Sentence(mark("engine", "it is nested too deeply"))
        case MemoryError():
            return Sentence(mark("engine", "it asks for more memory than there is"))
        case UnicodeDecodeError():
            return Sentence(mark("engine", "it is not text in UTF-8"))
        case UnicodeEncodeError():
            return Sentence(mark("engine", "a text holds half a character"))
        case json.JSONDecodeError():
            where = {"line": error.lineno, "column": error.colno}
            return Sentence(mark("engine", "in line {line:,}, at letter {column:,}, it is not JSON"), where)
        case OSError():
            return as_it_is(shown(error.strerror or type(error).__name__))
    first = (str(error).splitlines() or [""])[0]
    return as_it_is(shown(first) or type(error).__name__)


def _fitting(value: object) -> object:
    """A value of a sentence, as a sentence around that one can hold it."""
    return shown(value) if isinstance(value, str) and not isinstance(value, Marked) else value

"""Intents: all that a click, a key or a lesson can want of the program, as data.

What the engine is wanted to do are its own ``Command``s; what the window is wanted to do stands here. Both are frozen,
and go through one door, ``Dispatcher.do``: whoever listens to ``Dispatcher.done`` has seen all that a person did, and
whoever does the same again sees the same. Each kind is served in one place; a kind or an id that nobody serves is an
error, never ignored.

What people set *in* a page (an order, a chosen row, a piece of a curve) is not wanted of anybody else: it is the
page's state (``panels.panel``), and put back with ``RestorePage``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from explainer.engine.commands import Command
from explainer.training.reports import Stage


@dataclass(frozen=True, slots=True)
class Press:
    """Do what the command ``action`` does (``actionspecs``), as its button or key would; nothing where it is grey.

    Attributes:
        on: for a command that is on or off, what it shall be; None turns it over.
    """

    action: str
    on: bool | None = None


@dataclass(frozen=True, slots=True)
class OpenView:
    """Open a view, at the page that was last open there."""

    view: str


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Open a page."""

    page: str


@dataclass(frozen=True, slots=True)
class RestorePage:
    """Set in a page what ``state`` names, as it was when ``Panel.state`` gave it; what it does not name stays."""

    page: str
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FillWindow:
    """Let a card of the page that is open fill the window, by its place in reading order; None puts it back."""

    card: int | None


@dataclass(frozen=True, slots=True)
class ReplacePrompt:
    """Take another text altogether, such as an example."""

    text: str


@dataclass(frozen=True, slots=True)
class SelectHead:
    """Look at a head, in all views: ``layer`` is its block; both from 0."""

    layer: int
    head: int


@dataclass(frozen=True, slots=True)
class SelectPosition:
    """Look from a piece of the prompt, in all views; None follows the last one."""

    position: int | None


@dataclass(frozen=True, slots=True)
class ChoosePace:
    """Learn at one of ``actionspecs.PACES``, by id."""

    pace: str


@dataclass(frozen=True, slots=True)
class AskToGoBack:
    """Go back to where a stage begins; where something would be lost by that, ask first."""

    stage: Stage


UiCommand = (
    Press
    | OpenView
    | OpenPage
    | RestorePage
    | FillWindow
    | ReplacePrompt
    | SelectHead
    | SelectPosition
    | ChoosePace
    | AskToGoBack
)
Intent = UiCommand | Command
Do = Callable[[Intent], None]  # how every part of the window says what it wants

_T = TypeVar("_T")


def known(there_are: Collection[str], wanted: str, what: str) -> str:
    """``wanted`` where it is one of ``there_are``; else a ``ValueError`` that names what it is not."""
    if wanted not in there_are:
        raise ValueError(f"there is no {what} {wanted!r}")
    return wanted


class Dispatcher(QObject):
    """The one door: hands each intent to who serves its kind, and a command that nobody serves to the engine."""

    done = Signal(object)  # an intent, after it was served

    def __init__(self, send: Callable[[Command], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._send = send
        self._servants: dict[type, Callable[[Any], object]] = {}

    def serve(self, kind: type[_T], servant: Callable[[_T], object]) -> None:
        """Have ``servant`` carry out all intents of one kind. A command of the engine it may pass on with ``send``.

        Raises:
            ValueError: the kind is served already.
        """
        if kind in self._servants:
            raise ValueError(f"{kind.__name__} is served already")
        self._servants[kind] = servant

    def do(self, intent: Intent) -> None:
        """Carry out ``intent``.

        Raises:
            ValueError: nobody serves its kind, or it speaks of a page, a command or a pace that does not exist.
        """
        servant = self._servants.get(type(intent))
        if servant is not None:
            servant(intent)
        elif isinstance(intent, Command):
            self._send(intent)
        else:
            raise ValueError(f"nobody serves {intent!r}")
        self.done.emit(intent)

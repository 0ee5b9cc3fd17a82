"""The prompt as the window holds it: one text, its history, and who is told when it changes.

The prompt line edits it, examples replace it, the model writes on in it; all go through here, so that one Undo knows
every change. Undo and redo belong to the text as a whole (not to the line edit), because what the model wrote must be
undone word by word too.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from explainer.engine.commands import Command, SetPrompt
from explainer.engine.events import PromptWritten

TYPING_PAUSE = 0.8  # seconds: keys closer together than this are undone as one
DEEPEST = 500  # changes remembered
LONGEST = 4000  # characters taken from the clipboard or a file; the context is far shorter


class Prompt(QObject):
    """Text and serial of the prompt.

    ``changed`` comes with every change; ``sent`` with the serial of every text that went to the engine.
    """

    changed = Signal(str)
    sent = Signal(int)

    def __init__(
        self,
        send: Callable[[Command], None],
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._send = send
        self._clock = clock
        self._past: list[str] = []
        self._future: list[str] = []
        self._typed_at: float | None = None
        self.text = ""
        self.serial = 0
        self.touched = False  # a person has typed or chosen: do not replace by an example

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return bool(self._future)

    def type(self, text: str) -> None:
        """A person edited the line to ``text``."""
        now = self._clock()
        goes_on = self._typed_at is not None and now - self._typed_at < TYPING_PAUSE
        self._typed_at = now
        self.touched = True
        self._change(text, remember=not goes_on)

    def replace(self, text: str, *, by_person: bool = True) -> None:
        """Take another text altogether, such as an example."""
        self._typed_at = None
        self.touched = self.touched or by_person
        self._change(text, remember=by_person)

    def written(self, event: PromptWritten) -> None:
        """The model appended a token. The engine has it already, so nothing is sent."""
        if event.before != self.text:
            return  # the person has typed in the meantime: their text counts
        self._typed_at = None
        self._remember()
        self.text = event.text
        self.changed.emit(self.text)

    def undo(self) -> None:
        """Take the last change back."""
        if self._past:
            self._future.append(self.text)
            self._go(self._past.pop())

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._future:
            self._past.append(self.text)
            self._go(self._future.pop())

    def resend(self) -> None:
        """Tell the engine the present text, as after a new model."""
        self.serial += 1
        self._send(SetPrompt(self.text, self.serial))
        self.sent.emit(self.serial)

    def _change(self, text: str, *, remember: bool) -> None:
        text = text[:LONGEST]
        if text == self.text:
            return
        if remember:
            self._remember()
        self.text = text
        self.resend()
        self.changed.emit(text)

    def _remember(self) -> None:
        self._past.append(self.text)
        del self._past[:-DEEPEST]
        self._future.clear()

    def _go(self, text: str) -> None:
        self._typed_at = None
        self.text = text
        self.resend()
        self.changed.emit(text)

"""The prompt as the window holds it: one text, who wrote what of it, its history, and who is told when it changes.

The prompt line edits it, examples replace it, the model writes on in it; all go through here, so that one Undo knows
every change. Undo and redo belong to the text as a whole (not to the line edit), because what the model wrote must be
undone too, and exactly: the tokens it wrote with come back with the letters (see ``engine.authors``).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from explainer.engine.authors import Written, appended, edited
from explainer.engine.commands import Command, SetPrompt
from explainer.engine.events import PromptWritten

TYPING_PAUSE = 0.8  # seconds: keys closer together than this are undone as one
DEEPEST = 500  # changes remembered
LONGEST = 4000  # characters that people can type or paste; the context is far shorter


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and what of it the model wrote."""

    text: str = ""
    written: tuple[Written, ...] = ()


def whole(text: str) -> str:
    """``text`` with the sign for what cannot be read in place of each half of a character."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def parting(old: str, new: str) -> tuple[int, int, str]:
    """Where two texts differ: characters ``start`` to ``stop`` of ``old``, and what stands there in ``new``."""
    most = min(len(old), len(new))
    start = next((i for i in range(most) if old[i] != new[i]), most)
    end = next((i for i in range(most - start) if old[-1 - i] != new[-1 - i]), most - start)
    return start, len(old) - end, new[start : len(new) - end]


class Prompt(QObject):
    """Text and serial of the prompt.

    ``changed`` comes with every change; ``sent`` with the serial of every text that went to the engine; ``full`` where
    a person's words did not all fit; ``settling`` before a command that needs what is being composed as typed text.
    """

    changed = Signal(str)
    sent = Signal(int)
    full = Signal()
    settling = Signal()

    def __init__(
        self,
        send: Callable[[Command], None],
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._send = send
        self._clock = clock
        self._now = Draft()
        self._past: list[Draft] = []
        self._future: list[Draft] = []
        self._typed_at: float | None = None
        self._run = ""
        self._in_one_go: bool | None = None  # the model writes piece after piece: whether one of them came already
        self.serial = 0
        self.touched = False  # a person has typed or chosen: do not replace by an example
        self.composing = False  # an input method holds a word that is not typed yet

    @property
    def text(self) -> str:
        """The whole text."""
        return self._now.text

    @property
    def stretches(self) -> tuple[Written, ...]:
        """What of it the model wrote."""
        return self._now.written

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
        self.edit(*parting(self.text, text))

    def edit(self, start: int, stop: int, put: str) -> int:
        """A person put ``put`` in place of the characters ``start`` to ``stop``; returns where the cursor is then.

        What does not fit is left out at the end of ``put``, never elsewhere.
        """
        room = max(0, LONGEST - len(self.text) + (stop - start))
        put, over = whole(put)[:room], len(put) > room
        now = self._clock()
        goes_on = self._typed_at is not None and now - self._typed_at < TYPING_PAUSE
        self._typed_at = now
        self.touched = True
        text = self.text[:start] + put + self.text[stop:]
        self._change(Draft(text, edited(self.stretches, start, stop, put)), remember=not goes_on)
        if over:
            self.full.emit()
        return start + len(put)

    def replace(self, text: str, *, by_person: bool = True) -> None:
        """Take another text altogether, such as an example."""
        self._typed_at = None
        self.touched = self.touched or by_person
        text, over = whole(text)[:LONGEST], len(text) > LONGEST
        if text != self.text:
            self._change(Draft(text), remember=by_person)
        if over:
            self.full.emit()

    def settle(self, *, end_run: bool = False) -> None:
        """Have a word that is being composed taken as it stands.

        Args:
            end_run: whether the model stops writing by itself: the next piece is undone by itself again.
        """
        if end_run:
            self._in_one_go = None
        self.settling.emit()

    def begin_run(self) -> None:
        """The model writes piece after piece from now on: one Undo takes all of them back."""
        self._in_one_go = False

    def written(self, event: PromptWritten) -> None:
        """The model appended a token. The engine has it already, so nothing is sent."""
        if event.before != self.text:
            return  # the person has typed in the meantime: their text counts
        if self.composing:
            self.resend()  # they are typing right now
            return
        self._typed_at = None
        if not self._in_one_go:
            self._remember()
        if self._in_one_go is not None:
            self._in_one_go = True
        self._now = Draft(event.text, appended(event.before, event.text, self.stretches, event.token))
        self.changed.emit(self.text)

    def undo(self) -> None:
        """Take the last change back."""
        if self._past:
            self._future.append(self._now)
            self._go(self._past.pop())

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._future:
            self._past.append(self._now)
            self._go(self._future.pop())

    def new_model(self, run: str) -> None:
        """Another model is there, with other tokens: what the old one wrote reads like typed text; tell the engine."""
        if run != self._run:
            self._run = run
            self._now, *_ = self._forget([self._now])
            self._past, self._future = self._forget(self._past), self._forget(self._future)
        self.resend()

    def resend(self) -> None:
        """Tell the engine the present text, as after a new model."""
        self.serial += 1
        self._send(SetPrompt(self.text, self.serial, self.stretches, self._run))
        self.sent.emit(self.serial)

    def _change(self, now: Draft, *, remember: bool) -> None:
        if now == self._now:
            return
        self._in_one_go = None
        if remember:
            self._remember()
        self._now = now
        self.resend()
        self.changed.emit(self.text)

    def _remember(self) -> None:
        self._past.append(self._now)
        del self._past[:-DEEPEST]
        self._future.clear()

    def _go(self, now: Draft) -> None:
        self._typed_at = None
        self._in_one_go = None
        self._now = now
        self.resend()
        self.changed.emit(self.text)

    @staticmethod
    def _forget(states: list[Draft]) -> list[Draft]:
        return [Draft(state.text) for state in states]

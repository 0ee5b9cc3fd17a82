"""Which answers have a thumb: what the engine has stored, and what was pressed since it last told. No painting.

The engine's list of votes is the truth; between a press and its next word a thumb is shown as pressed.
"""

from __future__ import annotations

from dataclasses import dataclass

from explainer.engine.commands import Thumb, UndoVote
from explainer.engine.frames import Ballot
from explainer.ui.actions import Actions

GOOD = {"up": True, "down": False}


@dataclass(frozen=True, slots=True)
class Thumbed:
    """A thumb: ``vote`` is its number, or None as long as the engine has not told."""

    good: bool
    vote: int | None = None


class Thumbs:
    """Keeps them, and sends what a press means."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._stored: dict[tuple[str, str], Thumbed] = {}
        self._pressed: dict[tuple[str, str], Thumbed | None] = {}
        self._n_hand: int | None = None
        self.last: tuple[str, str] | None = None  # question and answer of the last one pressed

    def take(self, frame: Ballot) -> None:
        """What is stored now."""
        if frame.n_hand != self._n_hand:
            self._pressed.clear()
        self._n_hand = frame.n_hand
        thumbs = [vote for vote in reversed(frame.recent) if vote.kind in GOOD and vote.answers]
        self._stored = {(vote.question, vote.answers[0]): Thumbed(GOOD[vote.kind], vote.id) for vote in thumbs}

    def clear(self) -> None:
        """Another run."""
        self._stored.clear()
        self._pressed.clear()
        self._n_hand = self.last = None

    def of(self, question: str, answer: str) -> bool | None:
        """The thumb on an answer, or None."""
        thumbed = self._of((question, answer))
        return thumbed.good if thumbed is not None else None

    def press(self, question: str, answer: str, *, good: bool) -> bool:
        """A person pressed a thumb; the same one again takes it back. Returns whether there is one now."""
        key = (question, answer)
        before = self._of(key)
        if before is not None:
            self._take_back(key, before)
        if before is not None and before.good == good:
            self._pressed[key] = None
            self.last = None
            return False
        self._actions.do(Thumb(question, answer, good))
        self._pressed[key] = Thumbed(good)
        self.last = key
        return True

    def undo(self) -> None:
        """Take back the last one pressed."""
        thumbed = self._of(self.last) if self.last is not None else None
        if self.last is not None and thumbed is not None:
            self._take_back(self.last, thumbed)
            self._pressed[self.last] = None
        self.last = None

    def _take_back(self, key: tuple[str, str], thumbed: Thumbed) -> None:
        """Name what is meant: before the engine has told its number it is the thumb on that answer, not the last vote.

        Another may have come meanwhile.
        """
        if thumbed.vote is not None:
            self._actions.do(UndoVote(thumbed.vote))
        else:
            self._actions.do(Thumb(*key, None))

    def _of(self, key: tuple[str, str]) -> Thumbed | None:
        return self._pressed[key] if key in self._pressed else self._stored.get(key)

"""How much work there is in a session, so that it can be told whether all of it is safe."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Work:
    """Counts pieces of work.

    Attributes:
        done: pieces of training and votes cast so far.
        kept: of these, those that the run's own folder held when it was last saved.
    """

    done: int = 0
    kept: int = 0

    @property
    def unsaved(self) -> bool:
        """Whether there is some that the run's own folder does not hold."""
        return self.done != self.kept

    def add(self) -> None:
        """One more piece."""
        self.done += 1

    def saved(self) -> None:
        """All of it is in the run's own folder."""
        self.kept = self.done

"""A vote in the making: which places have been given so far. No Qt.

Two answers need one press, for the better one. More are put in order from best to worst, each by a press of its own,
the last one too: were it placed by itself, a fourth key would fall on the next ballot.
"""

from __future__ import annotations

PAIR = 2


class PlaceOrder:
    """Places given to ``n`` answers, best first."""

    def __init__(self, n: int = PAIR) -> None:
        self.n = n
        self.given: list[int] = []  # indices of answers, best first

    def press(self, answer: int) -> bool:
        """Give the next place to ``answer``, counted from 0; returns whether that changed anything."""
        if self.complete is not None or not 0 <= answer < self.n or answer in self.given:
            return False
        self.given.append(answer)
        return True

    def take_back(self) -> bool:
        """Take the last place back; returns whether there was one."""
        if not self.given:
            return False
        self.given.pop()
        return True

    @property
    def complete(self) -> tuple[int, ...] | None:
        """The whole order, best first, or None while places are missing."""
        if self.n == PAIR and self.given:
            return (self.given[0], 1 - self.given[0])
        return tuple(self.given) if self.n and len(self.given) == self.n else None

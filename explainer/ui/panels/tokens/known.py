"""What the Tokens view draws from the frame of the vocabulary, worked out once: merges, families, bytes. No Qt."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from explainer.engine.frames import Vocabulary
from explainer.text.merging import Moment, Ranks, history, pieces_after

MOST_BYTES = 64  # of a word that is replayed: what can be drawn
_REMEMBERED = 300  # words whose history is kept


@dataclass(frozen=True, slots=True)
class Family:
    """A piece and the two it was made of, down to single bytes. ``level`` is 0 for a byte, else above both parts."""

    token: int
    raw: bytes
    rank: int | None
    parts: tuple[Family, ...]
    level: int

    def merges(self) -> list[Family]:
        """The merges that made it, itself included, in the order in which they were learned."""
        found = [merge for part in self.parts for merge in part.merges()] + ([self] if self.parts else [])
        return sorted({merge.token: merge for merge in found}.values(), key=lambda merge: merge.rank or 0)


class Known:
    """One vocabulary, ready for questions."""

    def __init__(self, frame: Vocabulary) -> None:
        self.frame = frame
        self.n_merges = len(frame.merges)
        merges = frame.merges.tolist()
        raw = list(frame.raw)
        for marker in range(frame.n_markers):
            raw[marker] = b""  # a marker's bytes are its name, not its text
        self.ranks = Ranks.of(merges, raw)
        self._made_by: dict[int, int] = {}
        for rank, (_left, _right, new) in enumerate(merges):
            self._made_by.setdefault(new, rank)
        self._histories: OrderedDict[bytes, tuple[Moment, ...]] = OrderedDict()
        self._byte_counts: list[int] | None = None

    @property
    def counted(self) -> bool:
        """Whether the text was counted."""
        return self.frame.text_bytes > 0

    def is_marker(self, token: int) -> bool:
        """Whether ``token`` stands outside the text."""
        return token < self.frame.n_markers

    def rank_of(self, token: int) -> int | None:
        """The merge that made ``token``, from 0; None for single bytes and markers."""
        return self._made_by.get(token)

    def family(self, token: int) -> Family:
        """The pieces ``token`` was made of."""
        rank = self._made_by.get(token)
        raw = self.frame.raw[token]
        if rank is None:
            return Family(token, raw, None, (), 0)
        left, right, _new = (int(i) for i in self.frame.merges[rank])
        parts = (self.family(left), self.family(right))
        return Family(token, raw, rank, parts, 1 + max(part.level for part in parts))

    def history(self, word: bytes) -> tuple[Moment, ...]:
        """The first ``MOST_BYTES`` bytes of a word, merge by merge."""
        word = word[:MOST_BYTES]
        if word not in self._histories:
            self._histories[word] = history(word, self.ranks)
            if len(self._histories) > _REMEMBERED:
                self._histories.popitem(last=False)
        return self._histories[word]

    def pieces_after(self, word: bytes, n_merges: int) -> tuple[int, ...]:
        """The ids of a word (its first ``MOST_BYTES`` bytes) when only ``n_merges`` merges had been learned."""
        return pieces_after(self.history(word), n_merges)

    def times(self, byte: int) -> int:
        """How often ``byte`` stood in the training tokens that were counted, alone or in a longer piece."""
        if self._byte_counts is None:
            counts = np.zeros(256, np.int64)
            for token in range(self.frame.n_markers, len(self.frame.raw)):
                n = int(self.frame.frequency[token])
                if n:
                    counts += n * np.bincount(np.frombuffer(self.frame.raw[token], np.uint8), minlength=256)
            self._byte_counts = counts.tolist()
        return self._byte_counts[byte]

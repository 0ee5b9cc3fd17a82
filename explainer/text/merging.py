"""Byte-level BPE by hand, for looking at: merges replayed on a byte string one after the other, and counted over text.

The real tokenizer (``tokenizer``) cuts all text that is trained on. This module does the same slowly and in the open,
so that people can watch a word being put together and a vocabulary being built; tests hold both to the same ids. After
Sennrich et al. 2016 (arXiv 1508.07909); the idea of a module that reads like a lecture is minbpe's.

Merges happen within *words* (the pieces that GPT-2's pattern cuts a text into first), so a word is all that is ever
replayed here; ``Tokenizer.words`` finds them. A merge always makes a piece that only later merges use. Hence taking, in
one word, the earliest merge that fits, over and over, is the same as going through all merges in order.
"""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Pair = tuple[int, int]

_PART_BYTES = 2_000  # of different words that are replayed between two rests: about 5 ms


@dataclass(frozen=True, slots=True)
class Ranks:
    """The merges of a vocabulary, ready to be replayed.

    Attributes:
        of_pair: rank (place in the order of learning, from 0) and new piece of each pair that is merged.
        of_byte: the piece of each single byte, 256 ids.
    """

    of_pair: Mapping[Pair, tuple[int, int]]
    of_byte: tuple[int, ...]

    @classmethod
    def of(cls, merges: Iterable[Sequence[int]], raw: Sequence[bytes]) -> Ranks:
        """Make them from ``merges``, (left, right, new) ids in the order of learning, and each id's bytes.

        A marker may have any name; it is one byte long only by accident, and then the byte itself comes later.
        """
        single = {piece: token for token, piece in enumerate(raw) if len(piece) == 1}
        pairs: dict[Pair, tuple[int, int]] = {}
        for rank, (left, right, new) in enumerate(merges):
            pairs.setdefault((int(left), int(right)), (rank, int(new)))
        return cls(pairs, tuple(single[bytes([byte])] for byte in range(256)))


@dataclass(frozen=True, slots=True)
class Applied:
    """One merge in one word: ``stood`` times its pair stood there, and it was merged ``merged`` times.

    Both are the same, but where pairs overlap: in "aaa" the pair a+a stands twice and is merged once.
    """

    rank: int
    left: int
    right: int
    new: int
    stood: int
    merged: int


class Replay:
    """One word on its way from single bytes to the pieces the tokenizer gives; merge by merge, the earliest first."""

    def __init__(self, word: bytes, ranks: Ranks) -> None:
        self._pairs = ranks.of_pair
        self._ids = [ranks.of_byte[byte] for byte in word]
        n = len(self._ids)
        self._next = list(range(1, n + 1))  # place of the piece after each; n is the end
        self._before = list(range(-1, n - 1))
        self._open: list[tuple[int, int]] = []  # (rank, place of the left piece) of pairs that could be merged
        self.n_pieces = n
        for place in range(n - 1):
            self._note(place)

    def pieces(self) -> list[int]:
        """The ids it is in now."""
        found, place = [], 0
        while place < len(self._ids):
            found.append(self._ids[place])
            place = self._next[place]
        return found

    def step(self) -> Applied | None:
        """Apply the earliest merge that fits, wherever it fits, from left to right; None where none does."""
        while self._open:
            rank = self._open[0][0]
            places: list[int] = []
            while self._open and self._open[0][0] == rank:
                place = heapq.heappop(self._open)[1]
                if self._rank_at(place) == rank and (not places or places[-1] != place):
                    places.append(place)
            if not places:
                continue  # what stood there was merged otherwise
            first = places[0]
            left, right = self._ids[first], self._ids[self._next[first]]
            new = self._pairs[left, right][1]
            merged = 0
            for place in places:
                if self._rank_at(place) == rank:  # not eaten by its left neighbour
                    self._merge(place, new)
                    merged += 1
            return Applied(rank, left, right, new, len(places), merged)
        return None

    def _rank_at(self, place: int) -> int | None:
        after = self._next[place]
        if self._ids[place] < 0 or after >= len(self._ids):
            return None
        found = self._pairs.get((self._ids[place], self._ids[after]))
        return found[0] if found is not None else None

    def _note(self, place: int) -> None:
        rank = self._rank_at(place)
        if rank is not None:
            heapq.heappush(self._open, (rank, place))

    def _merge(self, place: int, new: int) -> None:
        gone = self._next[place]
        after = self._next[gone]
        self._ids[place], self._ids[gone] = new, -1
        self._next[place] = after
        if after < len(self._ids):
            self._before[after] = place
        self.n_pieces -= 1
        self._note(place)
        if self._before[place] >= 0:
            self._note(self._before[place])


def cut(word: bytes, ranks: Ranks) -> list[int]:
    """The ids of a word: what ``Tokenizer.encode`` gives for it."""
    replay = Replay(word, ranks)
    while replay.step() is not None:
        pass
    return replay.pieces()


@dataclass(frozen=True, slots=True)
class Moment:
    """A word after one of the merges that changed it; ``by`` is None at the start, when it is all single bytes."""

    by: Applied | None
    pieces: tuple[int, ...]


def history(word: bytes, ranks: Ranks) -> tuple[Moment, ...]:
    """A word from single bytes to its pieces: the start, then one moment for each merge that changed it.

    For words as people write them: the moments of a word of n bytes hold up to n²/2 ids.
    """
    replay = Replay(word, ranks)
    moments = [Moment(None, tuple(replay.pieces()))]
    while (applied := replay.step()) is not None:
        moments.append(Moment(applied, tuple(replay.pieces())))
    return tuple(moments)


def pieces_after(moments: Sequence[Moment], n_merges: int) -> tuple[int, ...]:
    """The ids of the word of ``moments`` when only the first ``n_merges`` merges had been learned."""
    found = moments[0].pieces
    for moment in moments[1:]:
        if moment.by is not None and moment.by.rank >= n_merges:
            break
        found = moment.pieces
    return found


@dataclass(frozen=True, slots=True)
class Counts:
    """What each of M merges did to a text.

    Attributes:
        stood: (M,) how often its pair stood in the text at that moment: the number by which BPE chose it.
        lengths: (M + 1,) pieces of the whole text before the first merge and after each.
    """

    stood: Ints
    lengths: Ints


def count_merges(words: Mapping[bytes, int], ranks: Ranks, n_merges: int) -> Generator[None, None, Counts]:
    """Count every merge over a text, given how often each word stands in it; rests now and then.

    Each different word is replayed once, which makes it fast: a megabyte of prose has a few thousand.
    """
    stood = np.zeros(n_merges, np.int64)
    merged = np.zeros(n_merges, np.int64)
    length = since = 0
    for word, times in words.items():
        length += len(word) * times
        replay = Replay(word, ranks)
        since += len(word)
        while (applied := replay.step()) is not None:
            stood[applied.rank] += applied.stood * times
            merged[applied.rank] += applied.merged * times
            since += applied.merged
            if since >= _PART_BYTES:
                since = 0
                yield
    lengths = np.concatenate([[length], length - np.cumsum(merged)]).astype(np.int64)
    return Counts(stood, lengths)

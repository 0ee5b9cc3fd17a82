"""Which stretches of a text stand word for word in another one, and which of its words stand nowhere in it.

The other text is given as token ids. Since words are cut one by one (``tokenizer``), a word has the same tokens
wherever it stands, but for the blank before it: so equal tokens are equal letters, and the first word, which has no
blank before it as it is typed, is looked for with one as well.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.text.tokenizer import Tokenizer

Ids = npt.NDArray[Any]

LEAST = 3  # tokens: shorter stretches stand everywhere
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Copy:
    """A stretch that stands in the other text, too.

    Attributes:
        start, end: tokens of the first text, ``end`` exclusive. times: how often it stands in the other text.
        at: where it stands there first; -1 for a stretch of no length.
    """

    start: int
    end: int
    times: int
    at: int

    @property
    def length(self) -> int:
        """Its tokens."""
        return self.end - self.start


def places(ids: Sequence[int], text: Ids) -> Ids:
    """All places of ``text`` (N,) at which the tokens ``ids`` begin, in order."""
    found = np.flatnonzero(text[: max(0, len(text) - len(ids) + 1)] == ids[0]) if len(ids) else np.zeros(0, np.int64)
    for i, token in enumerate(ids[1:], start=1):
        if not len(found):
            break
        found = found[text[found + i] == token]
    return found


def longest_from(start: int, ids: Sequence[int], text: Ids) -> Copy:
    """The longest stretch of ``ids`` from ``start`` on that stands in ``text``, or one of no length."""
    found, end = np.flatnonzero(text == ids[start]), start
    while len(found):
        end, kept = end + 1, found
        if end == len(ids):
            break
        inside = found[found + (end - start) < len(text)]
        found = inside[text[inside + (end - start)] == ids[end]]
    return Copy(start, end, len(kept), int(kept[0])) if end > start else Copy(start, start, 0, -1)


def copies(words: str, text: Ids, tokenizer: Tokenizer) -> Generator[None, None, tuple[list[int], tuple[Copy, ...]]]:
    """Find the stretches of ``words`` that stand in ``text``, the longest first; yields after each token looked for.

    A token belongs to one stretch at most, and to the longest that there is. Stretches of fewer than ``LEAST`` tokens
    are left out.

    Returns:
        The tokens of ``words``, as at the beginning of a text or as after a blank, whichever is found in longer
        stretches; and the stretches, in order.
    """
    ways = [tokenizer.encode(words), tokenizer.encode(" " + words)] if words else [[]]
    chosen: list[tuple[Copy, ...]] = []
    for ids in ways:
        found = []
        for start in range(len(ids)):
            found.append(longest_from(start, ids, text))
            yield
        chosen.append(_longest_apart(found))
    best = max(range(len(ways)), key=lambda way: (*_extent(chosen[way]), -way))
    for other, ids in enumerate(ways):
        first = chosen[best][0] if chosen[best] else None
        if first is not None and other != best and first.start == 0:  # it may stand there in both ways
            shift = len(ids) - len(ways[best])
            again = places(ids[: first.end + shift], text)
            if len(again):
                at = min(first.at, int(again[0]))
                both = Copy(0, first.end, first.times + len(again), at)
                chosen[best] = (both, *chosen[best][1:])
    return ways[best], chosen[best]


def _extent(found: Sequence[Copy]) -> tuple[int, int]:
    """Tokens of the longest, and of all."""
    return max((copy.length for copy in found), default=0), sum(copy.length for copy in found)


def _longest_apart(found: Sequence[Copy]) -> tuple[Copy, ...]:
    """The longest of them that do not overlap, in order."""
    taken: set[int] = set()
    chosen = []
    for copy in sorted(found, key=lambda copy: -copy.length):
        tokens = range(copy.start, copy.end)
        if copy.length >= LEAST and taken.isdisjoint(tokens):
            taken.update(tokens)
            chosen.append(copy)
    return tuple(sorted(chosen, key=lambda copy: copy.start))


def unknown_words(words: str, text: Ids, tokenizer: Tokenizer) -> Generator[None, None, tuple[str, ...]]:
    """Find the words of ``words`` that stand nowhere in ``text``, small or with a capital; yields after each.

    Returns:
        Each once, in the order they come. Single letters and numbers are no words.
    """
    unknown = []
    for word in dict.fromkeys(_WORD.findall(words)):
        forms = dict.fromkeys((word, word.lower(), word.capitalize()))
        ways = (tokenizer.encode(blank + form) for form in forms for blank in (" ", ""))
        if not any(len(places(ids, text)) for ids in ways):
            unknown.append(word)
        yield
    return tuple(unknown)

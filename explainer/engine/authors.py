"""Who wrote what in the prompt: the stretches that the model wrote, with the very tokens it wrote them with.

The text alone is not enough. A token may be part of a character, and words can be cut in more than one way: encoding
the text again could give other tokens, and other bets on the same letters. So what the model wrote keeps its tokens
through every edit elsewhere, and through undo; what a person typed is encoded as it stands.

The window, which knows every edit, keeps these stretches; the worker makes ids of them (``prompt``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Written:
    """The model wrote the characters ``start`` to ``end`` (exclusive) of the prompt with the tokens ``ids``."""

    start: int
    end: int
    ids: tuple[int, ...]

    def moved(self, by: int) -> Written:
        """The same stretch ``by`` characters further on."""
        return replace(self, start=self.start + by, end=self.end + by)


def edited(written: Sequence[Written], start: int, stop: int, put: str) -> tuple[Written, ...]:
    """The stretches after the characters ``start`` to ``stop`` were replaced by ``put``: those touched are gone."""
    by = len(put) - (stop - start)
    before = tuple(stretch for stretch in written if stretch.end <= start)
    return before + tuple(stretch.moved(by) for stretch in written if stretch.start >= stop and stretch.end > start)


def appended(before: str, after: str, written: Sequence[Written], token: int) -> tuple[Written, ...]:
    """The stretches after the model wrote ``token``, which made ``after`` of ``before``.

    A token that completes a character changes the sign that stood for its beginning: the two are one stretch then.
    """
    if after.startswith(before) and len(after) > len(before):
        return (*written, Written(len(before), len(after), (token,)))
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    kept = [stretch for stretch in written if stretch.end <= same and stretch.end < len(before)]
    joined = written[len(kept) :]
    start = joined[0].start if joined else len(before)
    ids = tuple(i for stretch in joined for i in stretch.ids)
    return (*kept, Written(start, len(after), (*ids, token)))

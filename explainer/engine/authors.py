"""Who wrote what in the prompt: the stretches that the model wrote, with the very tokens it wrote them with.

The text alone is not enough. A marker (end of text) is written out as letters, a token may be part of a character, and
words can be cut in more than one way: encoding the text again could give other tokens, and other bets on the same
letters. So what the model wrote keeps its tokens through every edit elsewhere, and through undo; what a person typed is
encoded as it stands.

The window, which knows every edit, keeps these stretches; the worker makes ids of them (``prompt``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explainer.text.markers import SPECIALS


@dataclass(frozen=True, slots=True)
class Written:
    """The model wrote the characters ``start`` to ``end`` (exclusive) of the prompt with the tokens ``ids``."""

    start: int
    end: int
    ids: tuple[int, ...]

    def moved(self, by: int) -> Written:
        """The same stretch ``by`` characters further on."""
        return replace(self, start=self.start + by, end=self.end + by)


def is_marker(text: str, stretch: Written) -> bool:
    """Whether ``stretch`` of ``text`` is a marker, which is no text although it is written out."""
    return text[stretch.start : stretch.end] in SPECIALS


def edited(written: Sequence[Written], start: int, stop: int, put: str) -> tuple[Written, ...]:
    """The stretches after the characters ``start`` to ``stop`` were replaced by ``put``: those touched are gone."""
    by = len(put) - (stop - start)
    before = tuple(stretch for stretch in written if stretch.end <= start)
    return before + tuple(stretch.moved(by) for stretch in written if stretch.start >= stop and stretch.end > start)


def whole_markers(text: str, written: Sequence[Written], start: int, stop: int) -> tuple[int, int]:
    """The stretch from ``start`` to ``stop`` grown over every marker that it cuts: half a marker would be letters.

    A place within a marker (``start`` equal to ``stop``) moves to its end.
    """
    for stretch in written:
        if is_marker(text, stretch) and stretch.start < max(stop, start + 1) and stretch.end > start:
            if start == stop:
                return (start, stop) if start == stretch.start else (stretch.end, stretch.end)
            start, stop = min(start, stretch.start), max(stop, stretch.end)
    return start, stop


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


def only_markers(text: str, written: Sequence[Written]) -> tuple[Written, ...]:
    """What outlives a change of vocabulary: the markers, which every tokenizer has, without their old ids."""
    return tuple(replace(stretch, ids=()) for stretch in written if is_marker(text, stretch))

"""How one step is told in words: two numbers that may lie close together, and the names of the model's parts.

Pure functions. Two numbers that differ are given more digits where they would read the same, up to a point: losses
that differ by less than ``SAME`` count as unchanged, as so little is rounding rather than learning.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from explainer.engine.frames import PartChange
from explainer.text.markers import EOT
from explainer.ui.numbers import choices, cited, count, percent
from explainer.ui.translate import Marked, mark, translate, translated

SAME = 5e-5  # nats a token


def apart(pieces: Sequence[str]) -> list[str]:
    """Pieces to lay out as words: the marker between two texts stands apart from both."""
    return [
        f" {cited(piece)}" if piece == EOT else f" {piece}" if i and pieces[i - 1] == EOT else piece
        for i, piece in enumerate(pieces)
    ]


def two(before: float, after: float, digits: int, most: int) -> tuple[str, str]:
    """Both numbers with ``digits`` decimals, or with up to ``most`` where they would read the same."""
    for n in range(digits, most + 1):
        texts = f"{before:,.{n}f}", f"{after:,.{n}f}"
        if texts[0] != texts[1]:
            return texts
    return f"{before:,.{digits}f}", f"{after:,.{digits}f}"


def bets(before: float, after: float) -> tuple[str, str]:
    """Two bets, 0 to 1, for reading: ``12 %`` and ``14 %``, ``12.1 %`` and ``12.4 %``, or ``1 in 5,200``."""
    short = percent(before), percent(after)
    if short[0] != short[1] and min(before, after) >= 0.001:
        return short
    if 0 < min(before, after) < 0.001:
        return one_in(before), one_in(after)
    texts = two(before * 100, after * 100, 1, 3)
    return f"{texts[0]} %", f"{texts[1]} %"


def one_in(share: float) -> str:
    """A small bet as a chance: ``1 in 5,200``; a bigger one in per cent."""
    if share >= 0.01:
        return percent(share)
    return translate("OneStep", "1 in {n}").format(n=_round(1 / share)) if share > 0 else percent(0.0)


def _round(number: float) -> str:
    """Three digits are enough for a chance."""
    scale = 10 ** max(0, len(str(int(number))) - 3)
    return count(round(number / scale) * scale)


def times(before: float, after: float) -> str:
    """How much likelier: ``1.2 times as likely``, ``2 % likelier``, ``3 % less likely``, ``as likely as before``."""
    if not before > 0:
        return ""
    ratio = after / before
    if ratio >= 1.195 or ratio <= 0.835:
        return translate("OneStep", "{n} times as likely").format(n=f"{ratio:.2g}" if ratio < 9.5 else count(ratio))
    change = abs(ratio - 1)
    if change < 5e-5:
        return translate("OneStep", "as likely as before")
    text = mark("OneStep", "{n} likelier") if ratio > 1 else mark("OneStep", "{n} less likely")
    return translated(text).format(n=percent(change))


def two_choices(before: float, after: float) -> tuple[str, str]:
    """Among how many pieces one chooses blindly at two losses (nats): ``10.1`` and ``9.9``."""
    least = choices(min(before, after))
    return two(choices(before), choices(after), 1 if least < 99.5 else 0, 3 if changed(before, after) else 1)


def changed(before: float, after: float) -> int:
    """-1 where a loss fell, 1 where it rose, 0 where it is as good as unchanged."""
    return 0 if abs(after - before) < SAME else -1 if after < before else 1


def less_unsure(before: float, after: float) -> str:
    """By what share of the pieces it chose among before it chooses among fewer or more now: ``2.2 %``."""
    return percent(abs(math.expm1(after - before)))


def three(number: float) -> str:
    """A size with three digits that say something: ``0.213``, ``12.3``, ``1,230``, ``0.00213``."""
    if number == 0:
        return "0"
    if number >= 99.95:
        return count(number)
    if number >= 0.001:
        digits = 1 if number >= 9.995 else 2 if number >= 0.9995 else 3
        return f"{number:.{digits}f}"
    return f"{number:.1e}"


def relative(part: PartChange) -> float:
    """How far a part was turned, as a share of its size; 0 where it has none."""
    return part.change_norm / part.weight_norm if part.weight_norm > 0 else 0.0


class PartName(NamedTuple):
    """How a part of the model is called: beside its block, in a sentence, by the field; and its colour in the theme."""

    short: Marked
    title: Marked
    term: Marked
    colour: str


_NAMES = {
    "embedding": PartName(
        mark("OneStep", "Meanings"),
        mark("OneStep", "the meanings of the pieces"),
        mark("OneStep", "token embedding, which is the output head too"),
        "embedding",
    ),
    "position": PartName(
        mark("OneStep", "Places"),
        mark("OneStep", "the sense of place"),
        mark("OneStep", "position embedding"),
        "embedding",
    ),
    "attention": PartName(
        mark("OneStep", "looks"),
        mark("OneStep", "the way block {n} looks"),
        mark("OneStep", "attention of block {n}, with its layer norm"),
        "attention",
    ),
    "feed_forward": PartName(
        mark("OneStep", "thinks"),
        mark("OneStep", "the way block {n} thinks"),
        mark("OneStep", "feed-forward layer of block {n}, with its layer norm"),
        "feed_forward",
    ),
    "final_norm": PartName(
        mark("OneStep", "Last scaling"),
        mark("OneStep", "the last scaling"),
        mark("OneStep", "last layer norm"),
        "edge",
    ),
}


def part_words(part: PartChange) -> tuple[str, str]:
    """The block a part belongs to, or nothing, and its plain name: (``Block 1``, ``looks``), (````, ``Meanings``)."""
    name, block = _named(part)
    return (translate("OneStep", "Block {n}").format(n=block) if block else "", translated(name.short))


def part_title(part: PartChange) -> str:
    """Its name for a sentence: ``the way block 1 looks``."""
    name, block = _named(part)
    return translated(name.title).format(n=block)


def part_term(part: PartChange) -> str:
    """Its name in the field's terms: ``attention of block 1``."""
    name, block = _named(part)
    return translated(name.term).format(n=block)


def part_colour(part: PartChange) -> str:
    """The colour it has everywhere, by its name in the theme."""
    return _named(part)[0].colour


def _named(part: PartChange) -> tuple[PartName, int]:
    """How it is called, and its block from 1; 0 for none."""
    kind, _, block = part.name.partition(".")
    return _NAMES[kind], int(block) + 1 if block else 0

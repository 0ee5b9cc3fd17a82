"""The words of the prompt, one of them looking, the others shaded by how hard it looks at them.

Told three times: by the shade, by the percentage under a word, and in a sentence when a word is pointed at. Whoever
points at a word makes it the one that looks; the arrow keys do the same. Words after it are pale: it cannot see them.
A text too long for its place scrolls by lines and keeps the looking word in sight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from explainer.ui.numbers import percent
from explainer.ui.panels.attention.captions import capital, gives, looks_at
from explainer.ui.widgets.tokenstrip import Choosing, Long, Piece, Setting, written

LEAST = 0.005  # a smaller weight is not written under a word

WORDS = Setting(
    sizes=(28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0),
    usual=20.0,
    box=1.6,
    leading=0.15,
    pad=7,
    gap=5,
    below=12.5,
    least=2,
    grows=True,
    long=Long.SCROLL,
    choosing=Choosing.KEYS,
)
LINE = replace(WORDS, leading=0.4, below=0.0, lines=1, least=1)


def looking(pieces: Sequence[str], weights: npt.NDArray[np.floating], row: int) -> list[Piece]:
    """``pieces`` as piece ``row`` looks at them with ``weights`` (S,); a shade is the square root of its weight."""
    shown = []
    known = np.nan_to_num(weights).tolist()
    for i, (text, joined) in enumerate(written(pieces)):
        weight = known[i]
        told = capital(looks_at(pieces, weights, row)) if i == row else gives(pieces, weights, row, i)
        if i > row:
            shown.append(Piece(text, told, joined, faint=True))
            continue
        below = percent(weight) if weight >= LEAST else ""
        shade = math.sqrt(min(1.0, max(0.0, weight)))
        shown.append(
            Piece(text, told, joined, hue="attention", shade=shade, ground="quiet", below=below, chosen=i == row)
        )
    return shown


def one_chosen(pieces: Sequence[str], row: int, hue: str) -> list[Piece]:
    """``pieces`` with ``row`` chosen, in full ``hue``."""
    return [
        Piece(text, joined=joined, hue=hue, shade=float(i == row), ground="quiet", chosen=i == row)
        for i, (text, joined) in enumerate(written(pieces))
    ]

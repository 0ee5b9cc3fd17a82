"""How far a model has drifted from the fine-tuned one, in words: how much likelier what it says has become."""

from __future__ import annotations

import math

from explainer.ui.numbers import count
from explainer.ui.translate import translate

MUCH = 11.5  # nats: beyond, one in a hundred thousand is only "never"


def in_words(nats: float) -> str:
    """A drift of ``nats`` an answer in a sentence of Markdown; "" where nothing was measured."""
    if math.isnan(nats):
        return ""
    if nats >= MUCH:
        return translate("Leash", "Before feedback it would **hardly ever** have answered so.")
    words = translate("Leash", "Before feedback its typical answer of now was **{times} times** rarer.")
    return words.format(times=times(nats))


def times(nats: float) -> str:
    """How many times likelier a drift of ``nats`` makes what it says, for reading: ``1.6``, ``33``, ``3,000``."""
    value = math.exp(min(nats, 20.0))
    return f"{value:.1f}" if value < 9.95 else count(float(f"{value:.2g}"))

"""Which weights are shown: those of the chosen head, or the mean or the largest over the heads of its block.

The choice stands as three small buttons in the head of a card. The mean and the largest are taken here, weight by
weight; rows of the mean sum to 1 like those of a head, rows of the largest need not.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import Floats
from explainer.ui.focus import Focus
from explainer.ui.look import Look
from explainer.ui.panels.attention.choice import Choice, Option
from explainer.ui.panels.attention.saying import head_name
from explainer.ui.translate import mark, translate, translated
from explainer.ui.widgets.card import Card

_OPTIONS = (
    ("one", mark("Attention", "One head"), mark("Attention", "Show the chosen head")),
    ("mean", mark("Attention", "Mean"), mark("Attention", "Show the mean over the heads of the block")),
    ("max", mark("Attention", "Max"), mark("Attention", "Show the largest weight among the heads of the block")),
)


class Shown(Choice):
    """One head, mean or largest; ``chosen`` tells that it is another one now."""

    def __init__(self, look: Look, card: Card, focus: Focus) -> None:
        super().__init__(
            look, card, [Option(option, translated(text), translated(tip)) for option, text, tip in _OPTIONS]
        )
        self._focus = focus

    def weights(self, pattern: Floats) -> npt.NDArray[np.floating]:
        """What is shown of ``pattern`` (L, H, S, S), shares: (S, S), row i is the piece that looks.

        A pattern with fewer blocks or heads than the one in focus shows its last ones.
        """
        block = pattern[min(self._focus.layer, len(pattern) - 1)]  # (H, S, S)
        if self.value == "mean":
            return np.asarray(block.mean(axis=0))
        if self.value == "max":
            return np.asarray(block.max(axis=0))
        return np.asarray(block[min(self._focus.head, len(block) - 1)])

    def name(self) -> str:
        """What is shown, to stand in a sentence."""
        focus = self._focus
        if self.value == "mean":
            return translate("Attention", "block {n}, mean of its {h} heads").format(n=focus.layer + 1, h=focus.n_head)
        if self.value == "max":
            return translate("Attention", "block {n}, most of its {h} heads").format(n=focus.layer + 1, h=focus.n_head)
        return head_name(focus.layer, focus.head)

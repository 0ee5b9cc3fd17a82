"""Which weights are shown, chosen with small buttons in the head of a card: those of one head, or of all of its block.

The mean and the largest are taken here, weight by weight; rows of the mean sum to 1 like those of a head, rows of the
largest need not.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QButtonGroup

from explainer.engine.frames import Floats
from explainer.ui.focus import Focus
from explainer.ui.look import Look
from explainer.ui.panels.attention.captions import head_name
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card


class Choice(QObject):
    """A row of small buttons, of which one is down; ``chosen`` tells the id of the one that was pressed.

    Args:
        look: for the buttons.
        card: in whose head they stand.
        options: by id what stands on each, and what it does; the first one is down.
    """

    chosen = Signal(str)

    def __init__(self, look: Look, card: Card, options: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(card)
        self.value = next(iter(options))
        group = QButtonGroup(self)
        self.buttons: dict[str, Button] = {}
        for option, (text, tip) in options.items():
            button = self.buttons[option] = Button(look, text, kind="page", name=tip, tip=tip)
            button.setCheckable(True)
            button.setChecked(option == self.value)
            button.clicked.connect(lambda _checked=False, option=option: self._choose(option))
            group.addButton(button)
        for button in reversed(list(self.buttons.values())):  # each is put before those that are there
            card.add_button(button)

    def _choose(self, option: str) -> None:
        if option != self.value:
            self.value = option
            self.chosen.emit(option)


class HeadAggregation(Choice):
    """One head, the mean over the heads of its block, or the largest among them."""

    def __init__(self, look: Look, card: Card, focus: Focus) -> None:
        super().__init__(
            look,
            card,
            {
                "one": (self.tr("One head"), self.tr("Show the chosen head, one way of looking")),
                "mean": (self.tr("Average"), self.tr("Show the average over the heads of the block")),
                "max": (self.tr("Strongest"), self.tr("Show the largest share that any head of the block gives")),
            },
        )
        self._focus = focus

    def weights(self, pattern: Floats) -> Floats:
        """What is shown of ``pattern`` (L, H, S, S), shares: (S, S), row i is the piece that looks.

        A pattern with fewer blocks or heads than the one in focus shows its last ones.
        """
        block = pattern[min(self._focus.layer, len(pattern) - 1)]  # (H, S, S)
        if self.value == "one":
            return block[min(self._focus.head, len(block) - 1)]
        return np.asarray(block.mean(axis=0) if self.value == "mean" else block.max(axis=0))

    def name(self) -> str:
        """What is shown, to stand in a sentence."""
        focus = self._focus
        if self.value == "one":
            return head_name(focus.layer, focus.head)
        text = self.tr("block {n}, strongest of its {h} heads")
        if self.value == "mean":
            text = self.tr("block {n}, average of its {h} heads")
        return text.format(n=focus.layer + 1, h=focus.n_head)

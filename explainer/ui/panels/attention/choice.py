"""One of several: a row of small buttons in the head of a card, of which one is down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QButtonGroup

from explainer.ui.look import Look
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card


@dataclass(frozen=True, slots=True)
class Option:
    """One of the options: what stands on its button, and what it does in a sentence."""

    id: str
    text: str
    tip: str


class Choice(QObject):
    """The buttons; ``chosen`` tells the id of the one that was pressed."""

    chosen = Signal(str)

    def __init__(self, look: Look, card: Card, options: Sequence[Option]) -> None:
        super().__init__(card)
        self.value = options[0].id
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[str, Button] = {}
        for option in options:
            button = Button(look, option.text, kind="page", name=option.tip, tip=option.tip)
            button.setCheckable(True)
            button.setChecked(option.id == self.value)
            button.clicked.connect(lambda _checked=False, i=option.id: self._choose(i))
            self._group.addButton(button)
            self.buttons[option.id] = button
        for button in reversed(list(self.buttons.values())):  # each is put before those that are there
            card.add_button(button)

    def _choose(self, option: str) -> None:
        if option != self.value:
            self.value = option
            self.chosen.emit(option)

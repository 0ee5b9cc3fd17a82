"""Block and head chosen from two small menus in the head of a card."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu

from explainer.ui.focus import Focus
from explainer.ui.look import Look
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card


class HeadPicker(QObject):
    """Two buttons, "Block 2 ▾" and "Head 3 ▾", for the choice that all views share."""

    def __init__(self, look: Look, card: Card, focus: Focus) -> None:
        super().__init__(card)
        self._focus = focus
        self.block = Button(look, name=self.tr("Choose the block"), tip=self.tr("Choose the block"))
        self.head = Button(look, name=self.tr("Choose the head"), tip=self.tr("Choose the head of this block"))
        self.block.clicked.connect(self._open_blocks)
        self.head.clicked.connect(self._open_heads)
        card.add_button(self.head)
        card.add_button(self.block)
        focus.changed.connect(self._name)
        self._name()

    def _name(self) -> None:
        for button, text in (
            (self.block, self.tr("Block {n} ▾").format(n=self._focus.layer + 1)),
            (self.head, self.tr("Head {n} ▾").format(n=self._focus.head + 1)),
        ):
            if button.text() != text:
                button.setText(text)

    def _open_blocks(self) -> None:
        names = [self.tr("Block {n}").format(n=n + 1) for n in range(self._focus.n_layer)]
        self._open(self.block, names, self._focus.layer, lambda n: self._focus.look(n, self._focus.head))

    def _open_heads(self) -> None:
        names = [self.tr("Head {n}").format(n=n + 1) for n in range(self._focus.n_head)]
        self._open(self.head, names, self._focus.head, lambda n: self._focus.look(self._focus.layer, n))

    def _open(self, button: Button, names: list[str], now: int, take: Callable[[int], None]) -> None:
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for n, name in enumerate(names):
            action = menu.addAction(name, partial(take, n))
            action.setCheckable(True)
            action.setChecked(n == now)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

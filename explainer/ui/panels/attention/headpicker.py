"""Block and head chosen from two small menus in the head of a card."""

from __future__ import annotations

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
        for button in (self.head, self.block):  # each is put before those that are there
            button.clicked.connect(partial(self._open, button))
            card.add_button(button)
        focus.changed.connect(self._name)
        self._name()

    def _name(self) -> None:
        for button, text in (
            (self.block, self.tr("Block {n} ▾").format(n=self._focus.layer + 1)),
            (self.head, self.tr("Head {n} ▾").format(n=self._focus.head + 1)),
        ):
            if button.text() != text:
                button.setText(text)

    def _open(self, button: Button) -> None:
        focus = self._focus
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        blocks = button is self.block
        text, now = (self.tr("Block {n}"), focus.layer) if blocks else (self.tr("Head {n}"), focus.head)
        for n in range(focus.n_layer if blocks else focus.n_head):
            where = (n, focus.head) if blocks else (focus.layer, n)
            action = menu.addAction(text.format(n=n + 1), partial(focus.look, *where))
            action.setCheckable(True)
            action.setChecked(n == now)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

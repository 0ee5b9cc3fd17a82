"""One card in all the room of the middle: what ``F11``, a double click or the card's menu asks for.

It borrows the card's sheet (see ``widgets.card``) and gives it back. The top bar and the text line stay; the window
folds everything else away while ``card`` is not None. Where the sheet needs more height than there is, it scrolls.

The keyboard: who has the focus inside the card, or in what stays, keeps it; else the picture gets it. Afterwards it
goes back to where it was before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from explainer.ui.widgets.card import Card
from explainer.ui.widgets.scroll import Lane


class Spotlight(QWidget):
    """The place for one card; ``changed`` says that it was filled or emptied."""

    changed = Signal()

    def __init__(self, gives_way: Sequence[QWidget], parent: QWidget | None = None) -> None:
        """Make it, empty and hidden; ``gives_way`` is what the window folds away meanwhile."""
        super().__init__(parent)
        self._gives_way = gives_way
        self._card: Card | None = None
        self._before: QWidget | None = None  # who had the focus
        self.setObjectName("spotlight")
        holder = QWidget()
        self._place = QVBoxLayout(holder)
        self._place.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Lane(holder))
        self.hide()

    @property
    def card(self) -> Card | None:
        """The card that fills the window, or None."""
        return self._card

    def toggle(self, card: Card | None) -> None:
        """Show ``card``, or put back the one that is shown."""
        if self._card is not None:
            self.leave()
        elif card is not None:
            self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Let ``card`` fill the window, in place of any other."""
        self.leave()
        focus = self._before = QApplication.focusWidget()
        inside = focus is not None and card.isAncestorOf(focus)
        stays = focus is not None and not any(w is focus or w.isAncestorOf(focus) for w in self._gives_way)
        if focus is not None and inside:
            focus.clearFocus()
        self._card = card
        self._place.addWidget(card.lend())
        card.sheet.show()
        self.setAccessibleName(card.title)
        self.setAccessibleDescription(card.accessibleDescription())
        self.show()
        if not stays or inside:
            wanted = focus if inside and focus is not None and focus.isVisible() else _first_in(card)
            wanted.setFocus()
        self.changed.emit()

    def leave(self) -> None:
        """Put the card back, where there is one."""
        card = self._card
        if card is None:
            return
        focus = QApplication.focusWidget()
        inside = focus is not None and self.isAncestorOf(focus)
        if focus is not None and inside:
            focus.clearFocus()
        self._card = None
        card.take_back()
        self.hide()
        self.changed.emit()
        before, self._before = self._before, None
        if not inside:
            return
        for wanted in (before, focus, card.menu_button):
            if wanted is not None and shiboken6.isValid(wanted) and wanted.isVisible():
                wanted.setFocus()
                return


def card_meant(cards: Iterable[Card]) -> Card | None:
    """The card a key is meant for: that with the focus inside, else that under the pointer, else the first in sight."""
    visible = [card for card in cards if card.isVisible()]
    focus = QApplication.focusWidget()
    pointer = QCursor.pos()
    for card in visible:
        if focus is not None and card.isAncestorOf(focus):
            return card
    for card in visible:
        if card.rect().contains(card.mapFromGlobal(pointer)):
            return card
    return visible[0] if visible else None


def _first_in(card: Card) -> QWidget:
    """The first thing in the body of ``card`` that takes keys, else its way back."""
    for widget in (card.body, *card.body.findChildren(QWidget)):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            return widget
    return card.back_button

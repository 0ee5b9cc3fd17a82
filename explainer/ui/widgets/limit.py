"""A text field that is full says so: letters that are not taken must not be missed only later."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QToolTip

from explainer.ui.numbers import count
from explainer.ui.translate import translate


def limit(field: QLineEdit, longest: int) -> None:
    """Let ``field`` hold at most ``longest`` characters; where a key or a paste goes beyond, a tip below it says so.

    Qt counts a character outside the basic plane, such as an emoji, as two.
    """
    field.setMaxLength(longest)

    def full() -> str:
        words = translate("Limit", "This field holds {n} characters. What did not fit was left out.")
        return words.format(n=count(longest))

    def tell() -> None:
        text = full()
        field.setAccessibleDescription(text)
        QToolTip.showText(field.mapToGlobal(field.rect().bottomLeft()), text, field)

    def changed() -> None:
        if field.accessibleDescription() == full():  # and not what the field itself has to say
            field.setAccessibleDescription("")

    field.inputRejected.connect(tell)
    field.textChanged.connect(changed)

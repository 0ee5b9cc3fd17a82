"""Letter keys on keyboards that have no Latin letters: the same key does the same.

Qt tries the Latin letter of a key by itself where a Latin layout is installed beside. Where there is none, a Russian
``Л`` is no ``K``, and the shortcut is dead. So a letter with which nobody did anything is tried again as the Latin one
that stands on that key.

Rejected: the other letters as shortcuts of their own. Where both layouts are installed Qt then finds two for one key,
calls it ambiguous and does nothing.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

_LATIN = "QWERTYUIOPASDFGHJKLZXCVBNM"
_OTHERS = (
    "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ",  # Russian; its neighbours differ in a letter or two
    "··ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ",  # Greek
    "··קראטוןםפשדגכעיחלךזסבהנמצ",  # Hebrew
)


def latin_key(key: int) -> int | None:
    """The Latin letter on the key whose letter is ``key``, one of ``Qt.Key``; None where it is no such letter."""
    letter = chr(key) if 0 < key < 0x10000 else ""
    at = next((row.index(letter) for row in _OTHERS if letter and letter != "·" and letter in row), None)
    return ord(_LATIN[at]) if at is not None else None


def press_latin(window: QWidget, event: QKeyEvent) -> bool:
    """Do what the Latin letter of this key would do in ``window``; False where there is no such thing."""
    key = latin_key(event.key())
    if key is None:
        return False
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    wanted = QKeySequence(modifiers.value | key)
    for action in window.actions():
        if action.isEnabled() and wanted in action.shortcuts():
            action.trigger()
            return True
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        seen = isinstance(owner, QWidget) and owner.isVisible() and owner.isEnabled()
        if seen and shortcut.isEnabled() and shortcut.key() == wanted and not event.isAutoRepeat():
            shortcut.activated.emit()
            return True
    return False

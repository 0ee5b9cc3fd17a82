"""Keys that a focused widget wants for itself although they are also shortcuts of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def keeps_space(event: QEvent) -> bool:
    """Take the space bar, which is also the window's key for Start and Pause; returns whether ``event`` was about it.

    Before Qt runs a shortcut it asks the focused widget with a ``ShortcutOverride``; one that accepts is sent the key
    as if there were no shortcut. For ``event`` and ``eventFilter``.
    """
    ours = (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_Space
        and not event.modifiers()
    )
    if ours:
        event.accept()
    return ours

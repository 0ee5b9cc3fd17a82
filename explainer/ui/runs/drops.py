"""Files and folders dropped on the window, also on its text line, which would take their address as a text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class Drops(QObject):
    """Watches ``window`` and those of its ``children`` that take drops themselves; ``dropped`` tells the paths.

    What is dropped and is no file or folder of this computer makes an empty tuple. Words may be dropped on the text
    line as before.
    """

    dropped = Signal(object)

    def __init__(self, window: QWidget, *children: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        for widget in (window, *children):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what has addresses; a copy is made, nothing is moved."""
        if event.type() not in _DRAGS or not isinstance(event, QDropEvent) or not event.mimeData().hasUrls():
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            urls = event.mimeData().urls()
            self.dropped.emit(tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile()))
        return True

"""What a mouse does, without a mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget


def move(widget: QWidget, at: QPointF) -> None:
    """Point at a place, as a mouse does that presses nothing."""
    press, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), press, press, none)
    widget.mouseMoveEvent(event)

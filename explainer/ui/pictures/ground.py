"""The white ground with round corners on which cards and panels stand."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look


def paint_ground(widget: QWidget, look: Look) -> None:
    """Paint the ground of all of ``widget``; to be called in its paint event."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(look.colour("card"))
    painter.setPen(QPen(look.colour("line"), 1))
    radius = look.px(12)
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

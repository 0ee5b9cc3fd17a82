"""The ring that says where the keys go: around a whole picture, or around the part of it that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from explainer.ui.look import Look

WIDTH = 2.0  # pixels at any zoom: a sign, not a part of the picture
INSET = 1.0  # so that all its width lies within


def paint_ring(painter: QPainter, look: Look, box: QRect | QRectF, *, radius: float) -> None:
    """Paint the ring just within ``box``, with corners of ``radius`` design pixels; nothing inside is covered.

    Pen and brush of ``painter`` are changed.
    """
    painter.setPen(QPen(look.colour("focus"), WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(box).adjusted(INSET, INSET, -INSET, -INSET), look.px(radius), look.px(radius))

"""What stands in a picture before there is anything to draw: a sentence about what will be seen there."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from explainer.ui.look import Look

SIZE = 15.0  # design pixels


def paint_empty(
    painter: QPainter,
    look: Look,
    rect: QRect | QRectF,
    text: str,
    *,
    size: float = SIZE,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Write ``text`` into ``rect``, on as many lines as it needs, in place of a picture.

    Args:
        painter: of the picture; its font and pen are changed.
        look: theme and zoom in force.
        rect: the picture's whole place, pixels.
        text: what will be seen there, for whoever does not see it yet.
        size: of the letters, design pixels.
        align: from the top left, where nothing else is said.
    """
    painter.setFont(look.font(size))
    painter.setPen(look.colour("ink2"))
    painter.drawText(QRectF(rect), align | Qt.TextFlag.TextWordWrap, text)

"""What stands in a picture before there is anything to draw: a sentence about what will be seen there.

Tab reaches a picture before there is anything in it, too: then it shows the ring of what has the keys.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.pictures.ring import paint_ring

SIZE = 15.0  # design pixels
RADIUS = 5.0  # of the ring


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
    widget = painter.device()  # of a scroll area this is the viewport, which has the keys when the area has them
    if isinstance(widget, QWidget) and widget.hasFocus():
        paint_ring(painter, look, rect, radius=RADIUS)

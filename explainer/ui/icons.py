"""Small drawings for buttons, tinted to the colour of the text beside them.

The SVG files in ``assets/icons`` are our own and draw with ``currentColor``; here that word is replaced before they are
rendered. A missing file gives an empty icon, never an error: every button also has words or an accessible name.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from explainer.shipped import asset


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The drawing ``name`` in ``colour``, ``size`` pixels square on a screen with device pixel ratio ``ratio``."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    path = asset("icons", f"{name}.svg")
    if path.is_file():
        svg = path.read_text(encoding="utf-8").replace("currentColor", colour)
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, picture.width(), picture.height()))
        painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: str, size: int) -> QIcon:
    """The same as an icon, sharp on ordinary and on fine screens."""
    result = QIcon()
    for ratio in (1.0, 2.0):
        result.addPixmap(pixmap(name, colour, size, ratio))
    return result

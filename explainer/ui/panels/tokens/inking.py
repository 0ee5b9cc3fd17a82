"""Writing one piece into its box: the blank it begins with is there, but paler than its letters."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from explainer.ui.look import Look

_BLANKS = "␣↵⇥"


def draw_piece(painter: QPainter, look: Look, box: QRectF, text: str, colour: str = "ink") -> None:
    """Centre ``text`` in ``box`` in the painter's font, shortened where it is too long; all on one base line."""
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(text) > box.width() + 1:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(box.width()))
    letters = text.lstrip(_BLANKS)
    blanks = text[: len(text) - len(letters)] if letters else ""
    before = metrics.horizontalAdvance(blanks)
    x = box.center().x() - (before + metrics.horizontalAdvance(letters or text)) / 2
    y = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
    painter.setPen(look.colour(colour))
    painter.drawText(QPointF(x + before, y), letters or text)
    if blanks:
        painter.setPen(look.colour("ink3"))
        painter.drawText(QPointF(x, y), blanks)

"""One line of text, painted: it may change ten times a second without a layout being asked for its size again.

``QLabel`` announces a new size with every text, and the whole window is laid out anew; this widget does not. A text
that is too long is cut with an ellipsis and shown whole as a tooltip.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, Look


class TextLine(QWidget):
    """A single line in one font and colour."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        size: float = BODY,
        bold: bool = False,
        colour: str = "ink2",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._text = text
        self._size, self._bold, self._colour, self._align = size, bold, colour, align
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show ``text``."""
        if text != self._text:
            self._text = text
            self.update()

    def set_colour(self, colour: str) -> None:
        """Use the colour called ``colour``."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    def sizeHint(self) -> QSize:
        """High enough for the font; wide enough for the text it was made with."""
        metrics = self._look.metrics(self._size, bold=self._bold)
        return QSize(round(metrics.horizontalAdvance(self._text)) + 2, round(metrics.height()))

    def minimumSizeHint(self) -> QSize:
        """May shrink to nothing in width."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, cut where it does not fit."""
        painter = QPainter(self)
        font = self._look.font(self._size, bold=self._bold, digits=True)
        painter.setFont(font)
        painter.setPen(self._look.colour(self._colour))
        shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        whole = "" if shown == self._text else self._text
        if self.toolTip() != whole:
            self.setToolTip(whole)
        painter.drawText(self.rect(), self._align | Qt.AlignmentFlag.AlignVCenter, shown)

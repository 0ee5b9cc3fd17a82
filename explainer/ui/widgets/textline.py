"""One line of text, painted: it may change ten times a second without a layout being asked for its size again.

``QLabel`` announces a new size with every text, and the whole window is laid out anew; this widget does not, unless it
may take several lines and needs another number of them. A text that is too long even so is cut with an ellipsis and
shown whole as a tooltip.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, Look

FILLED = 0.88  # of the width of a broken line that words fill on average, at least
CLEARLY = 20  # design pixels: more than a scroll bar takes


class TextLine(QWidget):
    """A single line in one font and colour, or up to ``lines`` where it is too long for one."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        size: float = BODY,
        bold: bool = False,
        colour: str = "ink2",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        lines: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._text = text
        self._size, self._bold, self._colour, self._align = size, bold, colour, align
        self._most_lines, self._lines = lines, 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show ``text``."""
        if text != self._text:
            self._text = text
            self._break()
            self.update()

    def set_colour(self, colour: str) -> None:
        """Use the colour called ``colour``."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    def sizeHint(self) -> QSize:
        """High enough for the font; wide enough for the text it was made with."""
        metrics = self._look.metrics(self._size, bold=self._bold)
        height = metrics.height() + (self._lines - 1) * metrics.lineSpacing()
        return QSize(round(metrics.horizontalAdvance(self._text)) + 2, round(height))

    def minimumSizeHint(self) -> QSize:
        """May shrink to nothing in width."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, cut where it does not fit."""
        painter = QPainter(self)
        font = self._look.font(self._size, bold=self._bold, digits=True)
        painter.setFont(font)
        painter.setPen(self._look.colour(self._colour))
        room = self.width() if self._lines == 1 else round(self._lines * self.width() * FILLED)
        shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        whole = "" if shown == self._text else self._text
        if self.toolTip() != whole:
            self.setToolTip(whole)
        wrap = Qt.TextFlag.TextWordWrap if self._lines > 1 else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), self._align | Qt.AlignmentFlag.AlignVCenter | wrap, shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many lines as it needs."""
        self._break()

    def _break(self) -> None:
        if self._most_lines == 1 or self.width() <= 0:
            return
        wide = self._look.metrics(self._size, bold=self._bold).horizontalAdvance(self._text)
        lines = self._lines_in(wide, self.width())
        if lines < self._lines:  # only where there is clearly room, or a scroll bar might come and go for ever
            lines = min(self._lines, self._lines_in(wide, self.width() - self._look.px(CLEARLY)))
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def _lines_in(self, wide: float, room: int) -> int:
        """Lines that ``wide`` pixels of text take in ``room``."""
        if wide + 3 <= room:
            return 1
        metrics = self._look.metrics(self._size, bold=self._bold)
        place = QRectF(0, 0, max(1, room), 10_000)
        wrapped = metrics.boundingRect(place, Qt.TextFlag.TextWordWrap, self._text).height() / metrics.lineSpacing()
        return min(self._most_lines, max(round(wrapped), math.ceil(wide / (max(1, room) * FILLED))))

    def _restyle(self) -> None:
        self._break()
        self.updateGeometry()
        self.update()

"""A short text that wraps and often changes: painted, so that a new number does not lay out the window anew.

It has room for at least ``lines`` lines and grows where its text needs more; it asks for another size only when that
really changes.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QSize
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, Look

LINE_HEIGHT = 128  # per cent of the font's own
BETWEEN = 0.62  # of a line, between paragraphs


class Paragraph(QWidget):
    """Markdown, in a place of ``lines`` lines' height or more where it needs more."""

    def __init__(
        self,
        look: Look,
        *,
        lines: int = 0,
        size: float = BODY,
        bold: bool = False,
        colour: str = "ink",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._lines, self._size, self._bold, self._colour = lines, size, bold, colour
        self._text = ""
        self._height = self._asked = 0
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """The Markdown shown."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show ``text``."""
        if text != self._text:
            self._text = text
            self._fill()

    def sizeHint(self) -> QSize:
        """Its least number of lines, or the height of its text."""
        line = math.ceil(self._look.metrics(self._size).lineSpacing()) * LINE_HEIGHT / 100  # lines are whole
        return QSize(self._look.px(220), max(math.ceil(line * self._lines), self._height))

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(self._look.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text from the top."""
        painter = QPainter(self)
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, self._look.colour(self._colour))
        context.palette = palette
        self._document.documentLayout().draw(painter, context)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        self._measure()

    def _fill(self) -> None:
        self._document.setMarkdown(self._text)
        shape = QTextBlockFormat()
        shape.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        shape.setTopMargin(0)
        # Sentences run as the window does, whatever word they begin with: Qt would go by the first letter it meets.
        shape.setLayoutDirection(self.layoutDirection())
        cursor = QTextCursor(self._document)
        block = self._document.begin()
        while block.isValid():
            last = not block.next().isValid()
            shape.setBottomMargin(0 if last else self._look.px(self._size) * BETWEEN)
            cursor.setPosition(block.position())
            cursor.setBlockFormat(shape)
            block = block.next()
        self.setAccessibleDescription(self._document.toPlainText())
        self._measure()
        self.update()

    def _measure(self) -> None:
        self._document.setTextWidth(max(40, self.width()))
        height = math.ceil(self._document.size().height())
        if height != self._height:
            self._height = height
            if self.sizeHint().height() != self._asked:
                self._asked = self.sizeHint().height()
                self.updateGeometry()

    def _restyle(self) -> None:
        self._document.setDefaultFont(self._look.font(self._size, bold=self._bold))
        self._fill()
        self.updateGeometry()

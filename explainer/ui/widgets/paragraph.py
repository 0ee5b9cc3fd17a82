"""A short text that wraps and often changes: painted, so that a new number does not lay out the window anew."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPaintEvent, QPalette, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, Look


class Paragraph(QWidget):
    """Markdown in a place of ``lines`` lines' height."""

    def __init__(
        self, look: Look, *, lines: int, size: float = BODY, colour: str = "ink", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._lines, self._size, self._colour = lines, size, colour
        self._text = ""
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
            self._document.setMarkdown(text)
            self.setAccessibleDescription(self._document.toPlainText())
            self.update()

    def sizeHint(self) -> QSize:
        """Its fixed number of lines."""
        height = self._look.metrics(self._size).lineSpacing() * self._lines
        return QSize(self._look.px(220), round(height) + 2)

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(self._look.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text from the top."""
        painter = QPainter(self)
        self._document.setTextWidth(self.width())
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, self._look.colour(self._colour))
        context.palette = palette  # type: ignore[misc]
        self._document.documentLayout().draw(painter, context)

    def _restyle(self) -> None:
        self._document.setDefaultFont(self._look.font(self._size))
        self.updateGeometry()
        self.update()

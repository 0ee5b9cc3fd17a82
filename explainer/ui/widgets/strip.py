"""A strip: one sentence and what can be done about it, on a ground of its own, above what it speaks of."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.scroll import LANE


class Strip(QWidget):
    """The sentence, and buttons at its right; hidden where there is nothing to say.

    A strip that is no warning has a quiet ground. It is as wide as the cards of a page: at its right is the lane of the
    scroll bar.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._warning = True
        self.sentence = Paragraph(look, colour="ink")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.sentence, 1)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def add_button(self, button: Button) -> None:
        """Put a button at the right of those that are there."""
        self._row.addWidget(button)

    def say(self, text: str, *, warning: bool = True) -> None:
        """Say ``text`` (Markdown); hide where it is empty."""
        if text:
            self._warning = warning
            self.sentence.set_text(text)
            self.setAccessibleName(self.sentence.accessibleDescription())
            self.update()
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of a warning, or a quiet one."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._look.colours
        painter.setBrush(QColor(colours.warning_wash if self._warning else colours.quiet))
        painter.setPen(QPen(QColor(colours.warning if self._warning else colours.line), 1))
        radius = self._look.px(8)
        painter.drawRoundedRect(self.contentsRect().adjusted(0, 0, -1, -1), radius, radius)

    def _restyle(self) -> None:
        px = self._look.px
        self.setContentsMargins(0, 0, px(LANE), 0)
        self._row.setContentsMargins(px(14), px(6), px(8), px(6))
        self._row.setSpacing(px(8))

"""A part of the page of runs: a white ground with a heading, a line of words, whatever it holds, and buttons below."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explainer.ui.look import HEADING, SMALL, Look
from explainer.ui.markdown import safe
from explainer.ui.pictures.ground import paint_ground
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.textline import TextLine


class RunSheet(QWidget):
    """Heading, words, the widget ``body`` where there is one, and rows of buttons."""

    def __init__(
        self, look: Look, heading: str, words: str, body: QWidget | None, *buttons: tuple[Button, ...]
    ) -> None:
        super().__init__()
        self._look = look
        self.heading = TextLine(look, heading, size=HEADING, bold=True, colour="ink", lines=2)
        self.words = Paragraph(look, size=SMALL, colour="ink2")
        self.words.set_text(safe(words))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.words)
        if body is not None:
            self._column.addWidget(_filled(body), 1)
        self._rows = [QHBoxLayout() for _ in buttons]
        for row, members in zip(self._rows, buttons, strict=True):
            for button in members:
                row.addWidget(button)
            row.addStretch(1)
            self._column.addLayout(row)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(words)
        look.changed.connect(self._restyle)
        self._restyle()

    def say(self, words: str) -> None:
        """Other words below the heading."""
        self.words.set_text(safe(words))
        self.words.setVisible(bool(words))
        self.setAccessibleDescription(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, as cards have it."""
        paint_ground(self, self._look)

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(19), px(14), px(19), px(16))
        self._column.setSpacing(px(7))
        for row in self._rows:
            row.setSpacing(px(6))
        self.update()


def _filled(body: QWidget) -> QWidget:
    """A place that takes all the room there is, also where ``body`` is hidden."""
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(body, 1)
    column.addStretch(0)
    return place

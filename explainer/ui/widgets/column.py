"""Things below each other in a card: the body of most cards."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.button import Button


class Stacked(QWidget):
    """``parts`` from the top, ``gap`` design pixels apart; what may grow takes the height, buttons keep their width.

    Together they are never lower than ``least`` design pixels: where a sentence may take a line more, something above
    it gives way and the card stays as it is.
    """

    def __init__(
        self, look: Look, *parts: QWidget | QLayout, gap: float = 8, least: float = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._gap, self._least = gap, least
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.add(*parts)
        look.changed.connect(self._restyle)
        self._restyle()

    def add(self, *parts: QWidget | QLayout) -> None:
        """Put ``parts`` below what is there."""
        for part in parts:
            if isinstance(part, QLayout):
                self._column.addLayout(part)
            elif isinstance(part, Button):
                self._column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                self._column.addWidget(part)

    def set_least(self, least: float) -> None:
        """Be at least ``least`` design pixels high."""
        if least != self._least:
            self._least = least
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """What the parts need, and no less than it was told."""
        need = super().minimumSizeHint()
        return need.expandedTo(QSize(0, self._look.px(self._least))) if self._least else need

    def _restyle(self) -> None:
        self._column.setSpacing(self._look.px(self._gap))
        self.updateGeometry()

"""What scrolls and is painted rather than made of widgets: a bare area that has the keys and knows its range."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from explainer.ui.look import Look


class PaintedScroll(QAbstractScrollArea):
    """No frame, no scrolling sideways; ``empty`` is what stands there while there is nothing."""

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())

    def set_empty_text(self, text: str) -> None:
        """What stands there while there is nothing."""
        if text != self._empty:
            self._empty = text
            self.viewport().update()

    def set_range(self, height: int, step: int) -> None:
        """All is ``height`` pixels high, and the wheel goes ``step`` of them."""
        bar, seen = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, height - seen))
        bar.setPageStep(max(step, seen))
        bar.setSingleStep(step)

    def bring(self, top: float, bottom: float) -> None:
        """Scroll until what lies from ``top`` to ``bottom`` is in sight."""
        bar = self.verticalScrollBar()
        bar.setValue(int(min(max(bar.value(), bottom - self.viewport().height()), top)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        self.viewport().update()

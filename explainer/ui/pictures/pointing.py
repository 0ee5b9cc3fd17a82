"""Words that can be pointed at, with the pointer or with the left and right arrow keys: each tells its numbers.

What is drawn, and where, is for the picture that is made of this: it gives its ``chips``, the box of each, and the
sentence about each. While someone points (``held``), a picture that follows a run may stand still; Escape lets go.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.pictures.flow import Chip


class PointedWords(QWidget):
    """Knows which piece is pointed at."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pointed: int | None = None  # index of a piece
        self._held = False
        self.setMouseTracking(True)

    def chips(self) -> Sequence[Chip]:
        """The pieces in their places, in reading order."""
        raise NotImplementedError

    def _box(self, chip: Chip) -> QRectF:
        """Where ``chip`` is drawn, in pixels of this widget."""
        raise NotImplementedError

    def describe(self, index: int) -> str:
        """A sentence about piece ``index``, or "" where there is none."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """The sentence about a piece comes by our own hand."""
        own = event.type() == QEvent.Type.ToolTip and self._pointed is not None
        return own or super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the piece under the pointer."""
        found = next((chip.index for chip in self.chips() if self._box(chip).contains(event.position())), None)
        if found != self._pointed:
            self._pointed = found
            self.update()
            if found is None:
                QToolTip.hideText()
            else:
                self._tell(found, event.globalPosition().toPoint())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stand still."""
        self._held = True

    def leaveEvent(self, event: QEvent) -> None:
        """Go on."""
        self._release()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go on."""
        super().focusOutEvent(event)
        self._release()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from piece to piece; Escape lets go."""
        chips = self.chips()
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and chips:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            places = [chip.index for chip in chips]
            now = places.index(self._pointed) if self._pointed in places else (-1 if step > 0 else 0)
            chip = chips[(now + step) % len(chips)]
            self._held, self._pointed = True, chip.index
            self._reach(chip)
            self.setAccessibleDescription(self.describe(chip.index))
            self._tell(chip.index, self.mapToGlobal(self._box(chip).bottomLeft().toPoint()))
            self.update()
        elif event.key() == Qt.Key.Key_Escape and self._pointed is not None:
            self._release()
        else:
            super().keyPressEvent(event)

    def _reach(self, chip: Chip) -> None:
        """Bring ``chip``, which the keys have just gone to, into sight where it is not."""

    def _tell(self, index: int, at: QPoint) -> None:
        QToolTip.showText(at, self.describe(index), self)

    def _release(self) -> None:
        """Nobody points any more."""
        self._held = False
        if self._pointed is not None:
            self._pointed = None
            QToolTip.hideText()
        self.update()

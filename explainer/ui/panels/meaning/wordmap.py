"""The map of words under a person's hands: wheel and drag zoom and shift it, a click or an arrow key chooses a word."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.panels.meaning.wordpicture import DOT, WordPicture
from explainer.ui.widgets.picture import ARROWS

NEAR_ENOUGH = 16  # design pixels within which the pointer finds a dot
STEP = 1.25  # of zoom, a notch of the wheel or a key


class WordMap(WordPicture):
    """``chosen`` says that a person chose a word, -1 that they let go of it."""

    RINGED = False  # the chosen word has its mark

    chosen = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, empty, parent)
        self._drag: QPointF | None = None
        self._dragged = False

    def part_at(self, at: QPointF) -> int | None:
        """The word whose dot or label lies under ``at``, or else whose dot lies near."""
        frame = self._frame
        if frame is None or not len(self._at) or not len(frame.words):
            return None
        away = np.hypot(*(self._at[frame.words] - (at.x(), at.y())).T)
        nearest, distance = int(frame.words[away.argmin()]), float(away.min())
        if distance <= self._look.px(DOT + 1):
            return nearest
        for token, label in self._labels.items():
            if QRectF(label.x, label.y, label.w, label.h).contains(at):
                return token
        return nearest if distance < self._look.px(NEAR_ENOUGH) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to choose or to drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or mark the word under the pointer."""
        if self._drag is not None:
            step = event.position() - self._drag
            if self._dragged or step.manhattanLength() > 4:
                self._dragged, self._drag = True, event.position()
                self.view.drag(step.x(), step.y())
                self._relabel()
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses; on empty ground it lets go."""
        if event.button() == Qt.MouseButton.LeftButton and self._drag is not None:
            self._drag = None
            if self._dragged:
                return
            if self.part_at(event.position()) is None:
                self.chosen.emit(-1)
            super().mouseReleaseEvent(event)

    def can_press(self, part: int) -> bool:
        """A click chooses."""
        return True

    def press(self, part: int) -> None:
        """Choose it."""
        self.chosen.emit(part)

    def go(self, part: int) -> None:
        """So do the keys."""
        self.chosen.emit(part)
        super().go(part)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        notches = event.angleDelta().y() / 120
        if notches and self._frame is not None:
            self.view.zoom_at(event.position().x(), event.position().y(), STEP**notches)
            self._relabel()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose the next word that way, + and - zoom, Home shows everything, Escape lets go."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and self._frame is not None:
            x, y = self._at[self.selected] if self.selected is not None else (self.width() / 2, self.height() / 2)
            self.view.zoom_at(float(x), float(y), 1 / STEP if key == Qt.Key.Key_Minus else STEP)
            self._relabel()
        elif key == Qt.Key.Key_Home:
            self.show_part(None)
        elif key == Qt.Key.Key_Escape and self.selected is not None:
            self.let_go()
            self.chosen.emit(-1)
        else:
            super().keyPressEvent(event)

    def step(self, key: Qt.Key, many: int) -> int | None:
        """The nearest written word within 45° of that way."""
        words = self.parts()
        if key not in ARROWS or not words:
            return None
        if self.selected is None:
            return words[0]
        down, on = ARROWS[key]
        tokens = np.array([t for t in words if t != self.selected], np.int64)
        away = self._at[tokens] - self._at[self.selected]
        along, across = away @ (on, down), np.abs(away @ (down, on))
        ahead = (along > 0) & (across <= along)
        if not ahead.any():
            return self.selected
        return int(tokens[np.where(ahead, along + 2 * across, np.inf).argmin()])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size."""
        self._relabel()

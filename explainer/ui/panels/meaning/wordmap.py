"""The map of words under a person's hands: wheel and drag zoom and shift it, a click or an arrow key chooses a word."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.meaning.wordpicture import DOT, WordPicture

NEAR_ENOUGH = 16  # design pixels within which the pointer finds a dot
STEP = 1.25  # of zoom, a notch of the wheel or a key


class WordMap(WordPicture):
    """``chosen`` says that a person chose a word, -1 that they let go of it."""

    chosen = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, empty, parent)
        self._drag: QPointF | None = None
        self._dragged = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def word_at(self, at: QPointF) -> int | None:
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
        self._point_at(self.word_at(event.position()), event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses; on empty ground it lets go."""
        if event.button() == Qt.MouseButton.LeftButton and self._drag is not None:
            if not self._dragged:
                token = self.word_at(event.position())
                self.chosen.emit(-1 if token is None else token)
            self._drag = None

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self._point_at(None, QPoint())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        notches = event.angleDelta().y() / 120
        if notches and self._frame is not None:
            self.view.zoom_at(event.position().x(), event.position().y(), STEP**notches)
            self._relabel()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose the next word that way, + and - zoom, Home shows everything, Escape lets go."""
        ways = {
            Qt.Key.Key_Left: (-1.0, 0.0),
            Qt.Key.Key_Right: (1.0, 0.0),
            Qt.Key.Key_Up: (0.0, -1.0),
            Qt.Key.Key_Down: (0.0, 1.0),
        }
        key = Qt.Key(event.key())
        if key in ways:
            self._go(*ways[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and self._frame is not None:
            x, y = self._at[self.selected] if self.selected is not None else (self.width() / 2, self.height() / 2)
            self.view.zoom_at(float(x), float(y), 1 / STEP if key == Qt.Key.Key_Minus else STEP)
            self._relabel()
        elif key == Qt.Key.Key_Home:
            self.reset()
        elif key == Qt.Key.Key_Escape and self.selected is not None:
            self.chosen.emit(-1)
        else:
            super().keyPressEvent(event)

    def _go(self, dx: float, dy: float) -> None:
        """Choose the nearest written word within 45° of that way."""
        self._draw_picture()
        if self._frame is None or not self._labels:
            return
        if self.selected is None:
            self.chosen.emit(next(iter(self._labels)))
            return
        tokens = np.array([t for t in self._labels if t != self.selected], np.int64)
        away = self._at[tokens] - self._at[self.selected]
        along = away @ (dx, dy)
        across = np.abs(away @ (dy, dx))
        ahead = (along > 0) & (across <= along)
        if ahead.any():
            cost = np.where(ahead, along + 2 * across, np.inf)
            self.chosen.emit(int(tokens[cost.argmin()]))

    def _point_at(self, token: int | None, at: QPoint) -> None:
        if token == self._hover:
            return
        self._hover = token
        self.setCursor(Qt.CursorShape.PointingHandCursor if token is not None else Qt.CursorShape.ArrowCursor)
        if token is not None:
            QToolTip.showText(at, self.describe(token), self)
        else:
            QToolTip.hideText()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size."""
        self._relabel()

"""The window on the screen it is given: with its frame it lies within what the screen has free.

The frame (title bar, edges) is the window manager's, who tells its size only once the window is shown. So the first
size leaves room for a usual frame, and the true one is looked at when it is there.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, QSize, QTimer
from PySide6.QtWidgets import QWidget

USUAL = QMargins(0, 38, 0, 0)  # pixels: a title bar as high as they come; edges are thin or none
WANTED = QSize(1440, 900)
LOOK_MS, LOOKS = 150, 4  # after it is shown: some window managers tell the frame late


def first_place(free: QRect, frame: QMargins = USUAL, wanted: QSize = WANTED) -> QRect:
    """Where a window (without its frame) goes on a screen of which ``free`` is free: as wanted, or as fits; in pixels.

    It stands in the middle, as high as its frame allows.
    """
    room = free.marginsRemoved(frame)
    size = QSize(min(wanted.width(), room.width()), min(wanted.height(), room.height()))
    x = room.x() + (room.width() - size.width()) // 2
    y = room.y() + (room.height() - size.height()) // 2
    return QRect(x, y, size.width(), size.height())


def within(window: QRect, free: QRect, frame: QMargins) -> QRect:
    """``window`` (without its frame) as it must lie for all of it to be on the screen; the same where it is already."""
    room = free.marginsRemoved(frame)
    width, height = min(window.width(), room.width()), min(window.height(), room.height())
    x = max(room.left(), min(window.x(), room.right() + 1 - width))
    y = max(room.top(), min(window.y(), room.bottom() + 1 - height))
    return QRect(x, y, width, height)


class KeepOnScreen(QObject):
    """Looks, a few times after ``window`` was first shown, whether its frame fits too."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._left = LOOKS
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Once, when it is shown."""
        if watched is self._window and event.type() == QEvent.Type.Show:
            self._window.removeEventFilter(self)
            self._timer.start()
        return False

    def look(self) -> None:
        """Make the window as small as the screen asks for. One that fills the screen is the window manager's affair."""
        window = self._window
        self._left -= 1
        if self._left <= 0:
            self._timer.stop()
        if window.isMaximized() or window.isFullScreen() or not window.isVisible():
            return
        inner, outer = window.geometry(), window.frameGeometry()
        frame = QMargins(
            inner.left() - outer.left(),
            inner.top() - outer.top(),
            outer.right() - inner.right(),
            outer.bottom() - inner.bottom(),
        )
        place = within(inner, window.screen().availableGeometry(), frame)
        if place != inner:
            window.setGeometry(place)

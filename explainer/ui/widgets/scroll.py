"""What scrolls: pages, a card that fills the window, and parts of cards that do not fit.

The scroll bar has a lane of its own, whether it is needed or not. Otherwise what is scrolled would be narrower with the
bar than without it, and where it is higher then, or needs a moment to learn its height, Qt shows and hides the bar in
turn without end (``QScrollArea`` does so within one call: it ended the program).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget

from explainer.ui.look import Look

FADE = 34.0  # design pixels at the foot of what goes on below
LANE = 9.0  # design pixels, as wide as the style sheet makes the bar


class LaneBar(QScrollBar):
    """Keeps its place, and is seen where there is something to scroll."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setObjectName("lane")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar, or nothing."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class Lane(QScrollArea):
    """Shows ``inner``, as wide as itself but for the lane, and scrolls it up and down.

    It has no frame, no ground of its own and no place in the tab order: what is in it can be reached.
    """

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalScrollBar(LaneBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)  # the scroll area has just filled it
        self.viewport().setAutoFillBackground(False)


class Fading(Lane):
    """A text on a card: where it goes on below, its last line fades, so that nobody takes it for the end."""

    def __init__(self, look: Look, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(inner, parent)
        self._look = look
        self.fade = _Fade(look, self)
        self.verticalScrollBar().valueChanged.connect(self._place)
        self.verticalScrollBar().rangeChanged.connect(self._place)
        look.changed.connect(self._place)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The foot is elsewhere."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().geometry()
        self.fade.setVisible(bar.value() < bar.maximum())
        high = min(self._look.px(FADE), room.height())
        self.fade.setGeometry(room.x(), room.bottom() + 1 - high, room.width(), high)


class _Fade(QWidget):
    """From nothing to the colour of a card."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Downwards."""
        ground = self._look.colour("card")
        clear = self._look.colour("card")
        clear.setAlpha(0)
        shade = QLinearGradient(0, 0, 0, self.height())
        shade.setColorAt(0, clear)
        shade.setColorAt(1, ground)
        QPainter(self).fillRect(self.rect(), shade)


class Scroll(Lane):
    """A part of a card that scrolls by itself where it does not fit, so that the page around it need not.

    It would like to be as high as what is in it; its owner says how low it may be.
    """

    def __init__(self, inner: QWidget, name: str, parent: QWidget | None = None) -> None:
        self._inner = inner
        super().__init__(inner, parent)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """All of what is in it."""
        return self._inner.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As wide as what is in it, which does not scroll sideways."""
        return QSize(self._inner.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is in it has another size."""
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

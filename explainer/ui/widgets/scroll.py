"""A part of a card that scrolls by itself where it does not fit, so that the page around it need not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Scroll(QScrollArea):
    """Shows ``inner`` and scrolls it up and down.

    It would like to be as high as that; its owner says how low it may be. It has no frame, no ground of its own and no
    place in the tab order: what is in it can be reached.
    """

    def __init__(self, inner: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inner = inner
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)  # the scroll area has just filled it
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """All of what is in it."""
        return self._inner.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As wide as what is in it, which does not scroll sideways."""
        return QSize(self._inner.minimumSizeHint().width(), 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is in it has another size."""
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

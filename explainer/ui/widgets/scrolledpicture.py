"""A drawing that is larger than its place: part of it is seen, and bars and wheel bring the rest.

What stands still beside what scrolls (names of rows, say) is drawn in the same widget, so the bars are its own, each in
a lane at its edge that ``window`` leaves free.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.picture import Holder, P, Picture
from explainer.ui.widgets.scroll import LANE


class ScrolledPicture(Picture[P]):
    """A picture with bars; ``whole`` is how large it is and ``window`` where that is seen."""

    def __init__(
        self, look: Look, name: str, empty: str = "", parent: QWidget | None = None, *, hold: Holder | None = None
    ) -> None:
        super().__init__(look, name, empty, parent, hold=hold)
        self._across = QScrollBar(Qt.Orientation.Horizontal, self)
        self._down = QScrollBar(Qt.Orientation.Vertical, self)
        for bar in (self._across, self._down):
            bar.hide()
            bar.valueChanged.connect(lambda _value: self.update())
        self._across.setAccessibleName(self.tr("Left and right"))
        self._down.setAccessibleName(self.tr("Up and down"))

    # ---- what a picture gives ---------------------------------------------------------------------------------------

    def whole(self) -> QSizeF:
        """How large all of it is, in pixels."""
        raise NotImplementedError

    def window_box(self) -> QRectF:
        """Where it is seen, in pixels of the widget."""
        raise NotImplementedError

    def notch(self) -> float:
        """Pixels that a notch of the wheel goes."""
        return float(self._look.px(30))

    # ---- what all of them do ----------------------------------------------------------------------------------------

    def horizontalScrollBar(self) -> QScrollBar:
        """The bar below, called as Qt calls it."""
        return self._across

    def verticalScrollBar(self) -> QScrollBar:
        """The bar at the right."""
        return self._down

    def origin(self) -> QPointF:
        """Where the upper left corner of the whole lies now, in pixels of the widget."""
        return self.window_box().topLeft() - QPointF(self._across.value(), self._down.value())

    def set_range(self) -> None:
        """It has another size, or what is in it has."""
        whole, window, lane = self.whole(), self.window_box(), self._look.px(LANE)
        for bar, long, room in (
            (self._across, whole.width(), window.width()),
            (self._down, whole.height(), window.height()),
        ):
            bar.setRange(0, max(0, int(long - room + 0.5)))
            bar.setPageStep(max(1, round(room)))
            bar.setSingleStep(max(1, round(self.notch())))
            bar.setVisible(bar.maximum() > 0)
        self._across.setGeometry(round(window.left()), self.height() - lane, round(window.width()), lane)
        self._down.setGeometry(self.width() - lane, round(window.top()), lane, round(window.height()))
        self.update()

    def bring(self, box: QRectF) -> None:
        """Scroll until ``box``, in pixels of the whole, is in sight."""
        window = self.window_box()
        self._across.setValue(_near(self._across.value(), box.left(), box.right() - window.width()))
        self._down.setValue(_near(self._down.value(), box.top(), box.bottom() - window.height()))

    def reach(self, part: P) -> None:
        """Scroll to where the keys go."""
        self.bring(self.place(part).translated(-self.origin()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Any wheel scrolls, sideways where it goes no other way; at the end the page does."""
        turn = event.angleDelta()
        bar = self._across if abs(turn.x()) > abs(turn.y()) or not self._down.maximum() else self._down
        before = bar.value()
        bar.setValue(before - round((turn.x() or turn.y()) / 120 * bar.singleStep()))
        event.setAccepted(bar.value() != before)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less fits."""
        self.set_range()

    def restyle(self) -> None:
        """Other sizes."""
        super().restyle()
        self.set_range()


def _near(value: int, most: float, least: float) -> int:
    """``value``, or the nearest between ``least`` and ``most``."""
    return int(min(max(value, least), most) + 0.5)

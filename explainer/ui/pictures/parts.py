"""A painted picture whose parts are told in a sentence: when pointed at, and one after the other with the keys.

The picture says how many parts it has, which one is under a point, and what the sentence about each is; it marks part
``_at`` where it paints. Lists go up and down, charts of curves left and right; with Shift a key goes ten parts at once,
Home and End go to the ends, and Escape lets go. Both ways come to the same sentence in the same place for reading; the
keys say it to screen readers too.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from explainer.ui.look import Look

MANY = 10  # parts that a key goes with Shift
BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class PointedParts(QWidget):
    """Knows which part is told."""

    BACK, ON = Qt.Key.Key_Up, Qt.Key.Key_Down
    MARKS_FIRST = True  # on coming here by Tab; else the ring goes round the whole picture until a key is pressed

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._at: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    # ---- what a picture says -----------------------------------------------------------------------------------------

    def n_parts(self) -> int:
        """How many there are."""
        raise NotImplementedError

    def part_at(self, point: QPointF) -> int | None:
        """The part under ``point``, or None."""
        raise NotImplementedError

    def foot_of(self, index: int) -> QPointF:
        """Where the sentence about a part stands."""
        raise NotImplementedError

    def describe(self, index: int) -> str:
        """The sentence about a part, or "" where there is none."""
        raise NotImplementedError

    # ---- pointing ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """The sentence about a part comes by our own hand."""
        own = event.type() == QEvent.Type.ToolTip and self._at is not None
        return own or super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the part under the pointer."""
        found = self.part_at(event.position()) if self.n_parts() else None
        self._mark(found)
        if found is not None:
            self._tell(event.globalPosition().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Let go."""
        self._mark(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        if self.MARKS_FIRST and event.reason() in BY_TAB and self.n_parts():
            self._mark(0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go."""
        super().focusOutEvent(event)
        self._mark(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from part to part."""
        n = self.n_parts()
        many = MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        steps = {self.BACK: -many, self.ON: many, Qt.Key.Key_Home: -n, Qt.Key.Key_End: n}
        key = Qt.Key(event.key())
        if key in steps and n:
            start = self._at if self._at is not None else n if key == self.BACK else -1
            self._mark(min(max(0, start + steps[key]), n - 1))
            assert self._at is not None
            self.setAccessibleDescription(self.describe(self._at))
            self._tell(self.mapToGlobal(self.foot_of(self._at).toPoint()))
        elif key == Qt.Key.Key_Escape and self._at is not None:
            self._mark(None)
        else:
            super().keyPressEvent(event)

    def _tell(self, place: QPoint) -> None:
        if self._at is not None:
            QToolTip.showText(place, self.describe(self._at), self)

    def _mark(self, index: int | None) -> None:
        """Point at ``index``, or at nothing."""
        if index != self._at:
            self._at = index
            self.update()
            if index is None:
                QToolTip.hideText()

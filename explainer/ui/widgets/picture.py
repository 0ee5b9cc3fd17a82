"""The base of every drawing of our own: what all of them do stands here, once.

A picture gives its data, its *parts* (what can be told about: a cell, a word, a step of a path), where each stands and
the sentence about it, and ``draw``. From this class it has its size, theme and zoom, the sentence that stands there
while there is nothing, the ring that shows where the keys go, what is told about the part under the pointer or gone to
with the keys, standing still meanwhile, and what screen readers are told: every part, with its place (``reading``).

Keys: arrows go from part to part, ten at once with Shift, Home and End to the ends; Enter does what a click does, and
Escape lets go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.pictures.empty import SIZE as LETTERS
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.widgets import reading

P = TypeVar("P")  # what names a part: a number, or a row and a column

MANY = 10  # parts that a key goes with Shift
ARROWS = {  # rows and columns that a key goes
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Holder(Protocol):
    """Lets what comes meanwhile wait while people look (see ``panels.prediction.holding``)."""

    def hold(self, reason: str, wanted: bool = True) -> None:
        """Hold still for ``reason``, or no longer for it."""


class Picture(QWidget, Generic[P]):
    """A drawing with parts; see the module's docstring.

    Attributes:
        at: the part that is told about, under the pointer or gone to with the keys; None where there is none.
        by_key: whether it was gone to with the keys.
        seen: what has to be painted, in pixels; for ``draw``.
    """

    SIZE: tuple[float, float] = (300, 220)  # design pixels that it would like to have
    LEAST: tuple[float, float] = (200, 110)  # and at which it still says something
    GROWS = True  # takes what room there is, both ways; else it is as high as it would like to be
    KEYS = True  # Tab reaches it
    LETTERS = LETTERS  # of the sentence where there is nothing, design pixels
    RADIUS = 6.0  # of the ring's corners, design pixels
    RINGED = True  # the ring goes round the part that the keys have gone to; else always round all

    def __init__(
        self, look: Look, name: str, empty: str = "", parent: QWidget | None = None, *, hold: Holder | None = None
    ) -> None:
        """``name`` is read aloud; ``empty`` stands there while there is nothing; ``hold`` waits while people look."""
        super().__init__(parent)
        reading.install(Picture)
        self._look, self._empty, self._hold = look, empty, hold
        self.reading: object = None  # what screen readers are told of it, once one has asked
        self.at: P | None = None
        self.by_key = False
        self.seen = QRect()
        self.setAccessibleName(name)
        if self.KEYS:
            self.setToolTip(self.tr("Point at a part, or go from part to part with the arrow keys"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.KEYS else Qt.FocusPolicy.NoFocus)
        grows = QSizePolicy.Policy.Expanding
        self.setSizePolicy(grows, grows if self.GROWS else QSizePolicy.Policy.Fixed)
        look.changed.connect(self.restyle)

    # ---- what a picture gives ---------------------------------------------------------------------------------------

    def ready(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.parts())

    def draw(self, painter: QPainter) -> None:
        """Draw it all, antialiased; called only where it is ``ready``."""
        raise NotImplementedError

    def parts(self) -> Sequence[P]:
        """What can be told about, in reading order."""
        return ()

    def place(self, part: P) -> QRectF:
        """Where a part stands, in pixels."""
        raise NotImplementedError

    def describe(self, part: P) -> str:
        """The sentence about a part, or "" where there is none."""
        raise NotImplementedError

    def part_at(self, point: QPointF) -> P | None:
        """The part under ``point``, or None."""
        return next((part for part in self.parts() if self.place(part).contains(point)), None)

    def start(self) -> P | None:
        """The part that the keys go on from."""
        return self.at

    def step(self, key: Qt.Key, many: int) -> P | None:
        """The part that ``key`` goes to, ``many`` at once; None where it is no key for going."""
        parts = self.parts()
        last = len(parts) - 1
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if (key not in ARROWS and key not in ends) or last < 0:
            return None
        way = sum(ARROWS.get(key, (0, 0)))
        start = self.start()
        now = parts.index(start) if start in parts else -1 if way > 0 else last + 1
        return parts[min(max(0, ends.get(key, now + way * many)), last)]

    def can_press(self, part: P) -> bool:
        """Whether a click on a part, or Enter, does something."""
        return False

    def press(self, part: P) -> None:
        """Do it."""

    def told(self) -> None:
        """Another part is told about (``at``), or none: for what follows from that elsewhere."""

    def reach(self, part: P) -> None:
        """Bring a part into sight that the keys go to."""

    def ring(self) -> QRectF:
        """Around what the ring goes that shows where the keys are."""
        one = self.at if self.RINGED and self.by_key else None
        return self.place(one) if one is not None else QRectF(self.rect())

    def restyle(self) -> None:
        """Other colours or sizes."""
        self.updateGeometry()
        self.update()

    # ---- what all of them do ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Comfortable."""
        return QSize(*map(self._look.px, self.SIZE))

    def minimumSizeHint(self) -> QSize:
        """Small, and still a picture."""
        return QSize(*map(self._look.px, self.LEAST))

    def set_empty_text(self, text: str) -> None:
        """What stands there while there is nothing."""
        if text != self._empty:
            self._empty = text
            self.update()

    def renew(self) -> None:
        """Draw other data; what is there no more is told about no longer."""
        if self.at is not None and not (self.ready() and self.at in self.parts()):
            self.let_go()
        self.update()

    def point(self, part: P | None, where: QPoint | None = None, *, by_key: bool = False) -> None:
        """Tell about ``part``, beside ``where`` on the screen, or about nothing."""
        by_key = by_key and part is not None
        if part == self.at and by_key == self.by_key:
            return
        self.at, self.by_key = part, by_key
        if part is None:
            QToolTip.hideText()
        elif where is not None:
            QToolTip.showText(where, self.describe(part), self)
        self.told()
        self.update()

    def go(self, part: P) -> None:
        """Go to a part, as the keys do."""
        self._wait("keyboard")
        self.reach(part)
        self.point(part, self.mapToGlobal(self.place(part).bottomLeft().toPoint()), by_key=True)
        self.setAccessibleDescription(self.describe(part))
        reading.announce(self)

    def let_go(self) -> None:
        """Nobody looks any more."""
        self.point(None)
        self._wait("keyboard", False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The drawing and the ring, or what will be seen there."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.seen = event.rect()
        if not self.ready():
            paint_empty(painter, self._look, self.rect(), self._empty, size=self.LETTERS)
            return
        self.draw(painter)
        if self.hasFocus():
            painter.setOpacity(1)
            painter.setClipping(False)
            paint_ring(painter, self._look, self.ring(), radius=self.RADIUS)

    def event(self, event: QEvent) -> bool:
        """The sentence about a part comes by our own hand."""
        own = event.type() == QEvent.Type.ToolTip and self.at is not None
        return own or super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the part under the pointer."""
        found = self.part_at(event.position()) if self.ready() else None
        hand = found is not None and self.can_press(found)
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        if shape != self.cursor().shape():
            self.setCursor(shape)
        self.point(found, event.globalPosition().toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Taken, so that the release comes here too."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what a click does."""
        found = self.part_at(event.position()) if self.ready() else None
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.point(found)
            if self.can_press(found):
                self.press(found)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stand still."""
        self._wait("pointer")

    def leaveEvent(self, event: QEvent) -> None:
        """Go on; what the keys have gone to stays."""
        if not self.by_key:
            self.point(None)
        self._wait("pointer", False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they are not."""
        super().focusOutEvent(event)
        self.let_go()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the module's docstring."""
        key = Qt.Key(event.key())
        many = MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if not self.ready():
            super().keyPressEvent(event)
        elif (part := self.step(key, many)) is not None:
            self.go(part)
        elif key in PRESSES and self.at is not None and self.can_press(self.at):
            self.press(self.at)
        elif key == Qt.Key.Key_Escape and self.at is not None:
            self.let_go()
        else:
            super().keyPressEvent(event)

    def _wait(self, reason: str, wanted: bool = True) -> None:
        if self._hold is not None:
            self._hold.hold(reason, wanted)

"""The likeliest next pieces as a row of chips to choose from: which bet is to be explained?

The row has places of equal width, so that nothing moves when a bet changes; while someone points at it or steps through
it by keyboard, its pieces stay where they are.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import NextToken
from explainer.ui.look import Look
from explainer.ui.numbers import percent
from explainer.ui.pictures.becoming import Word, paint_word
from explainer.ui.pictures.holding import Hold
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.theme import mix

PLACE, HEIGHT, GAP = 138, 36, 7  # design pixels
MOST = 6  # pieces


class Choices(QWidget):
    """The row. ``chosen`` gives a token id."""

    chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pieces: tuple[str, ...] = ()
        self._tokens: list[int] = []
        self._endings: dict[int, str] = {}  # by token id
        self._current: int | None = None
        self._pointed: int | None = None
        self.hold: Hold[NextToken] = Hold(lambda f: (f.run, f.prompt), self._show)
        self.setObjectName("choices")
        self.setAccessibleName(self.tr("The likeliest next pieces, to choose one"))
        self.setToolTip(self.tr("Choose the piece whose bet is to be explained"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    @property
    def tokens(self) -> list[int]:
        """Those offered, as many as have room."""
        return self._tokens[: self._places()]

    def apply(self, frame: NextToken, pieces: tuple[str, ...]) -> None:
        """Offer the likeliest of ``frame``."""
        self._pieces = pieces
        self.hold.offer(frame)

    def set_current(self, token: int | None) -> None:
        """Mark the piece that is explained now."""
        if token != self._current:
            self._current = token
            self.update()

    def clear(self) -> None:
        """Offer nothing."""
        self.hold.clear()
        self._tokens, self._current, self._pointed = [], None, None
        self.update()

    def describe(self, place: int) -> str:
        """A piece and its bet."""
        frame = self.hold.shown
        if frame is None or not 0 <= place < len(self.tokens):
            return ""
        token = self._tokens[place]
        return f"{self.word_of(token).told()}, {percent(float(frame.probability[token]))}"

    def word_of(self, token: int) -> Word:
        """A piece, with the rest of its word where that was looked for."""
        return Word(self._pieces[token], self._endings.get(token, ""))

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self._look.px(3 * PLACE), self._look.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Two pieces."""
        return QSize(self._look.px(2 * PLACE), self._look.px(HEIGHT))

    def place(self, place: int) -> QRectF:
        """Where a piece stands."""
        px = self._look.px
        return QRectF(place * px(PLACE), 1, px(PLACE - GAP), px(HEIGHT) - 2)

    def _places(self) -> int:
        return max(1, min(MOST, self.width() // self._look.px(PLACE)))

    def _show(self, frame: NextToken) -> None:
        self._tokens = [int(token) for token in frame.order[:MOST]]
        self._endings = dict(zip(frame.order.tolist(), frame.endings, strict=False))  # of the likeliest
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Chips with their bets."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self.hold.shown
        if frame is None:
            return
        look, px, c = self._look, self._look.px, self._look.colours
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, token in enumerate(self.tokens):
            box = self.place(place)
            current, pointed = token == self._current, place == self._pointed
            painter.setBrush(
                QColor(mix(c.card, c.pretrain, 0.22))
                if current
                else look.colour("quiet_strong" if pointed else "quiet")
            )
            painter.setPen(QPen(look.colour("pretrain"), px(1.8)) if current else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box.adjusted(1, 0, -1, 0), px(8), px(8))
            if pointed and self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.colour("focus"), px(2.6)))
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(8), px(8))
            number = percent(float(frame.probability[token]))
            painter.setFont(look.font(13.5, digits=True))
            room = painter.fontMetrics().horizontalAdvance(number)
            painter.setPen(look.colour("ink2"))
            painter.drawText(box.adjusted(0, 0, -px(9), 0), Qt.AlignmentFlag.AlignRight | middle, number)
            name = box.adjusted(px(10), 0, -room - px(14), 0)
            left = Qt.AlignmentFlag.AlignLeft | middle
            paint_word(painter, look, name, left, self.word_of(token), size=15.5, rest_ink="ink2")
        if self.hasFocus() and self._pointed is None:
            paint_ring(painter, look, self.rect(), radius=8)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the piece under the pointer."""
        found = self._at(event.position())
        if found != self._pointed:
            self._pointed = found
            shape = Qt.CursorShape.PointingHandCursor if found is not None else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the piece under the pointer."""
        found = self._at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._tokens[found])

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stand still."""
        self.hold.hold("pointer")

    def leaveEvent(self, event: QEvent) -> None:
        """Go on."""
        self._pointed = self._pointed if self.hasFocus() else None
        self.hold.hold("pointer", False)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go on."""
        super().focusOutEvent(event)
        self._pointed = None
        self.hold.hold("keyboard", False)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right step, Enter chooses, Escape lets go."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.tokens:
            step = 1 if key == Qt.Key.Key_Right else -1
            start = -1 if self._pointed is None and step == 1 else (self._pointed or 0)
            self._pointed = min(max(start + step, 0), len(self.tokens) - 1)
            self.hold.hold("keyboard")
            self.setAccessibleDescription(self.describe(self._pointed))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed is not None:
            self.chosen.emit(self._tokens[self._pointed])
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self._pointed = None
            self.hold.hold("keyboard", False)
            self.update()
        else:
            super().keyPressEvent(event)

    def _at(self, at: QPointF) -> int | None:
        return next((place for place in range(len(self.tokens)) if self.place(place).contains(at)), None)

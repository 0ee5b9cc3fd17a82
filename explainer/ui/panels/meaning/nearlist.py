"""The nearest in meaning: words with a bar and the cosine, and what it was when people began to look.

The order stands still while the pointer is over it or a row is chosen by keyboard; the numbers go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import isolated
from explainer.ui.pictures.ring import paint_ring

ROW, HEAD = 33, 24  # design pixels


def cosine_text(value: float) -> str:
    """A cosine as it is read: ``0.67``, ``−0.12``."""
    return f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00")


def change_text(value: float) -> str:
    """A change of one: ``+0.12``, ``−0.03``, ``±0``."""
    text = f"{value:+.2f}".replace("-", "−")
    return "±0" if text in ("+0.00", "−0.00") else text


@dataclass(frozen=True, slots=True)
class Near:
    """One row: a token, its text, the cosine now, and at the step from which changes are counted."""

    token: int
    text: str
    cosine: float
    before: float


class NearList(QWidget):
    """The rows. ``chosen`` says that a person wants to go on from one of them."""

    chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.rows: tuple[Near, ...] = ()
        self._since: int | None = None
        self._at: int | None = None
        self._hover: int | None = None
        self._held = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Nearest in meaning"))
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    @property
    def held(self) -> tuple[int, ...]:
        """The tokens whose order must stay, because a person is pointing at them."""
        return tuple(row.token for row in self.rows) if self._held else ()

    def show_rows(self, rows: Sequence[Near], since: int | None) -> None:
        """Show ``rows``; changes count from step ``since``, or are not shown."""
        self.rows, self._since = tuple(rows), since
        if self._at is not None and self._at >= len(rows):
            self._at = None
        self.update()

    def let_go(self) -> None:
        """Another word: nothing is held."""
        self._held, self._at, self._hover = False, None, None

    def sizeHint(self) -> QSize:
        """Eight rows."""
        return QSize(self._look.px(260), self._look.px(HEAD + 8 * ROW))

    def minimumSizeHint(self) -> QSize:
        """Five rows."""
        return QSize(self._look.px(220), self._look.px(HEAD + 5 * ROW))

    def rows_in_sight(self) -> int:
        """How many whole rows fit."""
        return min(len(self.rows), max(0, self.height() - self._look.px(HEAD)) // self._look.px(ROW))

    def describe(self, row: int) -> str:
        """A sentence about a row."""
        near = self.rows[row]
        text = self.tr("“{word}”: cosine {cosine}").format(word=isolated(near.text), cosine=cosine_text(near.cosine))
        if self._since is not None:
            text += self.tr(", {change} since step {step}").format(
                change=change_text(near.cosine - near.before), step=self._since
            )
        return text

    def paintEvent(self, event: QPaintEvent) -> None:
        """Head and rows."""
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name, room, number, change = self._columns()
        if self.rows:
            painter.setFont(look.font(13))
            painter.setPen(look.colour("ink3"))
            head = QRect(number.left() - px(20), 0, number.width() + px(20), px(HEAD - 2))
            painter.drawText(head, right, self.tr("cosine"))
            if self._since is not None:
                head = QRect(change.left(), 0, change.width(), px(HEAD - 2))
                painter.drawText(head, right, self.tr("change"))
        for i in range(self.rows_in_sight()):
            near, y = self.rows[i], px(HEAD) + i * px(ROW)
            if i in (self._hover, self._at):
                painter.setPen(
                    QPen(look.colour("focus"), 2) if i == self._at and self.hasFocus() else Qt.PenStyle.NoPen
                )
                painter.setBrush(look.colour("quiet"))
                painter.drawRoundedRect(QRectF(1, y + 1, self.width() - 2, px(ROW) - 2), px(6), px(6))
            painter.setFont(look.font(15.5, bold=True))
            painter.setPen(look.colour("ink"))
            text = painter.fontMetrics().elidedText(near.text, Qt.TextElideMode.ElideRight, name.width())
            painter.drawText(name.translated(0, y), left, text)
            self._draw_bar(painter, QRectF(room.translated(0, y)), near)
            painter.setFont(look.font(14.5, digits=True))
            painter.setPen(look.colour("ink"))
            painter.drawText(number.translated(0, y), right, cosine_text(near.cosine))
            if self._since is not None:
                painter.setPen(look.colour("ink2"))
                painter.drawText(change.translated(0, y), right, change_text(near.cosine - near.before))
        if self.hasFocus() and self._at is None:
            paint_ring(painter, look, self.rect(), radius=6)

    def _draw_bar(self, painter: QPainter, room: QRectF, near: Near) -> None:
        """From 0 to 1; a notch or an outline shows where it was."""
        px = self._look.px
        thick = px(12)
        top = room.center().y() - thick / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("quiet"))
        painter.drawRoundedRect(QRectF(room.left(), top, room.width(), thick), px(3), px(3))
        width = room.width() * min(1.0, max(0.0, near.cosine))
        painter.setBrush(self._look.colour("embedding"))
        painter.drawRoundedRect(QRectF(room.left(), top, max(2.0, width), thick), px(3), px(3))
        if self._since is not None and abs(near.cosine - near.before) >= 0.005:
            x = room.left() + room.width() * min(1.0, max(0.0, near.before))
            painter.fillRect(QRectF(x - px(1), top - px(3), px(2), thick + px(6)), self._look.colour("ink"))

    def _columns(self) -> tuple[QRect, QRect, QRect, QRect]:
        """Where word, bar, cosine and change stand in a row."""
        px, height = self._look.px, self._look.px(ROW)
        change = px(54) if self._since is not None else 0
        number, name = px(42), px(86)
        right = self.width() - px(6)
        left = px(8)
        bar = max(px(24), right - change - number - left - name - px(14))
        return (
            QRect(left, 0, name, height),
            QRect(left + name + px(6), 0, bar, height),
            QRect(right - change - number, 0, number, height),
            QRect(right - change, 0, change, height),
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the row under the pointer."""
        row = self._row_at(event.position())
        if row != self._hover:
            self._hover = row
            self.setCursor(Qt.CursorShape.PointingHandCursor if row is not None else Qt.CursorShape.ArrowCursor)
            if row is not None:
                text = self.describe(row) + "\n" + self.tr("Click to go on from this word.")
                QToolTip.showText(event.globalPosition().toPoint(), text, self)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go on from a word."""
        row = self._row_at(event.position())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.rows[row].token)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Keep the order."""
        self._held = True

    def leaveEvent(self, event: QEvent) -> None:
        """Let the order go on."""
        self._hover, self._held = None, self._at is not None
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go."""
        super().focusOutEvent(event)
        self._at, self._held = None, False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first row when tabbed into."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._go(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose a row, Enter goes on from it, Escape lets go."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self._go(self._at + step if self._at is not None else 0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.chosen.emit(self.rows[self._at].token)
        elif key == Qt.Key.Key_Escape and self._at is not None:
            self._at, self._held = None, False
            self.update()
        else:
            super().keyPressEvent(event)

    def _go(self, row: int) -> None:
        n = self.rows_in_sight()
        if n:
            self._at, self._held = min(max(0, row), n - 1), True
            self.setAccessibleDescription(self.describe(self._at))
            self.update()

    def _row_at(self, at: QPointF) -> int | None:
        row = int((at.y() - self._look.px(HEAD)) // self._look.px(ROW))
        return row if 0 <= row < self.rows_in_sight() else None

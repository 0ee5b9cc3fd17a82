"""The pieces by how much the bet changes without them, the largest first: "Without hungry: 21 % instead of 34 %".

A bar goes from the bet on the whole text (the upright line) to the bet without the piece; to the left it falls, to the
right it rises.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from explainer.engine.frames import Why
from explainer.ui.look import Look
from explainer.ui.numbers import cited, visible
from explainer.ui.panels.prediction.leftout import change_colour, scale
from explainer.ui.panels.prediction.wording import fine_percent, points
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.holding import Hold
from explainer.ui.pictures.ring import paint_ring

ROW = 31  # design pixels
NAME, TEXT = 205, 262  # the piece; the numbers


class Ranking(QAbstractScrollArea):
    """The list. ``pointed_at`` gives an index into ``Why.without``, or -1."""

    pointed_at = Signal(int)

    def __init__(self, look: Look, hold: Hold[Why], empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._order: list[int] = []  # indices into ``without``
        self._row: int | None = None
        self.hold = hold  # what all pictures of the page show, and whether they hold still
        self.setObjectName("ranking")
        self.setAccessibleName(self.tr("The pieces, by how much the bet changes without them"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setAccessibleName(self.tr("More pieces"))
        self.viewport().setMouseTracking(True)
        look.changed.connect(self._restyle)

    @property
    def order(self) -> list[int]:
        """Indices into ``Why.without``, the largest change first."""
        return self._order

    def apply(self, frame: Why) -> None:
        """Draw ``frame``, which is the one that ``hold`` shows."""
        self._show(frame)

    def clear(self) -> None:
        """Show nothing."""
        self._order, self._row = [], None
        self._set_range()
        self.viewport().update()

    def lines(self) -> list[str]:
        """All rows in words."""
        return [self._line(row) for row in range(len(self._order))]

    def point(self, tried: int) -> None:
        """Mark the row of a piece that another widget points at."""
        row = self._order.index(tried) if tried in self._order else None
        if row != self._row:
            self._row = row
            if row is not None:
                self._into_sight(row)
            self.viewport().update()

    def _line(self, row: int) -> str:
        frame = self.hold.shown
        assert frame is not None
        tried = self._order[row]
        return self.tr("Without “{piece}”: {without} instead of {now}").format(
            piece=cited(frame.seen_pieces[frame.first + tried]),
            without=fine_percent(float(frame.without[tried])),
            now=fine_percent(frame.probability),
        )

    def _show(self, frame: Why) -> None:
        change = np.abs(frame.without - frame.probability)
        self._order = [int(i) for i in np.argsort(-change, kind="stable")]
        self._row = None
        self._set_range()
        self.viewport().update()

    # ---- sizes ------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Six rows."""
        return QSize(self._look.px(500), self._look.px(6 * ROW))

    def minimumSizeHint(self) -> QSize:
        """Three rows."""
        return QSize(self._look.px(300), self._look.px(3 * ROW))

    def _set_range(self) -> None:
        row, bar = self._look.px(ROW), self.verticalScrollBar()
        self.setViewportMargins(0, 0, 0, self.height() % row if self.height() > row else 0)
        bar.setRange(0, max(0, len(self._order) * row - self.viewport().height()))
        bar.setPageStep(max(row, self.viewport().height()))
        bar.setSingleStep(row)

    def _into_sight(self, row: int) -> None:
        height, bar = self._look.px(ROW), self.verticalScrollBar()
        bar.setValue(min(max(bar.value(), (row + 1) * height - self.viewport().height()), row * height))

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight."""
        painter = QPainter(self.viewport())
        look = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self.hold.shown
        if frame is None or not self._order:
            text = self._empty if frame is None else self.tr("The text is empty: there is nothing to leave out.")
            paint_empty(painter, look, self.viewport().rect(), text)
            return
        height, top = look.px(ROW), self.verticalScrollBar().value()
        most = max(scale(frame), 1e-9)
        for row in range(top // height, min(len(self._order), (top + self.viewport().height()) // height + 1)):
            self._draw_row(painter, frame, row, row * height - top, most)
        if self.hasFocus() and self._row is None:
            paint_ring(painter, look, self.viewport().rect(), radius=6)

    def _draw_row(self, painter: QPainter, frame: Why, row: int, y: float, most: float) -> None:
        look, px, c = self._look, self._look.px, self._look.colours
        tried, height, width = self._order[row], px(ROW), self.viewport().width()
        now, without = frame.probability, float(frame.without[tried])
        middle = Qt.AlignmentFlag.AlignVCenter
        if row == self._row:
            place = QRectF(0, y, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), px(6), px(6))
            if self.hasFocus():
                paint_ring(painter, look, place, radius=6)
        # The piece, with the one before it, as there may be several of the same.
        index = frame.first + tried
        before = visible(frame.seen_pieces[index - 1]) + " " if index else ""
        x = float(px(8))
        for text, name, bold in (
            (self.tr("Without "), "ink2", False),
            (before if index else "", "ink3", False),
            (visible(frame.seen_pieces[index]), "ink", True),
        ):
            painter.setFont(look.font(15, bold=bold))
            painter.setPen(look.colour(name))
            room = px(NAME) - x
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(room)))
            painter.drawText(QRectF(x, y, room, height), Qt.AlignmentFlag.AlignLeft | middle, shown)
            x += painter.fontMetrics().horizontalAdvance(shown)
        numbers = min(px(TEXT), width * 0.4)
        left, right = px(NAME) + px(8), width - numbers - px(12)
        if right - left > px(30):
            reach = max(most, 1e-9)
            zero = (left + right) / 2
            end = zero + (right - left) / 2 * max(-1.0, min(1.0, (without - now) / reach))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(change_colour(c, 1.6 * (1 if without > now else -1))))
            bar = QRectF(min(zero, end), y + height / 2 - px(7), abs(end - zero), px(14))
            painter.drawRoundedRect(bar, min(px(3), bar.width() / 2), px(3))
            painter.fillRect(QRectF(zero - 0.75, y + px(3), 1.5, height - px(6)), look.colour("edge"))
        box = QRectF(width - numbers, y, numbers - px(8), height)
        painter.setFont(look.font(14.5, bold=True, digits=True))
        painter.setPen(look.colour("ink"))
        painter.drawText(
            QRectF(box.left(), y, px(70), height), Qt.AlignmentFlag.AlignRight | middle, fine_percent(without)
        )
        painter.setFont(look.font(14.5, digits=True))
        painter.setPen(look.colour("ink2"))
        rest = QRectF(box.left() + px(76), y, box.width() - px(76), height)
        words = self.tr("instead of {now}").format(now=fine_percent(now))
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | middle, words)
        change = points(without - now)
        advance = painter.fontMetrics().horizontalAdvance
        if advance(words) + advance(change) + px(8) <= rest.width():
            painter.drawText(rest, Qt.AlignmentFlag.AlignRight | middle, change)

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the row under the pointer, here and in the text."""
        row = int((event.position().y() + self.verticalScrollBar().value()) // self._look.px(ROW))
        self._choose(row if 0 <= row < len(self._order) else None)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stand still."""
        self.hold.hold("pointer")

    def viewportEvent(self, event: QEvent) -> bool:
        """Go on when the pointer leaves."""
        if event.type() == QEvent.Type.Leave:
            if not self.hasFocus():
                self._choose(None)
            self.hold.hold("pointer", False)
        return super().viewportEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go on."""
        super().focusOutEvent(event)
        self._choose(None)
        self.hold.hold("keyboard", False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from row to row; Escape lets go."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._order:
            step = 1 if key == Qt.Key.Key_Down else -1
            start = -1 if self._row is None and step == 1 else (self._row or 0)
            row = min(max(start + step, 0), len(self._order) - 1)
            self.hold.hold("keyboard")
            self._choose(row)
            self._into_sight(row)
            self.setAccessibleDescription(self._line(row))
        elif key == Qt.Key.Key_Escape and self._row is not None:
            self._choose(None)
            self.hold.hold("keyboard", False)
        else:
            super().keyPressEvent(event)

    def _choose(self, row: int | None) -> None:
        if row != self._row:
            self._row = row
            self.pointed_at.emit(-1 if row is None else self._order[row])
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer rows fit; only whole ones are shown."""
        self._set_range()

    def _restyle(self) -> None:
        self._set_range()
        self.updateGeometry()
        self.viewport().update()

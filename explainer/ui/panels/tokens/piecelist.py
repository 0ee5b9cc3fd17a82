"""A list of pieces: the longest, the most frequent, the last learned, or those that hold what is searched for.

Rows are painted, so that a vocabulary of any size scrolls freely. Choosing one goes to the merge that made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.numbers import count
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import written
from explainer.ui.pictures.empty import paint_empty

ROW, HEAD = 28, 24


class Order(Enum):
    """How the pieces are listed."""

    LONGEST = "longest"
    FREQUENT = "frequent"
    LAST = "last"


def listed(known: Known, order: Order, search: str = "") -> list[int]:
    """The pieces (no markers) in ``order``, of them those whose text holds ``search``, whatever its case."""
    frame = known.frame
    ids = np.arange(frame.n_markers, len(frame.raw))
    if order is Order.LONGEST:
        key = np.array([len(frame.raw[i]) for i in ids])
    elif order is Order.FREQUENT:
        key = frame.frequency[ids]
    else:
        key = np.array([known.rank_of(int(i)) if known.rank_of(int(i)) is not None else -1 for i in ids])
    found: list[int] = ids[np.argsort(-key, kind="stable")].tolist()
    wanted = search.replace("␣", " ").casefold()
    if wanted:
        found = [i for i in found if wanted in frame.raw[i].decode("utf-8", "replace").casefold()]
    return found


class PieceList(QAbstractScrollArea):
    """The rows. ``chosen`` says which piece a person took."""

    chosen = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._known: Known | None = None
        self._rows: Sequence[int] = ()
        self._row: int | None = None
        self._hover: int | None = None
        self._made: int | None = None
        self.setObjectName("piece_list")
        self.setAccessibleName(self.tr("Pieces of the vocabulary"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())
        look.changed.connect(self._restyle)

    def show_rows(self, known: Known | None, rows: Sequence[int], empty: str) -> None:
        """List these pieces; ``empty`` stands there where there are none."""
        self._known, self._rows, self._empty = known, rows, empty
        self._row = self._hover = None
        self.verticalScrollBar().setValue(0)
        self._set_range()
        self.viewport().update()
        self.update()

    def mark(self, token: int | None) -> None:
        """Mark the piece that the replay has just made."""
        if token != self._made:
            self._made = token
            self.viewport().update()

    def labels(self) -> list[tuple[str, str, str]]:
        """(piece, times, merge) of the rows in sight."""
        row = self._look.px(ROW)
        first = -(-self.verticalScrollBar().value() // row)
        n = self.viewport().height() // row
        return [self._texts(token) for token in self._rows[first : first + n]]

    def describe(self, row: int) -> str:
        """A row in words."""
        known = self._known
        if known is None or not 0 <= row < len(self._rows):
            return ""
        token = self._rows[row]
        name, times, merge = self._texts(token)
        return self.tr("“{piece}”, piece {id}, {n} bytes, {times} times, merge {merge}").format(
            piece=name, id=token, n=len(known.frame.raw[token]), times=times, merge=merge
        )

    def sizeHint(self) -> QSize:
        """Six rows."""
        return QSize(self._look.px(330), self._look.px(HEAD + 6 * ROW))

    def minimumSizeHint(self) -> QSize:
        """Three rows."""
        return QSize(self._look.px(220), self._look.px(HEAD + 3 * ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight."""
        painter = QPainter(self.viewport())
        look = self._look
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._rows:
            paint_empty(painter, look, self.viewport().rect(), self._empty, size=BODY)
            return
        height, top = look.px(ROW), self.verticalScrollBar().value()
        for row in range(top // height, min(len(self._rows), (top + self.viewport().height()) // height + 1)):
            self._draw_row(painter, row, row * height - top)

    def _draw_row(self, painter: QPainter, row: int, y: int) -> None:
        look, px = self._look, self._look.px
        token = self._rows[row]
        height = px(ROW)
        box = QRectF(0, y + 1, self.viewport().width(), height - 2)
        if row in (self._row, self._hover) or token == self._made:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(box, px(6), px(6))
        if token == self._made:
            painter.fillRect(QRectF(0, y + px(5), px(3), height - px(10)), look.colour("embedding"))
        if row == self._row and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 0, -1, 0), px(6), px(6))
        name, times, merge = self._texts(token)
        columns = self._columns()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(15.5, bold=True))
        painter.setPen(look.colour("ink"))
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, columns[0].width())
        painter.drawText(columns[0].translated(0, y), left, name)
        painter.setFont(look.font(14.5, digits=True))
        painter.setPen(look.colour("ink2"))
        painter.drawText(columns[1].translated(0, y), right, times)
        painter.drawText(columns[2].translated(0, y), right, merge)

    def _texts(self, token: int) -> tuple[str, str, str]:
        known = self._known
        if known is None:
            return "", "", ""
        rank = known.rank_of(token)
        times = count(int(known.frame.frequency[token])) if known.counted else "–"
        return written(known.frame.raw[token]), times, count(rank + 1) if rank is not None else self.tr("byte")

    def _columns(self) -> tuple[QRect, QRect, QRect]:
        px, width = self._look.px, self.viewport().width()
        number, merge, edge = px(76), px(64), px(8)
        name = width - number - merge - 2 * edge
        height = px(ROW)
        return (
            QRect(edge, 0, name, height),
            QRect(edge + name, 0, number, height),
            QRect(edge + name + number, 0, merge, height),
        )

    def event(self, event: QEvent) -> bool:
        """Paint the head, which does not scroll, on the area itself."""
        if event.type() == QEvent.Type.Paint:
            painter = QPainter(self)
            painter.fillRect(self.rect(), self._look.colour("card"))
            if self._rows:
                painter.setFont(self._look.font(13))
                painter.setPen(self._look.colour("ink3"))
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                words = (self.tr("how often"), self.tr("merge"))
                for column, text, more in zip(self._columns()[1:], words, (40, 0), strict=True):
                    wide = column.adjusted(-self._look.px(more or 1), 0, 0, 0)
                    wide.setHeight(self._look.px(HEAD - 4))
                    painter.drawText(wide, right, text)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """More or fewer rows fit."""
        px = self._look.px
        self.setViewportMargins(0, px(HEAD), 0, max(0, self.height() - px(HEAD)) % px(ROW))  # only whole rows
        self._set_range()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the row under the pointer."""
        row = self._at(event.position())
        if row != self._hover:
            self._hover = row
            shape = Qt.CursorShape.PointingHandCursor if row is not None else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the piece."""
        row = self._at(event.position())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self._row = row
            self.viewport().update()
            self.chosen.emit(self._rows[row])

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer."""
        self._hover = None
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The arrow keys need somewhere to start."""
        if self._row is None and self._rows:
            self._row = 0
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose, Enter takes, Home and End go to the ends."""
        n = len(self._rows)
        page = max(1, self.viewport().height() // self._look.px(ROW))
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -n,
            Qt.Key.Key_End: n,
        }
        key = Qt.Key(event.key())
        if key in steps and n:
            row = min(max(0, (self._row if self._row is not None else -1) + steps[key]), n - 1)
            self._row = row
            height, bar = self._look.px(ROW), self.verticalScrollBar()
            bar.setValue(min(max(bar.value(), (row + 1) * height - self.viewport().height()), row * height))
            self.setAccessibleDescription(self.describe(row))
            self.viewport().update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._row is not None:
            self.chosen.emit(self._rows[self._row])
        else:
            super().keyPressEvent(event)

    def _at(self, at: QPointF) -> int | None:
        row = int((at.y() + self.verticalScrollBar().value()) // self._look.px(ROW))
        return row if 0 <= row < len(self._rows) else None

    def _set_range(self) -> None:
        height, bar = self._look.px(ROW), self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._rows) * height - self.viewport().height()))
        bar.setPageStep(max(height, self.viewport().height()))
        bar.setSingleStep(height)

    def _restyle(self) -> None:
        self.resizeEvent(None)
        self.updateGeometry()
        self.viewport().update()

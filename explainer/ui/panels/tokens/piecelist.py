"""A list of pieces: the longest, the most frequent, the last learned, or those that hold what is searched for.

Rows are painted, so that a vocabulary of any size scrolls freely. Choosing one goes to the merge that made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import count, isolated
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import written
from explainer.ui.pictures.rowlist import RowList

NUMBER, MERGE = 76, 64  # widths, design pixels


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


class PieceList(RowList):
    """The rows. ``chosen`` says which piece a person took."""

    ROW = 28
    HEAD = 24
    LEAST, USUAL = 3, 6

    chosen = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent)
        self._known: Known | None = None
        self._rows: Sequence[int] = ()
        self._made: int | None = None
        self.setObjectName("piece_list")
        self.setAccessibleName(self.tr("Pieces of the vocabulary"))
        self.setToolTip(
            self.tr("Click a piece, or go to it with the arrow keys and press Enter: to see how it is made")
        )

    def show_rows(self, known: Known | None, rows: Sequence[int], empty: str) -> None:
        """List these pieces; ``empty`` stands there where there are none."""
        self._known, self._rows, self._empty = known, rows, empty
        self._row = None
        self.verticalScrollBar().setValue(0)
        self.renew()

    def mark(self, token: int | None) -> None:
        """Mark the piece that the replay has just made."""
        if token != self._made:
            self._made = token
            self.viewport().update()

    def labels(self) -> list[tuple[str, str, str]]:
        """(piece, times, merge) of the rows in sight."""
        row = self.row_height()
        first = -(-self.verticalScrollBar().value() // row)
        n = self.viewport().height() // row
        return [self._texts(token) for token in self._rows[first : first + n]]

    def n_rows(self) -> int:
        """One for each piece."""
        return len(self._rows)

    def describe(self, row: int) -> str:
        """A row in words."""
        known = self._known
        if known is None or not 0 <= row < len(self._rows):
            return ""
        token = self._rows[row]
        name, times, merge = self._texts(token)
        return self.tr("“{piece}”, piece {id}, {n} bytes, {times} times, merge {merge}").format(
            piece=isolated(name), id=token, n=len(known.frame.raw[token]), times=times, merge=merge
        )

    def draw_head(self, painter: QPainter, box: QRectF) -> None:
        """Names of the numbers."""
        look = self._look
        painter.setFont(look.font(13))
        painter.setPen(look.colour("ink3"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        _, number, merge = self._columns(box)
        painter.drawText(number.adjusted(-look.px(40), 0, 0, 0), right, self.tr("how often"))
        painter.drawText(merge, right, self.tr("merge"))

    def draw_row(self, painter: QPainter, row: int, box: QRectF) -> None:
        """The piece, how often it occurs, and the merge that made it."""
        look, token = self._look, self._rows[row]
        if token == self._made:
            inset = look.px(5)
            mark = QRectF(box.left() - look.px(6), box.top() + inset, look.px(3), box.height() - 2 * inset)
            painter.fillRect(mark, look.colour("embedding"))
        name, times, merge = self._texts(token)
        places = self._columns(box)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(15.5, bold=True))
        painter.setPen(look.colour("ink"))
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(places[0].width()))
        painter.drawText(places[0], left, name)
        painter.setFont(look.font(14.5, digits=True))
        painter.setPen(look.colour("ink2"))
        painter.drawText(places[1], right, times)
        painter.drawText(places[2], right, merge)

    def _texts(self, token: int) -> tuple[str, str, str]:
        known = self._known
        if known is None:
            return "", "", ""
        rank = known.rank_of(token)
        times = count(int(known.frame.frequency[token])) if known.counted else "–"
        return written(known.frame.raw[token]), times, count(rank + 1) if rank is not None else self.tr("byte")

    def _columns(self, box: QRectF) -> tuple[QRectF, QRectF, QRectF]:
        """Where piece and numbers stand in ``box``."""
        number, merge = self._look.px(NUMBER), self._look.px(MERGE)
        name = box.width() - number - merge
        return (
            QRectF(box.left(), box.top(), name, box.height()),
            QRectF(box.left() + name, box.top(), number, box.height()),
            QRectF(box.right() - merge, box.top(), merge, box.height()),
        )

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """More or fewer rows fit, and only whole ones."""
        self.setViewportMargins(0, self._head(), 0, max(0, self.height() - self._head()) % self.row_height())
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand where there is something to take."""
        super().mouseMoveEvent(event)
        hand = self._hover is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the piece."""
        row = self._at(event.position())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._rows[row])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The arrow keys begin at the first."""
        if self._row is None and self._rows:
            self._row = 0
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the piece that the arrow keys have gone to."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._row is not None:
            self.chosen.emit(self._rows[self._row])
        else:
            super().keyPressEvent(event)

"""The bets on the next piece, likeliest first, over the whole vocabulary: what the model bets, and what the dice see.

A solid bar is the chance after temperature, top-k and top-p ("with your dice"); the outline is the model's own bet. A
piece that was cut has no chance left: it is struck through. Where a piece is the beginning of a word, the rest of that
word stands behind it in grey (``pictures.becoming``). Below stands how many pieces lie further down and what
they share, so that what is shown and what is not always add up to the whole.

The order stands still while the pointer is over the bars or a bar is chosen by keyboard, so that a click takes the
piece that was seen; its numbers go on.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from explainer.engine.frames import NextToken
from explainer.ui.look import Look
from explainer.ui.numbers import count, percent
from explainer.ui.pictures.becoming import Word, paint_word
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.ring import paint_ring

ROW = 34  # design pixels
HEAD, FOOT = 26, 30


class BetBars(QAbstractScrollArea):
    """The list of bars. ``chosen`` says that a person took a piece."""

    chosen = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._frame: NextToken | None = None
        self._pieces: tuple[str, ...] = ()
        self._endings: dict[int, str] = {}  # by token id
        self._order: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._held = False
        self._selected: int | None = None  # token id
        self._hover: int | None = None  # row
        self.setObjectName("bars")
        self.setAccessibleName(self.tr("The model's bets on the next piece"))
        self.setToolTip("")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.update())
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def frame_shown(self) -> NextToken | None:
        """What is drawn."""
        return self._frame

    def apply(self, frame: NextToken, pieces: tuple[str, ...]) -> None:
        """Draw ``frame``; ``pieces`` are the display texts by token id."""
        new_text = self._frame is None or self._frame.prompt != frame.prompt or self._frame.run != frame.run
        self._frame, self._pieces = frame, pieces
        self._endings = dict(zip(frame.order.tolist(), frame.endings, strict=False))  # of the likeliest
        if new_text:
            self._selected = None
            self.verticalScrollBar().setValue(0)
        if new_text or not self._held or len(self._order) != len(frame.order):
            self._order = frame.order
        self._set_range()
        self.viewport().update()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._frame, self._selected = None, None
        self._order = np.zeros(0, np.int64)
        self._set_range()
        self.viewport().update()
        self.update()

    def rows_in_sight(self) -> range:
        """The rows that can be seen whole."""
        row = self._look.px(ROW)
        top = self.verticalScrollBar().value()
        first = -(-top // row)
        return range(min(first, len(self._order)), min(len(self._order), (top + self.viewport().height()) // row))

    def labels(self) -> list[tuple[str, str, str]]:
        """(word, own bet, chance with the dice) of every row in sight, as written beside the bars."""
        if self._frame is None:
            return []
        result = []
        for row in self.rows_in_sight():
            token = int(self._order[row])
            own, shaped = float(self._frame.probability[token]), float(self._frame.shaped[token])
            result.append((self.word_of(token).whole, percent(own), percent(shaped)))
        return result

    def word_of(self, token: int) -> Word:
        """A piece, with the rest of its word where that was looked for."""
        return Word(self._pieces[token], self._endings.get(token, ""))

    def rest(self) -> tuple[int, float]:
        """How many pieces lie out of sight, and the model's own bets on all of them together."""
        if self._frame is None:
            return 0, 0.0
        seen = self.rows_in_sight()
        shown = float(self._frame.probability[self._order[seen.start : seen.stop]].astype(np.float64).sum())
        total = float(self._frame.probability.astype(np.float64).sum())
        return len(self._order) - len(seen), max(0.0, total - shown)

    def rest_text(self) -> str:
        """The line below the bars."""
        n, mass = self.rest()
        return self.tr("…{n} more share {share}").format(n=count(n), share=percent(mass)) if n else ""

    @property
    def selected(self) -> int | None:
        """The token chosen by keyboard."""
        return self._selected

    def describe(self, row: int) -> str:
        """A sentence about the piece in ``row``."""
        if self._frame is None or not 0 <= row < len(self._order):
            return ""
        token = int(self._order[row])
        own, shaped = float(self._frame.probability[token]), float(self._frame.shaped[token])
        return self.tr("{piece} · token {id}\nits own bet {own} · with dice {shaped}\nClick to write it.").format(
            piece=self.word_of(token).told(), id=token, own=percent(own), shaped=percent(shaped)
        )

    def sizeHint(self) -> QSize:
        """Ten bars."""
        return QSize(self._look.px(480), self._look.px(ROW * 10 + HEAD + FOOT))

    def minimumSizeHint(self) -> QSize:
        """Three bars."""
        return QSize(self._look.px(300), self._look.px(ROW * 3 + HEAD + FOOT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bars in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._frame is None:
            paint_empty(painter, self._look, self.viewport().rect(), self._empty)
            return
        height = self._look.px(ROW)
        top = self.verticalScrollBar().value()
        # Bars are scaled so that the biggest one fills its place; the numbers beside them are absolute.
        most = max(float(self._frame.probability.max()), float(self._frame.shaped.max()), 1e-9)
        for row in range(top // height, min(len(self._order), (top + self.viewport().height()) // height + 1)):
            self._draw_row(painter, row, row * height - top, most)

    def _draw_row(self, painter: QPainter, row: int, y: int, most: float) -> None:
        frame = self._frame
        if frame is None:
            return
        look, px = self._look, self._look.px
        token = int(self._order[row])
        own, shaped = float(frame.probability[token]), float(frame.shaped[token])
        columns = self._columns()
        height = px(ROW)
        cut = shaped == 0.0
        if token == self._selected or row == self._hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(QRectF(0, y + 1, self.viewport().width(), height - 2), px(6), px(6))
        if token == self._selected and self.hasFocus():
            paint_ring(painter, look, QRectF(0, y + 1, self.viewport().width(), height - 2), radius=6)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        name = QRectF(columns[0].translated(0, y))
        paint_word(painter, look, name, right, self.word_of(token), size=15.5, ink="ink3" if cut else "ink", struck=cut)
        room = columns[1].translated(0, y)
        thick = px(18)
        bar_top = y + (height - thick) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("pretrain"))
        if shaped > 0:
            width = max(2.0, room.width() * shaped / most)
            painter.drawRoundedRect(QRectF(room.left(), bar_top, width, thick), min(px(3), width / 2), px(3))
        self._draw_own_bet(painter, QRectF(room.left(), bar_top, room.width(), thick), own / most, shaped / most)
        painter.setFont(look.font(14.5, digits=True))
        painter.setPen(look.colour("ink2"))
        painter.drawText(columns[2].translated(0, y), right, percent(own))
        painter.setFont(look.font(14.5, bold=not cut, digits=True))
        painter.setPen(look.colour("ink3" if cut else "ink"))
        painter.drawText(columns[3].translated(0, y), right, self.tr("cut") if cut else percent(shaped))

    def _draw_own_bet(self, painter: QPainter, room: QRectF, own: float, shaped: float) -> None:
        """The model's own bet where it differs: an outline beyond the bar, or a notch within it. Shares of the room."""
        if abs(own - shaped) * room.width() < 3:
            return
        look, px = self._look, self._look.px
        right = room.left() + max(2.0, room.width() * own)
        if own > shaped:
            left = room.left() + room.width() * shaped
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("edge"), max(1, px(1.3))))
            painter.drawRoundedRect(QRectF(left, room.top() + 0.5, right - left, room.height() - 1), px(3), px(3))
        else:
            painter.fillRect(QRectF(right - px(1.5), room.top(), px(2), room.height()), look.colour("card"))

    def _columns(self) -> tuple[QRect, QRect, QRect, QRect]:
        """Where name, bar, own bet and chance stand in a row."""
        px = self._look.px
        width, height = self.viewport().width(), px(ROW)
        name, number = px(108), px(76)
        right = width - px(8)
        return (
            QRect(px(6), 0, name - px(6), height),
            QRect(name + px(10), 0, max(px(20), right - 2 * number - name - px(20)), height),
            QRect(right - 2 * number, 0, number, height),
            QRect(right - number, 0, number, height),
        )

    def event(self, event: QEvent) -> bool:
        """Paint head and foot, which do not scroll, on the area itself."""
        if event.type() == QEvent.Type.Paint:
            self._paint_frame()
            return True
        return super().event(event)

    def _paint_frame(self) -> None:
        painter = QPainter(self)
        look, px = self._look, self._look.px
        painter.fillRect(self.rect(), look.colour("card"))
        if self._frame is None:
            return
        painter.setFont(look.font(13))
        painter.setPen(look.colour("ink3"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        columns = self._columns()
        for column, words in ((columns[2], self.tr("its own bet")), (columns[3], self.tr("with dice"))):
            painter.drawText(QRect(column.left() - px(16), 0, column.width() + px(16), px(HEAD - 4)), right, words)
        painter.setFont(look.font(14.5, digits=True))
        painter.setPen(look.colour("ink2"))
        top = self.viewport().geometry().bottom() + 1
        foot = QRect(columns[1].left(), top, self.width() - columns[1].left(), px(FOOT))
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.rest_text())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """More or fewer bars fit; only whole ones are shown, the foot takes what is left over."""
        px = self._look.px
        room = self.height() - px(HEAD) - px(FOOT)
        self.setViewportMargins(0, px(HEAD), 0, px(FOOT) + max(0, room) % px(ROW))
        self._set_range()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the bar under the pointer."""
        row = self._row_at(event.position())
        if row != self._hover:
            self._hover = row
            self.viewport().setCursor(
                Qt.CursorShape.PointingHandCursor if row is not None else Qt.CursorShape.ArrowCursor
            )
            self.viewport().update()
            if row is not None:
                QToolTip.showText(event.globalPosition().toPoint(), self.describe(row), self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the piece under the pointer."""
        row = self._row_at(event.position())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(int(self._order[row]))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Keep the order."""
        self._held = True

    def leaveEvent(self, event: QEvent) -> None:
        """Let the order go on."""
        self._hover = None
        self._held = self._selected is not None
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of the chosen bar."""
        super().focusOutEvent(event)
        self._selected = None
        self._held = False
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the first bar in sight, so that the arrow keys have where to start."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            rows = self.rows_in_sight()
            if len(rows):
                self._select(rows.start)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose, Enter takes, Home and End go to the ends, Escape lets go."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Home: -len(self._order),
            Qt.Key.Key_End: len(self._order),
        }
        key = Qt.Key(event.key())
        if key in steps and len(self._order):
            self._select(self._selected_row() + steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected is not None:
            self.chosen.emit(self._selected)
        elif key == Qt.Key.Key_Escape:
            self._selected, self._held = None, False
            self.viewport().update()
        else:
            super().keyPressEvent(event)

    def _selected_row(self) -> int:
        if self._selected is None:
            return -1
        return int(np.flatnonzero(self._order == self._selected)[0])

    def _select(self, row: int) -> None:
        row = min(max(0, row), len(self._order) - 1)
        self._selected = int(self._order[row])
        self._held = True
        height = self._look.px(ROW)
        bar = self.verticalScrollBar()
        bar.setValue(min(max(bar.value(), (row + 1) * height - self.viewport().height()), row * height))
        self.setAccessibleDescription(self.describe(row))
        self.viewport().update()

    def _row_at(self, at: QPointF) -> int | None:
        row = int((at.y() + self.verticalScrollBar().value()) // self._look.px(ROW))
        return row if self._frame is not None and 0 <= row < len(self._order) else None

    def _set_range(self) -> None:
        height = self._look.px(ROW)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._order) * height - self.viewport().height()))
        bar.setPageStep(max(height, self.viewport().height()))
        bar.setSingleStep(height)

    def _restyle(self) -> None:
        self.resizeEvent(None)
        self.updateGeometry()
        self.viewport().update()

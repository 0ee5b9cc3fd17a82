"""How alike they are: a row for the start and one for each block.

Where there is a control a row has two bars: the pair of one meaning, in its colour, and below it the nearer of the two
pairs that differ in meaning, in ink. Without one there is the one bar of the pair.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.meaning.nearlist import cosine_text

ROW, LOW_ROW, HEAD = 27, 23, 22  # design pixels; the second where there are many rows
MANY = 6  # rows
BAR, NAME, NUMBER = 6, 66, 46  # design pixels


class CosineBars(QWidget):
    """Bars from 0 to 1. ``pointed`` as in the picture of the paths."""

    pointed = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.other: tuple[float, ...] = ()
        self.same: tuple[float, ...] = ()
        self.at: int | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Cosine after each block"))
        self.setToolTip("")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def show_cosines(self, other: Sequence[float], same: Sequence[float] = ()) -> None:
        """Show those of the pair that differs in meaning and, if any, of the pair that does not; the start first."""
        if (len(other), len(same)) != (len(self.other), len(self.same)):
            self.updateGeometry()
        self.other, self.same = tuple(other), tuple(same)
        heads = self.heads()
        rows = "; ".join(
            f"{n} {', '.join(f'{h} {v}'.strip() for h, v in zip(heads, vs, strict=True))}" for n, vs in self.labels()
        )
        self.setAccessibleDescription(rows)
        self.update()

    def look_at(self, step: int | None) -> None:
        """Mark one row."""
        if step != self.at:
            self.at = step
            self.update()

    def heads(self) -> tuple[str, ...]:
        """What stands above the numbers: of which pair they are."""
        return (self.tr("same"), self.tr("other")) if self.same else ("",)

    def labels(self) -> list[tuple[str, tuple[str, ...]]]:
        """What is written beside each row: its name and the cosines, that of the same meaning first."""
        names = [self.tr("start"), *(self.tr("block {n}").format(n=i + 1) for i in range(len(self.other) - 1))]
        values = zip(self.same, self.other, strict=True) if self.same else ((value,) for value in self.other)
        return [(name, tuple(map(cosine_text, row))) for name, row in zip(names, values, strict=False)]

    def _row(self) -> int:
        """The height of a row in pixels."""
        return self._look.px(LOW_ROW if len(self.other) >= MANY else ROW)

    def _head(self) -> int:
        return self._look.px(HEAD) if self.same else 0

    def sizeHint(self) -> QSize:
        """One line a row, below the heads."""
        return QSize(self._look.px(260), self._head() + self._row() * max(1, len(self.other)))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(self._look.px(190), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heads and rows."""
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.same:
            painter.setFont(look.font(14))
            painter.setPen(look.colour("ink2"))
            for column, head in enumerate(self.heads()):
                painter.drawText(self._number(column, 0, self._head()), _RIGHT, head)
        for i, (title, values) in enumerate(self.labels()):
            y = self._head() + i * self._row()
            if i == self.at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("quiet"))
                painter.drawRoundedRect(QRectF(0, y + 1, self.width(), self._row() - 2), px(6), px(6))
            painter.setFont(look.font(15))
            painter.setPen(look.colour("ink"))
            painter.drawText(QRectF(px(4), y, px(NAME), self._row()), _LEFT, title)
            self._draw_bars(painter, i, y)
            painter.setFont(look.font(15, digits=True))
            painter.setPen(look.colour("ink"))
            for column, value in enumerate(values):
                painter.drawText(self._number(column, y, self._row()), _RIGHT, value)

    def _number(self, column: int, y: float, height: float) -> QRectF:
        px, columns = self._look.px, len(self.heads())
        return QRectF(self.width() - px(4) - (columns - column) * px(NUMBER), y, px(NUMBER), height)

    def _draw_bars(self, painter: QPainter, i: int, y: float) -> None:
        look, px = self._look, self._look.px
        pairs = (self.same, self.other) if self.same else (self.other,)
        left, right = px(4 + NAME + 6), self._number(0, 0, 0).left() + px(4)
        height = px(BAR) if self.same else self._row() - px(14)
        top = y + (self._row() - len(pairs) * height - (len(pairs) - 1) * px(2)) / 2
        for which, pair in enumerate(pairs):
            room = QRectF(left, top + which * (height + px(2)), max(1.0, right - left), height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet_strong" if i == self.at else "quiet"))
            painter.drawRoundedRect(room, px(3), px(3))
            filled = QRectF(room)
            filled.setWidth(max(2.0, room.width() * min(1.0, max(0.0, pair[i]))))
            if which == 1:  # as its path: ink, with an empty heart
                painter.setPen(QPen(look.colour("ink"), px(1.2)))
                painter.setBrush(look.colour("card"))
                filled.adjust(0.6, 0.6, -0.6, -0.6)
            else:
                painter.setBrush(look.colour("embedding"))
            painter.drawRoundedRect(filled, px(3), px(3))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a block."""
        row = int((event.position().y() - self._head()) // self._row())
        step = row if 0 <= row < len(self.other) else None
        if step != self.at:
            self.look_at(step)
            self.pointed.emit(-1 if step is None else step)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self.look_at(None)
        self.pointed.emit(-1)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

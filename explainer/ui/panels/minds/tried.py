"""Answers of the last round: the question, the answer, what the judge gives it and what it is worth in truth. Painted.

It keeps room for as many rows as it ever shows, so that a round with fewer does not move the page. An answer that is
too long for two lines is cut and told whole when pointed at; screen readers are told all.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import BODY, SMALL, Look
from explainer.ui.pictures.empty import paint_empty

Tried = tuple[str, str, float, float | None]
HEAD, QUESTION, LINE, BELOW = 20.0, 19.0, 21.0, 9.0  # design pixels
COLUMN = 62.0
LINES = 2  # of an answer


def signed(value: float | None, digits: int = 1) -> str:
    """A number with its sign, as people read it; a dash where there is none."""
    if value is None or value != value:
        return "–"
    text = f"{abs(value):.{digits}f}"
    zero = float(text) == 0
    return text if zero else ("+" if value > 0 else "−") + text


class TriedAnswers(QWidget):
    """Up to ``rows`` answers, best score first, as they come."""

    def __init__(self, look: Look, empty: str, *, rows: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._rows = rows
        self.tried: tuple[Tried, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_tried(self, tried: tuple[Tried, ...]) -> None:
        """Show the best and the worst of ``tried`` where there is no room for all."""
        if len(tried) > self._rows:
            tried = (*tried[: self._rows - self._rows // 2], *tried[-(self._rows // 2) :])
        if tried != self.tried:
            self.tried = tried
            self.setAccessibleDescription(" ".join(self.sentence(*row) for row in tried) or self._empty)
            self.update()

    def sentence(self, question: str, answer: str, score: float, points: float | None) -> str:
        """A row in words."""
        words = self.tr("{question} — {answer} The judge gives it {score}").format(
            question=question, answer=answer, score=signed(score)
        )
        return words + (
            self.tr("; truly {points} points.").format(points=signed(points)) if points is not None else "."
        )

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(self._look.px(400), self._look.px(HEAD) + self._rows * self._row())

    def minimumSizeHint(self) -> QSize:
        """All rows, narrow."""
        return QSize(self._look.px(260), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Tell the row under the pointer whole."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = (event.pos().y() - self._look.px(HEAD)) // self._row()
            if 0 <= row < len(self.tried):
                QToolTip.showText(event.globalPos(), self.sentence(*self.tried[row]), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A head, and the rows."""
        painter = QPainter(self)
        look, px = self._look, self._look.px
        if not self.tried:
            paint_empty(painter, look, self.rect(), self._empty)
            return
        truth = any(points is not None for *_, points in self.tried)
        columns = [(self.tr("judge"), "rlhf", 2)] + ([(self.tr("truly"), "ink", 3)] if truth else [])
        painter.setFont(look.font(SMALL, bold=True))
        for c, (name, colour, _) in enumerate(columns):
            painter.setPen(look.colour(colour))
            painter.drawText(self._column(c, len(columns), 0, px(HEAD)), Qt.AlignmentFlag.AlignRight, name)
        painter.setPen(look.colour("ink3"))
        painter.setFont(look.font(SMALL))
        painter.drawText(QRectF(0, 0, px(240), px(HEAD)), Qt.AlignmentFlag.AlignLeft, self.tr("in the last round"))
        room = self.width() - len(columns) * px(COLUMN) - px(8)
        for r, tried in enumerate(self.tried):
            y = px(HEAD) + r * self._row()
            painter.setPen(look.colour("line"))
            painter.drawLine(0, y, self.width(), y)
            painter.setFont(look.font(SMALL))
            painter.setPen(look.colour("ink3"))
            asked = painter.fontMetrics().elidedText(tried[0], Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(0, y + px(3), room, px(QUESTION)), Qt.AlignmentFlag.AlignVCenter, asked)
            painter.setFont(look.font(BODY, bold=True, digits=True))
            for c, (_, colour, place) in enumerate(columns):
                painter.setPen(look.colour(colour))
                box = self._column(c, len(columns), y, self._row())
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(box, right, signed(tried[place]))  # type: ignore[arg-type] # a number or None
            self._write(painter, tried[1], QRectF(0, y + px(QUESTION + 3), room, px(LINE) * LINES))

    def _write(self, painter: QPainter, text: str, room: QRectF) -> None:
        """``text`` on up to two lines, the last one cut where it goes on."""
        look = self._look
        painter.setPen(look.colour("ink"))
        font = look.font(BODY)
        painter.setFont(font)
        layout = QTextLayout(text, font)
        layout.setTextOption(QTextOption())
        layout.beginLayout()
        starts: list[int] = []
        while len(starts) < LINES and (line := layout.createLine()).isValid():
            line.setLineWidth(room.width())
            starts.append(line.textStart())
        layout.endLayout()
        for i, start in enumerate(starts):
            rest = text[start : starts[i + 1]] if i + 1 < len(starts) else text[start:]
            shown = painter.fontMetrics().elidedText(rest.strip(), Qt.TextElideMode.ElideRight, round(room.width()))
            base = room.top() + i * look.px(LINE) + painter.fontMetrics().ascent()
            painter.drawText(QPointF(room.left(), base), shown)

    def _column(self, c: int, n: int, y: float, height: float) -> QRectF:
        wide = self._look.px(COLUMN)
        return QRectF(self.width() - (n - c) * wide, y, wide, height)

    def _row(self) -> int:
        return self._look.px(QUESTION + 3) + self._look.px(LINE) * LINES + self._look.px(BELOW)

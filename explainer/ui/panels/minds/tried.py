"""Answers of the last round: the question, the answer, what the judge gives it and what it is worth in truth.

The best and the worst, in a list that keeps room for as many rows as it ever shows, so that a round with fewer does not
move the page. An answer that is too long for its row is cut and told whole when pointed at or come to by the keys;
screen readers are told all.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, SMALL, Look
from explainer.ui.panels.minds.mind_words import quoted
from explainer.ui.pictures.rowlist import RowList

Tried = tuple[str, str, float, float | None]
QUESTION, LINE, PAD = 19, 21, 8  # design pixels
COLUMN = 58
ONE_LINE = 430  # design pixels of width in which an answer mostly takes one line; two below


def signed(value: float | None, digits: int = 1) -> str:
    """A number with its sign, as people read it; a dash where there is none."""
    if value is None or value != value:
        return "–"
    text = f"{abs(value):.{digits}f}"
    zero = float(text) == 0
    return text if zero else ("+" if value > 0 else "−") + text


class TriedAnswers(RowList):
    """As many answers as there are rows in sight, best score first, as they come."""

    HEAD = 20
    LEAST = USUAL = 3

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent)
        self.setAccessibleName(self.tr("Answers of the last round"))
        self._lines = 1  # of an answer
        self.tried: tuple[Tried, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_tried(self, tried: tuple[Tried, ...]) -> None:
        """Show the best and the worst of ``tried`` where there is no room for all."""
        worst = self.USUAL // 2
        if len(tried) > self.USUAL:
            tried = (*tried[: self.USUAL - worst], *tried[-worst:])
        if tried != self.tried:
            self.tried = tried
            self.setAccessibleDescription(" ".join(self.sentence(*row) for row in tried) or self._empty)
            self.renew()

    def sentence(self, question: str, answer: str, score: float, points: float | None) -> str:
        """A row in words."""
        words = self.tr("{question} — {answer} The judge gives it {score}").format(
            question=question, answer=answer, score=signed(score)
        )
        return words + (
            self.tr("; truly {points} points.").format(points=signed(points)) if points is not None else "."
        )

    def n_rows(self) -> int:
        """How many are shown."""
        return len(self.tried)

    def describe(self, row: int) -> str:
        """One of them."""
        return self.sentence(*self.tried[row])

    def row_height(self) -> int:
        """The question, and a line or two of the answer."""
        return self._look.px(QUESTION + self._lines * LINE + PAD)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """One line or two."""
        lines = 1 if self.width() >= self._look.px(ONE_LINE) else 2
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()
        super().resizeEvent(event)

    def draw_head(self, painter: QPainter, box: QRectF) -> None:
        """Names of the columns."""
        look = self._look
        painter.setFont(look.font(SMALL, bold=True))
        for place, (name, colour, _) in zip(self._places(box), self._columns(), strict=True):
            painter.setPen(look.colour(colour))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(look.colour("ink3"))
        painter.setFont(look.font(SMALL))
        painter.drawText(
            box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.tr("best and worst of the last round")
        )

    def draw_row(self, painter: QPainter, row: int, box: QRectF) -> None:
        """Question, answer, numbers."""
        look, px = self._look, self._look.px
        tried, places = self.tried[row], self._places(box)
        room = places[0].left() - box.left() - px(4)
        painter.setFont(look.font(SMALL))
        painter.setPen(look.colour("ink3"))
        asked = painter.fontMetrics().elidedText(tried[0], Qt.TextElideMode.ElideRight, round(room))
        question = QRectF(box.left(), box.top() + px(PAD / 2), room, px(QUESTION))
        painter.drawText(question, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, asked)
        painter.setFont(look.font(BODY, bold=True, digits=True))
        for place, (_, colour, value) in zip(places, self._columns(), strict=True):
            painter.setPen(look.colour(colour))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, right, signed(tried[value]))  # type: ignore[arg-type] # a number or None
        self._write(painter, tried[1], QRectF(box.left(), question.bottom(), room, px(LINE) * self._lines))

    def _columns(self) -> list[tuple[str, str, int]]:
        """Name, colour and place in a row of the numbers there are."""
        truth = any(points is not None for *_, points in self.tried)
        return [(self.tr("judge"), "rlhf", 2)] + ([(self.tr("truly"), "ink", 3)] if truth else [])

    def _places(self, box: QRectF) -> list[QRectF]:
        """Where the columns stand in ``box``."""
        wide, n = self._look.px(COLUMN), len(self._columns())
        return [QRectF(box.right() - (n - c) * wide, box.top(), wide, box.height()) for c in range(n)]

    def _write(self, painter: QPainter, text: str, room: QRectF) -> None:
        """``text`` on as many lines as a row has, the last one cut where it goes on."""
        look = self._look
        text = quoted(text)
        painter.setPen(look.colour("ink"))
        font = look.font(BODY)
        painter.setFont(font)
        layout = QTextLayout(text, font)
        layout.beginLayout()
        starts: list[int] = []
        while len(starts) < self._lines and (line := layout.createLine()).isValid():
            line.setLineWidth(room.width())
            starts.append(line.textStart())
        layout.endLayout()
        for i, start in enumerate(starts):
            rest = text[start : starts[i + 1]] if i + 1 < len(starts) else text[start:]
            shown = painter.fontMetrics().elidedText(rest.strip(), Qt.TextElideMode.ElideRight, round(room.width()))
            base = room.top() + i * look.px(LINE) + painter.fontMetrics().ascent()
            painter.drawText(QPointF(room.left(), base), shown)

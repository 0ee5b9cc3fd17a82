"""Answers from best to worst, by the judge's score, with the true points beside it where the truth is known."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import isolated
from explainer.ui.panels.minds.mind_words import quoted
from explainer.ui.pictures.rowlist import RowList

Sample = tuple[str, str, float, float | None]


def signed(value: float) -> str:
    """A score for reading: ``+1.9``, ``−0.4``, ``0.0``."""
    text = f"{value:+.1f}".replace("-", "−")
    return "0.0" if text in ("+0.0", "−0.0") else text


class SampleList(RowList):
    """The rows."""

    USUAL = 5
    LEAST = 3

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, name, empty, parent)
        self._rows: tuple[Sample, ...] = ()
        self.setObjectName("judge_samples")

    def show_rows(self, rows: Sequence[Sample]) -> None:
        """Show (question, answer, score, true points)."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.renew()

    @property
    def rows(self) -> tuple[Sample, ...]:
        """What it lists."""
        return self._rows

    def n_rows(self) -> int:
        """How many there are."""
        return len(self._rows)

    def describe(self, row: int) -> str:
        """An answer and what it is worth."""
        question, answer, score, utility = self._rows[row]
        text = self.tr("“{question}” — “{answer}”. The judge's score: {score}").format(
            question=isolated(question), answer=isolated(answer), score=signed(score)
        )
        if utility is not None:
            text += self.tr(", points: {points}").format(points=signed(utility))
        return text

    def summary(self) -> str:
        """The best and the worst."""
        if not self._rows:
            return self._empty
        ends = (0, len(self._rows) - 1) if len(self._rows) > 1 else (0,)
        return "\n".join(self.describe(row) for row in ends)

    def draw_row(self, painter: QPainter, row: int, box: QRectF) -> None:
        """Question and answer; score and points at the right, each under its name in the first row."""
        look, px = self._look, self._look.px
        question, answer, score, utility = self._rows[row]
        points = any(sample[3] is not None for sample in self._rows)
        upper = QRectF(box.left(), box.top() + px(3), box.width(), px(19))
        lower = QRectF(box.left(), box.top() + px(22), box.width(), px(21))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        wide = px(78)
        columns = [(self.tr("score"), signed(score), "rlhf")]
        if points:
            columns.append((self.tr("points"), "–" if utility is None else signed(utility), "ink"))
        x = box.right() - wide * len(columns)
        for title, value, colour in columns:
            painter.setFont(look.font(13))
            painter.setPen(look.colour("ink3"))
            painter.drawText(QRectF(x, upper.top(), wide, upper.height()), right, title)
            painter.setFont(look.font(15.5, bold=True, digits=True))
            painter.setPen(look.colour(colour))
            painter.drawText(QRectF(x, lower.top(), wide, lower.height()), right, value)
            x += wide
        room = int(box.width() - wide * len(columns) - px(6))
        for place, text, size, colour in ((upper, question, 13.5, "ink2"), (lower, answer, 15.0, "ink")):
            painter.setFont(look.font(size))
            painter.setPen(look.colour(colour))
            shown = painter.fontMetrics().elidedText(quoted(text), Qt.TextElideMode.ElideRight, room)
            painter.drawText(place, left, shown)

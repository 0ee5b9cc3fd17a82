"""What the judge sees and cannot see: for pairs that differ in one thing only, how often it prefers the better.

A bar goes from the coin's half: to the right where it prefers the better answer, to the left where the worse. Thin
brackets at the half show how far a blind judge would stray by chance with so many pairs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.numbers import count, percent
from explainer.ui.panels.minds.judge_words import Sight, name, sight, verdict
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.parts import PointedParts

ROW, LEAST_ROW, FOOT = 52, 42, 20  # design pixels


class SeesBars(PointedParts):
    """The bars."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._empty = empty
        self._rows: tuple[tuple[str, float, int], ...] = ()
        self.setObjectName("judge_sees")
        self.setAccessibleName(self.tr("What the judge sees, and what it cannot see"))
        self.setToolTip(self.tr("Point at a bar, or go from bar to bar with the up and down arrow keys"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def apply(self, sees: Sequence[tuple[str, float, int]]) -> None:
        """Show (what, share, pairs)."""
        rows = tuple(row for row in sees if row[2] > 0)
        if rows != self._rows:
            another = len(rows) != len(self._rows)
            self._rows, self._at = rows, None if another else self._at
            if another:
                self.updateGeometry()
            self.update()

    def set_empty_text(self, text: str) -> None:
        """What stands there while nothing is measured."""
        if text != self._empty:
            self._empty = text
            self.update()

    def labels(self) -> list[tuple[str, str, str]]:
        """(what, share, verdict) of every row, as written."""
        return [(name(what), percent(share), verdict(share, n)) for what, share, n in self._rows]

    def describe(self, index: int) -> str:
        """A row in a sentence."""
        if not 0 <= index < len(self._rows):
            return ""
        what, share, n = self._rows[index]
        return self.tr(
            "Of {n} pairs that differ in {what} alone it prefers the better one in {share}. A coin would in 50 %, give "
            "or take {margin}."
        ).format(n=count(n), what=name(what), share=percent(share), margin=percent(1.96 * math.sqrt(0.25 / n)))

    def summary(self) -> str:
        """All rows."""
        return "\n".join(self.describe(i) for i in range(len(self._rows))) or self._empty

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(self._look.px(320), self._look.px(ROW * max(2, len(self._rows)) + FOOT))

    def minimumSizeHint(self) -> QSize:
        """The same, close together."""
        return QSize(self._look.px(230), self._look.px(LEAST_ROW * max(2, len(self._rows)) + FOOT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names, bars, words."""
        painter = QPainter(self)
        look, px = self._look, self._look.px
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._rows:
            paint_empty(painter, look, self.rect(), self._empty, size=BODY)
            return
        for i in range(len(self._rows)):
            self._draw_row(painter, i)
        last = self._row(len(self._rows) - 1)
        bar = self._bar(last)
        painter.setFont(look.font(13, digits=True))
        painter.setPen(look.colour("ink2"))
        middle = Qt.AlignmentFlag.AlignVCenter
        foot = QRectF(bar.left(), last.bottom(), bar.width(), px(FOOT))
        painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter | middle, self.tr("50 %: blind"))
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | middle, "0 %")
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | middle, "100 %")

    def _draw_row(self, painter: QPainter, i: int) -> None:
        look, px = self._look, self._look.px
        what, share, n = self._rows[i]
        row = self._row(i)
        if i == self._at:
            painter.setPen(QPen(look.colour("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), px(5), px(5))
        seen = sight(share, n)
        colour = {Sight.SEES: "rlhf", Sight.LITTLE: "rlhf", Sight.AGAINST: "key"}.get(seen, "edge")
        upper = QRectF(row.left() + px(4), row.top() + px(2), row.width() - px(8), px(20))
        painter.setFont(look.font(15, bold=True))
        painter.setPen(look.colour("ink"))
        title = name(what)
        title = title[:1].upper() + title[1:]
        painter.drawText(upper, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(look.font(13.5, digits=True))
        painter.setPen(look.colour("ink2"))
        words = self.tr("{share} of {n} pairs · {verdict}").format(
            share=percent(share), n=count(n), verdict=verdict(share, n)
        )
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        bar = self._bar(row)
        half = bar.center().x()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("quiet"))
        painter.drawRoundedRect(bar, px(3), px(3))
        end = bar.left() + share * bar.width()
        painter.setBrush(look.colour(colour))
        painter.drawRect(QRectF(min(half, end), bar.top(), max(px(2), abs(end - half)), bar.height()))
        painter.setPen(QPen(look.colour("ink2"), px(1.4)))
        painter.drawLine(QPointF(half, bar.top() - px(3)), QPointF(half, bar.bottom() + px(3)))
        margin = min(0.5, 1.96 * math.sqrt(0.25 / n)) * bar.width()
        painter.setPen(QPen(look.colour("ink2"), 1))
        for x in (half - margin, half + margin):
            painter.drawLine(QPointF(x, bar.top() - px(1)), QPointF(x, bar.bottom() + px(1)))

    def _row(self, i: int) -> QRectF:
        px, n = self._look.px, max(1, len(self._rows))
        height = min(px(ROW), max(px(LEAST_ROW), (self.height() - px(FOOT)) / n))
        return QRectF(0, i * height, self.width(), height)

    def _bar(self, row: QRectF) -> QRectF:
        px = self._look.px
        return QRectF(row.left() + px(4), row.top() + px(24), row.width() - px(8), px(13))

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def n_parts(self) -> int:
        """One for each bar."""
        return len(self._rows)

    def part_at(self, point: QPointF) -> int | None:
        """The row there."""
        return next((i for i in range(len(self._rows)) if self._row(i).contains(point)), None)

    def foot_of(self, index: int) -> QPointF:
        """Below a row."""
        return self._row(index).bottomLeft()

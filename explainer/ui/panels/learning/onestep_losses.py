"""Before and after: the loss of the batch that was read, and of text that was not, each with the way it went.

A bar goes left from the middle where the guesses became less wrong and right where they became more wrong; both rows
share a scale, so that the two can be compared. Words and signs say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.panels.learning.onestep_words import changed, less_unsure, two_choices
from explainer.ui.pictures.empty import paint_empty

ROW, LEAST_ROW = 72, 47  # design pixels


@dataclass(frozen=True, slots=True)
class LossRow:
    """One loss, before and after, in nats a token; ``name`` and ``note`` say of which text."""

    name: str
    note: str
    before: float
    after: float


class LossRows(QWidget):
    """A row a text."""

    def __init__(self, look: Look, empty: str, n_rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._n = n_rows
        self._rows: tuple[LossRow, ...] = ()
        self.setObjectName("step_losses")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_rows(self, rows: tuple[LossRow, ...]) -> None:
        """Show ``rows``; none shows what will appear."""
        self._rows = rows
        self.update()

    def texts(self) -> list[tuple[str, str, str, str]]:
        """(name, numbers, of what, verdict) of every row, as written."""
        return [(row.name, *self._numbers(row), self._verdict(row)) for row in self._rows]

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(self._look.px(420), self._look.px(ROW) * self._n)

    def minimumSizeHint(self) -> QSize:
        """All rows, close together."""
        return QSize(self._look.px(300), self._look.px(LEAST_ROW) * self._n)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, bar, numbers; a hairline between rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        if not self._rows:
            paint_empty(painter, look, self.rect(), self._empty, size=BODY)
            return
        most = max(max(abs(row.after - row.before) for row in self._rows), 1e-12)
        for i, row in enumerate(self._rows):
            self._draw_row(painter, i, row, (row.after - row.before) / most)

    def _draw_row(self, painter: QPainter, i: int, row: LossRow, share: float) -> None:
        look, px = self._look, self._look.px
        name, middle, numbers = self._columns(i)
        upper = (px(2), -name.height() // 2)
        lower = (name.height() // 2, -px(4))
        left = Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignRight
        bottom, top = Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignTop
        if i:
            painter.setPen(look.colour("line"))
            painter.drawLine(0, name.top(), self.width(), name.top())
        choices, of_what = self._numbers(row)
        for place, align, high, low in ((name, left, row.name, row.note), (numbers, right, choices, of_what)):
            painter.setFont(look.font(15.5, bold=True, digits=True))
            painter.setPen(look.colour("ink"))
            painter.drawText(place.adjusted(0, upper[0], 0, upper[1]), align | bottom, high)
            painter.setFont(look.font(13.5, digits=True))
            painter.setPen(look.colour("ink3"))
            painter.drawText(place.adjusted(0, lower[0], 0, lower[1]), align | top, low)
        way = changed(row.before, row.after)
        better = way < 0
        colour = look.colour("query" if better else "key")
        thick = px(13)
        half = middle.width() / 2 - px(2)
        y = middle.center().y() - thick - px(1)
        zero = middle.center().x() + 0.5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        width = half * abs(share)
        if width >= 1:
            start = zero - width if better else zero
            painter.drawRoundedRect(QRectF(start, y, width, thick), min(px(3), width / 2), px(3))
        painter.setPen(QPen(look.colour("edge"), max(1, px(1.3))))
        painter.drawLine(round(zero), y - px(4), round(zero), y + thick + px(4))
        painter.setPen(colour if way else look.colour("ink2"))
        self._draw_verdict(painter, row, QRect(name.left(), y + thick, numbers.right(), 1), round(zero))

    def _draw_verdict(self, painter: QPainter, row: LossRow, line: QRect, centre: int) -> None:
        """Below the bar, and as long as there is room for between the note and the numbers."""
        look, px = self._look, self._look.px
        small = look.metrics(13.5)
        left = line.left() + small.horizontalAdvance(row.note) + px(10)
        right = line.right() - small.horizontalAdvance(self._numbers(row)[1]) - px(14)
        text = self._verdict(row)
        metrics = look.metrics(13.5, bold=True)
        if metrics.horizontalAdvance(text) + px(4) > right - left:
            text = " ".join(text.split(" ")[:2])  # sign and number
        wide = metrics.horizontalAdvance(text) + px(4)
        x = max(left, min(centre - wide / 2, right - wide))
        painter.setFont(look.font(13.5, bold=True, digits=True))
        middle = line.top() + px(5) + metrics.ascent()
        painter.drawText(QPointF(x, middle), text)

    def _numbers(self, row: LossRow) -> tuple[str, str]:
        before, after = two_choices(row.before, row.after)
        return f"{before} → {after}", self.tr("pieces to choose among")

    def _verdict(self, row: LossRow) -> str:
        way = changed(row.before, row.after)
        if way == 0:
            return self.tr("unchanged")
        text = self.tr("▼ {amount} less unsure") if way < 0 else self.tr("▲ {amount} more unsure")
        return text.format(amount=less_unsure(row.before, row.after))

    def _columns(self, i: int) -> tuple[QRect, QRect, QRect]:
        """Where name, bar and numbers of row ``i`` stand."""
        px, width = self._look.px, self.width()
        height = min(px(ROW), max(px(LEAST_ROW), self.height() // self._n))
        # Figures of one width may be a little wider than others.
        bold = QFontMetricsF(self._look.font(15.5, bold=True, digits=True))
        small = QFontMetricsF(self._look.font(13.5, digits=True))
        told = [self._numbers(row) for row in self._rows]
        widths = [max(bold.horizontalAdvance(choices), small.horizontalAdvance(of_what)) for choices, of_what in told]
        numbers = round(max(widths)) + px(6)
        name = round(max(bold.horizontalAdvance(row.name) for row in self._rows)) + px(4)
        y = i * height
        bar = max(px(60), width - name - numbers - px(24))
        return (
            QRect(0, y, name, height),
            QRect(name + px(12), y, bar, height),
            QRect(width - numbers, y, numbers, height),
        )

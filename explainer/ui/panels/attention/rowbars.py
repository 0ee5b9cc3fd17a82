"""A row of attention on its way from scores to weights: three lines of bars, one bar a piece."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import percent, visible
from explainer.ui.panels.attention.saying import signed
from explainer.ui.panels.attention.scores import Row
from explainer.ui.pictures import heatmap
from explainer.ui.pictures.becoming import spoken
from explainer.ui.pictures.empty import paint_empty

SMALL = 13.5  # design pixels
NUMBER = 19  # height of the number at the end of a bar


class RowBars(QWidget):
    """Three lines of bars, one bar a piece: scores, scores after the mask, weights. ``picked``: a piece was chosen."""

    picked = Signal(int)

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._empty = look, empty
        self._row: Row | None = None
        self._pieces: tuple[str, ...] = ()
        self._looker = self._column = 0
        self._hover: int | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    def show_row(self, row: Row, pieces: tuple[str, ...], looker: int, column: int) -> None:
        """Show the row of piece ``looker``, with piece ``column`` marked."""
        self._row, self._pieces, self._looker, self._column = row, pieces, looker, column
        if self.hasFocus():
            self.setAccessibleDescription(self.describe(column))
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._row, self._pieces, self._hover = None, (), None
        self.update()

    def describe(self, index: int) -> str:
        """A sentence about one piece of the row."""
        if self._row is None or not 0 <= index < len(self._pieces):
            return ""
        word, score = spoken(self._pieces[index]), signed(float(self._row.scores[index]))
        if index > self._looker:
            return self.tr("{word} lies ahead: its score {score} is masked, its weight is 0 %").format(
                word=word, score=score
            )
        weight = percent(float(self._row.weights[index]))
        return self.tr("{word}: score {score}, weight {weight}").format(word=word, score=score, weight=weight)

    def sizeHint(self) -> QSize:
        """Comfortable."""
        return QSize(self._look.px(480), self._look.px(230))

    def minimumSizeHint(self) -> QSize:
        """Three low lines."""
        return QSize(self._look.px(240), self._look.px(180))

    def _geometry(self) -> tuple[list[tuple[QRectF, QRectF]], float]:
        """Words and bars of each line; the height of the labels below."""
        px = self._look.px
        text, labels = px(20), px(50)
        room = self.height() - labels - 3 * text - px(10)
        bands, top = [], 0.0
        for share in (0.33, 0.33, 0.34):
            height = room * share
            bands.append((QRectF(0, top, self.width(), text), QRectF(1, top + text, self.width() - 2, height)))
            top += text + height + px(5)
        return bands, labels

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, bars, names."""
        painter = QPainter(self)
        look, px = self._look, self._look.px
        painter.fillRect(event.rect(), look.colour("card"))
        if self._row is None:
            paint_empty(painter, look, self.rect(), self._empty)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bands, labels = self._geometry()
        width = bands[0][1].width() / len(self._pieces)
        column = QRectF(1 + self._column * width, 0, width, self.height() - labels + px(2))
        painter.setPen(Qt.PenStyle.NoPen)
        for index in (self._column, self._column if self._hover is None else self._hover):
            painter.setBrush(look.colour("quiet"))
            painter.drawRect(QRectF(1 + index * width, column.top(), width, column.height()))
        titles = (
            self.tr("Score of every piece: query · key / √{d}").format(d=len(self._row.query)),
            self.tr("After the mask: what lies ahead is out"),
            self.tr("After softmax: shares that add up to 100 %"),
        )
        for (words, _), text in zip(bands, titles, strict=True):
            painter.setFont(look.font(SMALL, bold=True))
            painter.setPen(look.colour("ink2"))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        self._draw_scores(painter, bands[0][1], width, masked=False)
        self._draw_scores(painter, bands[1][1], width, masked=True)
        self._draw_weights(painter, bands[2][1], width)
        self._draw_names(painter, bands[2][1].bottom() + px(3), width, labels)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus"), px(2)))
            painter.drawRect(column.adjusted(0, 1, 0, 0))

    def _bar(self, place: QRectF, index: int, width: float, zero: float, height: float) -> QRectF:
        """The bar of one piece; ``height`` is up where positive."""
        gap = min(self._look.px(3), width * 0.15)
        thick = min(width - 2 * gap, self._look.px(30))
        left = place.left() + index * width + (width - thick) / 2
        return QRectF(left, zero - max(height, 0.0), thick, abs(height))

    def _draw_scores(self, painter: QPainter, place: QRectF, width: float, *, masked: bool) -> None:
        look, row = self._look, self._row
        assert row is not None
        most, least = max(0.0, float(row.scores.max())), min(0.0, float(row.scores.min()))
        air, up = look.px(NUMBER), row.scores[self._column] > 0  # room for the number at the end of the marked bar
        room = place.adjusted(0, air if up else 0, 0, 0 if up else -air)
        scale = room.height() / max(most - least, 1e-9)
        zero = room.top() + most * scale
        painter.setPen(Qt.PenStyle.NoPen)
        for index, score in enumerate(row.scores):
            if masked and index > self._looker:
                continue
            painter.setBrush(look.colour("attention" if index == self._column else "edge"))
            height = float(score) * scale
            painter.drawRect(self._bar(place, index, width, zero, math.copysign(max(1.0, abs(height)), height)))
        if masked and self._looker + 1 < len(row.scores):
            left = place.left() + (self._looker + 1) * width
            ahead = QRectF(left, place.top(), place.right() - left, place.height())
            painter.fillRect(ahead, look.colour("quiet"))
            painter.setPen(look.colour("ink2"))
            painter.setFont(look.font(SMALL))
            if ahead.width() > look.px(30):
                painter.drawText(ahead, Qt.AlignmentFlag.AlignCenter, "−∞")
        painter.setPen(QPen(look.colour("edge"), 1))
        painter.drawLine(QPointF(place.left(), zero), QPointF(place.right(), zero))
        if not masked or self._column <= self._looker:
            score = float(row.scores[self._column])
            self._draw_number(painter, place, width, zero - score * scale, signed(score), above=score > 0)

    def _draw_weights(self, painter: QPainter, place: QRectF, width: float) -> None:
        look, row = self._look, self._row
        assert row is not None
        scale = (place.height() - look.px(NUMBER)) / max(float(row.weights.max()), 1e-9)
        painter.setPen(Qt.PenStyle.NoPen)
        for index in range(self._looker + 1):
            height = float(row.weights[index]) * scale
            painter.setBrush(look.colour("attention" if index == self._column else "edge"))
            painter.drawRect(self._bar(place, index, width, place.bottom(), max(1.0, height)))
        painter.setPen(QPen(look.colour("edge"), 1))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        weight = float(row.weights[self._column])
        self._draw_number(painter, place, width, place.bottom() - weight * scale, percent(weight), above=True)

    def _draw_number(
        self, painter: QPainter, place: QRectF, width: float, end: float, text: str, *, above: bool
    ) -> None:
        """The number of the marked piece, at the end of its bar."""
        look, px = self._look, self._look.px
        painter.setFont(look.font(SMALL, bold=True, digits=True))
        size = painter.fontMetrics().horizontalAdvance(text) + px(6)
        middle = place.left() + (self._column + 0.5) * width
        left = min(max(place.left(), middle - size / 2), place.right() - size)
        box = QRectF(left, end - px(NUMBER) if above else end, size, px(NUMBER))
        ground = look.colour("card")
        ground.setAlphaF(0.85)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, px(4), px(4))
        painter.setPen(look.colour("ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_names(self, painter: QPainter, top: float, width: float, room: float) -> None:
        """Names under the bars: upright where they fit, slanted and fewer where they do not."""
        look, px = self._look, self._look.px
        metrics = look.metrics(SMALL)
        widest = max(metrics.horizontalAdvance(visible(piece)) for piece in self._pieces)
        straight = widest + px(2) <= width
        always = (self._column,) if self._hover is None else (self._column, self._hover)
        step = 1 if straight else heatmap.every(width, px(18))
        for index in heatmap.labelled(len(self._pieces), step, always):
            strong = index in always
            painter.setFont(look.font(SMALL, bold=strong))
            painter.setPen(look.colour("ink" if strong else "ink3" if index > self._looker else "ink2"))
            middle = 1 + (index + 0.5) * width
            text = painter.fontMetrics().elidedText(
                visible(self._pieces[index]),
                Qt.TextElideMode.ElideRight,
                px(200) if straight else min(px(62), round((middle + px(2)) * 1.41)),
            )
            if straight:
                place = QRectF(middle - width / 2 - px(6), top, width + px(12), px(20))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
                continue
            painter.save()
            painter.translate(middle + px(4), top + px(6))
            painter.rotate(-45)
            length = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QPointF(-length, px(4)), text)
            painter.restore()

    def _at(self, x: float) -> int | None:
        if not self._pieces:
            return None
        return min(len(self._pieces) - 1, max(0, int(x / max(1, self.width()) * len(self._pieces))))

    def event(self, event: QEvent) -> bool:
        """The sentence comes by our own hand."""
        return True if event.type() == QEvent.Type.ToolTip else super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the piece under the pointer."""
        found = self._at(event.position().x())
        if found is not None and found != self._hover:
            self._hover = found
            self.update()
            QToolTip.showText(event.globalPosition().toPoint(), self.describe(found), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell no more."""
        self._hover = None
        QToolTip.hideText()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the piece."""
        found = self._at(event.position().x())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._pieces:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self.picked.emit(min(max(0, self._column + step), len(self._pieces) - 1))
        else:
            super().keyPressEvent(event)

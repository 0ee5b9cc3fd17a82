"""How many pieces the text needs after each merge: a curve that falls, and the moment of the replay on it.

A click or a drag on it moves the replay there; so do the arrow keys.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.numbers import count, short_count
from explainer.ui.panels.tokens.known import Known
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.ring import paint_ring

MOST_POINTS = 400


class LengthCurve(QWidget):
    """The curve. ``asked`` says which moment a person wants to see."""

    asked = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._known: Known | None = None
        self._place = 0
        self.setObjectName("length_curve")
        self.setAccessibleName(self.tr("Pieces the text needs after each merge"))
        self.setToolTip(self.tr("Click, drag, or use the arrow keys to go to a moment"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.updateGeometry)

    def show_curve(self, known: Known | None, place: int) -> None:
        """Draw it, with its mark after ``place`` merges."""
        if (known, place) != (self._known, self._place):
            self._known, self._place = known, place
            self.setAccessibleDescription(self.describe())
            self.update()

    def describe(self) -> str:
        """The marked moment in words."""
        known = self._known
        if known is None or not known.counted:
            return self._words()
        n = int(known.frame.lengths[self._place])
        return self.tr("After {k} merges the text needs {n} pieces: {share} bytes a piece.").format(
            k=count(self._place), n=count(n), share=f"{known.frame.text_bytes / n:.2f}"
        )

    def sizeHint(self) -> QSize:
        """Wide rather than high."""
        return QSize(self._look.px(340), self._look.px(190))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(self._look.px(220), self._look.px(130))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, curve, mark."""
        painter = QPainter(self)
        look, px, known = self._look, self._look.px, self._known
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if known is None or not known.counted or not known.n_merges:
            paint_empty(painter, look, self.rect(), self._words(), size=BODY)
            return
        plot = self._plot()
        painter.setFont(look.font(13, digits=True))
        highest = int(known.frame.lengths[0])
        for share in (0.0, 0.5, 1.0):
            y = plot.bottom() - share * plot.height()
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(look.colour("ink3"))
            box = QRectF(0, y - px(10), plot.left() - px(8), px(20))
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, short_count(highest * share)
            )
        below = QRectF(plot.left(), plot.bottom() + px(3), plot.width(), px(20))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self.tr("merges learned →"))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, count(known.n_merges))
        painter.setPen(QPen(look.colour("embedding"), px(2.4)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(self._line(known, plot))
        self._draw_mark(painter, known, plot)
        if self.hasFocus():
            paint_ring(painter, look, self.rect(), radius=5)

    def _draw_mark(self, painter: QPainter, known: Known, plot: QRectF) -> None:
        look, px = self._look, self._look.px
        at = self._point(known, plot, self._place)
        painter.setPen(QPen(look.colour("ink2"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(at.x(), plot.top()), QPointF(at.x(), plot.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("ink"))
        painter.drawEllipse(at, px(5.5), px(5.5))
        n = int(known.frame.lengths[self._place])
        lines = (
            self.tr("{n} pieces").format(n=count(n)),
            self.tr("{share} bytes a piece").format(share=f"{known.frame.text_bytes / n:.2f}"),
        )
        painter.setFont(look.font(15, bold=True, digits=True))
        metrics = painter.fontMetrics()
        width = max(metrics.horizontalAdvance(line) for line in lines) + px(10)
        height = metrics.height() * 2
        # Above the curve, which falls to the right: there is room right of the mark, at the end left of it.
        x = at.x() + px(10) if at.x() + px(10) + width <= plot.right() + px(8) else at.x() - px(8) - width
        share = (x - px(4) - plot.left()) / max(1.0, plot.width())
        under = self._point(known, plot, min(max(0, int(share * known.n_merges)), self._place))  # highest there
        y = max(0.0, min(under.y(), at.y()) - height - px(8))
        painter.fillRect(QRectF(x - px(2), y, width - px(4), height), look.colour("card"))  # no grid behind digits
        painter.setPen(look.colour("ink"))
        for i, line in enumerate(lines):
            painter.drawText(QPointF(x, y + metrics.ascent() + i * metrics.height()), line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        self._ask(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go by one merge, Page keys by many, Home and End to the ends."""
        last = self._known.n_merges if self._known is not None else 0
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_PageUp: -max(1, last // 20),
            Qt.Key.Key_PageDown: max(1, last // 20),
            Qt.Key.Key_Home: -last,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in steps and last:
            self.asked.emit(min(max(0, self._place + steps[key]), last))
        else:
            super().keyPressEvent(event)

    def _ask(self, event: QMouseEvent) -> None:
        known = self._known
        if known is not None and known.counted and event.buttons() & Qt.MouseButton.LeftButton:
            plot = self._plot()
            share = (event.position().x() - plot.left()) / max(1.0, plot.width())
            self.asked.emit(round(min(1.0, max(0.0, share)) * known.n_merges))

    def _words(self) -> str:
        known = self._known
        if known is None or known.counted:
            return self._empty
        if known.frame.text_gone:
            return self.tr("The text these pieces were learned from cannot be had any more, so nothing can be counted.")
        return self.tr("Counting the text…")

    def _plot(self) -> QRectF:
        px = self._look.px
        return QRectF(self.rect()).adjusted(px(62), px(12), -px(10), -px(26))

    def _point(self, known: Known, plot: QRectF, place: int) -> QPointF:
        lengths = known.frame.lengths
        return QPointF(
            plot.left() + place / max(1, known.n_merges) * plot.width(),
            plot.bottom() - int(lengths[place]) / max(1, int(lengths[0])) * plot.height(),
        )

    def _line(self, known: Known, plot: QRectF) -> QPolygonF:
        # Closer together at the left, where it falls steeply.
        shares = np.linspace(0, 1, min(MOST_POINTS, known.n_merges + 1)) ** 2
        places = sorted(set(np.round(shares * known.n_merges).astype(int).tolist()))
        return QPolygonF([self._point(known, plot, place) for place in places])

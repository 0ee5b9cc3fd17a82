"""The bets on the next piece with all heads and without the muted ones, side by side: two bars a piece.

The order is that of the larger of the two bets; it stands still while the pointer is over it.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.engine.frames import Muting
from explainer.ui.look import Look
from explainer.ui.numbers import percent, visible
from explainer.ui.panels.attention.saying import quoted
from explainer.ui.pictures.empty import paint_empty

ROW, LEGEND = 40, 24  # design pixels


class BetPairs(QWidget):
    """The paired bars."""

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._empty = look, empty
        self._frame: Muting | None = None
        self._pieces: tuple[str, ...] = ()
        self._order: list[int] = []
        self._held = False
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    def show_bets(self, frame: Muting, pieces: tuple[str, ...]) -> None:
        """Show both bets of ``frame``; ``pieces`` are the display texts by token id."""
        old = self._frame
        kept = self._held and old is not None and (old.prompt, old.run) == (frame.prompt, frame.run)
        self._frame, self._pieces = frame, pieces
        if not kept:
            larger = np.maximum(frame.probability, frame.muted_probability)
            self._order = [int(token) for token in np.argsort(-larger, kind="stable")[:40]]
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._frame = None
        self.update()

    def rows(self) -> list[tuple[str, str, str]]:
        """(piece, bet with all heads, bet without the muted ones) of every line in sight, as written."""
        frame = self._frame
        if frame is None:
            return []
        n = max(1, int((self.height() - self._look.px(LEGEND)) // self._look.px(ROW)))
        return [
            (visible(self._pieces[t]), percent(float(frame.probability[t])), percent(float(frame.muted_probability[t])))
            for t in self._order[:n]
        ]

    def sizeHint(self) -> QSize:
        """Four pieces."""
        return QSize(self._look.px(280), self._look.px(LEGEND + 4 * ROW))

    def minimumSizeHint(self) -> QSize:
        """Two pieces."""
        return QSize(self._look.px(200), self._look.px(LEGEND + 2 * ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Legend and bars."""
        painter = QPainter(self)
        look, px, frame = self._look, self._look.px, self._frame
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if frame is None:
            paint_empty(painter, look, self.rect(), self._empty)
            return
        self._draw_legend(painter)
        name, number = px(92), px(58)
        most = max(float(frame.probability.max()), float(frame.muted_probability.max()), 1e-9)
        room = self.width() - name - number - px(8)
        middle = Qt.AlignmentFlag.AlignVCenter
        for line, (token, (piece, _, _)) in enumerate(zip(self._order, self.rows(), strict=False)):
            top = px(LEGEND) + line * px(ROW)
            painter.setFont(look.font(15.5, bold=True))
            painter.setPen(look.colour("ink"))
            place = QRectF(0, top, name - px(8), px(ROW) - px(4))
            shown = painter.fontMetrics().elidedText(piece, Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | middle, shown)
            bets = (float(frame.probability[token]), float(frame.muted_probability[token]))
            for half, bet in enumerate(bets):
                thick = px(14)
                box = QRectF(name, top + px(2) + half * (thick + px(2)), max(2.0, room * bet / most), thick)
                self._draw_bar(painter, box, muted=half == 1)
                painter.setFont(look.font(13, digits=True))
                painter.setPen(look.colour("ink2"))
                text = QRectF(box.right() + px(5), box.top() - px(2), number + px(8), thick + px(4))
                painter.drawText(text, Qt.AlignmentFlag.AlignLeft | middle, percent(bet))

    def _draw_bar(self, painter: QPainter, box: QRectF, *, muted: bool) -> None:
        """Solid with all heads, an outline without the muted ones."""
        look, px = self._look, self._look.px
        if muted:
            painter.setPen(QPen(look.colour("attention"), px(1.6)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = box.adjusted(1, 1, -1, -1) if box.width() > 4 else box
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("pretrain"))
        painter.drawRoundedRect(box, min(px(3), box.width() / 2), px(3))

    def _draw_legend(self, painter: QPainter) -> None:
        look, px = self._look, self._look.px
        painter.setFont(look.font(13))
        x = float(px(2))
        for text, muted in ((self.tr("all heads"), False), (self.tr("without the muted"), True)):
            self._draw_bar(painter, QRectF(x, px(4), px(22), px(12)), muted=muted)
            painter.setPen(look.colour("ink2"))
            width = painter.fontMetrics().horizontalAdvance(text)
            place = QRectF(x + px(28), 0, width + 4, px(20))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            x += px(28) + width + px(18)

    def event(self, event: QEvent) -> bool:
        """The sentence comes by our own hand."""
        return True if event.type() == QEvent.Type.ToolTip else super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the pair under the pointer."""
        self._held = True
        line = int((event.position().y() - self._look.px(LEGEND)) // self._look.px(ROW))
        rows = self.rows()
        if 0 <= line < len(rows):
            _, bet, muted = rows[line]
            text = self.tr("{piece}: {bet} with all heads, {muted} without the muted ones").format(
                piece=quoted(self._pieces[self._order[line]]), bet=bet, muted=muted
            )
            QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 4), text, self)

    def leaveEvent(self, event: QEvent) -> None:
        """Let the order go on."""
        self._held = False
        QToolTip.hideText()

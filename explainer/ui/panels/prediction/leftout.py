"""The text with, under each piece, what happens to the bet when that piece is left out.

Told three times: by the shade (blue: without it the bet falls; vermilion: without it the bet rises), by the signed
number under the piece, in points of a hundred, and in words when a piece is pointed at. Pieces that were not tried
(too far back) are grey and have no number.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.engine.frames import Why
from explainer.ui.look import Look
from explainer.ui.numbers import cited
from explainer.ui.panels.prediction.wording import fine_percent, points
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.flow import Chip, flow
from explainer.ui.pictures.holding import Hold
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.theme import Colours, mix

LEGEND = 26  # design pixels
LINES = 3


class Size(NamedTuple):
    """Letters, height of a word and of a line, in design pixels."""

    letters: float
    box: int
    line: int


SMALL = Size(17, 31, 51)
SIZES = (Size(23, 40, 68), Size(20, 36, 62), SMALL)  # the largest in which all the text has room is taken
STRONGEST = 0.55  # of the colour at most, so that the word stays readable
GROWTH = 0.7  # of the shade with the change: small changes can still be told from none
FAINT = 0.25  # a change below this share of the bet is never shown at full strength


def change_colour(colours: Colours, share: float) -> str:
    """Ground of a word by ``share`` (-1 to 1) of the largest change: blue below 0, vermilion above."""
    return mix(colours.card, colours.query if share < 0 else colours.key, STRONGEST * min(1.0, abs(share)) ** GROWTH)


def scale(frame: Why) -> float:
    """The change that is shown at full strength: the largest, or a quarter of the bet where all are smaller."""
    largest = float(np.abs(frame.without - frame.probability).max()) if len(frame.without) else 0.0
    return max(largest, FAINT * frame.probability, 1e-9)


class LeftOutWords(QWidget):
    """The shaded words. ``pointed_at`` gives an index into ``Why.without``, or -1."""

    pointed_at = Signal(int)

    def __init__(self, look: Look, hold: Hold[Why], empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._chips: list[Chip] = []
        self._size = SMALL
        self._skipped = 0  # what must be added to a chip's index to get that of the piece
        self._pointed: int | None = None  # index into seen_pieces
        self.hold = hold  # what all pictures of the page show, and whether they hold still
        self.setObjectName("left_out_words")
        self.setAccessibleName(self.tr("The text, each piece shaded by what happens when it is left out"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self._restyle)

    @property
    def chips(self) -> list[Chip]:
        """The pieces in their places; ``index`` counts from the first in sight."""
        return self._chips

    def apply(self, frame: Why) -> None:
        """Draw ``frame``, which is the one that ``hold`` shows."""
        self._lay_out()

    def clear(self) -> None:
        """Show nothing."""
        self._chips, self._pointed = [], None
        self.update()

    def point(self, tried: int | None) -> None:
        """Mark a piece, by its index into ``Why.without``, as another widget points at it."""
        frame = self.hold.shown
        found = None if tried is None or tried < 0 or frame is None else frame.first + tried
        if found != self._pointed:
            self._pointed = found
            self.update()

    def describe(self, index: int) -> str:
        """A sentence about piece ``index`` of those the model sees."""
        frame = self.hold.shown
        if frame is None or not 0 <= index < len(frame.seen_pieces):
            return ""
        piece = cited(frame.seen_pieces[index])
        if index < frame.first:
            return self.tr("“{piece}” was not tried: only the last pieces are left out in turn.").format(piece=piece)
        without = float(frame.without[index - frame.first])
        return self.tr("Without “{piece}”: {without} instead of {now} ({change} points).").format(
            piece=piece,
            without=fine_percent(without),
            now=fine_percent(frame.probability),
            change=points(without - frame.probability),
        )

    # ---- sizes ------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Three lines and the legend."""
        return QSize(self._look.px(500), self._look.px(LINES * SMALL.line + LEGEND))

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return QSize(self._look.px(300), self._look.px(2 * SMALL.line + LEGEND))

    def box(self, chip: Chip) -> QRectF:
        """Where a piece stands."""
        return QRectF(chip.x + 1, chip.y + 1, chip.w, self._look.px(self._size.box))

    def _lay_out(self) -> None:
        """Words on lines; where there are too many for the height, the first ones are left away."""
        frame, px = self.hold.shown, self._look.px
        if frame is None:
            self.update()
            return
        small = self._look.metrics(12.5)
        widest = {}  # a piece is at least as wide as its number
        for i, without in enumerate(frame.without, start=frame.first):
            widest[i] = small.horizontalAdvance(points(float(without) - frame.probability)) + px(5)
        room = self.height() - px(LEGEND)
        for self._size in SIZES:
            self._skipped, self._chips = 0, self._flow(frame.seen_pieces, 0, widest)
            if not self._chips or self._chips[-1].y + px(self._size.line) <= room + 1:
                break
        begin = 0
        lines = max(1, int(room // px(self._size.line)))
        while self._chips[-1].y >= lines * px(self._size.line) - 1 and begin < len(frame.seen_pieces) - 1:
            begin += max(1, len([c for c in self._chips if c.y < px(self._size.line)]) // 2)
            chips = self._flow(("…", *frame.seen_pieces[begin:]), begin - 1, widest)
            self._skipped, self._chips = begin - 1, chips[1:]
        self.update()

    def _flow(self, pieces: tuple[str, ...], first: int, widest: dict[int, float]) -> list[Chip]:
        """``pieces`` on lines; ``widest`` is the least width of each, by its index, which begins with ``first``."""
        px = self._look.px
        metrics = self._look.metrics(self._size.letters)
        order = iter(range(first, first + len(pieces)))  # ``flow`` measures every piece once, in order
        return flow(
            pieces,
            self.width() - 2,
            measure=lambda text: max(metrics.horizontalAdvance(text), widest.get(next(order), 0.0)),
            line=px(self._size.line),
            pad=px(5),
            gap=px(5),
        )

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, numbers, legend."""
        painter = QPainter(self)
        look, px, c = self._look, self._look.px, self._look.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self.hold.shown
        if frame is None:
            paint_empty(painter, look, self.rect(), self._empty)
            return
        most = scale(frame)
        if self._chips and self._chips[0].index:
            painter.setFont(look.font(self._size.letters))
            painter.setPen(look.colour("ink3"))
            painter.drawText(QRectF(1, 1, px(30), px(self._size.box)), Qt.AlignmentFlag.AlignCenter, "…")
        centre = Qt.AlignmentFlag.AlignCenter
        for chip in self._chips:
            index, box = chip.index + self._skipped, self.box(chip)
            tried = index >= frame.first and len(frame.without) > 0
            change = float(frame.without[index - frame.first]) - frame.probability if tried else 0.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(change_colour(c, change / most)) if tried else look.colour("quiet"))
            inner = box.adjusted(0.5 if chip.joined_left else 0, 0, -0.5 if chip.joined_right else 0, 0)
            painter.drawRoundedRect(inner, px(5), px(5))
            painter.setFont(look.font(self._size.letters))
            painter.setPen(look.colour("ink" if tried else "ink3"))
            painter.drawText(box, centre, chip.text)
            if tried:
                painter.setFont(look.font(12.5, bold=abs(change) >= 0.5 * most, digits=True))
                painter.setPen(look.colour("ink2"))
                under = QRectF(box.left() - px(8), box.bottom() + 1, box.width() + px(16), px(17))
                painter.drawText(under, centre, points(change))
            if index == self._pointed:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.colour("focus" if self.hasFocus() else "ink"), px(2)))
                painter.drawRoundedRect(box, px(5), px(5))
        self._draw_legend(painter)
        if self.hasFocus() and self._pointed is None:
            paint_ring(painter, look, self.rect(), radius=4)

    def _draw_legend(self, painter: QPainter) -> None:
        look, px, c = self._look, self._look.px, self._look.colours
        painter.setFont(look.font(13.5))
        x, y = 1.0, self.height() - px(LEGEND) / 2
        for share, text in (
            (-1.0, self.tr("− without it the bet falls")),
            (1.0, self.tr("+ without it the bet rises")),
        ):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(change_colour(c, share)))
            painter.drawRoundedRect(QRectF(x, y - px(7), px(24), px(14)), px(4), px(4))
            x += px(31)
            painter.setPen(look.colour("ink2"))
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QRectF(x, y - px(11), width + 2, px(22)), Qt.AlignmentFlag.AlignVCenter, text)
            x += width + px(24)

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Tell about the piece under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if self._pointed is not None:
                QToolTip.showText(event.globalPos(), self.describe(self._pointed), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Find the piece."""
        at = event.position()
        found = next((c.index + self._skipped for c in self._chips if self.box(c).contains(at)), None)
        if found != self._pointed:
            self._choose(found)
            if found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPosition().toPoint(), self.describe(found), self)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stand still."""
        self.hold.hold("pointer")

    def leaveEvent(self, event: QEvent) -> None:
        """Go on."""
        if not self.hasFocus():
            self._choose(None)
        QToolTip.hideText()
        self.hold.hold("pointer", False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go on."""
        super().focusOutEvent(event)
        self._let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from piece to piece; Escape lets go."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._chips:
            step = 1 if key == Qt.Key.Key_Right else -1
            first, last = (self._chips[i].index + self._skipped for i in (0, -1))
            found = last if self._pointed is None else min(max(self._pointed + step, first), last)
            self.hold.hold("keyboard")
            self._choose(found)
            self.setAccessibleDescription(self.describe(found))
            at = self.box(self._chips[found - first]).bottomLeft().toPoint() + QPointF(0, 18).toPoint()
            QToolTip.showText(self.mapToGlobal(at), self.describe(found), self)
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self._let_go()
        else:
            super().keyPressEvent(event)

    def _choose(self, found: int | None) -> None:
        frame = self.hold.shown
        self._pointed = found
        tried = -1 if found is None or frame is None or found < frame.first else found - frame.first
        self.pointed_at.emit(tried)
        self.update()

    def _let_go(self) -> None:
        self._choose(None)
        QToolTip.hideText()
        self.hold.hold("keyboard", False)

    def resizeEvent(self, event: object) -> None:
        """Break the lines anew."""
        self._lay_out()

    def _restyle(self) -> None:
        self.updateGeometry()
        self._lay_out()

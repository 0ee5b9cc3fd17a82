"""The words of the prompt, one of them looking, the others shaded by how hard it looks at them.

Told three times: by the shade, by the percentage under a word, and in a sentence when a word is pointed at. Whoever
points at a word makes it the one that looks; the arrow keys do the same. Words after it are pale: it cannot see them.
A text too long for its place scrolls by lines and keeps the looking word in sight.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import percent
from explainer.ui.panels.attention.saying import looks_at
from explainer.ui.pictures import heatmap
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.flow import Chip, flow, outline

SIZES = (28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0)  # of the words, design pixels: the biggest that fits its place
USUAL = 20.0  # the size for which room is asked
SHARE = 12.5  # of the percentages
LEAST = 0.005  # a smaller weight is not written under a word

Weights = npt.NDArray[np.floating]


class WordsView(QWidget):
    """Shaded words. ``pointed`` follows the mouse (None: it left); ``picked`` a click, a key, or Escape (None)."""

    pointed = Signal(object)
    picked = Signal(object)

    def __init__(
        self,
        look: Look,
        name: str,
        empty: str,
        *,
        lines: int = 2,
        shares: bool = True,
        colour: str = "attention",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self._lines, self._shares, self._colour = lines, shares, colour
        self._pieces: tuple[str, ...] = ()
        self._weights: Weights | None = None
        self._row = 0
        self._most: int | None = None  # words after this one cannot be chosen
        self._chips: list[Chip] = []
        self._size = SIZES[0]
        self._n_lines = 1  # of the whole text
        self._first = 0  # the first line in sight
        self._asked = 0  # lines room was asked for
        self._hover: int | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self._restyle)

    @property
    def row(self) -> int:
        """The word that is chosen."""
        return self._row

    def show_words(
        self, pieces: tuple[str, ...], row: int, weights: Weights | None = None, most: int | None = None
    ) -> None:
        """Show ``pieces`` with ``row`` chosen, shaded by ``weights`` (S,); those after ``most`` are pale."""
        moved = row != self._row or pieces != self._pieces
        anew = pieces != self._pieces
        self._pieces, self._row, self._weights, self._most = pieces, row, weights, most
        if anew:
            self._lay_out()
        if moved:
            self._keep_in_sight()
            if self.hasFocus():
                self.setAccessibleDescription(self.describe())
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._pieces, self._weights, self._chips, self._row, self._hover = (), None, [], 0, None
        self._first = 0
        self.update()

    def describe(self) -> str:
        """What the chosen word looks at."""
        if self._weights is None or not self._pieces:
            return ""
        return looks_at(self._pieces, self._weights, self._row)

    def shares_written(self) -> dict[int, str]:
        """The percentages that stand under words, by index."""
        if self._weights is None or not self._shares:
            return {}
        return {
            i: percent(float(w)) for i, w in enumerate(self._weights[: self._row + 1]) if not np.isnan(w) and w >= LEAST
        }

    def sizeHint(self) -> QSize:
        """The lines it needs at the usual size, within its bounds."""
        return QSize(self._look.px(300), round(self._line(USUAL) * max(1, self._asked)) + self._look.px(4))

    def minimumSizeHint(self) -> QSize:
        """The same at the smallest size."""
        return QSize(self._look.px(160), round(self._line(SIZES[-1]) * max(1, self._asked)) + self._look.px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Chips, words, percentages."""
        painter = QPainter(self)
        look = self._look
        painter.fillRect(event.rect(), look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._chips:
            paint_empty(painter, look, self.rect(), self._empty)
            return
        written = self.shares_written()
        words, small = look.font(self._size), look.font(SHARE, digits=True)
        for chip in self._chips:
            if self._in_sight(chip):
                painter.setFont(words)
                self._draw_chip(painter, chip, self._box(chip))
        painter.setFont(small)
        self._draw_shares(painter, written)
        for chip in self._chips:
            if chip.index == self._row and self._in_sight(chip):
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.colour("focus" if self.hasFocus() else "ink"), look.px(2.5)))
                inset = look.px(1)
                painter.drawRoundedRect(self._box(chip).adjusted(-inset, -inset, inset, inset), look.px(7), look.px(7))
        if self._n_lines > self._fitting():
            self._draw_scrolled(painter)

    def _draw_chip(self, painter: QPainter, chip: Chip, box: QRectF) -> None:
        colours = self._look.colours
        most = self._row if self._most is None else self._most
        if chip.index > most:
            ground, ink = colours.card, colours.ink3
        else:
            share = float(self._weights[chip.index]) if self._weights is not None else 0.0
            plain = str(getattr(colours, self._colour)) if chip.index == self._row else colours.quiet
            ground = heatmap.shade(colours, self._colour, share) if self._weights is not None else plain
            ink = heatmap.ink_on(ground, colours.ink, colours.card)
        shape = outline(chip, box, self._look.px(6))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawPath(shape)
        if chip.index <= most and ground == colours.card:  # a weight of nearly nothing is still a word it could see
            painter.setBrush(QColor(colours.quiet))
            painter.drawPath(shape)
        painter.setPen(QColor(ink))
        metrics = painter.fontMetrics()
        x = box.left() + (0.0 if chip.joined_left else self._pad())
        y = box.center().y() + (metrics.ascent() - metrics.descent()) / 2 - 1
        painter.drawText(QPointF(x, y), chip.text)

    def _draw_shares(self, painter: QPainter, written: dict[int, str]) -> None:
        """Percentages under their words, from the biggest weight down; one that would touch another is left out."""
        assert self._weights is not None or not written
        painter.setPen(self._look.colour("ink2"))
        metrics, air = painter.fontMetrics(), self._look.px(3)
        taken: list[QRectF] = []
        boxes = {chip.index: self._box(chip) for chip in self._chips if self._in_sight(chip)}
        for index in sorted(written.keys() & boxes.keys(), key=lambda i: -float(self._weights[i])):  # type: ignore[index]
            box, width = boxes[index], metrics.horizontalAdvance(written[index])
            place = QRectF(box.center().x() - width / 2, box.bottom(), width, self._look.px(SHARE + 4))
            if not any(place.adjusted(-air, 0, air, 0).intersects(other) for other in taken):
                taken.append(place)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
                painter.drawText(place, flags, written[index])

    def _draw_scrolled(self, painter: QPainter) -> None:
        """Where in the text we are: a thin bar at the right."""
        px = self._look.px
        share, at = self._fitting() / self._n_lines, self._first / self._n_lines
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("edge"))
        bar = QRectF(self.width() - px(4), at * self.height(), px(4), max(px(14), share * self.height()))
        painter.drawRoundedRect(bar, px(2), px(2))

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """The sentence about the pointed word comes by our own hand, not after a delay."""
        return True if event.type() == QEvent.Type.ToolTip else super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point."""
        found = self._at(event.position())
        if found is not None and found != self._hover:
            self._hover = found
            self.pointed.emit(found)
            if self.describe():
                QToolTip.showText(event.globalPosition().toPoint(), self.describe(), self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the word."""
        found = self._at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(found)

    def leaveEvent(self, event: QEvent) -> None:
        """Point no more."""
        if self._hover is not None:
            self._hover = None
            QToolTip.hideText()
            self.pointed.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll a long text by lines."""
        room = self._n_lines - self._fitting()
        if room <= 0:
            event.ignore()
            return
        self._first = min(room, max(0, self._first + (-1 if event.angleDelta().y() > 0 else 1)))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right, Home and End choose; Escape follows the last word again."""
        last = len(self._pieces) - 1
        places = {
            Qt.Key.Key_Left: self._row - 1,
            Qt.Key.Key_Right: self._row + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in places and self._pieces:
            most = last if self._most is None else self._most
            self.picked.emit(min(max(0, places[key]), most))
            self.setAccessibleDescription(self.describe())
        elif key == Qt.Key.Key_Escape:
            self.picked.emit(None)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        """Break the lines anew."""
        self._lay_out()
        self._keep_in_sight()

    # ---- geometry ---------------------------------------------------------------------------------------------------

    def _at(self, point: QPointF) -> int | None:
        return next((c.index for c in self._chips if self._in_sight(c) and self._box(c).contains(point)), None)

    def _pad(self) -> float:
        return self._look.px(7)

    def _gap(self) -> float:
        return self._look.px(5)

    def _line(self, size: float) -> float:
        below = SHARE + 6 if self._shares else 6
        return self._look.px(size * 1.6) + self._look.px(below)

    def _box(self, chip: Chip) -> QRectF:
        px = self._look.px
        top = chip.y - self._first * self._line(self._size)
        return QRectF(chip.x + px(3), top + px(3), chip.w, px(self._size * 1.6))

    def _line_of(self, chip: Chip) -> int:
        return round(chip.y / self._line(self._size))

    def _fitting(self) -> int:
        """Whole lines that fit."""
        return max(1, int((self.height() + 1) // self._line(self._size)))

    def _in_sight(self, chip: Chip) -> bool:
        return self._first <= self._line_of(chip) < self._first + self._fitting()

    def _lay_out(self) -> None:
        for size in SIZES:
            self._size = size
            self._chips = self._flow(size)
            self._n_lines = self._line_of(self._chips[-1]) + 1 if self._chips else 1
            if self._n_lines * self._line(size) <= self.height() + 1:
                break
        usual = self._flow(USUAL)
        needed = min(self._lines, round(usual[-1].y / self._line(USUAL)) + 1 if usual else 1)
        if needed != self._asked:
            self._asked = needed
            self.updateGeometry()
        self._first = min(self._first, max(0, self._n_lines - self._fitting()))
        self.update()

    def _flow(self, size: float) -> list[Chip]:
        return flow(
            self._pieces,
            self.width() - self._look.px(14),
            measure=self._look.metrics(size).horizontalAdvance,
            line=self._line(size),
            pad=self._pad(),
            gap=self._gap(),
        )

    def _keep_in_sight(self) -> None:
        chip = next((c for c in self._chips if c.index == self._row), None)
        if chip is not None:
            line = self._line_of(chip)
            self._first = min(max(self._first, line - self._fitting() + 1), line)

    def _restyle(self) -> None:
        self._asked = 0
        self._lay_out()
        self.updateGeometry()

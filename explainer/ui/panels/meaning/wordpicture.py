"""The picture of the map of words: every piece a dot at its place, words written out as far as there is room.

It is painted anew only when a frame, the size or a choice changes; the pointer only moves what lies over that picture.
Lines lead from the chosen word to its nearest in meaning, which the flat map may have to show far away. How people
move and choose stands in ``wordmap``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Embeddings
from explainer.ui.look import Look
from explainer.ui.numbers import count, visible
from explainer.ui.panels.meaning import kinds
from explainer.ui.panels.meaning.labels import Label, place_labels
from explainer.ui.panels.meaning.viewport import Viewport

WORD, DOT = 13.5, 4.6  # design pixels: words, radius of their dots
LINES = 6  # nearest words to which lines lead
FADED = 0.16  # opacity of what is not asked for


class WordPicture(QWidget):
    """The picture. ``moved`` says that another part of the map is seen."""

    moved = Signal()

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._empty = look, empty
        self._frame: Embeddings | None = None
        self._pieces: tuple[str, ...] = ()
        self._groups: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self.view = Viewport()
        self._at: npt.NDArray[np.float64] = np.zeros((0, 2))  # of every piece, in pixels
        self._labels: dict[int, Label] = {}
        self._widths: dict[int, float] = {}
        self._picture: QPixmap | None = None
        self._hover: int | None = None
        self.selected: int | None = None
        self.near: tuple[int, ...] = ()
        self.found: tuple[int, ...] = ()  # by the search
        self.group: int | None = None  # the only kind in full colour
        self.setAccessibleName(self.tr("Map of words"))
        look.changed.connect(self._restyle)

    # ---- what it shows ----------------------------------------------------------------------------------------------

    def apply(self, frame: Embeddings, pieces: tuple[str, ...]) -> None:
        """Draw ``frame``."""
        if self._frame is None or self._frame.run != frame.run:
            self.view.forget()
            self._widths.clear()
            self._labels = {}
        if self._frame is None or self._frame.kinds is not frame.kinds:
            self._groups = np.array(kinds.groups_of(frame.kinds), np.int64)
        self._frame, self._pieces = frame, pieces
        self.view.follow(frame.xy[frame.words])
        self._redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._frame, self._hover, self.selected = None, None, None
        self.near = self.found = ()
        self._labels = {}
        self._redraw()

    def show_choice(self, selected: int | None, near: tuple[int, ...], found: tuple[int, ...]) -> None:
        """Mark the chosen word, its nearest ones, and what a search found."""
        if (selected, near, found) != (self.selected, self.near, self.found):
            self.selected, self.near, self.found = selected, near, found
            self._redraw()

    def show_group(self, group: int | None) -> None:
        """Show only one kind of word in full colour, or all."""
        if group != self.group:
            self.group = group
            self._labels = {}
            self._redraw()

    def reset(self) -> None:
        """Show the whole map."""
        self.view.reset()
        self._relabel()

    def bring_into_sight(self, token: int) -> None:
        """Shift the map if ``token`` lies outside what is seen."""
        if self._frame is None:
            return
        x, y = self.view.to_pixels(self._frame.xy[token : token + 1])[0]
        if not (0 <= x <= self.width() and 0 <= y <= self.height()):
            self.view.look_at(self._frame.xy[token])
            self._relabel()

    @property
    def labels(self) -> dict[int, Label]:
        """The words written out at present, by token."""
        self._draw_picture()
        return self._labels

    def place(self, token: int) -> QPointF:
        """Where the dot of ``token`` lies, in pixels."""
        self._draw_picture()
        return QPointF(*self._at[token])

    def describe(self, token: int) -> str:
        """A sentence about a word."""
        frame = self._frame
        if frame is None:
            return ""
        text = f"“{visible(self._pieces[token])}”"
        group = int(self._groups[token])
        if group < len(kinds.GROUPS):
            text += " · " + kinds.group(group).title()
        if frame.n_tokens:
            often = self.tr("{n} times in {all} pieces of text")
            text += "\n" + often.format(n=count(int(frame.frequency[token])), all=count(frame.n_tokens))
        return text + "\n" + self.tr("Click for its nearest in meaning.")

    # ---- painting ---------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(self._look.px(560), self._look.px(420))

    def minimumSizeHint(self) -> QSize:
        """Still a map."""
        return QSize(self._look.px(300), self._look.px(220))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, and what the pointer adds."""
        painter = QPainter(self)
        if self._frame is None:
            painter.setFont(self._look.font())
            painter.setPen(self._look.colour("ink2"))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, self._empty)
            return
        self._draw_picture()
        if self._picture is not None:
            painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hover is not None and self._hover != self.selected:
            self._draw_mark(painter, self._hover, strong=False)
        if self.hasFocus():
            painter.setPen(QPen(self._look.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = self._look.px(8)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)

    def _draw_picture(self) -> None:
        frame = self._frame
        if self._picture is not None or frame is None:
            return
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(self._look.colour("card"))
        self.view.width, self.view.height = self.width(), self.height()
        self._at = self.view.to_pixels(frame.xy)
        painter = QPainter(self._picture)
        self._draw_others(painter, frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_lines(painter)
        words = frame.words
        inside = ((self._at[words] > -20) & (self._at[words] < (self.width() + 20, self.height() + 20))).all(axis=1)
        seen = words[inside]
        self._draw_dots(painter, seen)
        self._place_labels(seen)
        self._draw_labels(painter)
        if self.selected is not None:
            self._draw_mark(painter, self.selected, strong=True)
        painter.end()

    def _draw_others(self, painter: QPainter, frame: Embeddings) -> None:
        """Pieces that are no words, small and pale."""
        rest = np.ones(len(frame.xy), bool)
        rest[frame.words] = False
        points = self._at[rest]
        colour = QColor(self._look.colour("edge"))
        colour.setAlphaF(0.35 if self.group is None else FADED)
        painter.setPen(QPen(colour, self._look.px(2.4)))
        if len(points):
            painter.drawPoints(arrayToQPolygonF(points[:, 0], points[:, 1]))

    def _draw_lines(self, painter: QPainter) -> None:
        """From the chosen word to its nearest."""
        if self.selected is None:
            return
        colour = self._look.colour("embedding")
        colour.setAlphaF(0.55)
        painter.setPen(QPen(colour, self._look.px(1.4)))
        start = QPointF(*self._at[self.selected])
        for token in self.near[:LINES]:
            painter.drawLine(start, QPointF(*self._at[token]))

    def _draw_dots(self, painter: QPainter, words: npt.NDArray[np.int64]) -> None:
        look = self._look
        radius = max(2.0, DOT * look.zoom)
        ratio = self.devicePixelRatioF()
        side = math.ceil(2 * radius + 4)
        for index in range(len(kinds.GROUPS), -1, -1):  # known kinds over the others
            mine = words[self._groups[words] == index]
            if not len(mine):
                continue
            group = kinds.group(index)
            stamp = QPixmap(round(side * ratio), round(side * ratio))
            stamp.setDevicePixelRatio(ratio)
            stamp.fill(Qt.GlobalColor.transparent)
            brush = QPainter(stamp)
            brush.setRenderHint(QPainter.RenderHint.Antialiasing)
            brush.setPen(QPen(look.colour("card"), 1))
            brush.setBrush(QColor(group.colour(look)))
            brush.drawPolygon(
                group.shape(QPointF(side / 2, side / 2), radius if index < len(kinds.GROUPS) else radius * 0.7)
            )
            brush.end()
            painter.setOpacity(self._strength(index))
            for x, y in (self._at[mine] - side / 2).tolist():
                painter.drawPixmap(QPointF(x, y), stamp)
        painter.setOpacity(1.0)

    def _strength(self, group: int) -> float:
        return 1.0 if self.group in (None, group) else FADED

    def _place_labels(self, seen: npt.NDArray[np.int64]) -> None:
        look = self._look
        metrics = QFontMetricsF(look.font(WORD))
        special = list(dict.fromkeys(t for t in (self.selected, *self.near[:LINES], *self.found) if t is not None))
        order = [int(t) for t in seen if self.group is None or self._groups[t] == self.group]
        at = {t: (float(self._at[t, 0]), float(self._at[t, 1])) for t in [*order, *special]}
        for token in at:
            if token not in self._widths:
                self._widths[token] = metrics.horizontalAdvance(visible(self._pieces[token])) + look.px(5)
        self._labels = place_labels(
            # Words of a known kind first: they are what the colours are about.
            sorted(order, key=lambda t: self._groups[t] == len(kinds.GROUPS)),
            at,
            self._widths | self._special_widths(special),
            height=metrics.height() * 0.92,
            gap=look.px(DOT + 1.5),
            area=(self.width(), self.height()),
            before=self._labels,
            first=special,
            forced=[t for t in special[:1] if self.selected is not None and self._inside(at[t])],
        )

    def _inside(self, at: tuple[float, float]) -> bool:
        return 0 <= at[0] <= self.width() and 0 <= at[1] <= self.height()

    def _special_widths(self, tokens: Sequence[int]) -> dict[int, float]:
        """Of words written bold, and of the chosen one in its box."""
        metrics = QFontMetricsF(self._look.font(WORD, bold=True))
        room = self._look.px(5)
        widths = {t: metrics.horizontalAdvance(visible(self._pieces[t])) + room for t in tokens}
        if self.selected in widths:
            widths[self.selected] += self._look.px(20)
        return widths

    def _draw_labels(self, painter: QPainter) -> None:
        look = self._look
        plain, bold = look.font(WORD), look.font(WORD, bold=True)
        strong = {self.selected, *self.near[:LINES], *self.found}
        colours = [QColor(kinds.group(i).colour(look)) for i in range(len(kinds.GROUPS) + 1)]
        colours[-1] = look.colour("ink2")
        centre = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        veil = look.colour("card")
        veil.setAlphaF(0.7)
        for token, label in self._labels.items():
            if token == self.selected:
                continue
            painter.fillRect(QRectF(label.x + 2, label.y + 2, label.w - 4, label.h - 4), veil)
            painter.setFont(bold if token in strong else plain)
            painter.setPen(colours[int(self._groups[token])])
            painter.drawText(QRectF(label.x, label.y, label.w, label.h), centre, visible(self._pieces[token]))

    def _draw_mark(self, painter: QPainter, token: int, *, strong: bool) -> None:
        """The word itself in a box at its dot: the chosen one dark, the one pointed at light."""
        look, px = self._look, self._look.px
        text = visible(self._pieces[token])
        painter.setFont(look.font(WORD + 1, bold=True))
        x, y = self._at[token]
        label = self._labels.get(token) if strong else None
        w, h = painter.fontMetrics().horizontalAdvance(text) + px(13), painter.fontMetrics().height() + px(3)
        if label is not None:
            box = QRectF(label.x + (label.w - w) / 2, label.y + (label.h - h) / 2, w, h)
        else:
            left = x + px(9) if x + px(9) + w < self.width() else x - px(9) - w
            box = QRectF(left, min(max(2.0, y - h / 2), self.height() - h - 2), w, h)
        painter.setPen(QPen(look.colour("ink"), px(1.6)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), px(6.5), px(6.5))
        painter.setPen(QPen(look.colour("edge"), 1) if not strong else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("button" if strong else "card"))
        painter.drawRoundedRect(box, px(6), px(6))
        painter.setPen(look.colour("on_button" if strong else "ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _relabel(self) -> None:
        """Another view: labels are chosen anew."""
        self._labels = {}
        self._redraw()
        self.moved.emit()

    def _redraw(self) -> None:
        self._picture = None
        self.update()

    def _restyle(self) -> None:
        self._widths.clear()
        self._relabel()

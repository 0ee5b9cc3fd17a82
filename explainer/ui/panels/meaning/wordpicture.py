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
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPaintEngine,
    QPainter,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Embeddings
from explainer.ui.look import BODY, Look
from explainer.ui.numbers import cited, count, visible
from explainer.ui.panels.meaning import kinds
from explainer.ui.panels.meaning.labels import Label, place_labels
from explainer.ui.panels.meaning.viewport import Viewport
from explainer.ui.widgets.picture import Picture

WORD, DOT = 13.5, 4.6  # design pixels: words, radius of their dots
NEWCOMERS, ALL_NEW = 30, 300  # words tried anew for a label: from frame to frame, and in another part of the map
LINES = 6  # nearest words to which lines lead
FADED = 0.16  # opacity of what is not asked for


class WordPicture(Picture[int]):
    """The picture; its parts are the words written out. ``moved`` says that another part of the map is seen."""

    SIZE, LEAST, LETTERS, RADIUS = (560, 420), (300, 220), BODY, 8.0

    moved = Signal()

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent)
        self._frame: Embeddings | None = None
        self._pieces: tuple[str, ...] = ()
        self._groups: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self.view = Viewport()
        self._at: npt.NDArray[np.float64] = np.zeros((0, 2))  # of every piece, in pixels
        self._labels: dict[int, Label] = {}
        self._widths: dict[int, float] = {}
        self._picture: QPixmap | None = None
        self._stamps: dict[tuple[int, float], QPixmap] = {}
        self.selected: int | None = None
        self.near: tuple[int, ...] = ()
        self.found: tuple[int, ...] = ()  # by the search
        self.group: int | None = None  # the only kind in full colour
        self.setAccessibleName(self.tr("Map of words"))

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
        self._frame = self.selected = None
        self.near = self.found = ()
        self._labels = {}
        self.let_go()
        self._redraw()

    def show_choice(self, selected: int | None, near: tuple[int, ...], found: tuple[int, ...]) -> None:
        """Mark the chosen word, its nearest ones, and what a search found."""
        if (selected, near, found) != (self.selected, self.near, self.found):
            if (selected, found) != (self.selected, self.found):  # by a person, not by learning: chosen anew
                self._labels = {}
            self.selected, self.near, self.found = selected, near, found
            self.setAccessibleDescription(self.describe(selected) if selected is not None else "")
            self._redraw()

    def show_group(self, group: int | None) -> None:
        """Show only one kind of word in full colour, or all."""
        if group != self.group:
            self.group = group
            self._labels = {}
            self._redraw()

    def show_part(self, part: Sequence[float] | None) -> None:
        """Show a part of the map: its zoom, and how far its middle lies from that of the whole; None: all."""
        zoom, *shift = part if part is not None else (1.0, 0.0, 0.0)
        self.view.look(float(zoom), shift)
        self._relabel()

    @property
    def seen_part(self) -> list[float] | None:
        """The part that is shown, as ``show_part`` takes it."""
        return [self.view.zoom, *self.view.shift.tolist()] if self.view.moved else None

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

    def dot(self, token: int) -> QPointF:
        """Where the dot of ``token`` lies, in pixels."""
        self._draw_picture()
        return QPointF(*self._at[token])

    def ready(self) -> bool:
        """Whether there is a map."""
        return self._frame is not None

    def parts(self) -> list[int]:
        """The words written out."""
        return list(self.labels)

    def place(self, part: int) -> QRectF:
        """Where a word is written, or else around its dot."""
        label, reach = self._labels.get(part), self._look.px(DOT + 3)
        if label is not None:
            return QRectF(label.x, label.y, label.w, label.h)
        return QRectF(self.dot(part), QSizeF()).adjusted(-reach, -reach, reach, reach)

    def describe(self, part: int) -> str:
        """A sentence about a word."""
        token, frame = part, self._frame
        if frame is None:
            return ""
        text = f"“{cited(self._pieces[token])}”"
        group = int(self._groups[token])
        if group < len(kinds.GROUPS):
            text += " · " + kinds.group(group).title()
        if frame.n_tokens:
            often = self.tr("{n} times in {all} pieces of text")
            text += "\n" + often.format(n=count(int(frame.frequency[token])), all=count(frame.n_tokens))
        return text + "\n" + self.tr("Click for its nearest in meaning.")

    # ---- painting ---------------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        """The picture, and what the pointer adds."""
        frame = self._frame
        if frame is None:
            return
        self._draw_picture()
        fine = painter.deviceTransform().m11() > 1.01 * self.devicePixelRatioF()
        if fine or painter.paintEngine().type() != QPaintEngine.Type.Raster:
            self._paint(painter, frame, stamps=False)  # on paper: lines and letters, not a picture of them
        elif self._picture is not None:
            painter.drawPixmap(0, 0, self._picture)
        if self.at is not None and self.at != self.selected:
            self._draw_mark(painter, self.at, strong=False)

    def _draw_picture(self) -> None:
        """Paint it aside, once for every change."""
        frame = self._frame
        if self._picture is not None or frame is None:
            return
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(self._look.colour("card"))
        self.view.width, self.view.height = self.width(), self.height()
        self._at = self.view.to_pixels(frame.xy)
        self._place_labels(self._seen(frame))
        painter = QPainter(self._picture)
        self._paint(painter, frame, stamps=True)
        painter.end()

    def _seen(self, frame: Embeddings) -> npt.NDArray[np.int64]:
        """The words whose dots lie in the picture, most frequent first."""
        at = self._at[frame.words]
        return frame.words[((at > -10) & (at < (self.width() + 10, self.height() + 10))).all(axis=1)]

    def _paint(self, painter: QPainter, frame: Embeddings, *, stamps: bool) -> None:
        self._draw_others(painter, frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_lines(painter)
        self._draw_dots(painter, self._seen(frame), stamps=stamps)
        self._draw_labels(painter)
        if self.selected is not None:
            self._draw_mark(painter, self.selected, strong=True)

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
        colour.setAlphaF(0.85)
        painter.setPen(QPen(colour, self._look.px(2)))
        start = QPointF(*self._at[self.selected])
        for token in self.near[:LINES]:
            painter.drawLine(start, QPointF(*self._at[token]))

    def _draw_dots(self, painter: QPainter, words: npt.NDArray[np.int64], *, stamps: bool) -> None:
        """One shape a kind; drawn once and stamped, as hundreds of polygons would take too long."""
        look = self._look
        side = math.ceil(2 * max(2.0, DOT * look.zoom) + 4)
        for index in range(len(kinds.GROUPS), -1, -1):  # known kinds over the others
            at = self._at[words[self._groups[words] == index]]
            if not len(at):
                continue
            painter.setOpacity(self._strength(index))
            stamp = self._stamp(index, side) if stamps else None
            for x, y in at.tolist():
                if stamp is not None:
                    painter.drawPixmap(QPointF(x - side / 2, y - side / 2), stamp)
                else:
                    self._draw_dot(painter, index, QPointF(x, y))
        painter.setOpacity(1.0)

    def _draw_dot(self, painter: QPainter, index: int, at: QPointF) -> None:
        group, radius = kinds.group(index), max(2.0, DOT * self._look.zoom)
        painter.setPen(QPen(self._look.colour("card"), 1))
        painter.setBrush(QColor(group.colour(self._look)))
        painter.drawPolygon(group.shape(at, radius if index < len(kinds.GROUPS) else 0.7 * radius))

    def _stamp(self, index: int, side: int) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if (index, ratio) in self._stamps:
            return self._stamps[index, ratio]
        stamp = QPixmap(round(side * ratio), round(side * ratio))
        stamp.setDevicePixelRatio(ratio)
        stamp.fill(Qt.GlobalColor.transparent)
        painter = QPainter(stamp)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_dot(painter, index, QPointF(side / 2, side / 2))
        painter.end()
        self._stamps[index, ratio] = stamp
        return stamp

    def _strength(self, group: int) -> float:
        return 1.0 if self.group in (None, group) else FADED

    def _place_labels(self, seen: npt.NDArray[np.int64]) -> None:
        look = self._look
        metrics = QFontMetricsF(look.font(WORD))
        special = list(dict.fromkeys(t for t in (self.selected, *self.near[:LINES], *self.found) if t is not None))
        groups = self._groups[seen]
        # Words of a known kind first: they are what the colours are about.
        seen = seen[np.argsort(groups == len(kinds.GROUPS), kind="stable")]
        order = (seen if self.group is None else seen[self._groups[seen] == self.group]).tolist()
        wanted = [*order, *special]
        at = dict(zip(wanted, map(tuple, self._at[wanted].tolist()), strict=True))
        for token in wanted:
            if token not in self._widths:
                self._widths[token] = metrics.horizontalAdvance(visible(self._pieces[token])) + look.px(5)
        self._labels = place_labels(
            order,
            at,
            self._widths | self._special_widths(special),
            height=metrics.height(),
            gap=look.px(DOT + 1.5),
            area=(self.width(), self.height()),
            before=self._labels,
            first=special,
            obstacles=[at[self.selected]] if self.selected in at else [],
            forced=[t for t in special[:1] if self.selected is not None and self._inside(at[t])],
            tries=NEWCOMERS if self._labels else ALL_NEW,
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

    def restyle(self) -> None:
        """Other letters and colours."""
        super().restyle()
        self._widths.clear()
        self._stamps.clear()
        self._relabel()

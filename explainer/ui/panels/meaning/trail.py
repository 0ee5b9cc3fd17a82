"""The map of positions: a path from the first to the last, dark to light, with a few numbers beside it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Floats
from explainer.ui.look import BODY, Look
from explainer.ui.panels.meaning.labels import CELL, Label, place_labels
from explainer.ui.panels.meaning.matrix import ticks
from explainer.ui.panels.meaning.viewport import Viewport
from explainer.ui.theme import mix
from explainer.ui.widgets.picture import Picture

SIZE = 13.5


class PositionTrail(Picture[int]):
    """The path. ``pointed`` says at which position a person points, from 0, or -1."""

    SIZE, LEAST, LETTERS = (300, 220), (200, 110), BODY

    pointed = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent)
        self._xy: Floats | None = None
        self._view = Viewport()
        self._labels: dict[int, Label] = {}
        self.marked: tuple[int, ...] = ()
        self.setAccessibleName(self.tr("Map of positions"))

    def show_places(self, xy: Floats | None, *, new: bool = False) -> None:
        """Draw ``xy`` (n, 2)."""
        if new or xy is None:
            self._view.forget()
            self._labels = {}
        self._xy = xy
        n = 0 if xy is None else len(xy)
        self.marked = tuple(i for i in self.marked if i < n)  # another model may be shorter
        if xy is not None:
            self._view.follow(xy)
        self.renew()

    def mark(self, positions: tuple[int, ...]) -> None:
        """Mark these."""
        if positions != self.marked:
            self.marked = positions
            self.update()

    def parts(self) -> range:
        """The positions."""
        return range(len(self._xy) if self._xy is not None else 0)

    def place(self, part: int) -> QRectF:
        """Around its dot."""
        (x, y), reach = self._points()[part], self._look.px(8)
        return QRectF(x - reach, y - reach, 2 * reach, 2 * reach)

    def describe(self, part: int) -> str:
        """Which position it is."""
        return self.tr("Position {n}").format(n=part + 1)

    def part_at(self, point: QPointF) -> int | None:
        """The nearest position."""
        away = np.hypot(*(self._points() - (point.x(), point.y())).T)
        nearest = int(away.argmin())
        return nearest if away[nearest] < self._look.px(14) else None

    def told(self) -> None:
        """Mark it, and say so to the square beside."""
        self.mark(() if self.at is None else (self.at,))
        self.pointed.emit(-1 if self.at is None else self.at)

    def colour(self, share: float) -> QColor:
        """The colour of a position; 0 the first, 1 the last."""
        colours = self._look.colours
        return QColor(mix(colours.embedding, colours.ink, 1 - 1.25 * share) if share < 0.8 else colours.embedding)

    def _points(self) -> npt.NDArray[np.float64]:
        px = self._look.px
        assert self._xy is not None
        self._view.width, self._view.height = max(1, self.width() - px(60)), max(1, self.height() - px(30))
        return self._view.to_pixels(self._xy) + np.array([px(30), px(15)])

    def draw(self, painter: QPainter) -> None:
        """The path, its dots and numbers."""
        look, px = self._look, self._look.px
        points = self._points()
        n = len(points)
        places = [QPointF(x, y) for x, y in points.tolist()]
        for i in range(n):
            colour = self.colour(i / max(1, n - 1))
            if i:
                painter.setPen(QPen(colour, px(1.2)))
                painter.drawLine(places[i - 1], places[i])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(places[i], px(2.6), px(2.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for i in self.marked:
            painter.setPen(QPen(look.colour("ink"), px(1.8)))
            painter.drawEllipse(places[i], px(6), px(6))
        ends = dict.fromkeys([0, n - 1, *(t - 1 for t in ticks(n))])
        self._labels = labels = self._place_labels(list(ends), points)
        if self.marked:  # the others come back to their places when nobody points any more
            labels = self._place_labels(list(dict.fromkeys(self.marked) | ends), points, self.marked)
        for i, label in labels.items():
            painter.setFont(look.font(SIZE, bold=i in self.marked, digits=True))
            painter.setPen(look.colour("ink" if i in self.marked else "ink2"))
            painter.drawText(QRectF(label.x, label.y, label.w, label.h), Qt.AlignmentFlag.AlignCenter, str(i + 1))

    def _place_labels(
        self, wanted: list[int], points: npt.NDArray[np.float64], forced: tuple[int, ...] = ()
    ) -> dict[int, Label]:
        px, metrics = self._look.px, self._look.metrics(SIZE, bold=True)
        return place_labels(
            wanted,
            {i: (float(points[i, 0]), float(points[i, 1])) for i in wanted},
            {i: metrics.horizontalAdvance(str(i + 1)) + px(4) for i in wanted},
            height=metrics.height(),
            gap=px(8),
            area=(self.width(), self.height()),
            before=self._labels,
            forced=forced,
            obstacles=_along(points),
        )


def _along(points: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
    """Points along the whole path, no further apart than a cell in which labels are booked."""
    found: list[tuple[float, float]] = []
    for start, end in pairwise(points):
        steps = int(np.hypot(*(end - start)) / CELL) + 1
        found += [tuple(start + (end - start) * k / steps) for k in range(steps)]
    return [*found, tuple(points[-1])]

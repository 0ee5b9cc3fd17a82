"""The path of one word through the blocks in two texts or three: from a common start, step by step, perhaps apart.

What has one meaning has one colour: the first text and its control. The other is drawn in ink, square and dashed.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from explainer.ui.look import BODY, Look
from explainer.ui.panels.meaning.context_shift import Array, ContextShift, flat
from explainer.ui.panels.meaning.labels import Label, place_labels
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.panels.meaning.viewport import Viewport
from explainer.ui.widgets.picture import Picture

DOT, SIZE = 5.5, 14.0  # design pixels
FIRST, SECOND, CONTROL = 0, 1, 2
WIDTHS = (2.4, 2.4, 1.6)  # of the lines, in design pixels


def draw_sign(painter: QPainter, look: Look, which: int, at: QPointF, radius: float) -> None:
    """The sign of a text: a circle for the first, an empty one for its control, an empty square for the second."""
    colour = look.colour("ink" if which == SECOND else "embedding")
    painter.setPen(QPen(colour, max(1.5, radius * 0.4)))
    painter.setBrush(colour if which == FIRST else look.colour("card"))
    if which == SECOND:
        painter.drawRect(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius))
    else:
        painter.drawEllipse(at, radius, radius)


class PathPicture(Picture[int]):
    """The picture. ``pointed`` says which block is looked at: 0 the start, l after block l, -1 none."""

    SIZE, LEAST, LETTERS = (460, 260), (260, 130), BODY
    RINGED = False  # a step lies in many places

    pointed = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent)
        self._shift: ContextShift | None = None
        self._names: tuple[str, ...] = ()
        self._xy: Array | None = None
        self._view = Viewport()
        self._labels: dict[int, Label] = {}
        self.share = 0.0
        self.setAccessibleName(self.tr("Path of the word through the blocks"))

    @property
    def places(self) -> Array | None:
        """(n, L + 1, 2) in the plane, of n texts."""
        return self._xy

    def show_shift(self, shift: ContextShift | None, names: tuple[str, ...] = (), *, new: bool) -> None:
        """Draw the paths, each with its name; ``new`` says that they are those of another word or other texts."""
        if new or shift is None or len(names) != len(self._names):
            self._xy = None
            self._view.forget()
            self._labels = {}
        self._shift, self._names = shift, names
        if shift is not None:
            self._xy, self.share = flat(shift.paths, self._xy)
            self._view.follow(self._xy.reshape(-1, 2))
        self.renew()

    def ready(self) -> bool:
        """Whether there is a path."""
        return self._xy is not None and self._shift is not None

    def parts(self) -> range:
        """The steps."""
        return range(self._xy.shape[1] if self._xy is not None else 0)

    def place(self, part: int) -> QRectF:
        """Around the dots of a step in all texts."""
        reach = self._look.px(DOT + 3)
        (left, top), (right, bottom) = (pick(self._pixels()[:, part], axis=0) for pick in (np.min, np.max))
        return QRectF(QPointF(left, top), QPointF(right, bottom)).adjusted(-reach, -reach, reach, reach)

    def told(self) -> None:
        """Say which step it is."""
        self.pointed.emit(-1 if self.at is None else self.at)

    def describe(self, part: int) -> str:
        """A sentence about one step."""
        step = part
        if self._shift is None:
            return ""
        where = self.tr("At the start") if step == 0 else self.tr("After block {n}").format(n=step)
        found = self._shift
        cosine = cosine_text(float(found.cosines[step]))
        if found.same is None or found.across is None:
            return self.tr("{where}: cosine {cosine}").format(where=where, cosine=cosine)
        text = self.tr("{where}: cosine {same} with the same meaning, {cosine} and {across} with another")
        same, across = (cosine_text(float(values[step])) for values in (found.same, found.across))
        return text.format(where=where, same=same, cosine=cosine, across=across)

    def draw(self, painter: QPainter) -> None:
        """The paths, their steps side by side, and their names."""
        look, px = self._look, self._look.px
        points = self._pixels()
        for step in range(points.shape[1]):
            strong = step == self.at
            pen = QPen(look.colour("ink" if strong else "edge"), px(1.8 if strong else 1), Qt.PenStyle.DotLine)
            painter.setPen(pen)
            for which in range(1, len(points)):
                painter.drawLine(QPointF(*points[FIRST, step]), QPointF(*points[which, step]))
        for which in reversed(range(len(points))):
            self._draw_path(painter, points[which], which)
        self._draw_labels(painter, points)

    def _pixels(self) -> Array:
        px = self._look.px
        assert self._xy is not None
        self._view.width, self._view.height = max(1, self.width() - px(150)), max(1, self.height() - px(44))
        margin = np.array([px(50), px(22)])  # labels need room, on the right most
        return (self._view.to_pixels(self._xy.reshape(-1, 2)) + margin).reshape(self._xy.shape)

    def _draw_path(self, painter: QPainter, points: Array, which: int) -> None:
        look, px = self._look, self._look.px
        path = QPainterPath(QPointF(*points[0]))
        for point in points[1:]:
            path.lineTo(QPointF(*point))
        colour = look.colour("ink" if which == SECOND else "embedding")
        style = Qt.PenStyle.DashLine if which == SECOND else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, px(WIDTHS[which]), style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        for step, point in enumerate(points):
            draw_sign(painter, look, which, QPointF(*point), px(DOT * (1.35 if step == self.at else 1.0)))

    def _draw_labels(self, painter: QPainter, points: Array) -> None:
        """The name of each text at its end, the number of the block elsewhere, as far as there is room."""
        look = self._look
        n_texts, n = points.shape[:2]
        texts: dict[int, str] = {}
        for which in range(n_texts):
            for step in range(n):
                texts[which * n + step] = self.tr("start") if step == 0 else self.tr("block {n}").format(n=step)
            texts[which * n + n - 1] = self._names[which]
        plain, bold = look.metrics(SIZE), look.metrics(SIZE, bold=True)
        last = tuple(which * n + n - 1 for which in range(n_texts))
        order = [*last, *(i for i in range(n_texts * n) if i not in last)]
        for which in range(1, n_texts):
            if np.hypot(*(points[0, 0] - points[which, 0])) < look.px(14):
                order.remove(which * n)  # one word at the common start is enough
        at = {i: (float(points[i // n, i % n, 0]), float(points[i // n, i % n, 1])) for i in order}
        width = {i: (bold if i in last else plain).horizontalAdvance(texts[i]) + look.px(6) for i in order}
        self._labels = place_labels(
            order,
            at,
            width,
            height=bold.height(),
            gap=look.px(DOT + 3),
            area=(self.width(), self.height()),
            before=self._labels,
            forced=last,
            obstacles=[(x, y) for x, y in points.reshape(-1, 2).tolist()],
        )
        for i, label in self._labels.items():
            painter.setFont(look.font(SIZE, bold=i in last))
            painter.setPen(look.colour("ink" if i in last else "ink2"))
            box = QRectF(label.x, label.y, label.w, label.h)
            veil = QColor(look.colour("card"))
            veil.setAlphaF(0.75)
            painter.fillRect(box.adjusted(1, 2, -1, -2), veil)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, texts[i])

    def part_at(self, point: QPointF) -> int | None:
        """The step whose dot is nearest."""
        away = np.hypot(*np.moveaxis(self._pixels() - (point.x(), point.y()), -1, 0)).min(axis=0)
        step = int(away.argmin())
        return step if away[step] < self._look.px(18) else None

"""The loop of learning from a judge as a little picture: answers are written, judged, learned from, and again.

Before the first round the judge itself learns from votes; that stands before the loop. The part at work now is lit and
filled as far as it has come. Only what changed is told: the picture is painted anew when a part or its share does.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import percent
from explainer.ui.theme import mix
from explainer.ui.widgets.picture import Picture

PARTS = ("judge", "writing", "judging", "learning")
LETTERS = 14.0  # design pixels
GAP = 24.0
BOX, BACK = 44.0, 19.0  # height of a part, and of the way back below


class LoopPicture(Picture[int]):
    """Four parts in a row; the last three go round.

    Attributes:
        lit: which part is at work: one of ``PARTS``, or "" where none is. share: how far it has come, 0 to 1.
    """

    SIZE, LEAST = (420, BOX + BACK), (300, BOX + BACK)
    GROWS = KEYS = False

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", "", parent)
        self.setAccessibleName(self.tr("The loop of learning from a judge"))
        self.lit = ""
        self.share = 0.0

    def set_doing(self, doing: str, done: int, of: int) -> None:
        """Light the part that does ``doing`` (see ``frames.Feedback``)."""
        lit = "judge" if doing == "votes" else doing if doing in PARTS else ""
        share = min(1.0, done / of) if of > 0 else 0.0
        if (lit, share) != (self.lit, self.share):
            self.lit, self.share = lit, share
            self.update()

    def words(self) -> tuple[str, ...]:
        """What stands in the parts."""
        return (
            self.tr("the judge\nlearns"),
            self.tr("answers\nare written"),
            self.tr("the judge\nscores them"),
            self.tr("the dials\nare turned"),
        )

    def parts(self) -> range:
        """All four."""
        return range(len(PARTS))

    def place(self, part: int) -> QRectF:
        """Its box."""
        return self._boxes()[part]

    def describe(self, part: int) -> str:
        """What it does, and how far it has come where it is at work."""
        text = self.words()[part].replace("\n", " ")
        return text if PARTS[part] != self.lit else f"{text}: {percent(self.share)}"

    def draw(self, painter: QPainter) -> None:
        """Boxes, arrows, and the way back."""
        boxes = self._boxes()
        for part, box, text in zip(PARTS, boxes, self.words(), strict=True):
            self._paint_part(painter, box, text, lit=part == self.lit)
        pen = QPen(self._look.colour("ink3"), self._look.px(1.6))
        for left, right in pairwise(boxes):
            y = left.center().y()
            self._arrow(painter, pen, [QPointF(left.right() + 3, y), QPointF(right.left() - 3, y)])
        low = self.height() - self._look.px(6)
        first, last = boxes[1].center().x(), boxes[3].center().x()
        foot = boxes[1].bottom() + 2
        way = [QPointF(last, foot), QPointF(last, low), QPointF(first, low), QPointF(first, foot + 1)]
        self._arrow(painter, pen, way)

    def _boxes(self) -> list[QRectF]:
        """The parts from left to right."""
        gap = self._look.px(GAP)
        wide = (self.width() - 2 - 3 * gap) / 4
        return [QRectF(1 + i * (wide + gap), 1, wide, self._look.px(BOX) - 1) for i in range(4)]

    def _paint_part(self, painter: QPainter, box: QRectF, text: str, *, lit: bool) -> None:
        look, px, colours = self._look, self._look.px, self._look.colours
        shape = QPainterPath()
        shape.addRoundedRect(box, px(9), px(9))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(shape, look.colour("quiet"))
        if lit:
            painter.save()
            painter.setClipPath(shape)
            done = QRectF(box.left(), box.top(), box.width() * self.share, box.height())
            painter.fillRect(done, mix(colours.quiet, colours.rlhf, 0.3))
            painter.restore()
            painter.setPen(QPen(look.colour("rlhf"), px(2)))
            painter.drawPath(shape)
        painter.setFont(look.font(LETTERS, bold=lit))
        painter.setPen(look.colour("ink" if lit else "ink2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _arrow(self, painter: QPainter, pen: QPen, way: list[QPointF]) -> None:
        """A line along ``way``, which ends to the right or upwards, with a head at its end."""
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(way))
        size = self._look.px(4)
        along, side = QPointF(1.4 * size, 0), QPointF(0, size)
        if way[-1].x() == way[-2].x():
            along, side = QPointF(0, -1.4 * size), QPointF(size, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("ink3"))
        painter.drawPolygon(QPolygonF([way[-1], way[-1] - along + side, way[-1] - along - side]))

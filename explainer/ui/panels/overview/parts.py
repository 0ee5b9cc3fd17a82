"""What can be pointed at in the picture of the trip: ribbons and other parts, their places, and their views."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPainterPathStroker

from explainer.ui.look import Look
from explainer.ui.numbers import percent
from explainer.ui.panels.overview.layout import TripLayout
from explainer.ui.panels.overview.scene import TripScene


class PartKind(Enum):
    """Kinds of parts."""

    TOKEN = auto()  # index: piece
    REST = auto()  # the pieces without a row
    MEANING = auto()  # index: piece
    POSITION = auto()  # index: piece
    STREAM = auto()  # index: piece; its numbers as the open block finds them
    LOOK = auto()  # a ribbon; index: piece, -1 for those without a row
    DOT = auto()  # where a ribbon begins; index likewise
    LANE = auto()  # index: piece; its numbers on their way past both parts
    GATHERED = auto()
    PLUS = auto()
    UNITS = auto()
    THOUGHT = auto()
    PLUS_2 = auto()
    BLOCK = auto()  # index: block
    BET = auto()  # index: rank
    TAIL = auto()


# The view that tells more about a part. Feed-forward has none.
VIEW_OF_KIND = {
    PartKind.TOKEN: "tokens",
    PartKind.REST: "tokens",
    PartKind.MEANING: "meaning",
    PartKind.POSITION: "meaning",
    PartKind.STREAM: "meaning",
    PartKind.LOOK: "attention",
    PartKind.DOT: "attention",
    PartKind.GATHERED: "attention",
    PartKind.BET: "prediction",
    PartKind.TAIL: "prediction",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in the picture."""

    kind: PartKind
    index: int = -1


@dataclass(frozen=True, slots=True)
class AttentionRibbon:
    """One ribbon of attention.

    Attributes:
        index: the piece looked at; -1 for all without a row together. row: its row.
        weight: the attention it gets, 0 to 1. label: the same as written beside it.
        thick: in pixels, in proportion to the weight. start, end: the middle of its ends.
    """

    index: int
    row: int
    weight: float
    label: str
    thick: float
    start: QPointF
    end: QPointF

    def path(self) -> QPainterPath:
        """Its middle line."""
        path = QPainterPath(self.start)
        bend = (self.end.x() - self.start.x()) * 0.55
        path.cubicTo(self.start + QPointF(bend, 0), self.end - QPointF(bend, 0), self.end)
        return path


def ribbons(look: Look, scene: TripScene, places: TripLayout) -> list[AttentionRibbon]:
    """The ribbons from every row that can be looked at to the gathering bar, where they lie one upon the other."""
    shown: list[tuple[int, int, float]] = [(-1, 0, scene.rest)] if places.has_rest else []
    for row, index in enumerate(scene.rows, start=int(places.has_rest)):
        if index <= scene.looking:
            shown.append((index, row, float(scene.weights[index])))
    whole = places.thick
    y = places.gather.center().y() - whole / 2
    result = []
    for index, row, weight in shown:
        thick = weight * whole
        start, end = QPointF(places.dot, places.rows[row]), QPointF(places.gather.left(), y + thick / 2)
        result.append(AttentionRibbon(index, row, weight, percent(weight), thick, start, end))
        y += thick
    return result


def areas(look: Look, scene: TripScene, places: TripLayout) -> list[tuple[Part, QRectF]]:
    """Every part that is a box, with its box; what lies on top comes first."""
    px = look.px
    half = min(places.pitch, px(44)) / 2
    found = [(Part(PartKind.BET, rank), _row(places.bets, y, px(BET_HALF))) for rank, y in enumerate(places.bet_rows)]
    found.append((Part(PartKind.TAIL), _row(places.bets, places.tail, px(BET_HALF))))
    found += [
        (Part(PartKind.UNITS), places.units),
        (Part(PartKind.THOUGHT), places.thought.adjusted(-px(2), 0, px(2), 0)),
        (Part(PartKind.GATHERED), places.gathered.united(places.gather)),
        (Part(PartKind.PLUS), _round(places.plus, px(10))),
        (Part(PartKind.PLUS_2), _round(places.plus_2, px(10))),
    ]
    n_before = len(places.slabs_before)
    found += [(Part(PartKind.BLOCK, i), _wide(slab, px(2))) for i, slab in enumerate(places.slabs_before)]
    found += [(Part(PartKind.BLOCK, n_before + 1 + i), _wide(slab, px(2))) for i, slab in enumerate(places.slabs_after)]
    if places.has_rest:
        found.append((Part(PartKind.REST), _row(places.tokens.united(places.meaning), places.rows[0], half)))
        found.append((Part(PartKind.DOT, -1), _dot(look, places, places.rows[0], half)))
    for row, index in enumerate(scene.rows, start=int(places.has_rest)):
        y = places.rows[row]
        token, position = stripe_boxes(look, places, y)
        found += [
            (Part(PartKind.TOKEN, index), _row(places.tokens, y, half)),
            (Part(PartKind.MEANING, index), token),
            (Part(PartKind.POSITION, index), position),
            (Part(PartKind.STREAM, index), stream_box(look, places, y).adjusted(0, -px(3), 0, px(3))),
            (Part(PartKind.DOT, index), _dot(look, places, y, half)),
        ]
    return found


BET_HALF = 13


def stripe_boxes(look: Look, places: TripLayout, y: float) -> tuple[QRectF, QRectF]:
    """Where the stripes of a piece's token embedding and, thinner, of its position embedding stand in the row at y."""
    px = look.px
    whole = min(places.pitch - px(5), px(34))
    thin = whole * 0.28
    top = y - whole / 2
    x, width = places.meaning.left(), places.meaning.width()
    return QRectF(x, top, width, whole - thin - px(1)), QRectF(x, top + whole - thin, width, thin)


def stream_box(look: Look, places: TripLayout, y: float) -> QRectF:
    """Where the numbers that arrive at the open block are drawn, in the row at y."""
    px = look.px
    height = min(px(13), places.pitch * 0.4)
    return QRectF(places.box.left() + px(4), y - height / 2, places.dot - places.box.left() - px(13), height)


def part_at(
    look: Look,
    scene: TripScene,
    places: TripLayout,
    boxes: list[tuple[Part, QRectF]],
    ribs: list[AttentionRibbon],
    at: QPointF,
) -> Part | None:
    """The part under ``at``."""
    for part, box in boxes:
        if box.contains(at):
            return part
    if places.box.contains(at):
        for ribbon in sorted(ribs, key=lambda r: r.thick):
            stroker = QPainterPathStroker()
            stroker.setWidth(max(ribbon.thick, look.px(7)))
            if stroker.createStroke(ribbon.path()).contains(at):
                return Part(PartKind.LOOK, ribbon.index)
        row = next((i for i, y in enumerate(places.rows) if abs(at.y() - y) <= look.px(6)), None)
        if row is not None and at.x() > places.dot and not (places.has_rest and row == 0):
            return Part(PartKind.LANE, scene.rows[row - int(places.has_rest)])
    return None


def _row(column: QRectF, y: float, half: float) -> QRectF:
    return QRectF(column.left(), y - half, column.width(), 2 * half)


def _dot(look: Look, places: TripLayout, y: float, half: float) -> QRectF:
    return QRectF(places.dot - look.px(9), y - half, look.px(18), 2 * half)


def _round(at: QPointF, radius: float) -> QRectF:
    return QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)


def _wide(box: QRectF, more: float) -> QRectF:
    return box.adjusted(-more, 0, more, 0)

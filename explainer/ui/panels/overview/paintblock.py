"""Paints the open block: attention that gathers, feed-forward units that think, and the stream that runs past both."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from explainer.ui.panels.overview.canvas import FAINT, MIDDLE, RIGHT, WORDS, Canvas
from explainer.ui.panels.overview.film import FilmStage
from explainer.ui.panels.overview.parts import Part, PartKind
from explainer.ui.pictures.stripes import draw_stripes, image, reach

LEAST_LINE = 0.9  # pixels: a ribbon that stands for next to nothing is still a hair


def draw_box(canvas: Canvas, attention: str, feed_forward: str) -> None:
    """The frame of the block, and the names of its two parts."""
    places, px, painter = canvas.places, canvas.px, canvas.painter
    painter.setOpacity(1)
    painter.setBrush(canvas.tint("attention", 0.04))
    pen = QPen(canvas.tint("attention", 0.45), max(1.0, px(1.2)))
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawRoundedRect(places.box, px(12), px(12))
    thinking = _pill(canvas, places.units.center().x(), feed_forward, places.box.right() - px(6))
    looking = _pill(canvas, (places.dot + places.plus.x()) / 2, attention, thinking.left() - px(7))
    for stage, pill, words, colour in (
        (FilmStage.LOOK, looking, attention, "attention"),
        (FilmStage.THINK, thinking, feed_forward, "feed_forward"),
    ):
        canvas.enter(stage)
        canvas.fill(pill, canvas.colour(colour), px(12))
        canvas.text(pill, MIDDLE, words, "card", WORDS, bold=True)
    painter.setOpacity(1)


def draw_lanes(canvas: Canvas) -> None:
    """The stream of every piece, which runs past both parts; that of the piece that looks is blue."""
    scene, places, px = canvas.scene, canvas.places, canvas.px
    canvas.enter(FilmStage.MEANING)
    for row, y in enumerate(places.rows):
        looks = _index(canvas, row) == scene.looking
        last = row == len(places.rows) - 1
        thick = min(px(7) if looks else px(5), places.pitch * 0.25)
        colour = canvas.tint("embedding", 0.62) if looks else canvas.tint("embedding" if last else "ink3", 0.22)
        canvas.line(places.dot, places.box.right(), y, thick, colour)
    canvas.painter.setOpacity(1)


def draw_attention(canvas: Canvas) -> None:
    """Ribbons, their percentages, the bar in which they end, and what was gathered."""
    scene, places, px, painter = canvas.scene, canvas.places, canvas.px, canvas.painter
    share = canvas.film.share(FilmStage.LOOK)
    faint = FAINT + (1 - FAINT) * share
    painter.save()
    if share < 1:  # they grow from the pieces that are looked at
        reach_x = places.dot + (places.gather.left() - places.dot) * share
        painter.setClipRect(QRectF(0, 0, reach_x, places.box.bottom()))
    for ribbon in sorted(canvas.ribbons, key=lambda r: r.thick):
        pointed = _pointed(canvas, ribbon.index)
        colour = canvas.colour("attention")
        colour.setAlphaF(0.95 if pointed else 0.62)
        canvas.stroke(ribbon.path(), max(ribbon.thick, LEAST_LINE), colour)
    painter.restore()
    painter.setOpacity(faint)
    most = max((ribbon.weight for ribbon in canvas.ribbons), default=1.0)
    labels = {ribbon.row: ribbon for ribbon in canvas.ribbons}
    radius = min(px(7.5), places.pitch * 0.3)
    for row, y in enumerate(places.rows):
        at = QPointF(places.dot, y)
        found = labels.get(row)
        if found is None:  # it comes later
            painter.setBrush(canvas.colour("card"))
            painter.setPen(QPen(canvas.colour("edge"), 1))
            painter.drawEllipse(at, radius * 0.6, radius * 0.6)
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(canvas.tint("attention", 0.25 + 0.75 * found.weight / max(most, 1e-9)))
        painter.drawEllipse(at, radius, radius)
    for row, found in labels.items():
        _label(canvas, places.rows[row], found.label, bold=found.weight == most or _pointed(canvas, found.index))
    # ---- gathered, and added
    share = canvas.enter(FilmStage.GATHER)
    canvas.fill(places.gather, canvas.colour("attention"), px(4))
    values = scene.frame.attn_out[scene.layer, scene.looking]
    box = places.gathered
    canvas.line(places.gather.right(), box.left(), box.center().y(), px(4), canvas.tint("attention", 0.6))
    painter.save()
    if share < 1:
        painter.setClipRect(QRectF(box.left(), 0, (places.plus.x() + px(12) - box.left()) * share, places.box.bottom()))
    painter.fillRect(box, canvas.colour("card"))
    draw_stripes(painter, box, values, reach(scene.frame.attn_out[scene.layer]), canvas.look.colours)
    _outline(canvas, box, PartKind.GATHERED)
    _elbow(canvas, QPointF(box.right(), box.center().y()), places.plus, canvas.tint("attention", 0.6))
    painter.restore()
    canvas.plus(places.plus)
    painter.setOpacity(1)


def draw_units(canvas: Canvas) -> None:
    """The feed-forward units, as bright as they are active, and what they add."""
    scene, places, px, painter = canvas.scene, canvas.places, canvas.px, canvas.painter
    share = canvas.enter(FilmStage.THINK)
    box, y = places.units, places.plus.y()
    ochre = canvas.tint("feed_forward", 0.6)
    middle = box.center().y()
    stub = QPainterPath(QPointF(box.left() + px(12), y))
    stub.lineTo(box.left() + px(12), box.bottom() if box.bottom() < y else box.top())
    canvas.stroke(stub, px(4), ochre)
    painter.setPen(QPen(canvas.colour("feed_forward"), max(1.0, px(1.3))))
    painter.setBrush(canvas.colour("card"))
    painter.drawRect(box.adjusted(-px(4), -px(4), px(3), px(4)))
    painter.save()
    if share < 1:
        painter.setClipRect(QRectF(box.left(), box.top(), box.width() * share, box.height()))
    draw_cells(canvas, box)
    painter.restore()
    values = scene.frame.mlp_out[scene.layer, scene.looking]
    painter.fillRect(places.thought, canvas.colour("card"))
    scale = reach(scene.frame.mlp_out[scene.layer])
    draw_stripes(painter, places.thought, values, scale, canvas.look.colours, upright=True)
    _outline(canvas, places.thought, PartKind.THOUGHT)
    _elbow(canvas, QPointF(places.thought.right(), middle), places.plus_2, ochre)
    canvas.plus(places.plus_2)
    painter.setOpacity(1)


def draw_cells(canvas: Canvas, box: QRectF) -> None:
    """One cell a unit, row by row; the card's colour where it is off, full ochre at the block's brightest."""
    scene = canvas.scene
    units = scene.units
    columns = max(1, round(math.sqrt(len(units) * box.width() / max(1.0, box.height()))))
    rows = -(-len(units) // columns)
    strength = np.zeros(rows * columns, np.float32)
    strength[: len(units)] = np.clip(units / scene.unit_reach, 0, 1)
    off, on = (np.array([c.red(), c.green(), c.blue()], np.float32) for c in _ends(canvas))
    rgb = np.rint(off + (on - off) * np.sqrt(strength)[:, None]).astype(np.uint8).reshape(rows, columns, 3)
    painter = canvas.painter
    painter.save()
    painter.setRenderHint(painter.RenderHint.Antialiasing, False)
    painter.drawImage(box, image(rgb))
    painter.setPen(QPen(canvas.colour("card"), 1))
    if box.width() / columns >= 3:
        for i in range(1, columns):
            x = box.left() + box.width() * i / columns
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        for i in range(1, rows):
            y = box.top() + box.height() * i / rows
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
    painter.restore()


def _ends(canvas: Canvas) -> tuple[QColor, QColor]:
    return canvas.tint("feed_forward", 0.1), canvas.colour("feed_forward")


def _index(canvas: Canvas, row: int) -> int:
    """The piece in ``row``, -1 for that of all others."""
    row -= int(canvas.places.has_rest)
    return canvas.scene.rows[row] if row >= 0 else -1


def _pointed(canvas: Canvas, index: int) -> bool:
    return canvas.pointed in (Part(PartKind.LOOK, index), Part(PartKind.DOT, index))


def _label(canvas: Canvas, y: float, words: str, *, bold: bool) -> None:
    """A percentage over the band that leads to a dot."""
    px = canvas.px
    box = QRectF(canvas.places.dot - px(70), y - px(24), px(66), px(19))
    canvas.text(box, RIGHT, words, "attention", WORDS, bold=bold, digits=True)


def _pill(canvas: Canvas, middle: float, words: str, most: float) -> QRectF:
    """Where the name of a part stands: about ``middle``, no further right than ``most``."""
    px = canvas.px
    box = canvas.places.box
    width = canvas.width(words, canvas.look.font(WORDS, bold=True)) + px(26 if box.width() > px(260) else 12)
    return QRectF(min(middle - width / 2, most - width), box.top() + px(7), width, px(25))


def _outline(canvas: Canvas, box: QRectF, kind: PartKind) -> None:
    pointed = canvas.pointed is not None and canvas.pointed.kind is kind
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(QPen(canvas.colour("ink" if pointed else "line"), 1))
    canvas.painter.drawRect(box)


def _elbow(canvas: Canvas, start: QPointF, end: QPointF, colour: QColor) -> None:
    """A line that leaves level and arrives from above or below."""
    path = QPainterPath(start)
    path.quadTo(QPointF(end.x(), start.y()), end)
    canvas.stroke(path, canvas.px(4), colour)

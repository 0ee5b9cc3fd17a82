"""Draws cells. All lengths come from the look in force."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTextLayout

from explainer.ui.look import Look
from explainer.ui.pictures.becoming import paint_word
from explainer.ui.pictures.ring import paint_ring
from explainer.ui.theme import mix
from explainer.ui.widgets.datatable.cells import (
    BarCell,
    BarsCell,
    Cell,
    Legend,
    LineCell,
    LinesCell,
    PieceCell,
    TextCell,
)
from explainer.ui.widgets.datatable.columns import Column

RIGHT_EDGE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT_EDGE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter


def paint_ground(painter: QPainter, look: Look, box: QRectF, sign: str) -> None:
    """The quiet ground of a row that is pointed at or chosen, with a line around it in the colour called ``sign``."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("quiet"))
    box = box.adjusted(1, 1, -1, -1)
    painter.drawRoundedRect(box, look.px(6), look.px(6))
    if sign == "focus":
        paint_ring(painter, look, box, radius=6)
    elif sign:
        painter.setPen(QPen(look.colour(sign), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, look.px(6), look.px(6))


def draw(
    painter: QPainter, look: Look, column: Column, cell: Cell, place: QRectF, *, edge: int = 0, grown: float = 1.0
) -> None:
    """Draw ``cell`` of ``column`` into ``place``, ``edge`` pixels from its sides; of bars a share of ``grown``."""
    box = place.adjusted(edge, 0, -edge, 0)
    side = MIDDLE if column.centre else RIGHT_EDGE if column.right else LEFT_EDGE
    match cell:
        case TextCell():
            if cell.shade > 0:
                ground = QColor(mix(look.colours.card, str(getattr(look.colours, cell.hue)), cell.shade))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ground)
                high = min(place.height() - look.px(4), look.metrics(cell.size).height() + look.px(10))
                pill = QRectF(place.left() + look.px(2), 0, place.width() - look.px(4), high)
                pill.moveCenter(place.center())
                painter.drawRoundedRect(pill, look.px(4), look.px(4))
            narrow = place.width() < look.px(column.roomy) if column.roomy else False
            write(painter, look, cell, box, side, narrow=narrow)
        case PieceCell():
            ink = "ink3" if cell.struck else cell.ink
            paint_word(painter, look, box, side, cell.word, size=cell.size, ink=ink, struck=cell.struck)
        case BarCell():
            _bar(painter, look, cell, box, grown)
        case BarsCell():
            gap = look.px(2)
            thick = [look.px(bar.thick) for bar in cell.bars]
            y = box.center().y() - (sum(thick) + gap * (len(thick) - 1)) / 2
            for bar, high in zip(cell.bars, thick, strict=True):
                _bar(painter, look, bar, QRectF(box.left(), y, box.width(), high), grown)
                y += high + gap
        case LinesCell():
            _lines(painter, look, cell, box, grown)


def write(
    painter: QPainter, look: Look, text: TextCell, box: QRectF, side: Qt.AlignmentFlag, *, narrow: bool = False
) -> float:
    """Write ``text`` into ``box`` and return the width it took."""
    font = look.font(text.size, bold=text.bold, digits=text.digits)
    font.setStrikeOut(text.struck)
    painter.setFont(font)
    painter.setPen(look.colour(text.ink))
    words = text.short if narrow and text.short is not None else text.text
    if text.right is not None:
        side = RIGHT_EDGE if text.right else LEFT_EDGE
    metrics = QFontMetricsF(font)
    lines = min(text.lines, max(1, int(box.height() / metrics.height() + 0.1)))
    if lines > 1:
        _write_on_lines(painter, words, box, lines)
        return box.width()
    wide = metrics.horizontalAdvance(words)
    if wide > box.width() + 0.5:
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, box.width()))
        wide = metrics.horizontalAdvance(words)
    painter.drawText(box, side, words)
    return wide


def _write_on_lines(painter: QPainter, words: str, box: QRectF, most: int) -> None:
    """On as many lines as there is room for, the last one cut where it goes on."""
    layout = QTextLayout(words, painter.font())
    layout.beginLayout()
    starts: list[int] = []
    while len(starts) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(box.width())
        starts.append(line.textStart())
    layout.endLayout()
    metrics = QFontMetricsF(painter.font())
    for i, start in enumerate(starts):
        rest = words[start : starts[i + 1]] if i + 1 < len(starts) else words[start:]
        shown = metrics.elidedText(rest.strip(), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(QPointF(box.left(), box.top() + i * metrics.height() + metrics.ascent()), shown)


def paint_legend(painter: QPainter, look: Look, legend: Legend, box: QRectF) -> None:
    """Draw a short bar of each kind with its meaning beside it."""
    x = box.left()
    for bar, meaning in legend.entries:
        sample = QRectF(x, box.top(), look.px(22), box.height())
        _bar(painter, look, replace(bar, end=1.0, label="", reserve="", thick=12), sample, 1.0)
        place = QRectF(sample.right() + look.px(6), box.top(), box.right() - sample.right(), box.height())
        x = place.left() + write(painter, look, TextCell(meaning, "ink2", 13.0), place, LEFT_EDGE) + look.px(18)


def _lines(painter: QPainter, look: Look, cell: LinesCell, box: QRectF, grown: float) -> None:
    """One below the other, in the middle of the height; words that may take more lines have what is left."""
    heights = [
        look.px(line.thick) + look.px(4) if isinstance(line, BarCell) else look.metrics(line.left.size).height()
        for line in cell.lines
    ]
    left = box.height() - look.px(4) - sum(heights)
    for i, line in enumerate(cell.lines):
        if isinstance(line, LineCell) and line.left.lines > 1:
            more = min(line.left.lines - 1, int(left / heights[i] + 0.1))
            left -= max(0, more) * heights[i]
            heights[i] *= 1 + max(0, more)
    gap = min(look.px(2), max(0.0, left / max(1, len(heights))))
    y = box.center().y() - (sum(heights) + gap * (len(heights) - 1)) / 2
    for line, high in zip(cell.lines, heights, strict=True):
        place = QRectF(box.left(), y, box.width(), high)
        y += high + gap
        if isinstance(line, BarCell):
            _bar(painter, look, line, place, grown)
            continue
        if line.right is not None:
            taken = write(painter, look, line.right, place, RIGHT_EDGE)
            place.setRight(place.right() - taken - (look.px(10) if taken else 0))
        end = write(painter, look, line.left, place, LEFT_EDGE)
        if line.beside is not None:
            write(painter, look, line.beside, place.adjusted(end + look.px(line.gap), 0, 0, 0), LEFT_EDGE)


def _bar(painter: QPainter, look: Look, bar: BarCell, box: QRectF, grown: float) -> None:
    px = look.px
    kept = look.metrics(13.5).horizontalAdvance(bar.reserve) + px(6) if bar.reserve else 0.0
    wide = max(px(10), box.width() - kept)
    thick = min(px(bar.thick), box.height())
    top = box.center().y() - thick / 2
    room = QRectF(box.left(), top, wide, thick)

    def at(share: float) -> float:
        return room.left() + wide * min(1.0, max(0.0, share))

    painter.setPen(Qt.PenStyle.NoPen)
    if bar.track:
        painter.setBrush(look.colour("quiet_strong" if bar.hollow else "quiet"))
        painter.drawRoundedRect(room, px(3), px(3))
    zero, end = at(bar.start), at(bar.start + (bar.end - bar.start) * grown)
    if bar.end != bar.start or not bar.zero:
        body = QRectF(min(zero, end), top, max(2.0, abs(end - zero)), thick)
        if bar.end == bar.start and bar.outline is not None:
            body.setWidth(0)
        painter.setBrush(look.colour(bar.colour))
        if bar.hollow:
            painter.setPen(QPen(look.colour(bar.colour), max(1.0, px(1.4))))
            painter.setBrush(look.colour("card") if bar.track else Qt.BrushStyle.NoBrush)
            body.adjust(0.6, 0.6, -0.6, -0.6)
        if body.width() > 0:
            painter.drawRoundedRect(body, min(px(3), body.width() / 2), px(3))
    if bar.outline is not None and abs(bar.outline - bar.end) * wide >= 3:
        _other(painter, look, room, end, at(bar.outline))
    if bar.mark is not None:
        painter.fillRect(QRectF(at(bar.mark) - px(1), top - px(3), px(2), thick + px(6)), look.colour("ink"))
    if bar.zero:
        painter.fillRect(QRectF(zero - 0.75, top - px(3), 1.5, thick + px(6)), look.colour("ink2"))
    if bar.margin:
        painter.setPen(QPen(look.colour("ink2"), 1))
        for x in (at(bar.start - bar.margin), at(bar.start + bar.margin)):
            painter.drawLine(QPointF(x, top - px(1)), QPointF(x, top + thick + px(1)))
    if bar.label:
        beside = QRectF(max(end, at(bar.end)) + px(6), box.top(), box.right() + px(20) - end, box.height())
        write(painter, look, TextCell(bar.label, "ink2", 13.5, digits=True), beside, LEFT_EDGE)


def _other(painter: QPainter, look: Look, room: QRectF, end: float, right: float) -> None:
    """Another value: an outline beyond the bar, or a notch within it."""
    px = look.px
    if right > end:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("edge"), max(1, px(1.3))))
        painter.drawRoundedRect(QRectF(end, room.top() + 0.5, right - end, room.height() - 1), px(3), px(3))
    else:
        painter.fillRect(QRectF(right - px(1.5), room.top(), px(2), room.height()), look.colour("card"))

"""How pieces look: ground, lines, outline, letters; then what goes over several of them, and numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from explainer.ui.look import Look
from explainer.ui.pictures.becoming import Word, paint_word
from explainer.ui.pictures.heatmap import ink_on
from explainer.ui.theme import Colours, mix, surprise_colour
from explainer.ui.widgets.tokenstrip.inks import Inks
from explainer.ui.widgets.tokenstrip.laying import Place
from explainer.ui.widgets.tokenstrip.piece import Edge, Long, Piece, Setting, Tail
from explainer.ui.widgets.tokenstrip.rows import ARROW, MARGIN, Rows

RADIUS, THICK = 5.0, 3.5  # design pixels: corners, the thickest line
LEAST_SHADE = 0.004  # a weaker one cannot be told from none
BLANKS = "␣↵⇥"

Seen = Sequence[tuple[Place, QRectF]]  # the pieces in sight


def paint_rows(painter: QPainter, rows: Rows) -> None:
    """Paint the lines in sight: all but the frames of what is chosen or pointed at."""
    seen = rows.in_sight()
    _paint_lead(painter, rows)
    for place, box in seen:
        paint_piece(painter, rows.inks, rows.setting, rows.pieces[place.index], place, box)
    _paint_words(painter, rows, seen)
    _paint_numbers(painter, rows, seen)
    if seen:
        _paint_tail(painter, rows, *seen[-1])


def paint_frame(painter: QPainter, look: Look, box: QRectF, ink: str) -> None:
    """The frame of a piece that is chosen or pointed at: a pixel of it lies outside its box."""
    width = max(2.0, look.px(2))
    inset = width / 2 - 1
    painter.setPen(QPen(look.colour(ink), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), look.px(RADIUS), look.px(RADIUS))


def _paint_words(painter: QPainter, rows: Rows, seen: Seen) -> None:
    """What goes round or over several pieces of a word: dashes and brackets."""
    dashed: list[QRectF] = []
    over: list[QRectF] = []
    for k, (place, box) in enumerate(seen):
        piece = rows.pieces[place.index]
        same_line = k + 1 < len(seen) and seen[k + 1][0].line == place.line
        after = rows.pieces[seen[k + 1][0].index] if same_line else None
        if after is not None and not after.joined:
            after = None
        if piece.edge is Edge.DASHED:
            dashed.append(box)
            if after is None or after.edge is not Edge.DASHED or rows.setting.tiles:
                _paint_dashes(painter, rows.look, dashed)
                dashed = []
        if piece.above or piece.bound:
            over.append(box)
            if after is None or not after.bound:
                _paint_bracket(painter, rows, _bracket_of(rows, place.index), _united(over))
                over = []


def _bracket_of(rows: Rows, index: int) -> str:
    """What stands over a piece, or over the first of those it is bound to."""
    while index and rows.pieces[index].bound:
        index -= 1
    return rows.pieces[index].above


def _paint_numbers(painter: QPainter, rows: Rows, seen: Seen) -> None:
    """Numbers below, the strongest shades first; one that would touch another is left out."""
    look, inks = rows.look, rows.inks
    numbered = [(rows.pieces[place.index], box) for place, box in seen if rows.pieces[place.index].below]
    painter.setFont(inks.below)
    height, air = look.px(rows.setting.below + 4), look.px(3)
    taken: list[QRectF] = []
    for piece, box in sorted(numbered, key=lambda pair: -pair[0].shade):
        width = inks.number_width(piece.below)
        place = QRectF(box.center().x() - width / 2, box.bottom(), width, height)
        wide = place.adjusted(-air, 0, air, 0)
        if rows.setting.fits_numbers or not any(wide.intersects(other) for other in taken):
            taken.append(place)
            painter.setPen(look.colour("ink" if piece.chosen else "ink2"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, piece.below)


def _paint_lead(painter: QPainter, rows: Rows) -> None:
    """A heading, or how many pieces are folded away."""
    if rows.lead and rows.first_line == 0:
        painter.setFont(rows.inks.letters)
        painter.setPen(rows.look.colour("ink2"))
        box = QRectF(MARGIN, MARGIN / 2 + rows.above, rows.width - 2 * MARGIN, rows.box_height(rows.size))
        side = Qt.AlignmentFlag.AlignRight if rows.laid.from_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, rows.lead)


def _paint_tail(painter: QPainter, rows: Rows, last: Place, box: QRectF) -> None:
    """Dots where the text was cut off, here or by who wrote it; a block where more is being written."""
    look, px, left = rows.look, rows.look.px, rows.laid.from_right
    cut = rows.setting.long is Long.CUT and last.index < len(rows.pieces) - 1
    tail = Tail.DOTS if cut else rows.tail if last.index == len(rows.pieces) - 1 else Tail.NONE
    if tail is Tail.DOTS:
        painter.setFont(rows.inks.letters)
        painter.setPen(look.colour("ink2"))
        wide = px(rows.size)
        where = QRectF(box.left() - wide if left else box.right() + 2, box.top(), wide, box.height())
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "…")
    elif tail is Tail.CARET:
        x = box.left() - px(12) if left else box.right() + px(3)
        painter.fillRect(QRectF(x, box.top() + px(4), px(9), box.height() - px(8)), look.colour(rows.tail_hue))


def ground_of(colours: Colours, piece: Piece) -> str:
    """Colour of the ground of a piece; that of the card where it has none."""
    if piece.hue and piece.shade > LEAST_SHADE:
        if piece.hue == "surprise":
            return surprise_colour(colours, piece.shade)
        return mix(colours.card, str(getattr(colours, piece.hue)), piece.shade)
    return str(getattr(colours, piece.ground)) if piece.ground else colours.card


def shape_of(place: Place, box: QRectF, radius: float) -> QPainterPath:
    """The ground of a piece: round only at the ends of its word, with a slit where another piece goes on."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    box = box.adjusted(0.5 if place.joined_left else 0, 0, -0.5 if place.joined_right else 0, 0)
    path.addRoundedRect(box, radius, radius)
    if place.joined_left:
        path.addRect(QRectF(box.left(), box.top(), radius, box.height()))
    if place.joined_right:
        path.addRect(QRectF(box.right() - radius, box.top(), radius, box.height()))
    return path


def paint_piece(painter: QPainter, inks: Inks, setting: Setting, piece: Piece, place: Place, box: QRectF) -> None:
    """Paint all of a piece but its numbers below and above, and its frame."""
    look = inks.look
    px, colours = look.px, look.colours
    ground = ground_of(colours, piece)
    painter.setPen(Qt.PenStyle.NoPen)
    if ground != colours.card:
        painter.setBrush(QColor(ground))
        painter.drawPath(shape_of(place, box, px(RADIUS)))
    hue = str(getattr(colours, piece.line_hue or piece.hue or "ink"))
    thick = abs(piece.line) * px(THICK)
    if thick >= 0.6:
        top = box.bottom() - thick if piece.line > 0 else box.top()
        painter.fillRect(QRectF(box.left() + 1, top, box.width() - 2, thick), QColor(hue))
    if piece.edge is Edge.SOLID:
        painter.setPen(QPen(look.colour(piece.hue or "edge"), px(1.6)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(RADIUS), px(RADIUS))
    if piece.arrow:
        _paint_arrow(painter, look, piece.arrow, hue, box)
    ink = colours.ink3 if piece.faint else ink_on(ground, colours.ink, colours.card)
    if piece.rest or piece.beside:
        _paint_word(painter, inks, piece, box.adjusted(px(setting.pad), 0, -px(setting.pad), 0))
        return
    centred = setting.tiles or setting.fits_numbers or bool(setting.place)
    pad = 0.0 if place.joined_left or centred else px(setting.pad)
    _paint_letters(painter, inks, piece, box.adjusted(pad, 0, 0, 0), ink, centred=centred)


def _paint_letters(painter: QPainter, inks: Inks, piece: Piece, box: QRectF, ink: str, *, centred: bool) -> None:
    font = inks.marked if piece.small else inks.letters
    text, metrics = piece.text, inks.metrics
    if piece.strike:
        font = inks.look.font(inks.size)
        font.setStrikeOut(True)
    painter.setFont(font)
    x = box.left()
    if centred:
        room = inks.text_width(piece)
        if room > box.width() + 1:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            room = metrics.horizontalAdvance(text)
        x = box.center().x() - room / 2
    y = box.center().y() + (metrics.ascent() - metrics.descent()) / 2 - 0.5
    letters = text.lstrip(BLANKS)
    if letters and len(letters) < len(text):
        blanks = text[: len(text) - len(letters)]
        painter.setPen(inks.look.colour("ink3"))
        painter.drawText(QPointF(x, y), blanks)
        x += metrics.horizontalAdvance(blanks)
    painter.setPen(QColor(ink))
    painter.drawText(QPointF(x, y), letters or text)


def _paint_word(painter: QPainter, inks: Inks, piece: Piece, box: QRectF) -> None:
    """Piece and rest at the left, a number at the right."""
    look, room = inks.look, 0.0
    if piece.beside:
        painter.setFont(inks.beside)
        room = painter.fontMetrics().horizontalAdvance(piece.beside) + look.px(4)
        painter.setPen(look.colour("ink2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, piece.beside)
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    word, ink = Word(piece.text, piece.rest), "ink3" if piece.faint else "ink"
    paint_word(
        painter, look, box.adjusted(0, 0, -room, 0), left, word,
        size=inks.size, ink=ink, rest_ink="ink2", struck=piece.strike,
    )  # fmt: skip


def _paint_arrow(painter: QPainter, look: Look, arrow: float, hue: str, box: QRectF) -> None:
    half = look.px(ARROW) / 2 * math.sqrt(min(1.0, abs(arrow)))
    if half < look.px(1.4):
        return
    middle = QPointF(box.center().x(), box.bottom() + look.px(2) + look.px(ARROW) / 2)
    tip = math.copysign(half, -arrow)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(hue))
    corners = (QPointF(0, tip), QPointF(-half, -tip), QPointF(half, -tip))
    painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))


def _paint_dashes(painter: QPainter, look: Look, boxes: list[QRectF]) -> None:
    """A dashed outline round a word, with notches where its pieces meet."""
    px, edge, word = look.px, look.colour("edge"), _united(boxes)
    painter.setPen(QPen(edge, 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(word.adjusted(0.5, 0.5, -0.5, -0.5), px(RADIUS), px(RADIUS))
    for box in boxes[:-1]:
        for y in (word.top(), word.bottom() - px(4)):
            painter.fillRect(QRectF(box.right(), y, 1, px(4)), edge)


def _paint_bracket(painter: QPainter, rows: Rows, text: str, over: QRectF) -> None:
    """``text`` over the boxes that ``over`` spans, with arms that reach down to them."""
    look, px, height = rows.look, rows.look.px, rows.above
    left, right, top = over.left() + 1, over.right() - 1, over.top() - height
    painter.setFont(look.font(rows.setting.above, bold=True))
    painter.setPen(look.colour("ink"))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(right - left))
    width = painter.fontMetrics().horizontalAdvance(shown) + px(8)
    painter.drawText(QRectF(left, top - px(3), right - left, height), Qt.AlignmentFlag.AlignCenter, shown)
    painter.setPen(QPen(look.colour("ink2"), max(1, px(1.3))))
    arm, foot, middle = top + height / 2, over.top() - px(3), (left + right) / 2
    for end, inner, sign in ((left, middle - width / 2, 1), (right, middle + width / 2, -1)):
        if (inner - end) * sign > 0:
            painter.drawLine(QPointF(end, arm), QPointF(inner, arm))
        painter.drawLine(QPointF(end, arm), QPointF(end, foot))


def _united(boxes: list[QRectF]) -> QRectF:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.united(box)
    return whole

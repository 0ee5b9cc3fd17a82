"""Paints the columns at both ends of the trip, tokens, meaning and bets, and the closed blocks between."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from explainer.ui.numbers import percent
from explainer.ui.panels.overview.canvas import DIGITS, FAINT, HEADING, LEFT, MIDDLE, RIGHT, WORDS, Canvas
from explainer.ui.panels.overview.film import FilmStage
from explainer.ui.panels.overview.parts import BET_HALF, PartKind, stream_box, stripe_boxes
from explainer.ui.pictures.becoming import paint_word
from explainer.ui.pictures.stripes import draw_stripes, reach

NAME_SHARE = 0.44  # of the column of bets, for the words


def heading(canvas: Canvas, box: QRectF, title: str, captions: tuple[str, ...], colour: str, room: float) -> None:
    """A title and, in ``room`` pixels, the longest of ``captions`` that fits."""
    px = canvas.px
    canvas.text(QRectF(box.left(), 0, room, px(23)), LEFT, title, colour, HEADING, bold=True)
    font = canvas.look.font(WORDS)
    shown = next((text for text in captions if canvas.width(text, font) <= room), captions[-1])
    canvas.text(QRectF(box.left(), px(22), room, px(21)), LEFT, shown, "ink3")


def draw_tokens(canvas: Canvas, rest_words: str) -> None:
    """The pieces, and a row for those there is no room for."""
    scene, places, px = canvas.scene, canvas.places, canvas.px
    canvas.enter(FilmStage.TOKENS)
    high = min(places.pitch - px(4), px(34))
    column = places.tokens
    if places.has_rest:
        box = QRectF(column.left(), places.rows[0] - high / 2, places.meaning.right() - column.left(), high)
        canvas.text(box, LEFT, rest_words, "ink2")
    for row, index in enumerate(scene.rows, start=int(places.has_rest)):
        box = QRectF(column.left(), places.rows[row] - high / 2, column.width(), high)
        looks = index == scene.looking
        canvas.fill(box, canvas.tint("attention", 0.16) if looks else canvas.colour("quiet"), px(7))
        pointed = canvas.pointed is not None and canvas.pointed.kind is PartKind.TOKEN and canvas.pointed.index == index
        if looks or pointed:
            canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
            canvas.painter.setPen(QPen(canvas.colour("attention" if looks else "edge"), px(2)))
            canvas.painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(6), px(6))
        inner = box.adjusted(px(4), 0, -px(4), 0)
        canvas.text(inner, MIDDLE, scene.name(index), "ink", 16 if high >= px(27) else WORDS, bold=True)


def draw_meaning(canvas: Canvas) -> None:
    """Token stripes with thinner position stripes below them, and the bands that carry them on."""
    scene, places, px, frame = canvas.scene, canvas.places, canvas.px, canvas.scene.frame
    share = canvas.enter(FilmStage.MEANING)
    painter = canvas.painter
    band = canvas.tint("embedding", 0.28)
    most = reach(frame.token, frame.position)
    for row, y in enumerate(places.rows):
        thick = min(px(12), places.pitch * 0.3)
        if places.has_rest and row == 0:  # its words need the place of the stripes
            canvas.line(places.meaning.right(), places.dot, y, thick / 2, band)
            continue
        canvas.line(places.tokens.right(), places.meaning.left(), y, thick, band)
        canvas.line(places.meaning.right(), places.dot, y, thick, band)
        index = scene.rows[row - int(places.has_rest)]
        token, position = stripe_boxes(canvas.look, places, y)
        painter.save()
        if share < 1:  # the numbers run out of the piece, from left to right
            painter.setClipRect(QRectF(token.left(), token.top(), token.width() * share, places.pitch))
        for box, values in ((token, frame.token[index]), (position, frame.position[index])):
            painter.fillRect(box, canvas.colour("card"))
            draw_stripes(painter, box, values, most, canvas.look.colours)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(canvas.colour("line"), 1))
        painter.drawRect(token.united(position))


def draw_streams(canvas: Canvas) -> None:
    """The numbers as they arrive at the open block, in front of its dots."""
    scene, places = canvas.scene, canvas.places
    canvas.enter(FilmStage.MEANING)
    arriving = scene.frame.resid[scene.layer]
    most = reach(arriving)
    for row, index in enumerate(scene.rows, start=int(places.has_rest)):
        box = stream_box(canvas.look, places, places.rows[row])
        canvas.painter.fillRect(box, canvas.colour("card"))
        draw_stripes(canvas.painter, box, arriving[index], most, canvas.look.colours)


def draw_slabs(canvas: Canvas) -> None:
    """The closed blocks."""
    places, scene = canvas.places, canvas.scene
    share = canvas.film.share(FilmStage.BLOCKS)
    slabs = [(i, slab, 1.0) for i, slab in enumerate(places.slabs_before)]
    n_after = len(places.slabs_after)
    for i, slab in enumerate(places.slabs_after):  # they light up one after the other
        slabs.append((scene.layer + 1 + i, slab, min(1.0, max(0.0, share * n_after - i))))
    for layer, slab, seen in slabs:
        pointed = canvas.pointed is not None and canvas.pointed.kind is PartKind.BLOCK and canvas.pointed.index == layer
        canvas.painter.setOpacity(FAINT + (1 - FAINT) * seen)
        canvas.fill(slab, canvas.tint("attention", 0.75 if pointed else 0.3), canvas.px(3))
    canvas.painter.setOpacity(1)


def draw_way_out(canvas: Canvas) -> None:
    """The last piece's numbers leave the blocks for the bets."""
    places, px = canvas.places, canvas.px
    share = canvas.enter(FilmStage.BETS)
    y, edge = places.rows[-1], places.bets.left() - px(7)
    middle = (places.bet_rows[0] + places.bet_rows[-1]) / 2
    colour = canvas.tint("embedding", 0.5)
    canvas.painter.save()
    x0 = places.box.right()
    canvas.painter.setClipRect(QRectF(x0, 0, (edge + px(8) - x0) * share, places.box.bottom() + px(40)))
    out = x0 + len(places.slabs_after) * px(11) + px(2)
    canvas.line(x0, out, y, px(9), colour)
    canvas.curve(QPointF(out, y), QPointF(edge, middle), px(9), colour)
    top, bottom = places.bet_rows[0] - px(12), places.bet_rows[-1] + px(12)
    canvas.fill(QRectF(edge, top, px(3), bottom - top), colour, px(1.5))
    canvas.painter.restore()


def draw_bets(canvas: Canvas, tail_words: str) -> None:
    """The likeliest next pieces, and what all others share."""
    scene, places, px, frame = canvas.scene, canvas.places, canvas.px, canvas.scene.frame
    share = canvas.enter(FilmStage.BETS)
    column = places.bets
    name = column.width() * NAME_SHARE
    number = px(62)
    room = column.width() - name - number - px(8)
    most = max(float(frame.bets[0]), 1e-9)
    for rank, y in enumerate(places.bet_rows):
        box = QRectF(column.left(), y - px(BET_HALF), column.width(), 2 * px(BET_HALF))
        if canvas.pointed is not None and canvas.pointed.kind is PartKind.BET and canvas.pointed.index == rank:
            canvas.fill(box, canvas.colour("quiet"), px(6))
        bet = float(frame.bets[rank])
        words = QRectF(box.left(), box.top(), name, box.height())
        paint_word(canvas.painter, canvas.look, words, RIGHT, scene.bet(rank), size=WORDS)
        width = max(2.0, room * bet / most) * share
        bar = QRectF(box.left() + name + px(7), y - px(8.5), width, px(17))
        canvas.fill(bar, canvas.colour("pretrain"), min(px(3), width / 2))
        text = QRectF(bar.right() + px(6), box.top(), number, box.height())
        canvas.text(text, LEFT, percent(bet), "ink2", DIGITS, digits=True)
    tail = QRectF(column.left() - px(14), places.tail - px(13), column.width() + px(16), px(26))
    canvas.text(tail, LEFT, tail_words, "ink2", digits=True)

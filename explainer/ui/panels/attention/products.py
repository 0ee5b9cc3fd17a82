"""Query, key and their products of one pair, number by number: the first step of attention."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.panels.attention.captions import signed
from explainer.ui.panels.attention.scores import AttentionRow, Numbers
from explainer.ui.pictures import stripes
from explainer.ui.pictures.becoming import spoken
from explainer.ui.widgets.picture import Picture

SMALL = 13.5


class Products(Picture[int]):
    """Three lines of d_head numbers: the query, the key, and their products as bars up and down."""

    SIZE, LEAST = (320, 210), (220, 130)
    RINGED = False  # its numbers have outlines of their own

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, name, empty, parent)
        self._row: AttentionRow | None = None
        self._names = ("", "")

    def show_pair(self, row: AttentionRow, who: str, whom: str) -> None:
        """Show the numbers of one pair; ``who`` looks at ``whom``."""
        self._row, self._names = row, (who, whom)
        self.renew()

    def clear(self) -> None:
        """Show nothing."""
        self._row = None
        self.renew()

    def parts(self) -> range:
        """The numbers."""
        return range(len(self._row.query) if self._row is not None else 0)

    def place(self, part: int) -> QRectF:
        """The column of a number, through all lines."""
        width = (self.width() - 1) / len(self.parts())
        return QRectF(part * width, 0, width, self.height())

    def describe(self, part: int) -> str:
        """A sentence about one of the numbers."""
        index = part
        if self._row is None:
            return ""
        return self.tr("Number {n} of {d}: {q} × {k} = {p}").format(
            n=index + 1,
            d=len(self._row.query),
            q=signed(float(self._row.query[index])),
            k=signed(float(self._row.key[index])),
            p=signed(float(self._row.products[index])),
        )

    def _bands(self) -> list[tuple[QRectF, QRectF]]:
        """Where the words and the numbers of query, key and products stand."""
        px = self._look.px
        text = px(21)
        free = self.height() - 3 * text - px(14)
        stripe = min(px(30), free * 0.24)
        bands = []
        top = 0.0
        for height in (stripe, stripe, free - 2 * stripe):
            bands.append((QRectF(0, top, self.width(), text), QRectF(0, top + text, self.width() - 1, height)))
            top += text + height + px(7)
        return bands

    def draw(self, painter: QPainter) -> None:
        """Words and numbers."""
        look, px = self._look, self._look.px
        if self._row is None:
            return
        row, bands = self._row, self._bands()
        most = stripes.reach(row.query, row.key)
        named = (
            (self.tr("Query of {word}: what it looks for").format(word=spoken(self._names[0])), "query"),
            (self.tr("Key of {word}: what it offers").format(word=spoken(self._names[1])), "key"),
            (self.tr("Query × key, number by number"), "ink"),
        )
        for (words, _), (text, colour) in zip(bands, named, strict=True):
            painter.setFont(look.font(SMALL, bold=True))
            painter.setPen(look.colour(colour))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        for (_, place), numbers in zip(bands, (row.query, row.key), strict=False):
            stripes.draw_stripes(painter, place, numbers, most, look.colours)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawRect(place)
        self._draw_products(painter, bands[2][1], row.products)
        if self.at is not None:
            width = (self.width() - 1) / len(row.query)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus" if self.by_key else "ink"), px(2)))
            for _, place in bands:
                painter.drawRect(QRectF(place.left() + self.at * width, place.top(), width, place.height()))

    def _draw_products(self, painter: QPainter, place: QRectF, products: Numbers) -> None:
        look = self._look
        most, least = max(0.0, float(products.max())), min(0.0, float(products.min()))
        span = max(most - least, 1e-9)
        zero = place.top() + place.height() * most / span
        width = place.width() / len(products)
        painter.setPen(Qt.PenStyle.NoPen)
        for i, product in enumerate(products):
            painter.setBrush(look.colour("key" if product > 0 else "query"))
            height = abs(float(product)) / span * place.height()
            top = zero - height if product > 0 else zero
            painter.drawRect(QRectF(place.left() + i * width + width * 0.1, top, width * 0.8, height))
        painter.setPen(QPen(look.colour("edge"), 1))
        painter.drawLine(QPointF(place.left(), zero), QPointF(place.right(), zero))

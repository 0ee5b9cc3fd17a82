"""Query, key and their products of one pair, number by number: the first step of attention."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.attention.saying import quoted, signed
from explainer.ui.panels.attention.scores import Numbers, Row
from explainer.ui.pictures import stripes
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.pictures.ring import paint_ring

SMALL = 13.5


class Products(QWidget):
    """Three lines of d_head numbers: the query, the key, and their products as bars up and down."""

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._empty = look, empty
        self._row: Row | None = None
        self._names = ("", "")
        self._pointed: int | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    def show_pair(self, row: Row, who: str, whom: str) -> None:
        """Show the numbers of one pair; ``who`` looks at ``whom``."""
        self._row, self._names = row, (who, whom)
        if self._pointed is not None and self._pointed >= len(row.query):
            self._pointed = None
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._row = self._pointed = None
        self.update()

    def describe(self, index: int) -> str:
        """A sentence about one of the numbers."""
        if self._row is None:
            return ""
        return self.tr("Number {n} of {d}: {q} × {k} = {p}").format(
            n=index + 1,
            d=len(self._row.query),
            q=signed(float(self._row.query[index])),
            k=signed(float(self._row.key[index])),
            p=signed(float(self._row.products[index])),
        )

    def sizeHint(self) -> QSize:
        """Comfortable."""
        return QSize(self._look.px(320), self._look.px(210))

    def minimumSizeHint(self) -> QSize:
        """Three thin lines."""
        return QSize(self._look.px(220), self._look.px(130))

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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words and numbers."""
        painter = QPainter(self)
        look, px = self._look, self._look.px
        painter.fillRect(event.rect(), look.colour("card"))
        if self._row is None:
            paint_empty(painter, look, self.rect(), self._empty)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row, bands = self._row, self._bands()
        most = stripes.reach(row.query, row.key)
        named = (
            (self.tr("Query of {word}: what it looks for").format(word=quoted(self._names[0])), "query"),
            (self.tr("Key of {word}: what it offers").format(word=quoted(self._names[1])), "key"),
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
        if self._pointed is not None:
            width = (self.width() - 1) / len(row.query)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus" if self.hasFocus() else "ink"), px(2)))
            for _, place in bands:
                painter.drawRect(QRectF(place.left() + self._pointed * width, place.top(), width, place.height()))
        elif self.hasFocus():
            paint_ring(painter, look, self.rect(), radius=5)

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

    def _point(self, index: int | None, at: QPointF | None) -> None:
        if index == self._pointed:
            return
        self._pointed = index
        self.update()
        if index is None:
            QToolTip.hideText()
        elif at is not None:
            QToolTip.showText(at.toPoint(), self.describe(index), self)

    def event(self, event: QEvent) -> bool:
        """The sentence comes by our own hand."""
        return True if event.type() == QEvent.Type.ToolTip else super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the number under the pointer."""
        if self._row is not None:
            n = len(self._row.query)
            index = min(n - 1, max(0, int(event.position().x() / max(1, self.width()) * n)))
            self._point(index, event.globalPosition())

    def leaveEvent(self, event: QEvent) -> None:
        """Tell no more."""
        self._point(None, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from number to number; Escape lets go."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._row is not None:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            index = 0 if self._pointed is None else (self._pointed + step) % len(self._row.query)
            self._point(index, self.mapToGlobal(QPointF(0, self.height())))
            self.setAccessibleDescription(self.describe(index))
        elif event.key() == Qt.Key.Key_Escape:
            self._point(None, None)
        else:
            super().keyPressEvent(event)

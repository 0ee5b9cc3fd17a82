"""Boxes in boxes: the merges that made one piece. The innermost boxes are its bytes, the outermost is the piece.

Each merge puts two boxes into one, whose text stands along its upper edge; the bytes stand at the foot, as characters
and in hex. A dashed box is no merge: it holds the pieces of a character that fell apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.panels.tokens.known import Family
from explainer.ui.panels.tokens.letters import hexadecimal, written
from explainer.ui.theme import mix
from explainer.ui.widgets.picture import Picture

LEAF, EDGE, MOST_EDGE, WIDEST = 48, 24, 32, 58  # design pixels: heights of bytes and of a box's text, width of a byte
BYTE_SIZES = (17.0, 13.0, 11.0, 9.0)  # design pixels of the letters of a byte, tried from the largest
LEAST_EDGE, LEAST_HEX = 12, 20  # where a box's text, and the hex of a byte, are still readable
BLANKS = "␣↵⇥"
WIDE, LARGER = 480, 1.3  # design pixels from which everything is so much larger


class FamilyTree(Picture[int]):
    """The boxes of one piece; each tells the merge that made it."""

    SIZE, LEAST = (300, LEAF + 4 * EDGE), (160, LEAF + 4 * LEAST_EDGE)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", "", parent)
        self._families: tuple[Family, ...] = ()  # one, or the parts of a character
        self._split = ""  # that character
        self._chosen = 0  # which part is told about
        self.setObjectName("family")
        self.setAccessibleName(self.tr("The merges that made this piece"))

    def show_family(self, family: Family | None) -> None:
        """Draw the boxes of a piece."""
        self._show((family,) if family is not None else (), "", 0)

    def show_split(self, text: str, parts: Sequence[Family], chosen: int) -> None:
        """Draw the pieces that are ``text`` only together; the one with index ``chosen`` is told about."""
        self._show(tuple(parts), text, chosen)

    def in_words(self) -> str:
        """The merges, in the order in which they were learned."""
        if not self._families:
            return ""
        family = self._families[self._chosen]
        lines = [self._merge(merge) for merge in family.merges()]
        return self.tr("Bytes {bytes}.").format(bytes=hexadecimal(family.raw)) + " " + ", ".join(lines)

    def _merge(self, family: Family) -> str:
        return self.tr("{left} + {right} → {new} (merge {rank})").format(
            left=written(family.parts[0].raw),
            right=written(family.parts[1].raw),
            new=written(family.raw),
            rank=count((family.rank or 0) + 1),
        )

    def _show(self, families: tuple[Family, ...], split: str, chosen: int) -> None:
        if (families, split, chosen) != (self._families, self._split, self._chosen):
            self._families, self._split, self._chosen = families, split, chosen
            self.setAccessibleDescription(self.in_words())
            self.renew()

    def _whole(self) -> tuple[QRectF, float, float]:
        """Where all of it stands; the height of a box's text; and the room around the parts of a character."""
        px = self._px
        n = max(1, sum(len(family.raw) for family in self._families))
        level = max(family.level for family in self._families)
        around, head = (px(6), px(MOST_EDGE)) if self._split else (0, 0)
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        width = min(room.width(), n * px(WIDEST) + 2.0 * around)
        edge = min(float(px(MOST_EDGE)), (room.height() - px(LEAF) - head - around) / max(1, level))
        return QRectF(room.left(), room.top(), width, head + px(LEAF) + edge * level + around), edge, around

    def boxes(self) -> list[tuple[Family, QRectF]]:
        """Every piece with its box: what holds others before those."""
        if not self._families:
            return []
        (whole, edge, around), found = self._whole(), []
        floor, width = whole.bottom() - around, whole.width() - 2 * around
        n = sum(len(family.raw) for family in self._families)

        def add(family: Family, left: float, width: float, bottom: float) -> None:
            top = floor - self._px(LEAF) - edge * family.level
            found.append((family, QRectF(left, top, width, bottom - top)))
            left, width = left + 2, width - 4
            for part in family.parts:
                share = len(part.raw) / len(family.raw) * width
                add(part, left, share, bottom - 1)
                left += share

        left = whole.left() + around
        for family in self._families:
            add(family, left, width * len(family.raw) / n, floor)
            left += width * len(family.raw) / n
        return found

    def parts(self) -> range:
        """All boxes."""
        return range(len(self.boxes()))

    def place(self, part: int) -> QRectF:
        """A box."""
        return self.boxes()[part][1]

    def part_at(self, point: QPointF) -> int | None:
        """The innermost box."""
        return max((i for i, (_, box) in enumerate(self.boxes()) if box.contains(point)), default=None)

    def describe(self, part: int) -> str:
        """The merge that made it, or what byte it is."""
        family = self.boxes()[part][0]
        return self._merge(family) if family.parts else self.tr("byte {byte}").format(byte=hexadecimal(family.raw))

    def draw(self, painter: QPainter) -> None:
        """Outermost box first."""
        look, px = self._look, self._px
        whole, edge, _ = self._whole()
        if self._split:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("edge"), max(1, px(1.4)), Qt.PenStyle.DashLine))
            painter.drawRoundedRect(whole, px(7), px(7))
            painter.setFont(look.font(18 * self._larger, bold=True))
            _draw_piece(painter, look, QRectF(whole.left(), whole.top() + 1, whole.width(), px(MOST_EDGE)), self._split)
        for family, box in self.boxes():
            self._draw(painter, family, box, edge, outer=family is self._families[self._chosen])

    @property
    def _larger(self) -> float:
        """On a big screen, seen from afar, everything is larger."""
        return LARGER if min(self.width(), 2 * self.height()) >= self._look.px(WIDE) else 1.0

    def byte_size(self, text: str, width: float) -> float | None:
        """The size of letters, in design pixels, in which ``text`` fits a box of ``width`` pixels; None for none."""
        for size in BYTE_SIZES:
            if self._look.metrics(size * self._larger, bold=True).horizontalAdvance(text) <= width - 3:
                return size
        return None

    def _px(self, length: float) -> int:
        return self._look.px(length * self._larger)

    def _draw(self, painter: QPainter, family: Family, box: QRectF, edge: float, *, outer: bool) -> None:
        look, px = self._look, self._px
        ground = mix(look.colours.card, look.colours.embedding, min(0.1 + 0.05 * family.level, 0.3))
        painter.setPen(QPen(look.colour("embedding"), px(2.4) if outer else 1))
        painter.setBrush(look.colour("card") if not family.parts else QColor(ground))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(5), px(5))
        if not family.parts:
            self._draw_byte(painter, family, box)
            return
        size = min(15.0 * self._larger, edge / look.zoom * 0.72)
        if size >= 9:
            painter.setFont(look.font(size, bold=True))
            line = QRectF(box.left() + px(4), box.top() + 1, box.width() - px(8), edge)
            _draw_piece(painter, look, line, written(family.raw))

    def _draw_byte(self, painter: QPainter, family: Family, box: QRectF) -> None:
        look, px = self._look, self._px
        raw = family.raw
        alone = raw.isascii()
        hexed = hexadecimal(raw) if len(raw) == 1 else ""
        narrow = box.width() < px(LEAST_HEX)
        upper = QRectF(box.left(), box.top() + px(1), box.width(), box.height() * 0.54)
        text = written(raw) if alone or len(raw) > 1 else hexed
        size = self.byte_size(text, box.width())
        if size is None:
            return  # it would lie over its neighbours; pointing at the piece tells its bytes
        painter.setPen(look.colour("ink"))
        painter.setFont(look.font(size * self._larger, bold=True))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, text)
        if narrow:
            return
        text = hexed if alone else self.tr("byte")
        size = self.byte_size(text, box.width())
        if size is None:
            return
        painter.setFont(look.font(min(size, 13.0) * self._larger, digits=True))
        painter.setPen(look.colour("ink2"))
        lower = QRectF(box.left(), upper.bottom() - px(2), box.width(), box.height() * 0.42)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, text)


def _draw_piece(painter: QPainter, look: Look, box: QRectF, text: str) -> None:
    """Centre ``text`` in ``box`` in the painter's font, cut where it is too long; blanks it begins with are paler."""
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(text) > box.width() + 1:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(box.width()))
    letters = text.lstrip(BLANKS)
    blanks = text[: len(text) - len(letters)] if letters else ""
    before = metrics.horizontalAdvance(blanks)
    x = box.center().x() - (before + metrics.horizontalAdvance(letters or text)) / 2
    y = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
    painter.setPen(look.colour("ink"))
    painter.drawText(QPointF(x + before, y), letters or text)
    if blanks:
        painter.setPen(look.colour("ink3"))
        painter.drawText(QPointF(x, y), blanks)

"""Boxes in boxes: the merges that made one piece. The innermost boxes are its bytes, the outermost is the piece.

Each merge puts two boxes into one, whose text stands along its upper edge; the bytes stand at the foot, as characters
and in hex. A dashed box is no merge: it holds the pieces of a character that fell apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.panels.tokens.inking import draw_piece
from explainer.ui.panels.tokens.known import Family
from explainer.ui.panels.tokens.letters import hexadecimal, written
from explainer.ui.theme import mix

LEAF, EDGE, MOST_EDGE, WIDEST = 48, 24, 32, 58  # design pixels: heights of bytes and of a box's text, width of a byte
BYTE_SIZES = (17.0, 13.0, 11.0, 9.0)  # design pixels of the letters of a byte, tried from the largest
LEAST_EDGE, LEAST_HEX = 12, 20  # where a box's text, and the hex of a byte, are still readable
WIDE, LARGER = 480, 1.3  # design pixels from which everything is so much larger


class FamilyTree(QWidget):
    """The boxes of one piece."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._families: tuple[Family, ...] = ()  # one, or the parts of a character
        self._split = ""  # that character
        self._chosen = 0  # which part is told about
        self._floor = 0.0  # where the outermost box ends
        self.setObjectName("family")
        self.setAccessibleName(self.tr("The merges that made this piece"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.updateGeometry)

    def show_family(self, family: Family | None) -> None:
        """Draw the boxes of a piece."""
        self._show((family,) if family is not None else (), "", 0)

    def show_split(self, text: str, parts: Sequence[Family], chosen: int) -> None:
        """Draw the pieces that are ``text`` only together; the one with index ``chosen`` is told about."""
        self._show(tuple(parts), text, chosen)

    def describe(self) -> str:
        """The merges in words, in the order in which they were learned."""
        if not self._families:
            return ""
        family = self._families[self._chosen]
        lines = [
            self.tr("{left} + {right} → {new} (merge {rank})").format(
                left=written(merge.parts[0].raw),
                right=written(merge.parts[1].raw),
                new=written(merge.raw),
                rank=count((merge.rank or 0) + 1),
            )
            for merge in family.merges()
        ]
        return self.tr("Bytes {bytes}.").format(bytes=hexadecimal(family.raw)) + " " + ", ".join(lines)

    def _show(self, families: tuple[Family, ...], split: str, chosen: int) -> None:
        if (families, split, chosen) != (self._families, self._split, self._chosen):
            self._families, self._split, self._chosen = families, split, chosen
            self.setAccessibleDescription(self.describe())
            self.update()

    def sizeHint(self) -> QSize:
        """Room for four merges, one in another."""
        return QSize(self._look.px(300), self._look.px(LEAF + 4 * EDGE))

    def minimumSizeHint(self) -> QSize:
        """Room for the bytes and a few flat boxes."""
        return QSize(self._look.px(160), self._look.px(LEAF + 4 * LEAST_EDGE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Outermost box first."""
        painter = QPainter(self)
        look, px = self._look, self._px
        painter.fillRect(event.rect(), look.colour("card"))
        if not self._families:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        n = max(1, sum(len(family.raw) for family in self._families))
        level = max(family.level for family in self._families)
        around = px(6) if self._split else 0
        head = px(MOST_EDGE) if self._split else 0
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        width = min(room.width(), n * px(WIDEST) + 2.0 * around)
        edge = min(float(px(MOST_EDGE)), (room.height() - px(LEAF) - head - around) / max(1, level))
        box = QRectF(room.left(), room.top(), width, head + px(LEAF) + edge * level + around)
        if self._split:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("edge"), max(1, px(1.4)), Qt.PenStyle.DashLine))
            painter.drawRoundedRect(box, px(7), px(7))
            painter.setFont(look.font(18 * self._larger, bold=True))
            draw_piece(painter, look, QRectF(box.left(), box.top() + 1, box.width(), head), self._split)
        self._floor = box.bottom() - around
        x = box.left() + around
        for i, family in enumerate(self._families):
            wide = (width - 2 * around) * len(family.raw) / n
            top = self._floor - px(LEAF) - edge * family.level
            self._draw(painter, family, QRectF(x, top, wide, self._floor - top), edge, outer=i == self._chosen)
            x += wide

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

    def _draw(self, painter: QPainter, family: Family, box: QRectF, edge: float, *, outer: bool = False) -> None:
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
            draw_piece(painter, look, line, written(family.raw))
        share = len(family.parts[0].raw) / len(family.raw)
        inner = box.adjusted(2, 0, -2, -1)
        x = inner.left()
        for part, part_share in zip(family.parts, (share, 1 - share), strict=True):
            top = self._floor - px(LEAF) - edge * part.level
            part_box = QRectF(x, top, inner.width() * part_share, inner.bottom() - top)
            self._draw(painter, part, part_box, edge)
            x = part_box.right()

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

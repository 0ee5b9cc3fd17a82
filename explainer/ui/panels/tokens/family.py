"""Boxes in boxes: the merges that made one piece. The innermost boxes are its bytes, the outermost is the piece.

Each merge puts two boxes into one, whose text stands along its upper edge; the bytes stand at the foot, as characters
and in hex.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.panels.tokens.inking import draw_piece
from explainer.ui.panels.tokens.known import Family
from explainer.ui.panels.tokens.letters import hexadecimal, written
from explainer.ui.theme import mix

LEAF, EDGE, MOST_EDGE, WIDEST = (
    48,
    24,
    32,
    58,
)  # design pixels: height of the bytes, of the text of a box, and width of a byte
LEAST_EDGE, LEAST_HEX = 12, 20  # where a box's text, and the hex of a byte, are still readable


class FamilyTree(QWidget):
    """The boxes of one piece."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._family: Family | None = None
        self._floor = 0.0  # where the outermost box ends
        self.setObjectName("family")
        self.setAccessibleName(self.tr("The merges that made this piece"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.updateGeometry)

    def show_family(self, family: Family | None) -> None:
        """Draw the boxes of a piece."""
        if family != self._family:
            self._family = family
            self.setAccessibleDescription(self.describe())
            self.update()

    def describe(self) -> str:
        """The merges in words, in the order in which they were learned."""
        if self._family is None:
            return ""
        lines = [
            self.tr("{left} + {right} → {new} (merge {rank})").format(
                left=written(merge.parts[0].raw),
                right=written(merge.parts[1].raw),
                new=written(merge.raw),
                rank=count((merge.rank or 0) + 1),
            )
            for merge in self._family.merges()
        ]
        return self.tr("Bytes {bytes}.").format(bytes=hexadecimal(self._family.raw)) + " " + ", ".join(lines)

    def sizeHint(self) -> QSize:
        """Room for four merges, one in another."""
        return QSize(self._look.px(300), self._look.px(LEAF + 4 * EDGE))

    def minimumSizeHint(self) -> QSize:
        """Room for the bytes and a few flat boxes."""
        return QSize(self._look.px(160), self._look.px(LEAF + 4 * LEAST_EDGE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Outermost box first."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.colour("card"))
        if self._family is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, family = self._look.px, self._family
        n = max(1, len(family.raw))
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        width = min(room.width(), n * px(WIDEST))
        edge = min(float(px(MOST_EDGE)), (room.height() - px(LEAF)) / max(1, family.level))
        height = px(LEAF) + edge * family.level
        self._floor = room.top() + height
        self._draw(painter, family, QRectF(room.left(), room.top(), width, height), edge)

    def _draw(self, painter: QPainter, family: Family, box: QRectF, edge: float) -> None:
        look, px = self._look, self._look.px
        top = self._family is not None and family.token == self._family.token
        ground = mix(look.colours.card, look.colours.embedding, min(0.1 + 0.05 * family.level, 0.3))
        painter.setPen(QPen(look.colour("embedding"), px(2) if top else 1))
        painter.setBrush(look.colour("card") if not family.parts else QColor(ground))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(5), px(5))
        if not family.parts:
            self._draw_byte(painter, family, box)
            return
        size = min(15.0, edge / look.zoom * 0.72)
        if size >= 9:
            painter.setFont(look.font(size, bold=True))
            line = QRectF(box.left() + px(4), box.top() + 1, box.width() - px(8), edge)
            draw_piece(painter, look, line, written(family.raw))
        share = len(family.parts[0].raw) / len(family.raw)
        inner = box.adjusted(2, 0, -2, -1)
        x = inner.left()
        for part, part_share in zip(family.parts, (share, 1 - share), strict=True):
            part_top = self._floor - px(LEAF) - edge * part.level
            part_box = QRectF(x, part_top, inner.width() * part_share, inner.bottom() - part_top)
            self._draw(painter, part, part_box, edge)
            x = part_box.right()

    def _draw_byte(self, painter: QPainter, family: Family, box: QRectF) -> None:
        look, px = self._look, self._look.px
        raw = family.raw
        alone = raw.isascii()
        hexed = hexadecimal(raw) if len(raw) == 1 else ""
        narrow = box.width() < px(LEAST_HEX)
        painter.setPen(look.colour("ink"))
        painter.setFont(look.font(17 if box.width() > px(16) else 13, bold=True))
        upper = QRectF(box.left(), box.top() + px(1), box.width(), box.height() * 0.54)
        text = written(raw) if alone or len(raw) > 1 else hexed
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, text)
        if narrow:
            return
        painter.setFont(look.font(13, digits=True))
        painter.setPen(look.colour("ink2"))
        lower = QRectF(box.left(), upper.bottom() - px(2), box.width(), box.height() * 0.42)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, hexed if alone else self.tr("byte"))

"""How every step goes, as a calm picture of three parts: what stands there until a step was looked at.

It says what happens and shows no numbers: there are none before a step was done.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.picture import Picture

GAP, HIGH, WIDE = 30.0, 132.0, 250.0  # design pixels: between parts; how high and at most how wide one is
HEAD, LETTERS = 18.0, 15.5


class StepPlan(Picture[int]):
    """Three boxes in a row, an arrow between each two."""

    SIZE, LEAST = (700, 190), (480, 150)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", "", parent)
        self.setAccessibleName(self.tr("How every step goes"))

    def words(self) -> tuple[tuple[str, str], ...]:
        """(head, what happens) of every part."""
        return (
            (self.tr("Read"), self.tr("It reads a bit of text.")),
            (self.tr("Bet"), self.tr("It bets on every next piece before it sees it.")),
            (self.tr("Correct"), self.tr("Every dial is turned a tiny bit towards the right pieces.")),
        )

    def parts(self) -> range:
        """All three."""
        return range(len(self.words()))

    def describe(self, part: int) -> str:
        """What happens there."""
        return " ".join(self.words()[part])

    def place(self, part: int) -> QRectF:
        """Its box, in the upper half of the room."""
        px, n = self._look.px, len(self.words())
        gap, high = px(GAP), min(px(HIGH), self.height() - 2)
        wide = min(px(WIDE), (self.width() - 2 - (n - 1) * gap) / n)
        left = (self.width() - n * wide - (n - 1) * gap) / 2
        return QRectF(left + part * (wide + gap), max(1.0, (self.height() - high) * 0.4), wide, high)

    def draw(self, painter: QPainter) -> None:
        """The boxes with their words, and the arrows."""
        look, px = self._look, self._look.px
        for part, (head, text) in enumerate(self.words()):
            box = self.place(part)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(box, px(9), px(9))
            inner = box.adjusted(px(10), px(14), -px(10), -px(8))
            painter.setFont(look.font(HEAD, bold=True))
            painter.setPen(look.colour("pretrain"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, head)
            painter.setFont(look.font(LETTERS))
            painter.setPen(look.colour("ink"))
            below = inner.adjusted(0, px(28), 0, 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(below, flags, text)
        painter.setFont(look.font(HEAD))
        painter.setPen(look.colour("ink3"))
        for left, right in pairwise(self.place(part) for part in self.parts()):
            between = QRectF(left.right(), left.top(), right.left() - left.right(), left.height())
            painter.drawText(between, Qt.AlignmentFlag.AlignCenter, "→")

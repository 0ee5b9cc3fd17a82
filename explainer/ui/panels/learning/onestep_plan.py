"""How every step goes, as a calm picture of three parts: what stands there until a step was looked at.

It says what happens and shows no numbers: there are none before a step was done.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.picture import Picture

GAP, HIGH, WIDE = 30.0, 190.0, 440.0  # design pixels: between parts; how high and at most how wide one is
LOW, BESIDE = 66.0, 560.0  # a part's height where they stand below each other; from which width on they do not
HIGH_ENOUGH = 132.0  # for a part beside others
HEAD, LETTERS, LARGER = 18.0, 15.5, 1.4


class StepPlan(Picture[int]):
    """Three boxes in a row, or one below the other; an arrow between each two."""

    SIZE, LEAST = (760, 240), (260, 3 * LOW + 2 * 18)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", "", parent)
        self.setAccessibleName(self.tr("How every step goes"))

    def minimumSizeHint(self) -> QSize:
        """Lower where the boxes stand beside each other."""
        return (
            super().minimumSizeHint() if not self._beside else QSize(*map(self._look.px, (self.LEAST[0], HIGH_ENOUGH)))
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand beside or below each other."""
        self.updateGeometry()

    def words(self) -> tuple[tuple[str, str], ...]:
        """(head, what happens) of every part."""
        return (
            (self.tr("Read"), self.tr("It reads a bit of text.")),
            (self.tr("Bet"), self.tr("It bets on every next piece before it sees it.")),
            (
                self.tr("Correct"),
                self.tr("Each mistake, followed back, tells every dial which way to turn; each turns a bit."),
            ),
        )

    def parts(self) -> range:
        """All three."""
        return range(len(self.words()))

    def describe(self, part: int) -> str:
        """What happens there."""
        return " ".join(self.words()[part])

    def place(self, part: int) -> QRectF:
        """Its box: all together in the middle of the room."""
        px, n = self._look.px, len(self.words())
        if not self._beside:
            gap = px(18)
            high = min(px(LOW * 1.3), (self.height() - 2 - (n - 1) * gap) / n)
            return QRectF(1, 1 + part * (high + gap), self.width() - 2, high)
        gap = px(GAP)
        wide = min(px(WIDE), (self.width() - 2 - (n - 1) * gap) / n)
        high = min(max(px(HIGH), 0.5 * wide), self.height() - 2)
        left = (self.width() - n * wide - (n - 1) * gap) / 2
        return QRectF(left + part * (wide + gap), max(1.0, (self.height() - high) / 2), wide, high)

    def draw(self, painter: QPainter) -> None:
        """The boxes with their words, and the arrows."""
        look, px = self._look, self._look.px
        centre, top = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignTop
        places = [self.place(part) for part in self.parts()]
        for box, (head, text) in zip(places, self.words(), strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("quiet"))
            painter.drawRoundedRect(box, px(9), px(9))
            roomy = box.height() > px(170)
            larger = min(LARGER, max(1.0, box.width() / px(230))) if roomy else 1.0
            inner = box.adjusted(px(12), px(24 if roomy else 5), -px(12), -px(4))
            painter.setFont(look.font(HEAD * larger, bold=True))
            painter.setPen(look.colour("pretrain"))
            painter.drawText(inner, centre | top, head)
            painter.setFont(look.font(LETTERS * larger))
            painter.setPen(look.colour("ink"))
            below = inner.adjusted(0, px(44 if roomy else 23), 0, 0)
            painter.drawText(below, centre | top | Qt.TextFlag.TextWordWrap, text)
        painter.setFont(look.font(HEAD))
        painter.setPen(look.colour("ink3"))
        for one, other in pairwise(places):
            between = QRectF(one.left(), one.bottom(), one.width(), other.top() - one.bottom())
            if self._beside:
                between = QRectF(one.right(), one.top(), other.left() - one.right(), one.height())
            painter.drawText(between, Qt.AlignmentFlag.AlignCenter, "→" if self._beside else "↓")

    @property
    def _beside(self) -> bool:
        return self.width() >= self._look.px(BESIDE)

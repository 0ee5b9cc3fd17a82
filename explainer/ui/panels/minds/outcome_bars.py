"""How a run of feedback ended: bars for before, after, and what the honest run came to. Painted.

One block a measure, each with a range that holds all runs there are, so that choosing another run moves the bars and
not their scale. Bars begin at 0; what lies below 0 goes to the left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import Outcome
from explainer.engine.recipes import HONEST
from explainer.ui.look import BODY, SMALL, Look
from explainer.ui.numbers import NOTHING, percent
from explainer.ui.panels.minds.mind_words import colour_of
from explainer.ui.panels.minds.small import nice
from explainer.ui.panels.minds.tried import signed
from explainer.ui.pictures.empty import paint_empty

HEAD, ROW, GAP = 23.0, 22.0, 26.0  # design pixels
LEAST = 250.0  # width of a block


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is, its value (None or NaN where it was not measured), and its colour."""

    name: str
    value: float | None
    colour: str


@dataclass(frozen=True, slots=True)
class Block:
    """The bars of one measure, and what their scale spans."""

    title: str
    bars: tuple[Bar, ...]
    low: float
    high: float
    share: bool = False  # in per cent
    nats: bool = False

    def text(self, bar: Bar) -> str:
        """A value for reading."""
        if bar.value is None or not measured(bar.value):
            return NOTHING
        if self.share:
            return percent(bar.value)
        return f"{bar.value:.1f}" if self.nats else signed(bar.value)


def measured(value: float | None) -> bool:
    """Whether there is such a number: neither None nor NaN."""
    return value is not None and not math.isnan(value)


def honest_of(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The last honest run, or None."""
    return next((o for o in reversed(outcomes) if o.recipe == HONEST), None)


class OutcomeBars(QWidget):
    """Five blocks: judge's score, true points, good, correct, drift."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self.blocks: tuple[Block, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_outcome(self, shown: Outcome | None, outcomes: Sequence[Outcome]) -> None:
        """Draw ``shown``, one of ``outcomes``, beside the honest run."""
        blocks = self._blocks(shown, outcomes) if shown is not None else ()
        if blocks != self.blocks:
            high = self.sizeHint().height()
            self.blocks = blocks
            self.setAccessibleDescription(self.summary() or self._empty)
            if self.sizeHint().height() != high:
                self.updateGeometry()
            self.update()

    def summary(self) -> str:
        """All bars in words."""
        return " ".join(
            f"{block.title}: " + ", ".join(f"{bar.name} {block.text(bar)}" for bar in block.bars) + "."
            for block in self.blocks
        )

    def sizeHint(self) -> QSize:
        """As many rows of blocks as the width needs."""
        px = self._look.px
        n = max(5, len(self.blocks))
        rows = math.ceil(n / self._across(n))
        return QSize(px(500), rows * self._high() + (rows - 1) * px(GAP / 2))

    def minimumSizeHint(self) -> QSize:
        """One block wide."""
        return QSize(self._look.px(LEAST), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        """Other rows."""
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Block after block."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.blocks:
            paint_empty(painter, self._look, self.rect(), self._empty)
            return
        px, across = self._look.px, self._across(len(self.blocks))
        wide = (self.width() - (across - 1) * px(GAP)) / across
        for i, block in enumerate(self.blocks):
            row, column = divmod(i, across)
            where = QRectF(column * (wide + px(GAP)), row * (self._high() + px(GAP / 2)), wide, self._high())
            self._paint(painter, where, block)

    def _blocks(self, shown: Outcome, outcomes: Sequence[Outcome]) -> tuple[Block, ...]:
        honest = honest_of(outcomes)
        other = honest if honest is not None and shown.recipe != HONEST else None
        colour = colour_of(shown.recipe)
        blocks = []
        for title, before, after, shares in (
            (self.tr("judge’s score"), "score_before", "score_after", False),
            (self.tr("true points"), "utility_before", "utility_after", False),
            (self.tr("good: kind and correct"), "good_before", "good_after", True),
            (self.tr("correct"), "correct_before", "correct_after", True),
            (self.tr("drift, nats an answer"), "", "kl", False),
        ):
            start = getattr(shown, before) if before else 0.0
            bars = [Bar(self.tr("before"), start, "sft"), Bar(self.tr("after"), getattr(shown, after), colour)]
            if other is not None:
                bars.append(Bar(self.tr("honest"), getattr(other, after), "rlhf"))
            every = [getattr(o, name) for o in outcomes for name in (before, after) if name]
            low, high = (0.0, 1.0) if shares else _ends([value for value in every if measured(value)])
            blocks.append(Block(title, tuple(bars), low, high, share=shares, nats=not before))
        return tuple(blocks)

    def _paint(self, painter: QPainter, where: QRectF, block: Block) -> None:
        look, px = self._look, self._look.px
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(BODY, bold=True))
        painter.setPen(look.colour("ink"))
        painter.drawText(QRectF(where.left(), where.top(), where.width(), px(HEAD)), left | middle, block.title)
        names = max(look.metrics(SMALL).horizontalAdvance(bar.name) for bar in block.bars) + px(8)
        values = look.metrics(BODY, bold=True).horizontalAdvance("100 %") + px(8)
        track = QRectF(where.left() + names, 0, where.width() - names - values, px(ROW) * 0.62)
        zero = track.left() + (0 - block.low) / (block.high - block.low) * track.width()
        for i, bar in enumerate(block.bars):
            y = where.top() + px(HEAD) + i * px(ROW)
            row = QRectF(where.left(), y, where.width(), px(ROW))
            painter.setFont(look.font(SMALL))
            painter.setPen(look.colour("ink2"))
            painter.drawText(row, left | middle, bar.name)
            painter.setFont(look.font(BODY, bold=True, digits=True))
            painter.setPen(look.colour("ink"))
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | middle, block.text(bar))
            if bar.value is not None and measured(bar.value):
                end = track.left() + (bar.value - block.low) / (block.high - block.low) * track.width()
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour(bar.colour))
                box = QRectF(min(zero, end), y + (px(ROW) - track.height()) / 2, abs(end - zero), track.height())
                painter.drawRoundedRect(box, px(2), px(2))
        painter.setPen(QPen(look.colour("edge"), 1))
        x, top = round(zero) + 0.5, where.top() + px(HEAD)
        painter.drawLine(QPointF(x, top), QPointF(x, top + px(ROW) * len(block.bars)))

    def _across(self, n: int) -> int:
        px = self._look.px
        fit = min(n, max(1, int((self.width() + px(GAP)) // px(LEAST + GAP))))
        return math.ceil(n / math.ceil(n / fit))

    def _high(self) -> int:
        return self._look.px(HEAD) + 3 * self._look.px(ROW)


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """A scale that holds 0 and ``values``."""
    low, high = min([0.0, *values]), max([0.0, *values])
    return (-nice(-low) if low < 0 else 0.0), (nice(high) if high > 0 or low == 0 else 0.0)

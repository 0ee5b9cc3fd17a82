"""How a run of feedback ended: bars for before, after, and what the honest run came to. Painted.

One block a measure, side by side with the bars' names at the left once, each with a range that holds all runs there
are, so that choosing another run moves the bars and not their scale. Bars begin at 0; what lies below 0 goes to the
left.
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
from explainer.ui.panels.minds.tried import signed
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.widgets.chart.ticks import ends

HEAD, ROW, GAP = 22.0, 20.0, 18.0  # design pixels
TALL = 64.0  # of a row, where there is room
BAR, THICK = 0.62, 20.0  # of a row, and at most
LEAST = 104.0  # width of a block
MEASURES = 5  # blocks
BARS = 3  # of a block, at most: before, after, honest


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is, its value (None or NaN where it was not measured), and its colour."""

    name: str
    value: float | None
    colour: str


@dataclass(frozen=True, slots=True)
class Block:
    """The bars of one measure, and what their scale spans; ``short`` is its title where there is little room."""

    title: str
    short: str
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
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_outcome(self, shown: Outcome | None, outcomes: Sequence[Outcome]) -> None:
        """Draw ``shown``, one of ``outcomes``, beside the honest run."""
        blocks = self._blocks(shown, outcomes) if shown is not None else ()
        if blocks != self.blocks:
            self.blocks = blocks
            self.setAccessibleDescription(self.summary() or self._empty)
            self.update()

    def summary(self) -> str:
        """All bars in words."""
        return " ".join(
            f"{block.title}: " + ", ".join(f"{bar.name} {block.text(bar)}" for bar in block.bars) + "."
            for block in self.blocks
        )

    def sizeHint(self) -> QSize:
        """As many rows of blocks as the width needs."""
        rows = math.ceil(MEASURES / self._across())
        high = self._look.px(HEAD) + BARS * self._look.px(ROW)
        return QSize(self._look.px(500), rows * high + (rows - 1) * self._look.px(GAP / 2))

    def minimumSizeHint(self) -> QSize:
        """One block wide."""
        return QSize(self._names() + self._look.px(LEAST), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        """Other rows."""
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names, and block after block."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.blocks:
            paint_empty(painter, self._look, self.rect(), self._empty)
            return
        px, across, names = self._look.px, self._across(), self._names()
        rows = math.ceil(len(self.blocks) / across)
        room = (self.height() - (rows - 1) * px(GAP / 2)) / rows - px(HEAD)
        bars = len(self.blocks[0].bars)
        line = min(px(TALL), max(px(ROW), room / bars))
        high = px(HEAD) + bars * line
        wide = (self.width() - names + px(GAP)) / across - px(GAP)
        for i, block in enumerate(self.blocks):
            row, column = divmod(i, across)
            y = row * (high + px(GAP / 2))
            if not column:
                self._paint_names(painter, QRectF(0, y + px(HEAD), names, line), block)
            self._paint(painter, QRectF(names + column * (wide + px(GAP)), y, wide, high), line, block)

    def _blocks(self, shown: Outcome, outcomes: Sequence[Outcome]) -> tuple[Block, ...]:
        honest = honest_of(outcomes)
        other = honest if honest is not None and shown.recipe != HONEST else None
        colour = colour_of(shown.recipe)
        blocks = []
        for title, short, before, after, shares in (
            (self.tr("judge’s score"), self.tr("judge"), "score_before", "score_after", False),
            (self.tr("labeller’s points"), self.tr("points"), "utility_before", "utility_after", False),
            (self.tr("good: kind and correct"), self.tr("good"), "good_before", "good_after", True),
            (self.tr("correct"), self.tr("correct"), "correct_before", "correct_after", True),
            (self.tr("drift, nats an answer"), self.tr("drift, nats"), "", "kl", False),
        ):
            start = getattr(shown, before) if before else 0.0
            bars = [Bar(self.tr("before"), start, "sft"), Bar(self.tr("after"), getattr(shown, after), colour)]
            if other is not None:
                bars.append(Bar(self.tr("honest"), getattr(other, after), "rlhf"))
            every = [getattr(o, name) for o in outcomes for name in (before, after) if name]
            low, high = (0.0, 1.0) if shares else _holding([value for value in every if measured(value)])
            blocks.append(Block(title, short, tuple(bars), low, high, share=shares, nats=not before))
        return tuple(blocks)

    def _paint_names(self, painter: QPainter, first: QRectF, block: Block) -> None:
        """What the bars are, once for a row of blocks."""
        painter.setFont(self._look.font(SMALL))
        painter.setPen(self._look.colour("ink2"))
        for i, bar in enumerate(block.bars):
            row = first.translated(0, i * first.height())
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, bar.name)

    def _paint(self, painter: QPainter, where: QRectF, line: float, block: Block) -> None:
        """The bars of ``block``, each ``line`` pixels high with what is round it."""
        look, px = self._look, self._look.px
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(BODY, bold=True))
        painter.setPen(look.colour("ink"))
        fits = painter.fontMetrics().horizontalAdvance(block.title) <= where.width()
        head = QRectF(where.left(), where.top(), where.width(), px(HEAD))
        painter.drawText(head, left | middle, block.title if fits else block.short)
        values = look.metrics(BODY, bold=True).horizontalAdvance("100 %") + px(6)
        track = QRectF(where.left(), 0, where.width() - values, min(line * BAR, px(THICK)))
        zero = track.left() + (0 - block.low) / (block.high - block.low) * track.width()
        for i, bar in enumerate(block.bars):
            row = QRectF(where.left(), where.top() + px(HEAD) + i * line, where.width(), line)
            painter.setFont(look.font(BODY, bold=True, digits=True))
            painter.setPen(look.colour("ink"))
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | middle, block.text(bar))
            if bar.value is not None and measured(bar.value):
                end = track.left() + (bar.value - block.low) / (block.high - block.low) * track.width()
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour(bar.colour))
                top = row.center().y() - track.height() / 2
                painter.drawRoundedRect(QRectF(min(zero, end), top, abs(end - zero), track.height()), px(2), px(2))
        painter.setPen(QPen(look.colour("edge"), 1))
        x, top = round(zero) + 0.5, where.top() + px(HEAD)
        painter.drawLine(QPointF(x, top), QPointF(x, top + line * len(block.bars)))

    def _names(self) -> int:
        """Width of the bars' names."""
        metrics, names = self._look.metrics(SMALL), (self.tr("before"), self.tr("after"), self.tr("honest"))
        return round(max(map(metrics.horizontalAdvance, names))) + self._look.px(12)

    def _across(self) -> int:
        px = self._look.px
        fit = min(MEASURES, max(1, int((self.width() - self._names() + px(GAP)) // px(LEAST + GAP))))
        return math.ceil(MEASURES / math.ceil(MEASURES / fit))


def _holding(values: Sequence[float]) -> tuple[float, float]:
    """A scale that holds 0 and ``values``."""
    return ends(min([0.0, *values]), max([0.0, *values]))

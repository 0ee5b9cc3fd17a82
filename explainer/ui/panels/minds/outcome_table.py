"""All runs of feedback side by side: a row each, before → after. Painted.

The honest runs come first, then other ways to learn from the same votes, then the mishaps.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import Outcome
from explainer.engine.recipes import HONEST, OTHER_WAYS, RECIPES
from explainer.ui.look import BODY, SMALL, Look
from explainer.ui.numbers import NOTHING, percent
from explainer.ui.panels.minds.mind_words import colour_of
from explainer.ui.panels.minds.tried import signed
from explainer.ui.pictures.empty import paint_empty
from explainer.ui.translate import named

HEAD, ROW = 24.0, 30.0  # design pixels
NAME, CELL, CLOSE = 118.0, 118.0, 56.0  # widths; a cell that is narrower than its pair shows what came after alone
DRIFT = 86.0  # width of the last cell, which has no pair


def honest_first(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The honest runs, then other ways, then the mishaps, each in their order."""

    def group(outcome: Outcome) -> int:
        return 0 if outcome.recipe == HONEST else 1 if outcome.recipe in OTHER_WAYS else 2

    return sorted(outcomes, key=group)


def pair(before: float | None, after: float | None, *, share: bool, close: bool) -> str:
    """Two values for reading, or the second alone where it is ``close``."""

    def text(value: float | None) -> str:
        if value is None:
            return NOTHING
        return percent(value) if share else signed(value)

    return text(after) if close or before is None else f"{text(before)} → {text(after)}"


class OutcomeTable(QWidget):
    """The rows."""

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = empty
        self.outcomes: tuple[Outcome, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Show these."""
        ordered = tuple(honest_first(outcomes))
        if ordered != self.outcomes:
            self.outcomes = ordered
            self.setAccessibleDescription(self.summary() or self._empty)
            self.updateGeometry()
            self.update()

    def heads(self) -> tuple[str, ...]:
        """Names of the columns."""
        return (
            self.tr("run"),
            self.tr("judge’s score"),
            self.tr("true points"),
            self.tr("good"),
            self.tr("correct"),
            self.tr("drift"),
        )

    def row(self, outcome: Outcome, *, close: bool = False) -> tuple[str, ...]:
        """A row as it reads."""
        o = outcome
        return (
            named(RECIPES[o.recipe].title),
            pair(o.score_before, o.score_after, share=False, close=close),
            pair(o.utility_before, o.utility_after, share=False, close=close),
            pair(o.good_before, o.good_after, share=True, close=close),
            pair(o.correct_before, o.correct_after, share=True, close=close),
            self.tr("{n} nats").format(n=f"{o.kl:.1f}"),
        )

    def summary(self) -> str:
        """All rows in words."""
        heads = self.heads()[1:]
        return " ".join(
            f"{name}: " + ", ".join(f"{head} {cell}" for head, cell in zip(heads, cells, strict=True)) + "."
            for name, *cells in map(self.row, self.outcomes)
        )

    def sizeHint(self) -> QSize:
        """A head and the rows; room for one where there is none."""
        return QSize(self._look.px(600), self._look.px(HEAD) + max(1, len(self.outcomes)) * self._look.px(ROW))

    def minimumSizeHint(self) -> QSize:
        """What came after alone still fits."""
        return QSize(self._names() + self._look.px(4 * CLOSE + DRIFT), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The head, and rows with a hairline between."""
        painter = QPainter(self)
        look, px = self._look, self._look.px
        if not self.outcomes:
            paint_empty(painter, look, self.rect(), self._empty)
            return
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        cell = (self.width() - self._names() - px(DRIFT)) / 4
        close = cell < px(CELL)
        boxes = self._boxes(cell)
        painter.setFont(look.font(SMALL))
        painter.setPen(look.colour("ink3"))
        for c, head in enumerate(self.heads()):
            box = QRectF(boxes[c].left(), 0, boxes[c].width(), px(HEAD))
            shown = painter.fontMetrics().elidedText(head, Qt.TextElideMode.ElideRight, round(box.width()) - px(4))
            painter.drawText(box, right if c else left, shown)
        for r, outcome in enumerate(self.outcomes):
            y = px(HEAD) + r * px(ROW)
            painter.setPen(look.colour("line"))
            painter.drawLine(0, y, self.width(), y)
            for c, text in enumerate(self.row(outcome, close=close)):
                painter.setFont(look.font(BODY, bold=not c, digits=True))
                painter.setPen(look.colour("ink" if c else colour_of(outcome.recipe)))
                box = QRectF(boxes[c].left(), y, boxes[c].width(), px(ROW))
                painter.drawText(box, right if c else left, text)

    def _names(self) -> int:
        """Width of the first column: the longest title there is."""
        metrics = self._look.metrics(BODY, bold=True)
        titles = (named(RECIPES[outcome.recipe].title) for outcome in self.outcomes)
        widest = max((metrics.horizontalAdvance(title) for title in titles), default=0.0)
        return max(self._look.px(NAME), round(widest) + self._look.px(6))

    def _boxes(self, cell: float) -> list[QRectF]:
        """Left and width of each column; the four pairs are ``cell`` wide."""
        names, drift = self._names(), self._look.px(DRIFT)
        pairs = [QRectF(names + c * cell, 0, cell, 0) for c in range(4)]
        return [QRectF(0, 0, names, 0), *pairs, QRectF(self.width() - drift, 0, drift, 0)]

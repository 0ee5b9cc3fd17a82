"""All runs of feedback side by side: a row each, before → after, to choose the one that is shown closely.

The honest runs come first, then other ways to learn from the same votes, then the mishaps.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Outcome
from explainer.engine.recipes import HONEST, OTHER_WAYS, RECIPES
from explainer.ui.look import BODY, SMALL, Look
from explainer.ui.numbers import NOTHING, percent
from explainer.ui.panels.minds.mind_words import colour_of
from explainer.ui.panels.minds.outcome_bars import measured
from explainer.ui.panels.minds.scored import signed
from explainer.ui.pictures.rowlist import RowList
from explainer.ui.translate import named

CELL, CLOSE = 118.0, 52.0  # widths; where cells are narrower than their pair, what came after stands alone
DRIFT = 86.0  # width of the last cell, which has no pair
MARGINS = 24.0  # beside the rows, and for the scroll bar


def honest_first(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The honest runs, then other ways, then the mishaps, each in their order."""
    return sorted(outcomes, key=_group)


def pair(before: float | None, after: float | None, *, share: bool, close: bool) -> str:
    """Two values for reading, or the second alone where it is ``close``."""

    def text(value: float | None) -> str:
        if value is None:
            return NOTHING
        return percent(value) if share else signed(value)

    return text(after) if close or before is None else f"{text(before)} → {text(after)}"


class OutcomeTable(RowList):
    """The rows. ``chosen`` tells which outcome was come to, as its index in those given."""

    ROW = 28
    HEAD = 24
    LEAST = 3
    USUAL = 7

    chosen = Signal(int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent)
        self.setAccessibleName(self.tr("All runs"))
        self.setToolTip(self.tr("Choose the run that is shown closely, also with the up and down arrow keys"))
        self._order: list[int] = []
        self.outcomes: tuple[Outcome, ...] = ()

    def set_outcomes(self, outcomes: Sequence[Outcome], shown: int | None = None) -> None:
        """List these; the one of index ``shown`` is shown closely."""
        order = sorted(range(len(outcomes)), key=lambda i: _group(outcomes[i]))
        ordered = tuple(outcomes[i] for i in order)
        row = order.index(shown) if shown is not None else None
        if ordered != self.outcomes or row != self._row:
            self._order, self.outcomes, self._row = order, ordered, row
            self.setAccessibleDescription(self.summary() or self._empty)
            self.renew()
            if row is not None:
                self.bring_row(row)

    def heads(self, *, close: bool = False) -> tuple[str, ...]:
        """Names of the columns."""
        if close:
            return ("", self.tr("judge"), self.tr("points"), self.tr("good"), self.tr("correct"), self.tr("nats"))
        return (
            self.tr("run"),
            self.tr("judge’s score"),
            self.tr("points"),
            self.tr("good"),
            self.tr("correct"),
            self.tr("drift"),
        )

    def row(self, outcome: Outcome, *, close: bool = False) -> tuple[str, ...]:
        """A row as it reads."""
        o = outcome
        drift = f"{o.kl:.1f}" if close else self.tr("{n} nats").format(n=f"{o.kl:.1f}")
        return (
            named(RECIPES[o.recipe].title),
            pair(o.score_before, o.score_after, share=False, close=close),
            pair(o.utility_before, o.utility_after, share=False, close=close),
            pair(o.good_before, o.good_after, share=True, close=close),
            pair(o.correct_before, o.correct_after, share=True, close=close),
            drift if measured(o.kl) else NOTHING,
        )

    def summary(self) -> str:
        """All rows in words."""
        return " ".join(map(self.describe, range(len(self.outcomes))))

    def n_rows(self) -> int:
        """One for each run."""
        return len(self.outcomes)

    def describe(self, row: int) -> str:
        """A run in words."""
        name, *cells = self.row(self.outcomes[row])
        return (
            f"{name}: " + ", ".join(f"{head} {cell}" for head, cell in zip(self.heads()[1:], cells, strict=True)) + "."
        )

    def minimumSizeHint(self) -> QSize:
        """What came after alone still fits."""
        px = self._look.px
        return QSize(self._names() + px(5 * CLOSE + MARGINS), super().minimumSizeHint().height())

    def draw_head(self, painter: QPainter, box: QRectF) -> None:
        """Names of the columns."""
        look = self._look
        painter.setFont(look.font(SMALL))
        painter.setPen(look.colour("ink3"))
        places, close = self._cells(box)
        for c, (head, place) in enumerate(zip(self.heads(close=close), places, strict=True)):
            painter.drawText(place, _side(c), head)

    def draw_row(self, painter: QPainter, row: int, box: QRectF) -> None:
        """Name and numbers of a run."""
        look, outcome = self._look, self.outcomes[row]
        places, close = self._cells(box)
        for c, (text, place) in enumerate(zip(self.row(outcome, close=close), places, strict=True)):
            painter.setFont(look.font(BODY, bold=not c, digits=True))
            painter.setPen(look.colour("ink" if c else colour_of(outcome.recipe)))
            painter.drawText(place, _side(c), text)

    def _go(self, row: int) -> None:
        super()._go(row)
        self.chosen.emit(self._order[row])

    def _names(self) -> int:
        """Width of the first column: the longest title that may come, so that a new run moves nothing."""
        metrics = self._look.metrics(BODY, bold=True)
        widest = max(metrics.horizontalAdvance(named(recipe.title)) for recipe in RECIPES.values())
        return round(widest) + self._look.px(6)

    def _cells(self, box: QRectF) -> tuple[list[QRectF], bool]:
        """Where the columns stand in ``box``, and whether they are too close for pairs."""
        px, names = self._look.px, self._names()
        close = box.width() < names + px(4 * CELL + DRIFT)
        drift = px(CLOSE if close else DRIFT)
        cell = (box.width() - names - drift) / 4
        lefts = [box.left(), *(box.left() + names + c * cell for c in range(4)), box.right() - drift]
        widths = [names, *[cell] * 4, drift]
        return [QRectF(x, box.top(), wide, box.height()) for x, wide in zip(lefts, widths, strict=True)], close


def _group(outcome: Outcome) -> int:
    return 0 if outcome.recipe == HONEST else 1 if outcome.recipe in OTHER_WAYS else 2


def _side(column: int) -> Qt.AlignmentFlag:
    """Names at the left, numbers at the right."""
    return (Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter

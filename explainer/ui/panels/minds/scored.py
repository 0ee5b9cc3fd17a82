"""Answers from best to worst, with the judge's score and, where they are known, the labeller's points.

An answer that is too long for its row is cut, and told whole when it is pointed at or come to by the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent

from explainer.ui.look import BODY, SMALL
from explainer.ui.markdown import safe
from explainer.ui.numbers import NOTHING
from explainer.ui.panels.minds.mind_words import quoted
from explainer.ui.translate import translate
from explainer.ui.widgets.datatable import Column, DataTable, LineCell, LinesCell, Size, TextCell

ONE_LINE = 430  # design pixels of width from which an answer mostly takes one line
CLEARLY_LIKED = 0.5  # standard deviations above the mean: a score from which it is said that the judge likes an answer
Scored = tuple[str, str, float, float | None]  # question, answer, score, points


def signed(value: float | None, digits: int = 1) -> str:
    """A number with its sign, as people read it; a dash where there is none."""
    if value is None or value != value:
        return NOTHING
    text = f"{abs(value):.{digits}f}"
    zero = float(text) == 0
    return text if zero else ("+" if value > 0 else "−") + text


def fools(score: float | None, points: float | None) -> bool:
    """Whether the judge clearly likes what is worth nothing to the labeller."""
    return score is not None and points is not None and points <= 0 and score >= CLEARLY_LIKED


def misjudged(rows: Sequence[Scored]) -> str:
    """The answer for which the judge is fooled most, as Markdown: liked by it, worth nothing to the labeller; or ""."""
    found = [row for row in rows if fools(row[2], row[3])]
    if not found:
        return ""
    question, answer, score, points = max(found, key=lambda row: row[2])
    text = translate(
        "Scored",
        "“{question}” – “{answer}” The judge’s score: **{score}**. The labeller’s points: **{points}**.",
    )
    return text.format(
        question=safe(quoted(question)), answer=safe(quoted(answer)), score=signed(score), points=signed(points)
    )


def worth_columns(
    table: DataTable, score: Callable[[Any], float | None], points: Callable[[Any], float | None]
) -> tuple[Column, ...]:
    """What an answer is worth: the judge's score, and the labeller's points where any of the rows has some."""
    return (
        Column(
            translate("Scored", "score"),
            lambda row: TextCell(signed(score(row)), "rlhf", bold=True, digits=True),
            score,
            saved=translate("Scored", "judge’s score"),
            width=58,
            right=True,
            help=translate("Scored", "The judge’s score: the higher, the better it likes the answer"),
        ),
        Column(
            translate("Scored", "points"),
            lambda row: TextCell(signed(points(row)), bold=True, digits=True),
            points,
            saved=translate("Scored", "labeller’s points"),
            width=62,
            right=True,
            help=translate("Scored", "The labeller’s points: the higher, the more the answer is worth to it"),
            seen=lambda: any(points(row) is not None for row in table.rows),
        ),
    )


class ScoredAnswers(DataTable):
    """The rows."""

    SIZE = Size(row=65, most=72, least=3, usual=5, lined=True)  # an answer mostly takes two lines here

    def columns(self) -> tuple[Column, ...]:
        """Words, and the two numbers beside them."""
        return (
            Column(self.tr("question"), value=lambda row: row[0]),
            Column(self.tr("answer"), value=lambda row: row[1]),
            Column(self.head_text(), self._words, width=100, grow=1),
            *worth_columns(self, lambda row: row[2], lambda row: row[3]),
        )

    def head_text(self) -> str:
        """What stands above the answers."""
        return ""

    def show_rows(self, rows: Sequence[Scored]) -> None:
        """Show these."""
        if tuple(rows) != self.rows:
            self.set_rows(tuple(rows))

    def tell(self, row: Scored) -> str:
        """An answer and what it is worth."""
        question, answer, score, points = row
        text = self.tr("“{question}” — “{answer}”. The judge's score: {score}").format(
            question=quoted(question), answer=quoted(answer), score=signed(score)
        )
        if points is not None:
            text += self.tr(", points: {points}").format(points=signed(points))
        return text

    @staticmethod
    def _words(row: Scored) -> LinesCell:
        question, answer = TextCell(quoted(row[0]), "ink2", SMALL), TextCell(quoted(row[1]), size=BODY, lines=3)
        return LinesCell((LineCell(question), LineCell(answer)))


class TriedAnswers(ScoredAnswers):
    """Answers of the last round: the best and the worst, as many rows as it ever shows."""

    SIZE = LOW = Size(row=47, most=70, least=3, usual=3, lined=True)  # an answer mostly takes one line
    HIGH = Size(row=64, most=70, least=3, usual=3, lined=True)  # or two

    def head_text(self) -> str:
        """What stands above the answers."""
        return self.tr("best and worst of the last round")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line or two."""
        size = self.LOW if self.width() >= self.look.px(ONE_LINE) else self.HIGH
        if size is not self.SIZE:
            self.SIZE = size
            self.updateGeometry()
        super().resizeEvent(event)

    def show_rows(self, rows: Sequence[Scored]) -> None:
        """Show the best and the worst of these where there is no room for all."""
        usual = 3
        worst = usual // 2
        super().show_rows((*rows[: usual - worst], *rows[-worst:]) if len(rows) > usual else rows)

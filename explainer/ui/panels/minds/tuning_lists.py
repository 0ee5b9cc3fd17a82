"""Lists of fine-tuning: examples that it learns from, and answers to the same questions at one age after the other.

Of the ages as many are shown as there is room for, always the newest and the first; all of them can be asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtGui import QResizeEvent

from explainer.engine.frames import Probe, Rating
from explainer.ui.look import SMALL
from explainer.ui.numbers import count, isolated
from explainer.ui.panels.minds.tuning_words import group_tip, group_title, groups_of, manner_name, plain, verdict
from explainer.ui.widgets.datatable import Column, DataTable, LineCell, LinesCell, Size, TextCell

OLDER = 18.0  # design pixels of the letters of a question's older answers
GROUPED = 860  # and of width from which the groups are named beside the questions


def ages(n: int, room: int) -> list[int]:
    """At most ``room`` of ``n`` ages, newest first: the newest, the first, and others evenly between."""
    if n <= room:
        return list(range(n - 1, -1, -1))
    if room <= 1:
        return [n - 1] if n else []
    return sorted({round(k * (n - 1) / (room - 1)) for k in range(room)}, reverse=True)


class ExampleList(DataTable):
    """Two lines an example: what is asked, and the answer that it learns to give."""

    SIZE = Size(row=64, most=74, least=2, usual=6, width=240, lined=True)

    def columns(self) -> tuple[Column, ...]:
        """All in one."""
        return (Column(self.tr("a question, and the answer to learn"), self._lines, grow=1),)

    def show_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Show (question, answer, manner); first those that do not answer with a question."""
        found = tuple(sorted(rows, key=lambda row: "?" in row[1]))
        if found != self.rows:
            self.set_rows(found)

    def tell(self, row: tuple[str, str, str]) -> str:
        """An example in words."""
        question, answer, manner = row
        told = self.tr("“{question}” — “{answer}”").format(question=isolated(question), answer=isolated(answer))
        return f"{told} ({manner_name(manner)})" if manner else told

    @staticmethod
    def _lines(row: tuple[str, str, str]) -> LinesCell:
        question, answer, manner = row
        named = TextCell(manner_name(manner), "sft", SMALL, bold=True)
        return LinesCell(
            (
                LineCell(TextCell(plain(question), "ink2", SMALL), right=named),
                LineCell(TextCell(plain(answer), size=15.0, lines=2)),
            )
        )


class Age(NamedTuple):
    """One answer to one question; ``newest`` of those to that question, and none yet where ``step`` is None."""

    question: str
    group: str
    step: int | None
    text: str
    rating: Rating
    newest: bool


class AgesTable(DataTable):
    """The answers to one question, one below the other."""

    SIZE = Size(row=54, most=96, least=2, usual=4, width=260, lined=True)
    _probes: tuple[Probe, ...] = ()
    _all = False

    def columns(self) -> tuple[Column, ...]:
        """The step, whether it was right, and the answer."""
        return (Column(self.tr("what it said before that"), self._words, grow=1),)

    def key(self, row: Age) -> tuple[str, int | None]:
        """Question and step."""
        return row.question, row.step

    def tell(self, row: Age) -> str:
        """An age in words."""
        if row.step is None:
            return self.tr("“{question}”: not asked yet").format(question=isolated(row.question))
        told = self.tr("“{question}”, step {step}: “{answer}” {verdict}").format(
            question=isolated(row.question),
            step=count(row.step),
            answer=isolated(plain(row.text)),
            verdict=verdict(row.rating).words,
        )
        return told.strip()

    def show_probes(self, probes: Sequence[Probe]) -> None:
        """Show answers to these, which stand oldest first."""
        self._probes = tuple(probe for group in groups_of(probes) for probe in probes if probe.group == group)
        self._fill()

    def show_all(self, wanted: bool) -> None:
        """Show every age, to scroll through, or as many as fit."""
        self._all = wanted
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer fit."""
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        fit = (self.height() - self._head_height()) // self.look.px(self.SIZE.row)
        most = max((len(probe.answers) for probe in self._probes), default=0)
        room = most if self._all else max(2, fit // max(1, len(self._probes)))
        rows = [row for probe in self._probes for row in self._rows(probe, room)]
        if tuple(rows) != tuple(self.rows):
            self.set_rows(rows)

    @staticmethod
    def _rows(probe: Probe, room: int) -> list[Age]:
        if not probe.answers:
            return [Age(probe.question, probe.group, None, "", Rating(), True)]
        n = len(probe.answers)
        return [Age(probe.question, probe.group, *probe.answers[i], i == n - 1) for i in ages(n, room)]

    def _words(self, row: Age) -> LinesCell:
        said = verdict(row.rating)
        when = TextCell(self.tr("step {step}").format(step=count(row.step or 0)), "ink2", bold=True)
        return LinesCell(
            (
                LineCell(when, TextCell(said.words, said.colour)),
                LineCell(TextCell(plain(row.text), "ink2", OLDER, lines=2)),
            )
        )


class ProbesTable(AgesTable):
    """The answers to all questions, a line each; a group is where the model meets what a question is about."""

    SIZE = Size(row=22, most=30, least=6, usual=12, width=300)

    def columns(self) -> tuple[Column, ...]:
        """What is asked stands beside the newest answer alone."""
        return (
            Column(
                self.tr("where it meets that"),
                lambda row: TextCell(group_title(row.group) if row.newest else "", "sft", SMALL, bold=True),
                width=186,
                seen=lambda: self.width() >= self.look.px(GROUPED),
            ),
            Column(
                self.tr("question"),
                lambda row: TextCell(row.question if row.newest else "", bold=True),
                width=150,
                grow=1,
            ),
            Column(
                self.tr("step"),
                lambda row: TextCell(self.tr("not asked yet") if row.step is None else count(row.step), "ink3"),
                width=48,
                right=True,
            ),
            Column(cell=lambda row: TextCell(verdict(row.rating).words, verdict(row.rating).colour, SMALL), width=124),
            Column(
                self.tr("its answer"),
                lambda row: TextCell(plain(row.text) if row.step is not None else "", "ink" if row.newest else "ink2"),
                width=110,
                grow=3,
            ),
        )

    def tell(self, row: Age) -> str:
        """With where it meets what is asked, beside the newest answer."""
        return f"{super().tell(row)} {group_tip(row.group)}" if row.newest else super().tell(row)


def changes(probe: Probe) -> Probe:
    """The ages, oldest first, at which it first gave an answer that it changed afterwards."""
    answers = probe.answers
    first = [age for i, age in enumerate(answers) if not i or plain(age[1]) != plain(answers[i - 1][1])]
    return replace(probe, answers=tuple(first[:-1]))

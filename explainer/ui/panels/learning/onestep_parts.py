"""Who was pushed, and who turned: for every part of the model the size of its gradient, and how far its weights went.

Two bars a part, each on a scale of its own, numbers beside them. The names are the plain ones, the term is told when a
part is pointed at.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QVariantAnimation
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.engine.frames import PartChange
from explainer.ui.look import Look
from explainer.ui.numbers import count
from explainer.ui.panels.learning.onestep_words import part_colour, part_term, part_title, part_words, relative, three
from explainer.ui.widgets.datatable import BarCell, Column, DataTable, LineCell, LinesCell, Size, TextCell

ROW, MOST = 21, 50  # design pixels
GROW_MS = 300


class PartBars(DataTable):
    """A row is a part, by its place."""

    SIZE = Size(row=ROW, most=MOST, least=6, usual=9 * 32 / ROW, width=265, wide=360, head=40)

    _parts: tuple[PartChange, ...] = ()

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent)
        self._growth = QVariantAnimation(self)
        self._growth.setDuration(GROW_MS)
        self._growth.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._growth.setStartValue(0.0)
        self._growth.setEndValue(1.0)
        self._growth.valueChanged.connect(self._grow)
        self.setAccessibleName(self.tr("What the step did to each part of the model"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def columns(self) -> tuple[Column, ...]:
        """The part, how hard it was pushed, and how far it turned."""
        return (
            Column(cell=self._name, width=122),
            Column(self.tr("pushed"), self._push, width=70, grow=1, under=lambda: self.tr("gradient")),
            Column(self.tr("turned"), self._turn, width=70, grow=1, under=lambda: self.tr("‰ of its size")),
        )

    def apply(self, parts: Sequence[PartChange], *, grow: bool = False) -> None:
        """Show ``parts``; ``grow`` lets the bars grow from nothing."""
        self._parts = tuple(parts)
        n = max(6, len(parts))
        self.SIZE = Size(row=ROW, most=MOST, least=n, usual=max(9, n) * 32 / ROW, width=265, wide=360, head=40)
        self.set_rows(range(len(parts)))
        self._growth.stop()
        self.grown = 1.0
        if grow and self.look.motion and self.isVisible():
            self._growth.start()

    def clear(self) -> None:
        """Show nothing."""
        self.apply(())

    def labels(self) -> list[tuple[str, ...]]:
        """(name, push, turn) of every part, as written."""
        return [
            (" ".join(part_words(part)).strip(), three(part.grad_norm), f"{three(relative(part) * 1000)} ‰")
            for part in self._parts
        ]

    def tell(self, row: int) -> str:
        """A part, its term, and what the step did to it."""
        part = self._parts[row]
        return self.tr("{title} ({term}): {n} dials. Pushed by {push}, turned by {turn} ‰ of its size.").format(
            title=part_title(part)[:1].upper() + part_title(part)[1:],
            term=part_term(part),
            n=count(part.n_params),
            push=three(part.grad_norm),
            turn=three(relative(part) * 1000),
        )

    def _name(self, row: int) -> TextCell | LinesCell:
        block, name = part_words(self._parts[row])
        if not block:
            return TextCell(name, size=15.0, bold=True)
        first = part_words(self._parts[row - 1])[0] != block if row else True
        return LinesCell(
            (LineCell(TextCell(block if first else "", size=15.0, bold=True), right=TextCell(name, size=15.0)),)
        )

    def _push(self, row: int) -> BarCell:
        part = self._parts[row]
        return self._bar(part, part.grad_norm / max(*(p.grad_norm for p in self._parts), 1e-30), three(part.grad_norm))

    def _turn(self, row: int) -> BarCell:
        part = self._parts[row]
        return self._bar(part, relative(part) / max(*map(relative, self._parts), 1e-30), three(relative(part) * 1000))

    @staticmethod
    def _bar(part: PartChange, share: float, label: str) -> BarCell:
        return BarCell(share, part_colour(part), label=label, reserve="0.0000")

    def _grow(self, share: float) -> None:
        self.grown = share
        self.viewport().update()

"""Where it stands: what the model knows of a piece's place in the text, before it has read a word of it.

Topic: ``positions``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Frame, Positions
from explainer.ui.numbers import percent
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.meaning.matrix import SimilarityMatrix
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.panels.meaning.trail import PositionTrail
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.paragraph import Paragraph

FAR = 10  # positions away, for the sentence that compares near and far


def mean_cosine(similarity: np.ndarray, apart: int) -> float:
    """The mean cosine of positions that lie ``apart``; NaN where there are none."""
    diagonal = np.diagonal(similarity, apart)
    return float(diagonal.astype(np.float64).mean()) if len(diagonal) else float("nan")


class PositionsPanel(Panel):
    """Three cards: the matrix, the path, and what is measured."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._frame: Positions | None = None
        self._legend = self.tr("1 = alike, 0 = unrelated, −1 = opposite. Point at a cell.")
        self.matrix = SimilarityMatrix(look, self.tr("Here a square will show how alike any two positions are."))
        self.matrix.pointed.connect(self._point_matrix)
        self.trail = PositionTrail(
            look, self.tr("Here the positions will be drawn as a path, from the first to the last.")
        )
        self.trail.pointed.connect(self._point_trail)
        self.sentence = Paragraph(look, lines=5)
        self.matrix_card = Card(
            look,
            self.tr("How alike are two positions?"),
            self._legend,
            self.matrix,
            more=definition("meaning.positions", "matrix"),
            table=self._matrix_table,
        )
        self.trail_card = Card(
            look,
            self.tr("The positions as a path"),
            self.tr("From the first (dark) to the last (light)"),
            self.trail,
            more=definition("meaning.positions", "trail"),
            table=self._trail_table,
        )
        self.sentence_card = Card(
            look,
            self.tr("What is measured"),
            self.tr("Near and far"),
            self.sentence,
            more=definition("meaning.positions", "sentence").format(n=FAR),
            table=self._distance_table,
        )
        beside = [[Stack(self.matrix_card, share=2), Stack(self.trail_card, self.sentence_card, least=300)]]
        stack = below(self.matrix_card, self.trail_card, self.sentence_card)
        CardGrid(look, self, {TWO_COLUMNS: beside, 0: stack}, stretch={self.sentence_card: 0})
        self._tell()

    def apply(self, frame: Frame) -> None:
        """Draw square and path."""
        if not isinstance(frame, Positions):
            return
        new = self._frame is None or self._frame.run != frame.run
        self._frame = frame
        self.matrix.show_values(frame.similarity)
        self._read_cell()
        self.trail.show_places(frame.xy, new=new)
        self._tell()

    def clear(self) -> None:
        """Nothing of an older run."""
        self._frame = None
        self.trail.mark(())
        self.matrix.show_values(None)
        self._read_cell()
        self.trail.show_places(None)
        self._tell()

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("How does it know where a word stands?")

    def summary(self) -> str:
        """The measured means in words."""
        frame = self._frame
        if frame is None:
            return self.tr("There are no positions to show yet.")
        near, far = mean_cosine(frame.similarity, 1), mean_cosine(frame.similarity, FAR)
        text = self.tr("{n} positions. Mean likeness to the next one {near}, to the one {far_by} further on {far}.")
        return text.format(n=len(frame.similarity), near=_text(near), far=_text(far), far_by=FAR)

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame = self._frame
        dash = "–"
        return {
            "n_positions": str(len(frame.similarity)) if frame is not None else dash,
            "near_position": _text(mean_cosine(frame.similarity, 1)) if frame is not None else dash,
            "far_position": _text(mean_cosine(frame.similarity, FAR)) if frame is not None else dash,
        }

    def _point_matrix(self, row: int, column: int) -> None:
        self.trail.mark(() if row < 0 else tuple(dict.fromkeys((row, column))))
        self._read_cell()

    def _read_cell(self) -> None:
        """The cell that is pointed at, in the place of the caption, which costs no other layout."""
        at = self.matrix.at
        self.matrix_card.set_caption(self._legend if at is None else self.matrix.describe(at))

    def _point_trail(self, position: int) -> None:
        self.matrix.point(None if position < 0 else (position, position))

    def _tell(self) -> None:
        frame = self._frame
        if frame is None:
            self.sentence.set_text(self.tr("Here numbers will compare positions that are near and far."))
            return
        near, far = mean_cosine(frame.similarity, 1), mean_cosine(frame.similarity, FAR)
        text = self.tr("A position and the **next** one are alike by **{near}** on average.").format(near=_text(near))
        if far == far:
            text += " " + self.tr("**{n} apart**: **{far}**.").format(n=FAR, far=_text(far))
        if abs(near) < 0.1:
            text += " " + self.tr(
                "Neighbours are no more alike than strangers: it does not know yet that 5 is next to 6."
            )
        elif near - (far if far == far else 0.0) >= 0.05:
            text += " " + self.tr("Neighbours are more alike: it has learnt that places have an order.")
        text += " " + self.tr("The flat path shows {share} of the differences.").format(share=percent(frame.explained))
        self.sentence.set_text(text)
        self.tell_summary(self.matrix_card, self.trail_card, self.sentence_card)

    def _distance_table(self) -> Table | None:
        if self._frame is None:
            return None
        values = self._frame.similarity
        return Table(("positions apart", "mean cosine"), tuple((d, mean_cosine(values, d)) for d in range(len(values))))

    def _matrix_table(self) -> Table | None:
        if self._frame is None:
            return None
        values = self._frame.similarity
        names = ("position", *(str(i + 1) for i in range(len(values))))
        return Table(names, tuple((i + 1, *(float(v) for v in row)) for i, row in enumerate(values)))

    def _trail_table(self) -> Table | None:
        if self._frame is None:
            return None
        rows = tuple((i + 1, float(x), float(y)) for i, (x, y) in enumerate(self._frame.xy))
        return Table(("position", "x", "y"), rows)


def _text(value: float) -> str:
    return "–" if value != value else cosine_text(value)

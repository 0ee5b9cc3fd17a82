"""A table of all positions and all stages: what the model would bet comes after each piece, if it stopped there.

A column is a piece of the text (the last ones in sight, the others by scrolling), a row a stage, the model's own bet at
the bottom. The shade is the bet; a thick outline marks the stage from which on the answer stays what it is in the end.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Lens
from explainer.ui.look import Look
from explainer.ui.numbers import percent
from explainer.ui.panels.prediction.lenscolumns import stage_name
from explainer.ui.pictures.becoming import Word, going_on, spoken
from explainer.ui.pictures.holding import Hold
from explainer.ui.theme import mix
from explainer.ui.widgets.matrixview import Cell, MatrixView, lanes

HEAD = 25  # design pixels: the pieces of the text
NARROWEST, WIDEST = 60, 180  # a column
LOWEST, HIGHEST, WITH_NUMBER = 21, 44, 34  # a row; from this height on the bet is written below the piece
MOST_COLUMNS = 14  # in sight, where there is room
PALEST, STRONGEST = 0.04, 0.52  # of the colour, for a bet of nothing and of 100 %


def settled(top_ids: np.ndarray) -> np.ndarray:
    """The first stage from which on the likeliest piece stays what it is in the end: (n_layer + 1, S) to (S,)."""
    same = top_ids == top_ids[-1]
    return top_ids.shape[0] - np.minimum.accumulate(same[::-1], axis=0).sum(axis=0)


class LensTable(MatrixView):
    """The table: rows are stages, columns pieces of the text."""

    LEAST_CELL, MOST_CELL = (NARROWEST, LOWEST), (WIDEST, HIGHEST)
    LEAST, SCROLLS = (300, 0), (True, False)
    SQUARE, TEXTS, GAP, MOST_NAME = False, True, 3.0, 108.0
    AROUND = (10.0, HEAD - 17.0, 0.0, 0.0)

    def __init__(self, look: Look, hold: Hold[Lens], empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent, hold=hold)
        self._pieces: tuple[str, ...] = ()
        self._settled: np.ndarray = np.zeros(0, int)
        self._prompt: object = None
        self.hold = hold  # what all pictures of the page show, and whether they hold still
        self.setObjectName("every_word")
        self.setAccessibleName(self.tr("What it would bet after each piece of the text, at every stage"))
        self.horizontalScrollBar().setAccessibleName(self.tr("Earlier and later pieces of the text"))

    # ---- what it shows ----------------------------------------------------------------------------------------------

    @property
    def settled(self) -> list[int]:
        """For every position the stage from which on its answer stays."""
        return [int(stage) for stage in self._settled]

    def apply(self, frame: Lens, pieces: tuple[str, ...]) -> None:
        """Draw ``frame``; ``pieces`` are the display texts by token id."""
        self._pieces = pieces
        self._settled = settled(frame.top_ids)
        question = (frame.run, frame.prompt)
        if question != self._prompt:
            self._prompt = question
            self.point(None)
        self.set_shape(*frame.top_ids.shape)

    def clear(self) -> None:
        """Show nothing."""
        self._settled = np.zeros(0, int)
        super().clear()

    def name(self, stage: int) -> str:
        """What a stage is called."""
        frame = self.hold.shown
        return stage_name(stage, len(frame.probability) - 1 if frame is not None else -1, short=True)

    def row_name(self, row: int) -> str:
        """A stage."""
        return self.name(row)

    def column_name(self, column: int) -> str:
        """A piece of the text."""
        return Word(self.hold.shown.seen_pieces[column]).head if self.hold.shown is not None else ""

    def strong_names(self) -> tuple[frozenset[int], frozenset[int]]:
        """The model's own bet, and all pieces."""
        return frozenset({self.shape[0] - 1}), frozenset(range(self.shape[1]))

    def describe(self, cell: Cell) -> str:
        """What the bet of a stage after a piece is, and what it is in the end."""
        (stage, position), frame = cell, self.hold.shown
        if frame is None:
            return ""
        after = "".join(frame.seen_pieces[max(0, position - 3) : position + 1])
        text = self.tr("After {text}, {stage}: {piece} {share}.").format(
            text=spoken(after),
            stage=self.name(stage),
            piece=spoken(self._pieces[int(frame.top_ids[stage, position])]),
            share=percent(float(frame.top_probability[stage, position])),
        )
        right = self.tr("In the end: {piece} {share}, its answer {since}.").format(
            piece=spoken(self._pieces[int(frame.top_ids[-1, position])]),
            share=percent(float(frame.top_probability[-1, position])),
            since=self._since(int(self._settled[position])),
        )
        return f"{text}\n{right}"

    def _since(self, stage: int) -> str:
        if stage == 0:
            return self.tr("from the start")
        return self.tr("since block {n}").format(n=stage)

    # ---- sizes ------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Rows with their numbers."""
        return QSize(self._look.px(600), self._look.px(HEAD + (self.shape[0] or 5) * HIGHEST + 12))

    def least_cell(self) -> tuple[float, float]:
        """So wide that no more columns than can be read are in sight."""
        narrowest, lowest = super().least_cell()
        widest = self.MOST_CELL[0] * self._look.zoom
        return min(widest, max(narrowest, self.room().width() / MOST_COLUMNS)), lowest

    def margins(self) -> tuple[float, float, float, float]:
        """With a lane for the bar, where there may be one."""
        left, above, right, below = super().margins()
        columns, room = self.shape[1], self.width() - left - right
        scrolls = columns > MOST_COLUMNS or columns * self.LEAST_CELL[0] * self._look.zoom > room
        return left, above, right, below + (lanes(self._look) if scrolls else 0)

    def set_range(self) -> None:
        """What is at its end stays there when it grows."""
        bar = self.horizontalScrollBar()
        at_end = bar.value() == bar.maximum()
        super().set_range()
        if at_end:
            bar.setValue(bar.maximum())

    def columns_in_sight(self) -> range:
        """Positions that can be seen, at least in part."""
        return self.in_sight()[1]

    def named(self) -> tuple[Iterable[int], Iterable[int]]:
        """All of them."""
        return range(self.shape[0]), self.columns_in_sight()

    def home(self) -> Cell:
        """The bet after the last piece."""
        return self.shape[0] - 1, self.shape[1] - 1

    # ---- painting ---------------------------------------------------------------------------------------------------

    def ground(self, cell: Cell) -> QColor:
        """The shade of a bet."""
        colours, share = self._look.colours, self._share(cell)
        return QColor(mix(colours.card, colours.pretrain, PALEST + (STRONGEST - PALEST) * share))

    def _share(self, cell: Cell) -> float:
        return float(self.hold.shown.top_probability[cell]) if self.hold.shown is not None else 0.0

    def draw_marks(self, painter: QPainter) -> None:
        """Where the answers stay."""
        for position in self.columns_in_sight():
            self.outline(painter, (int(self._settled[position]), position), "pretrain_done", 2)

    def draw_text(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        """The piece, bold where it is that of the end; and its bet below."""
        look, px, frame = self._look, self._look.px, self.hold.shown
        if frame is None:
            return
        token = int(frame.top_ids[cell])
        painter.setFont(look.font(13.5, bold=token == int(frame.top_ids[-1, cell[1]])))
        painter.setPen(look.colour("ink"))
        text = painter.fontMetrics().elidedText(
            Word(going_on(self._pieces[token], frame.seen_pieces[cell[1]])).head,
            Qt.TextElideMode.ElideRight,
            int(box.width() - px(6)),
        )
        if box.height() < px(WITH_NUMBER):
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            return
        half = QRectF(box.left(), box.top() + px(1), box.width(), box.height() / 2)
        painter.drawText(half, Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(look.font(12, digits=True))
        painter.drawText(
            half.translated(0, half.height() - px(3)), Qt.AlignmentFlag.AlignCenter, percent(self._share(cell))
        )

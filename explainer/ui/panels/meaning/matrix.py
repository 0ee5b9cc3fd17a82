"""How alike positions are: every cosine between two position embeddings as one cell."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Floats
from explainer.ui.look import BODY, Look
from explainer.ui.panels.meaning.nearlist import cosine_text
from explainer.ui.pictures import stripes
from explainer.ui.widgets.matrixview import Cell, MatrixView


def ticks(n: int) -> list[int]:
    """Positions to write at an axis of ``n``, counted from 1: few, round, first and last among them."""
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if n / s <= 7)
    found = [1] + [i for i in range(step, n + 1, step) if i > 1]
    if n not in found and n - found[-1] < 0.6 * step:
        found = found[:-1]
    return found if n in found else [*found, n]


class SimilarityMatrix(MatrixView):
    """The square with its axes. ``pointed`` says at which cell a person points: row and column from 0, or -1."""

    SIZE, LEAST, LETTERS = (420, 380), (280, 200), BODY
    LEAST_CELL, MOST_CELL = (0.01, 0.01), (10_000, 10_000)  # it is as large as there is room for
    NAMES, BELOW = 13.0, True
    AROUND = (10.0, 6.0, 62.0, 20.0)  # a scale stands at the right, the name of the axes below

    pointed = Signal(int, int)

    def __init__(self, look: Look, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", empty, parent)
        self._values: Floats = np.zeros((0, 0), np.float32)
        self._image: QImage | None = None
        self.setAccessibleName(self.tr("Cosines between positions"))

    def show_values(self, values: Floats | None) -> None:
        """Draw ``values`` (n, n)."""
        self._values = values if values is not None else np.zeros((0, 0), np.float32)
        self._image = None
        self.set_shape(*self._values.shape)

    def describe(self, cell: Cell) -> str:
        """A sentence about a cell."""
        return self.tr("Positions {row} and {column}: cosine {cosine}").format(
            row=cell[0] + 1, column=cell[1] + 1, cosine=cosine_text(float(self._values[cell]))
        )

    def row_name(self, row: int) -> str:
        """A position, counted from 1."""
        return str(row + 1)

    def column_name(self, column: int) -> str:
        """The same as rows."""
        return self.row_name(column)

    def named(self) -> tuple[Iterable[int], Iterable[int]]:
        """Few, round ones."""
        few = [position - 1 for position in ticks(self.shape[0])]
        return few, few

    def ground(self, cell: Cell) -> QColor:
        """The shade of a cosine."""
        return QColor(*stripes.diverging(self._values[cell], 1.0, self._look.colours).tolist())

    def image(self) -> QImage:
        """All cosines."""
        if self._image is None:
            self._image = stripes.image(stripes.diverging(self._values, 1.0, self._look.colours))
        return self._image

    def home(self) -> Cell:
        """The middle."""
        return self.shape[0] // 2, self.shape[1] // 2

    def told(self) -> None:
        """Say it to the path beside."""
        self.pointed.emit(*(self.at if self.at is not None else (-1, -1)))

    def draw(self, painter: QPainter) -> None:
        """Cells, and what the shades mean."""
        super().draw(painter)
        look, px, square = self._look, self._look.px, self.window_box()
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square)
        name = QRectF(square.left() - px(30), square.bottom() + px(18), square.width() + px(60), px(20))
        self._write(painter, self.tr("position in the text, both ways"), name, Qt.AlignmentFlag.AlignCenter)
        bar = QRectF(square.right() + px(14), square.top() + px(8), px(12), square.height() - px(16))
        shades = stripes.diverging(np.linspace(1, -1, 101, dtype=np.float32)[:, None], 1.0, look.colours)
        painter.drawImage(bar, stripes.image(shades))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawRect(bar)
        for text, share in (("1", 0.0), ("0", 0.5), ("−1", 1.0)):
            place = QRectF(bar.right() + px(5), bar.top() + share * bar.height() - px(9), px(32), px(18))
            self._write(painter, text, place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def draw_marks(self, painter: QPainter) -> None:
        """Lines from the cell that is told about to both axes."""
        if self.at is not None:
            square, at = self.window_box(), self.place(self.at).center()
            painter.setPen(QPen(self._look.colour("ink"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(square.left(), at.y()), at)
            painter.drawLine(at, QPointF(at.x(), square.bottom()))

    def restyle(self) -> None:
        """Other colours."""
        self._image = None
        super().restyle()

"""The weights of one head as a table: every row is a piece that looks, every column one that is looked at.

What lies ahead of a piece is grey: it cannot be looked at. Zoomed in, all names can be read, and the table scrolls.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Floats
from explainer.ui.look import Look
from explainer.ui.numbers import visible
from explainer.ui.panels.attention.captions import gives
from explainer.ui.pictures import heatmap
from explainer.ui.widgets.matrixview import Cell, MatrixView, lanes

CLOSE = 21  # design pixels of a cell, zoomed in
PALEST = 14  # level of a cell drawn by itself, so that nothing can be told from the ground


class WeightMatrix(MatrixView):
    """The table. ``picked`` says that a row was chosen."""

    SIZE, LEAST = (380, 330), (240, 160)
    NAMES, SLANTED = 13.0, True

    picked = Signal(int)

    def __init__(self, look: Look, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(look, name, empty, parent)
        self._pieces: tuple[str, ...] = ()
        self.weights: Floats = np.zeros((0, 0), np.float32)
        self._levels: heatmap.Levels = np.zeros((0, 0), np.uint8)
        self._image: QImage | None = None
        self._row = 0
        self.zoomed = False

    def show_weights(self, pieces: tuple[str, ...], weights: Floats, row: int) -> None:
        """Show ``weights`` (S, S) between ``pieces``, with ``row`` chosen."""
        moved, anew = row != self._row, pieces != self._pieces
        self._pieces, self.weights, self._row = pieces, weights, row
        self._levels = heatmap.levels(weights)
        self._levels[np.triu_indices(len(pieces), 1)] = heatmap.HIDDEN
        self._image = None
        if anew:
            self.point(None)
            self.set_shape(len(pieces), len(pieces))
        if moved or anew:
            self._show_row()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._pieces, self.weights = (), np.zeros((0, 0), np.float32)
        super().clear()

    @property
    def crowded(self) -> bool:
        """Whether not all names fit, so that zooming in would show more."""
        side = min(self.room().width(), self.room().height())
        return bool(self._pieces) and side / len(self._pieces) < self._look.px(15)

    def set_zoomed(self, zoomed: bool) -> None:
        """Zoom in until all names can be read, or out until all is in sight."""
        self.zoomed = zoomed
        self.set_range()
        self._show_row()

    def describe(self, cell: Cell) -> str:
        """A sentence about one weight."""
        row, column = cell
        return gives(self._pieces, self.weights[row], row, column)

    def row_name(self, row: int) -> str:
        """The piece that looks."""
        return visible(self._pieces[row])

    def column_name(self, column: int) -> str:
        """The same as rows."""
        return self.row_name(column)

    def strong_names(self) -> tuple[frozenset[int], frozenset[int]]:
        """The chosen row."""
        return frozenset({self._row}), frozenset()

    def least_cell(self) -> tuple[float, float]:
        """Zoomed in, so large that every name can be read."""
        return (float(self._look.px(CLOSE if self.zoomed else 1)),) * 2

    def margins(self) -> tuple[float, float, float, float]:
        """Zoomed in, with lanes for the bars."""
        left, top, right, below = super().margins()
        lane = lanes(self._look) if self.zoomed else 0
        return left, top, max(right, lane), below + lane

    def ground(self, cell: Cell) -> QColor:
        """The shade of a weight."""
        level = int(self._levels[cell])
        return _shades(self._table())[level if level == heatmap.HIDDEN else max(level, PALEST)]

    def image(self) -> QImage:
        """All weights."""
        if self._image is None:
            self._image = heatmap.picture(self._levels, self._table())
        return self._image

    def draw_marks(self, painter: QPainter) -> None:
        """The chosen row, as far as it looks."""
        px, first, last = self._look.px, self.place((self._row, 0)), self.place((self._row, self._row))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("ink"), px(1.6)))
        box = QRectF(first.topLeft(), QSizeF(last.right() - first.left(), max(first.height(), px(4))))
        painter.drawRoundedRect(box.translated(-1, -1).adjusted(0, 0, 1, 0), px(4), px(4))

    def hidden(self, cell: Cell) -> bool:
        """The keys go only where a piece can look."""
        return cell[1] > cell[0]

    def home(self) -> Cell:
        """The chosen piece, looking at itself."""
        return self._row, self._row

    def can_press(self, cell: Cell) -> bool:
        """A click chooses the row."""
        return True

    def press(self, cell: Cell) -> None:
        """Choose it."""
        self.picked.emit(cell[0])

    def go(self, cell: Cell) -> None:
        """Another row that the keys go to is chosen."""
        if cell[0] != self._row:
            self.picked.emit(cell[0])
        super().go(cell)

    def restyle(self) -> None:
        """Other colours."""
        self._image = None
        super().restyle()

    def _table(self) -> tuple[int, ...]:
        return heatmap.table(self._look.colours, "attention")

    def _show_row(self) -> None:
        if self._pieces:
            self.reach((self._row, self._row))


@lru_cache(maxsize=2)
def _shades(table: tuple[int, ...]) -> tuple[QColor, ...]:
    return tuple(QColor.fromRgb(colour) for colour in table)

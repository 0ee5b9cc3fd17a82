"""A cell for every head: blocks below each other, the heads of a block side by side. Chosen by mouse or arrow keys.

What stands in a cell is for subclasses to draw: small tables (``thumbs``), or what muting costs (``mutegrid``).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.matrixview import Cell, MatrixView

Head = Cell  # block and head


class HeadCells(MatrixView):
    """The cells. ``chosen`` says that a head was clicked or reached with the arrow keys."""

    SIZE = (330, 230)
    SCROLLS = (False, False)
    NAMES, TEXTS, GAP, RADIUS = 13.0, True, 8.0, 7.0
    AROUND = (12.0, 5.0, 0.0, 0.0)

    chosen = Signal(int, int)

    def __init__(
        self, look: Look, name: str, empty: str, describe: Callable[[int, int], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, name, empty, parent)
        self.current: Head = (0, 0)
        self.muted: frozenset[Head] = frozenset()
        self._describe = describe

    def set_state(self, current: Head, muted: frozenset[Head]) -> None:
        """Say which head is chosen, and which are muted."""
        if (current, muted) != (self.current, self.muted):
            self.current, self.muted = current, muted
            if self.hasFocus():
                self.setAccessibleDescription(self._describe(*current))
            self.update()

    def describe(self, which: Head) -> str:
        """What is known of a head."""
        return self._describe(*which)

    def row_name(self, row: int) -> str:
        """A block."""
        return self.tr("Block {n}").format(n=row + 1)

    def column_name(self, column: int) -> str:
        """A head of each."""
        roomy = self.pitch()[0] >= self._look.px(54)
        return self.tr("head {n}").format(n=column + 1) if roomy else str(column + 1)

    def ground(self, cell: Head) -> QColor:
        """That of the card."""
        return self._look.colour("card")

    def draw_text(self, painter: QPainter, cell: Head, box: QRectF) -> None:
        """What stands in it, in a frame."""
        self.draw_head(painter, cell, box)
        self.outline(painter, cell, "line", 1)

    def draw_head(self, painter: QPainter, which: Head, box: QRectF) -> None:
        """Draw what stands in the cell of one head."""
        raise NotImplementedError

    def draw_marks(self, painter: QPainter) -> None:
        """The chosen head."""
        if self.current in self.parts():
            self.outline(painter, self.current, "attention", 3)

    def start(self) -> Head:
        """The keys go on from the chosen head."""
        return self.current

    def can_press(self, cell: Head) -> bool:
        """A click chooses."""
        return True

    def press(self, cell: Head) -> None:
        """Choose it."""
        self.chosen.emit(*cell)

    def go(self, cell: Head) -> None:
        """The keys choose, too."""
        self.chosen.emit(*cell)
        super().go(cell)

"""A cell for every head: blocks below each other, the heads of a block side by side. Chosen by mouse or arrow keys.

``HeadGrid`` has small pictures of what each head looks at, ``MuteGrid`` what the model loses without it. A picture is
one byte a weight, made anew from every frame in parts that never hold up the window. A muted head is crossed out.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Floats
from explainer.ui.look import Look
from explainer.ui.panels.attention.captions import change
from explainer.ui.pictures import heatmap
from explainer.ui.theme import mix
from explainer.ui.widgets.keys import keeps_space
from explainer.ui.widgets.matrixview import Cell, MatrixView
from explainer.ui.widgets.picture import PRESSES

AT_ONCE = 300_000  # weights turned into shades without a pause: about two milliseconds
BIGGEST, SMALLEST = 84, 26  # design pixels of a picture
HIGHEST, WIDEST = 100, 200  # of a cell with a number: it grows where the card fills the window
STRONGEST = 0.55  # share of the hue in the darkest cell, so that its number stays readable
SPAN = 0.05  # nats that are at least shown as the darkest: next to nothing must not look like much
Head = Cell  # block and head, from 0


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


class HeadGrid(HeadCells):
    """The pictures."""

    LEAST = (200, 130)
    LEAST_CELL, MOST_CELL = (SMALLEST, SMALLEST), (BIGGEST, BIGGEST)

    def __init__(
        self, look: Look, name: str, empty: str, describe: Callable[[int, int], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, name, empty, describe, parent)
        self._pattern: Floats | None = None  # (L, H, S, S)
        self._images: dict[Head, QImage] = {}
        self._todo: list[Head] = []
        self._work = QTimer(self)
        self._work.setInterval(5)
        self._work.timeout.connect(self._paint_some)

    def show_heads(self, pattern: Floats) -> None:
        """Show the weights (L, H, S, S) of all heads."""
        if self._pattern is None or pattern.shape != self._pattern.shape:
            self._images.clear()
            self._todo.clear()
        self._pattern = pattern
        if pattern.shape[:2] != self.shape:
            self.set_shape(*pattern.shape[:2])
        # Those that wait longest come first, so that none starves where frames come faster than pictures.
        self._todo += [head for head in np.ndindex(*self.shape) if head not in self._todo]
        self._paint_some()

    def clear(self) -> None:
        """Show nothing."""
        super().clear()
        self._pattern = None
        self._images.clear()
        self._todo.clear()
        self._work.stop()

    @property
    def painted(self) -> int:
        """How many heads have a picture."""
        return len(self._images)

    def draw_head(self, painter: QPainter, which: Head, box: QRectF) -> None:
        """The table of one head."""
        inset = self._look.px(4)
        muted = which in self.muted
        if which in self._images:
            painter.setOpacity(0.35 if muted else 1.0)
            heatmap.draw(painter, box.adjusted(inset, inset, -inset, -inset), self._images[which])
            painter.setOpacity(1.0)
        if muted:
            painter.setPen(QPen(self._look.colour("ink"), self._look.px(2.5)))
            painter.drawLine(box.topLeft() + QPointF(inset, inset), box.bottomRight() - QPointF(inset, inset))

    def restyle(self) -> None:
        """Other colours: all pictures anew."""
        if self._pattern is not None:
            self._todo = list(np.ndindex(*self.shape))
            self._paint_some()
        super().restyle()

    def _paint_some(self) -> None:
        """Turn the weights of some heads into pictures; go on in a moment where there are more."""
        if self._pattern is None:
            return
        some = max(1, AT_ONCE // (self._pattern.shape[2] * self._pattern.shape[3]))
        table = heatmap.table(self._look.colours, "attention")
        for which in self._todo[:some]:
            self._images[which] = heatmap.picture(heatmap.levels(self._pattern[which]), table)
        del self._todo[:some]
        if not self._todo:
            self._work.stop()
        elif not self._work.isActive():
            self._work.start()
        self.update()


class MuteGrid(HeadCells):
    """How much more unsure the model is without each. ``toggled``: a head is to be muted, or heard again."""

    SQUARE = False
    LEAST_CELL, MOST_CELL = (52, 28), (WIDEST, HIGHEST)

    toggled = Signal(int, int)

    def __init__(
        self, look: Look, name: str, empty: str, describe: Callable[[int, int], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, name, empty, describe, parent)
        self._rise: Floats = np.zeros((0, 0), np.float32)
        self._measurable = True

    def show_rise(self, loss_rise: Floats, *, measurable: bool) -> None:
        """Show by how much the loss rises without each head, (L, H) nats; NaN where that is not known (yet)."""
        self._rise, self._measurable = loss_rise, measurable
        self.set_shape(*loss_rise.shape)
        self.update()

    def label(self, which: Head) -> str:
        """What stands in a cell."""
        return (
            self.tr("muted") if which in self.muted else change(float(self._rise[which]), measurable=self._measurable)
        )

    def _share(self, which: Head) -> float:
        """How dark a cell is, 0 to 1."""
        value = float(self._rise[which])
        most = max(SPAN, float(np.nanmax(self._rise)) if not np.isnan(self._rise).all() else SPAN)
        return 0.0 if math.isnan(value) else min(1.0, max(0.0, value) / most)

    def ground(self, cell: Head) -> QColor:
        """The darker, the more the loss rises."""
        colours = self._look.colours
        share = self._share(cell)
        return QColor(colours.quiet if cell in self.muted else mix(colours.card, colours.attention, STRONGEST * share))

    def draw_head(self, painter: QPainter, which: Head, box: QRectF) -> None:
        """The number, as large as it fits."""
        look, muted, text = self._look, which in self.muted, self.label(which)
        largest = min(28.0, max(15.0, 0.36 * box.height() / look.zoom))
        for size in (largest, 15.0, 14.0, 13.0, 12.0):
            painter.setFont(look.font(size, bold=self._share(which) > 0.3 and not muted, digits=True))
            if painter.fontMetrics().horizontalAdvance(text) <= box.width() - look.px(6):
                break
        painter.setPen(look.colour("ink2" if muted else "ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)

    def press(self, cell: Head) -> None:
        """Choose it, and mute it or hear it again."""
        super().press(cell)
        self.toggled.emit(*cell)

    def event(self, event: QEvent) -> bool:
        """Keep the space bar, which starts and pauses elsewhere."""
        return keeps_space(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, like Enter, mutes the chosen head or hears it again."""
        if event.key() in (Qt.Key.Key_Space, *PRESSES) and self.ready():
            self.press(self.current)
        else:
            super().keyPressEvent(event)

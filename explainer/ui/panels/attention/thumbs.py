"""All heads at a glance: blocks below each other, the heads of a block side by side, each a small picture of its table.

A picture is one byte a cell, made anew from every frame in parts that never hold up the window. A muted head is crossed
out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.panels.attention.headcells import Head, HeadCells
from explainer.ui.pictures import heatmap

AT_ONCE = 300_000  # weights turned into shades without a pause: about two milliseconds
BIGGEST, SMALLEST = 84, 26  # design pixels of a picture


class HeadGrid(HeadCells):
    """The pictures."""

    LEAST = (200, 160)
    LEAST_CELL, MOST_CELL = (SMALLEST, SMALLEST), (BIGGEST, BIGGEST)

    def __init__(
        self, look: Look, name: str, empty: str, describe: Callable[[int, int], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, name, empty, describe, parent)
        self._pattern: npt.NDArray[np.floating] | None = None  # (L, H, S, S)
        self._images: dict[Head, QImage] = {}
        self._todo: list[Head] = []
        self._work = QTimer(self)
        self._work.setInterval(5)
        self._work.timeout.connect(self._paint_some)

    def show_heads(self, pattern: npt.NDArray[np.floating]) -> None:
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

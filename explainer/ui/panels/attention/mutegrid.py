"""Heads to be muted and heard again: each cell says what the loss does without that head, shaded by its rise."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Floats
from explainer.ui.look import Look
from explainer.ui.panels.attention.headcells import Head, HeadCells
from explainer.ui.panels.attention.saying import rise
from explainer.ui.theme import mix
from explainer.ui.widgets.keys import keeps_space
from explainer.ui.widgets.picture import PRESSES

HIGHEST, WIDEST = 100, 200  # of a cell, design pixels: it grows where the card fills the window
STRONGEST = 0.55  # share of the hue in the darkest cell, so that its number stays readable
SPAN = 0.05  # nats that are at least shown as the darkest: next to nothing must not look like much


class MuteGrid(HeadCells):
    """The cells. ``toggled`` says that a head is to be muted, or heard again."""

    SQUARE = False
    LEAST_CELL, MOST_CELL = (52, 28), (WIDEST, HIGHEST)

    toggled = Signal(int, int)

    def __init__(
        self, look: Look, name: str, empty: str, describe: Callable[[int, int], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, name, empty, describe, parent)
        self._rise: Floats = np.zeros((0, 0), np.float32)

    def show_rise(self, loss_rise: Floats) -> None:
        """Show by how much the loss rises without each head, (L, H) nats; NaN where that is not known."""
        self._rise = loss_rise
        self.set_shape(*loss_rise.shape)
        self.update()

    def label(self, which: Head) -> str:
        """What stands in a cell."""
        return self.tr("muted") if which in self.muted else rise(float(self._rise[which]))

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

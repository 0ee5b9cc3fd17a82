"""Above the open block: arrows to step through the blocks, and which way of looking (head) the ribbons show.

Each is one stop of the Tab key in which the left and right arrow keys do what a click does.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.tokenstrip import Choosing, Edge, Piece, Setting, TokenStrip

LETTERS, PAD, GAP, MARGIN = 15.0, 6, 3, 8  # design pixels
SETTING = Setting(sizes=(LETTERS, 13.0), box=1.5, leading=0.0, pad=PAD, gap=GAP, lines=1, choosing=Choosing.KEYS)


class Control(TokenStrip):
    """Small buttons side by side, as wide as they need to be; ``picked`` says which was pressed, -1 by Escape."""

    def __init__(self, look: Look, name: str, tip: str, parent: QWidget) -> None:
        super().__init__(look, name, "", SETTING, parent)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the picture
        self.hide()

    def sizeHint(self) -> QSize:
        """All in one line."""
        metrics, px = self._look.metrics(LETTERS, bold=True), self._look.px
        widths = (metrics.horizontalAdvance(piece.text) + px(2 * PAD + GAP) for piece in self.pieces)
        return QSize(round(sum(widths)) + px(MARGIN), px(24))

    def show_block(self, layer: int, n: int) -> None:
        """◀ Block 2 of 4 ▶: block ``layer`` (from 0) of ``n`` is open; an arrow that leads nowhere is pale."""
        text = self.tr("Block {block} of {n}").format(block=layer + 1, n=n)
        before, after = self.tr("Open the block before  (Left)"), self.tr("Open the next block  (Right)")
        self.show_pieces(
            (
                Piece("◀", before, faint=layer == 0),
                Piece(text, text, hue="attention", edge=Edge.SOLID, chosen=True),
                Piece("▶", after, faint=layer == n - 1),
            )
        )

    def show_heads(self, head: int | None, n: int) -> None:
        """All 1 2 3 4: ``head`` (from 0) of ``n`` is shown, or the mean of all."""
        told = [self.tr("The average of all {n} ways of looking  (0)").format(n=n)]
        told += [
            self.tr("Way of looking {head} of {n} (head {head})  ({head})").format(head=i, n=n) for i in range(1, n + 1)
        ]
        pieces = []
        for i, text in enumerate(told):
            shown, chosen = str(i) if i else self.tr("all"), i == (0 if head is None else head + 1)
            pieces.append(Piece(shown, text, hue="attention", shade=float(chosen), edge=Edge.SOLID, chosen=chosen))
        self.show_pieces(pieces)

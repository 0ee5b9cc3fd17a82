"""A few words to choose from, in a row that wraps: one of them may be chosen. Arrows and Enter do what a click does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import Look
from explainer.ui.widgets.tokenstrip import Choosing, Piece, Setting, TokenStrip

MOST_LINES = 9
SETTING = Setting(
    sizes=(14.5,), box=1.72, leading=0.2, pad=8, gap=0, lines=MOST_LINES, grows=True, choosing=Choosing.ENTER
)


class Chips(TokenStrip):
    """Words after a heading. ``picked`` says which one a person chose, by its index."""

    ROOM = ""  # blanks before each word, for an icon

    def __init__(self, look: Look, heading: str, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(look, name, "", SETTING, parent)
        self.items: tuple[str, ...] = ()
        self.chosen: int | None = None
        self.set_heading(heading)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_items(self, items: Sequence[str], chosen: int | None = None) -> None:
        """Show ``items``, one of them chosen."""
        self.items, self.chosen = tuple(items), chosen
        self.show_pieces(
            [
                Piece(self.ROOM + item, self.tip(i), ground="quiet_strong" if i == chosen else "", chosen=i == chosen)
                for i, item in enumerate(self.items)
            ]
        )

    def tip(self, index: int) -> str:
        """What a click on a word does."""
        return f"{self.items[index]}: {self.toolTip()}"

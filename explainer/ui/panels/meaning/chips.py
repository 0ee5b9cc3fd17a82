"""A few words to choose from, in a row that wraps: one of them may be chosen. Arrows and Enter do what a click does.

The legend of the map is one: kinds of word with their shapes, one of which can be shown alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explainer.ui.look import Look
from explainer.ui.panels.meaning import kinds
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


class MapLegend(Chips):
    """``alone`` says which kind shall be shown alone, -1 for none."""

    ROOM = "\u2003\u2009"
    alone = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", self.tr("Kinds of word"), self.tr("Show one kind of word alone"), parent)
        self._groups: tuple[int, ...] = ()
        self.picked.connect(lambda at: self.show_alone(None if at == self.chosen else at))

    def show_groups(self, groups: Sequence[int]) -> None:
        """Show the kinds that are on the map."""
        if tuple(groups) != self._groups:
            self._groups = tuple(groups)
            self.show_items([kinds.group(index).title() for index in groups])
            self.alone.emit(-1)

    def show_alone(self, at: int | None) -> None:
        """Show the kind of one chip alone, or all."""
        self.show_items(self.items, at)
        self.alone.emit(-1 if at is None else self._groups[at])

    @property
    def kind(self) -> str | None:
        """The kind that is shown alone, by its name in the code; None where all are."""
        return None if self.chosen is None else str(kinds.group(self._groups[self.chosen]).name)

    def show_kind(self, kind: str | None) -> None:
        """Show one kind alone, or all.

        Raises:
            ValueError: there is no such kind on the map.
        """
        self.show_alone(None if kind is None else [str(kinds.group(i).name) for i in self._groups].index(kind))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Before each name the shape of this kind's dots."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        px = self._look.px
        for index, kind in enumerate(self._groups):
            box, group = self.box(index), kinds.group(kind)
            painter.setBrush(QColor(group.colour(self._look)))
            painter.drawPolygon(group.shape(QPointF(box.left() + px(14), box.center().y()), px(5.5)))

    def tip(self, index: int) -> str:
        """What a click does."""
        if index == self.chosen:
            return self.tr("Show all kinds again")
        return self.tr("Show only: {kind}").format(kind=self.items[index])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape shows all."""
        if event.key() == Qt.Key.Key_Escape and self.chosen is not None:
            self.show_alone(None)
        else:
            super().keyPressEvent(event)

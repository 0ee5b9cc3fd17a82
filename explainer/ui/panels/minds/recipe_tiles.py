"""Recipes of feedback to choose from: a button and one sentence each, and how far the one under way has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from explainer.engine.recipes import RECIPES
from explainer.ui.look import BODY, SMALL, Look
from explainer.ui.translate import named
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.paragraph import Paragraph


class RecipeTiles(QWidget):
    """A grid of ``recipes``, called ``kind`` to screen readers; ``begin`` is called with the id of the one pressed.

    The sentence stands below its button, or ``beside`` it, one recipe to a row.
    """

    def __init__(
        self,
        look: Look,
        recipes: Sequence[str],
        kind: str,
        begin: Callable[[str], None],
        *,
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.buttons: dict[str, Button] = {}
        self.words: dict[str, Paragraph] = {}
        self._tiles: list[QVBoxLayout] = []
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for recipe in recipes:
            title, what = named(RECIPES[recipe].title), named(RECIPES[recipe].what)
            tip = self.tr("{what} A real run; the good model is kept.").format(what=what)
            button = Button(look, title, name=f"{kind}: {title}", tip=tip)
            button.setObjectName(f"recipe.{recipe}")
            button.clicked.connect(lambda _checked=False, r=recipe: begin(r))
            words = Paragraph(look, lines=1, size=BODY if beside else SMALL)
            words.set_text(what)
            self.buttons[recipe] = button
            self.words[recipe] = words
            if beside:
                row = self._grid.rowCount()
                self._grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignVCenter)
                self._grid.setColumnStretch(1, 1)
                continue
            tile = QVBoxLayout()
            tile.addWidget(button)
            tile.addWidget(words)
            tile.addStretch(1)
            self._tiles.append(tile)
        if self._tiles:
            self.set_across(1)
        else:
            self._grid.setRowStretch(self._grid.rowCount(), 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_across(self, across: int) -> None:
        """So many side by side."""
        if across == self._across:
            return
        self._across = across
        for i, tile in enumerate(self._tiles):
            self._grid.removeItem(tile)
            tile.setParent(None)  # a layout lets go of its parent only when told
            self._grid.addLayout(tile, *divmod(i, across))
        for column in range(len(self._tiles)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def set_notes(self, notes: Mapping[str, str]) -> None:
        """Say something of these, after the sentence on what each changes."""
        for recipe, words in self.words.items():
            words.set_text(f"{named(RECIPES[recipe].what)} {notes.get(recipe, '')}".rstrip())

    def set_live(self, live: bool) -> None:
        """Whether they can be pressed."""
        for button in self.buttons.values():
            if button.isEnabled() != live:
                button.setEnabled(live)

    def _restyle(self) -> None:
        px = self._look.px
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(8) if self._tiles else px(2))
        for tile in self._tiles:
            tile.setSpacing(px(3))


class ShareBar(QWidget):
    """A thin bar that is filled as far as something has come; nothing where it has not begun."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.colour = "ink2"
        self.share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_share(self, share: float, colour: str) -> None:
        """0 to 1, in a colour of the theme."""
        share = min(1.0, max(0.0, share))
        if (share, colour) != (self.share, self.colour):
            self.share, self.colour = share, colour
            self.update()

    def sizeHint(self) -> QSize:
        """Thin."""
        return QSize(self._look.px(200), self._look.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The track, and what is done."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        round_ = self.height() / 2
        if self.share > 0:
            painter.setBrush(self._look.colour("quiet_strong"))
            painter.drawRoundedRect(self.rect(), round_, round_)
            painter.setBrush(self._look.colour(self.colour))
            painter.drawRoundedRect(QRectF(0, 0, self.width() * self.share, self.height()), round_, round_)

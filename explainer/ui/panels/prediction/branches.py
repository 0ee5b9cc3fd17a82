"""The branches: where would the text go if another piece came next?

The likeliest first pieces and those a person asks for, each written on with the same dice (topic ``branches``).
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explainer.engine.commands import MOST_BRANCHES, SetBranches, WriteOn
from explainer.engine.frames import Branches
from explainer.ui.numbers import isolated, percent
from explainer.ui.panels.panel import PanelContext
from explainer.ui.panels.prediction.fan import BranchFan, question
from explainer.ui.panels.prediction.search import PieceSearch
from explainer.ui.pictures.holding import Hold
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Table

WORDS = 440  # design pixels from which there is room for the words on all buttons


class BranchesBody(QWidget):
    """A line to ask for another first piece, other dice, and the fan; ``shown`` tells that other branches are drawn."""

    shown = Signal()

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look = look
        self._context = context
        self._asked: list[int] = []  # first tokens a person asked for, in order
        self.hold: Hold[Branches] = Hold(question, self._show)
        self.fan = BranchFan(
            look, self.hold, self.tr("Here the text will go on in several ways, from different next pieces.")
        )
        self.fan.taken.connect(lambda token: context.actions.do(WriteOn(token)))
        self.fan.removed.connect(self._remove)
        self.search = PieceSearch(
            look,
            self.tr("Another piece…"),
            self.tr("Type some letters; Enter adds a branch that begins with that piece"),
        )
        self.search.chosen.connect(self._ask)
        self.other_dice = Button(look, icon="dice").bind(context.actions["new_dice"])
        self.keep_still = Button(
            look,
            self.tr("Keep still"),
            tip=self.tr("Leave these texts as they are while it goes on learning, so that they can be read"),
        )
        self.keep_still.setCheckable(True)
        self.keep_still.toggled.connect(lambda still: self.hold.hold("button", still))
        self._tools = QHBoxLayout()
        self._tools.addWidget(self.search)
        self._tools.addWidget(self.other_dice)
        self._tools.addWidget(self.keep_still)
        self._tools.addStretch(1)
        self._inner = QVBoxLayout(self)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.addLayout(self._tools)
        self._inner.addWidget(self.fan, 1)
        context.prompt.changed.connect(self._forget)
        look.changed.connect(self._restyle)
        self._restyle()

    def apply(self, frame: Branches) -> None:
        """Draw the branches, unless they are to be kept still."""
        self.hold.offer(frame)

    def _show(self, frame: Branches) -> None:
        prepared = self._context.show.prepared
        if prepared is None:
            return
        self.search.set_pieces(prepared.pieces)
        self.fan.apply(frame, prepared.pieces)
        self.shown.emit()

    def clear(self) -> None:
        """No branches."""
        self._asked = []
        self.hold.clear()
        self.fan.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The dice say what they are where there is room for it."""
        self.other_dice.shorten("all" if self.width() >= self._look.px(WORDS) else "none")

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody points at what cannot be seen."""
        self.hold.let_go()

    def ready(self) -> bool:
        """Whether everything has been measured."""
        return self.hold.shown is not None and self.hold.shown.complete

    def in_words(self) -> str:
        """The branches in sentences."""
        return " ".join(
            self.tr("With {share}: “{text}”").format(
                share=percent(branch.probability), text=isolated(self.fan.first(row).whole + self.fan.text(row))
            )
            for row, branch in enumerate(self.fan.entries)
        )

    def _ask(self, token: int) -> None:
        self._asked = [*(t for t in self._asked if t != token), token][-MOST_BRANCHES:]
        self._context.actions.do(SetBranches(tuple(self._asked)))

    def _remove(self, token: int) -> None:
        self._asked = [t for t in self._asked if t != token]
        self._context.actions.do(SetBranches(tuple(self._asked)))

    def _forget(self) -> None:
        """The engine forgets what was asked about another text, and so do we."""
        self._asked = []

    def table(self) -> Table | None:
        """What is drawn, and what did not have room."""
        if not self.fan.entries:
            return None
        rows = tuple(
            (branch.token, branch.probability, branch.asked, "".join(branch.pieces), branch.ended, word.whole)
            for branch, word in zip(self.fan.entries, map(self.fan.first, range(len(self.fan.entries))), strict=True)
        )
        columns = (
            self.tr("first token"),
            self.tr("bet"),
            self.tr("asked for"),
            self.tr("text"),
            self.tr("ended"),
            self.tr("first word"),
        )
        return Table(columns, rows)

    def _restyle(self) -> None:
        px = self._look.px
        self._tools.setSpacing(px(8))
        self._inner.setSpacing(px(8))
        self.search.setMinimumWidth(px(120))

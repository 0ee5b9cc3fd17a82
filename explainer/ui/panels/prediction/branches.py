"""The branches: where would the text go if another piece came next?

The likeliest first pieces and those a person asks for, each written on with the same dice (topic ``branches``).
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explainer.engine.commands import MOST_BRANCHES, SetBranches, WriteOn
from explainer.engine.frames import Branches
from explainer.ui.numbers import isolated, percent
from explainer.ui.panels.panel import PanelContext
from explainer.ui.panels.prediction.fan import BranchFan, question
from explainer.ui.panels.prediction.search import PieceSearch
from explainer.ui.pictures.holding import Hold
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept, switch

WORDS = 440  # design pixels from which there is room for the words on all buttons


class BranchesBody(Stacked):
    """A line to ask for another first piece, other dice, and the fan; ``shown`` tells that other branches are drawn."""

    shown = Signal()

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        look = context.look
        super().__init__(look, parent=parent)
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
        tools = QHBoxLayout()
        for part in (self.search, self.other_dice, self.keep_still):
            tools.addWidget(part)
        tools.addStretch(1)
        self.add(tools, self.fan)
        context.prompt.changed.connect(self._forget)
        context.show.changed.connect(self._offer_still)
        self._offer_still()

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

    def kept(self) -> Mapping[str, Kept]:
        """The branches that were asked for, whether they stand still, and what is being searched for."""
        return {
            "asked": Kept(lambda: list(self._asked), self._set_asked),
            "still": switch(self.keep_still),
            "search": Kept(self.search.text, self.search.setText),
        }

    def _ask(self, token: int) -> None:
        self._set_asked([*(t for t in self._asked if t != token), token][-MOST_BRANCHES:])

    def _remove(self, token: int) -> None:
        self._set_asked([t for t in self._asked if t != token])

    def _set_asked(self, tokens: list[int]) -> None:
        if tokens != self._asked:
            self._asked = list(tokens)
            self._context.actions.do(SetBranches(tuple(tokens)))

    def _offer_still(self) -> None:
        """Texts that nothing changes need not be kept still."""
        self.keep_still.setVisible(self._context.show.running or self.keep_still.isChecked())

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

"""Other branches: where would the text go if another piece came next?

Topic: ``branches``. The likeliest first pieces and those a person asks for, each written on with the same dice.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explainer.engine.commands import MOST_BRANCHES
from explainer.engine.frames import Branches, Frame
from explainer.ui.numbers import NOTHING, isolated, percent
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.panels.prediction.fan import BranchFan, question
from explainer.ui.panels.prediction.search import PieceSearch
from explainer.ui.panels.prediction.wording import strong
from explainer.ui.pictures.holding import Hold
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, Table


class BranchesPanel(Panel):
    """One card."""

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
        self.fan.taken.connect(context.actions.write_token)
        self.fan.removed.connect(self._remove)
        self.search = PieceSearch(
            look,
            self.tr("Another first piece…"),
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
        body = QWidget()
        self._tools = QHBoxLayout()
        self._tools.addWidget(self.search)
        self._tools.addWidget(self.other_dice)
        self._tools.addWidget(self.keep_still)
        self._tools.addStretch(1)
        self._inner = QVBoxLayout(body)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.addLayout(self._tools)
        self._inner.addWidget(self.fan, 1)
        self.card = Card(
            look,
            self.tr("Where would the text go?"),
            self.tr("Other next pieces, then the same dice for all. Click a first piece to go that way."),
            body,
            more=self.tr(
                "Each branch begins with a given first token; up to 23 more are drawn one after the other with the "
                "temperature, top-k and top-p in force. The throw for a place in the text depends on the dice number "
                "and the place only, so it is the same in every branch, and the same that **Write on** will throw: "
                "take a branch and write on, and the same text comes, as long as the model does not change. "
                "The percentage is the model’s own bet on the first token (temperature 1); ribbons are as thick as it; "
                "the whole height they come from is 100 %. **In grey**: the rest of the first word, where the "
                "first piece is the beginning of one, as the branch itself goes on; six more pieces at most."
            ),
            table=self._table,
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.card)
        context.prompt.changed.connect(self._forget)
        look.changed.connect(self._restyle)
        self._restyle()

    def apply(self, frame: Frame) -> None:
        """Draw the branches, unless they are to be kept still."""
        if isinstance(frame, Branches) and self._context.show.prepared is not None:
            self.hold.offer(frame)

    def _show(self, frame: Branches) -> None:
        prepared = self._context.show.prepared
        if prepared is None:
            return
        self.search.set_pieces(prepared.pieces)
        self.fan.apply(frame, prepared.pieces)
        self.tell_summary(self.card)

    def clear(self) -> None:
        """No branches."""
        self._asked = []
        self.hold.clear()
        self.fan.clear()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody points at what cannot be seen."""
        self.hold.let_go()

    def ready(self) -> bool:
        """Whether everything has been measured."""
        return self.hold.shown is not None and self.hold.shown.complete

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        best = max(self.fan.entries, key=lambda branch: branch.probability, default=None)
        if best is None:
            return {"branch_top": NOTHING, "branch_share": NOTHING}
        top = self.fan.first(self.fan.entries.index(best))
        return {"branch_top": strong(top), "branch_share": percent(best.probability)}

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("One other piece, another story.")

    def summary(self) -> str:
        """The branches in words."""
        if not self.fan.entries:
            return self.tr("There are no branches yet.")
        rows = range(len(self.fan.entries))
        return " ".join(
            self.tr("With {share}: “{text}”").format(
                share=percent(self.fan.entries[row].probability),
                text=isolated(self.fan.first(row).whole + self.fan.text(row)),
            )
            for row in rows
        )

    def _ask(self, token: int) -> None:
        self._asked = [*(t for t in self._asked if t != token), token][-MOST_BRANCHES:]
        self._context.actions.branch(self._asked)

    def _remove(self, token: int) -> None:
        self._asked = [t for t in self._asked if t != token]
        self._context.actions.branch(self._asked)

    def _forget(self) -> None:
        """The engine forgets what was asked about another text, and so do we."""
        self._asked = []

    def _table(self) -> Table | None:
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
        self._inner.setSpacing(px(10))

"""Attention, "What the heads do": mute any of them and see what that costs, and what each was measured to look at.

Topics: ``heads`` and ``muting``. Plain words about a head are said only where a score clears a threshold (``saying``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from explainer.engine.frames import Frame, Heads, Muting
from explainer.ui.numbers import count
from explainer.ui.panels.attention.betpairs import BetPairs
from explainer.ui.panels.attention.headtable import HeadTable
from explainer.ui.panels.attention.mutegrid import MuteGrid
from explainer.ui.panels.attention.saying import (
    LEANS,
    MOSTLY,
    best_kind,
    capital,
    does,
    head_fits,
    head_name,
    rise,
)
from explainer.ui.panels.attention.tables import heads_table
from explainer.ui.panels.panel import ROOMY, TWO_COLUMNS, Panel, PanelContext
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.paragraph import Paragraph


class HeadsPanel(Panel):
    """Three cards: muting, the bets, the table."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._context, self._focus = context.look, context, context.focus
        self._heads: Heads | None = None
        self._muting: Muting | None = None
        self._make_mute_card()
        self._make_bets_card()
        self._make_table_card()
        self._wide: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._place(wide=True)
        self._focus.changed.connect(self._focus_changed)
        self._look.changed.connect(self._restyle)
        self._restyle()
        self._say()

    def _make_mute_card(self) -> None:
        look = self._look
        self.grid = MuteGrid(
            look,
            self.tr("Heads to mute: what the loss does without each"),
            self.tr("Here every head can be muted, to see what the model would lose."),
            self._describe,
        )
        self.grid.chosen.connect(self._focus.look)
        self.grid.toggled.connect(self._toggle)
        self.result = Paragraph(look, lines=2)
        self.unmute = Button(look, self.tr("Unmute all"), tip=self.tr("Hear all heads again"))
        self.unmute.clicked.connect(lambda: self._mute(frozenset()))
        self.unmute.setEnabled(False)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.grid, 1)
        self._line = QHBoxLayout()
        self._line.addWidget(self.result, 1)
        self._line.addWidget(self.unmute, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(self._line)
        self.mute_card = Card(
            look,
            self.tr("What would it lose?"),
            self.tr("Click to mute; training keeps all."),
            body,
            more=self.tr(
                "In the cells: mean cross-entropy in nats a piece on text it has not read, without this head alone, "
                "less that with all heads, at the same weights. **Muting** is zero ablation: z = α·v of the head is "
                "0 before the output projection. Heads stand in for each other: two may cost more together than "
                "both alone. A model trained without a head would have learned to do otherwise."
            ),
            table=self._muting_table,
        )

    def _make_bets_card(self) -> None:
        look = self._look
        self.bets = BetPairs(
            look,
            self.tr("Bets on the next piece, with all heads and without the muted ones"),
            self.tr("Here the bets on the next piece will stand in pairs: with all heads, and without the muted."),
        )
        self.bets_card = Card(
            look,
            self.tr("What comes next, then?"),
            self.tr("Nothing muted: both the same."),
            self.bets,
            more=self.tr(
                "**Solid**: p = softmax(logits) at the last piece of the text below, before any dice. **Outlined**: "
                "the same model on the same text, in one pass in which z = α·v of every muted head is 0 before the "
                "output projection; later blocks read what is left. Pieces stand in the order of the larger of their "
                "two bets, as many as there is room for; a full bar is the largest bet of all."
            ),
            table=self.bets.numbers,
        )

    def _make_table_card(self) -> None:
        look = self._look
        self.table = HeadTable(
            look,
            self.tr("Where every head looks, as measured"),
            self.tr("Here it will be measured where every head looks, and what the loss is without it."),
        )
        self.table.came.connect(lambda head: self._focus.look(*head))
        self.words = Paragraph(look, lines=2)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        self.table_card = Card(
            look,
            self.tr("What was each measured to do?"),
            self.tr("Looking explains little: mute to test."),
            body,
            more=self.tr(
                "Mean attention weight, over text it has not read, on: the piece **just before**; the **first** piece "
                "of the window; **itself**; earlier occurrences of the **same piece**, where there are any; and **what "
                "came next** after the last occurrence of the present piece, in random pieces written twice "
                "(the induction score of Olsson et al., 2022). **Looking evenly** is what 1/(i+1) on every place would "
                "score on the same pieces. Shaded, and put into words, only from {leans} on and from four times the "
                "even level; “mostly” from {mostly} on."
            ).format(leans=f"{LEANS:.2f}", mostly=f"{MOSTLY:.2f}"),
            table=lambda: heads_table(self._heads),
        )

    # ---- what comes in ----------------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Show what was measured."""
        prepared = self._context.show.prepared
        if isinstance(frame, Heads):
            self._heads = frame
            self.grid.show_rise(frame.loss_rise)
            self.table.show_heads(frame)
        elif isinstance(frame, Muting) and prepared is not None:
            self._muting = frame
            self.bets.show_bets(frame, prepared.pieces)
        else:
            return
        self._say()

    def clear(self) -> None:
        """Nothing is measured."""
        self._heads = self._muting = None
        for picture in (self.grid, self.table, self.bets):
            picture.clear()
        self._say()

    def _focus_changed(self) -> None:
        if self.isVisible():
            self._say()

    def showEvent(self, event: object) -> None:
        """Catch up with choices made elsewhere."""
        self._say()

    def _toggle(self, layer: int, head: int) -> None:
        self._mute(self._focus.muted ^ {(layer, head)})

    def _mute(self, heads: frozenset[tuple[int, int]]) -> None:
        self._focus.mute(heads)

    # ---- what is said -----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        focus = self._focus
        for picture in (self.grid, self.table):
            picture.set_state((focus.layer, focus.head), focus.muted)
        if self.unmute.isEnabled() != bool(focus.muted):
            self.unmute.setEnabled(bool(focus.muted))
        self.result.set_text(self._result())
        self.words.set_text(self._about_chosen())
        self.bets_card.set_caption(
            self.tr("Its bets with and without them") if focus.muted else self.tr("Nothing muted: both the same.")
        )
        self.mute_card.describe(self.result.text().replace("**", ""))
        self.bets_card.describe(", ".join(": ".join((row[0], ", ".join(row[1:]))) for row in self.bets.labels()))
        self.table_card.describe(self.words.text().replace("**", ""))
        self.tell_summary()

    def _result(self) -> str:
        muting, muted = self._muting, self._focus.muted
        if muting is None or frozenset(muting.muted) != muted:
            return self.tr("The loss is being measured…")
        if math.isnan(muting.loss):
            return self.tr("The text of this run is not on this computer, so its loss cannot be measured.")
        if not muted:
            text = self.tr("All heads: loss **{loss}** on {n} unread pieces.")
            return text.format(loss=f"{muting.loss:.2f}", n=count(muting.n_tokens))
        text = self.tr("{n} muted: loss **{muted}** in place of {loss} (**{rise}**).")
        if len(muted) == self._focus.n_layer * self._focus.n_head:
            text = self.tr("All muted: loss **{muted}** in place of {loss} (**{rise}**).")
        return text.format(
            n=len(muted),
            muted=f"{muting.muted_loss:.2f}",
            loss=f"{muting.loss:.2f}",
            rise=rise(muting.muted_loss - muting.loss),
        )

    def _about_chosen(self) -> str:
        focus, heads = self._focus, self._heads
        if heads is None or not head_fits(heads, (focus.layer, focus.head)):
            return self.tr("A sentence will say what the chosen head was measured to do.")
        name = capital(head_name(focus.layer, focus.head))
        text = f"**{name}**: {does(heads, focus.layer, focus.head)}."
        if heads.n_tokens == 0:
            text += " " + self.tr("The text of this run is not on this computer: the rest cannot be measured.")
        return text

    def _describe(self, layer: int, head: int) -> str:
        name = capital(head_name(layer, head))
        if self._heads is None or not head_fits(self._heads, (layer, head)):
            return name
        state = self.tr("muted") if (layer, head) in self._focus.muted else self.tr("not muted")
        nats = float(self._heads.loss_rise[layer, head])
        if math.isnan(nats):
            return f"{name}, {state}"
        at = int(self._heads.measured_at[layer, head])
        return self.tr("{name}, {state}. Loss without it alone: {rise} (measured at step {step})").format(
            name=name, state=state, rise=rise(nats), step=count(at)
        )

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("What is each head good for?")

    def summary(self) -> str:
        """What muting costs, and the head that costs most."""
        if self._heads is None and self._muting is None:
            return self.tr("Nothing was measured yet.")
        text = self._result().replace("**", "")
        if (worst := self._missed_most()) is not None:
            head, nats = worst
            text += " " + self.tr("Alone, {head} is missed most: {rise}.").format(head=head, rise=nats)
        return text

    def _missed_most(self) -> tuple[str, str] | None:
        """The head without which the loss rises most, and by how much, in words; None where no rise is known."""
        if self._heads is None or np.isnan(self._heads.loss_rise).all():
            return None
        risen = self._heads.loss_rise
        layer, head = np.unravel_index(int(np.nanargmax(risen)), risen.shape)
        return head_name(int(layer), int(head)), rise(float(risen[layer, head]))

    def values(self) -> Mapping[str, str]:
        """For the story."""
        found = {"worst_head": "…", "worst_rise": "…", "n_words": "…", "n_heads": ""}
        found["n_heads"] = count(self._focus.n_layer * self._focus.n_head)
        heads = self._heads
        if heads is not None:
            found["n_words"] = count(
                sum(best_kind(heads, *which) is not None for which in np.ndindex(heads.first.shape))
            )
        if (worst := self._missed_most()) is not None:
            found["worst_head"], found["worst_rise"] = worst
        return found

    # ---- numbers ----------------------------------------------------------------------------------------------------

    def _muting_table(self) -> Table | None:
        muting = self._muting
        if muting is None:
            return None
        names = " ".join(f"{layer + 1}.{head + 1}" for layer, head in muting.muted)
        row = (names, muting.n_tokens, muting.measured_at, muting.loss, muting.muted_loss)
        return Table(("muted (block.head)", "pieces", "at step", "loss", "loss without"), (row,))

    # ---- places -----------------------------------------------------------------------------------------------------

    def fit(self, width: float) -> None:
        """One column, and shorter captions, in a narrow window."""
        self._place(wide=width >= TWO_COLUMNS)
        roomy = width >= ROOMY
        self.mute_card.set_caption(
            self.tr("Click to mute. Training goes on with all heads.")
            if roomy
            else self.tr("Click to mute; training keeps all.")
        )
        self.table_card.set_caption(
            self.tr("Where a head looks is no explanation. Muting is the test.")
            if roomy
            else self.tr("Looking explains little: mute to test.")
        )

    def _place(self, *, wide: bool) -> None:
        if self._wide == wide:
            return
        self._wide = wide
        self._grid.addWidget(self.mute_card, 0, 0)
        self._grid.addWidget(self.bets_card, 1, 0)
        self._grid.addWidget(self.table_card, 0 if wide else 2, 1 if wide else 0, 2 if wide else 1, 1)
        for column, stretch in ((0, 4), (1, 5 if wide else 0)):
            self._grid.setColumnStretch(column, stretch)
        for row, stretch in ((0, 1), (1, 1), (2, 0 if wide else 1)):
            self._grid.setRowStretch(row, stretch)

    def _restyle(self) -> None:
        px = self._look.px
        self._grid.setSpacing(px(12))
        self._line.setSpacing(px(8))
        self.mute_card.setMinimumWidth(px(320))
        self.table_card.setMinimumWidth(px(340))

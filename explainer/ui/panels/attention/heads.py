"""Attention, "What the heads do": mute any of them and see what that costs, and what each was measured to look at.

Topics: ``heads`` and ``muting``. A head is put into plain words only where a score clears a threshold (``captions``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explainer.engine.frames import Frame, Heads, Muting
from explainer.ui.numbers import choices_text, count
from explainer.ui.panels.attention.betpairs import BetPairs
from explainer.ui.panels.attention.captions import (
    LEANS,
    MOSTLY,
    best_kind,
    capital,
    describe_head,
    does,
    head_fits,
    head_name,
    measured_anything,
    unsurer,
)
from explainer.ui.panels.attention.headcells import MuteGrid
from explainer.ui.panels.attention.headtable import HeadTable
from explainer.ui.panels.attention.tables import heads_table
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.panel import ROOMY, TWO_COLUMNS, Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card, Table
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.paragraph import Paragraph


class HeadsPanel(Panel):
    """Three cards: muting, the bets, the table."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look, self._run, self._focus = look, context.show, context.focus
        self._roomy = False
        self._heads: Heads | None = None
        self._muting: Muting | None = None
        self.grid = MuteGrid(
            look,
            self.tr("Heads to mute: how much more unsure the model is without each"),
            self.tr("Here every head can be muted, to see what the model would lose."),
            self._describe,
        )
        self.grid.chosen.connect(self._focus.look)
        self.grid.toggled.connect(lambda layer, head: self._focus.mute(self._focus.muted ^ {(layer, head)}))
        self.result = Paragraph(look, lines=2)
        self.unmute = Button(look, self.tr("Unmute all"), tip=self.tr("Hear all heads again"))
        self.unmute.clicked.connect(lambda: self._focus.mute(frozenset()))
        self.unmute.setEnabled(False)
        self.bets = BetPairs(
            look,
            self.tr("Bets on the next piece, with all heads and without the muted ones"),
            self.tr("Here the bets on the next piece will stand: with all heads, and without the muted ones."),
        )
        self.table = HeadTable(
            look,
            self.tr("Where every head looks, as measured"),
            self.tr("Here it will be measured where every head looks, and how unsure the model is without it."),
        )
        self.table.came.connect(lambda head: self._focus.look(*head))
        self.words = Paragraph(look, lines=2)
        line = QHBoxLayout()
        line.addWidget(self.result, 1)
        line.addWidget(self.unmute, 0, Qt.AlignmentFlag.AlignVCenter)
        self.mute_card = Card(
            look,
            self.tr("What would it lose?"),
            "",
            Stacked(look, self.grid, line),
            more=definition("attention.heads", "mute"),
            table=self._muting_table,
        )
        self.bets_card = Card(
            look,
            self.tr("What comes next, then?"),
            "",
            self.bets,
            more=definition("attention.heads", "bets"),
            table=self.bets.numbers,
        )
        self.table_card = Card(
            look,
            self.tr("Where does each head look?"),
            "",
            Stacked(look, self.words, self.table),
            more=definition("attention.heads", "table").format(leans=f"{LEANS:.2f}", mostly=f"{MOSTLY:.2f}"),
            table=lambda: heads_table(self._heads),
        )
        beside = [
            [Stack(self.mute_card, self.bets_card, share=4, least=320), Stack(self.table_card, share=5, least=340)]
        ]
        stack = below(self.mute_card, self.bets_card, self.table_card)
        CardGrid(look, self, {TWO_COLUMNS: beside, 0: stack})
        self._focus.changed.connect(self._focus_changed)
        self.fit(TWO_COLUMNS)
        self._say()

    # ---- what comes in ----------------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Show what was measured."""
        if isinstance(frame, Heads):
            self._heads = frame
            self.grid.show_rise(frame.loss_rise, measurable=bool(frame.n_tokens))
            self.table.show_heads(frame)
        elif isinstance(frame, Muting) and self._run.prepared is not None:
            self._muting = frame
            self.bets.show_bets(frame, self._run.prepared.pieces)
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

    # ---- what is said -----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        focus = self._focus
        for picture in (self.grid, self.table):
            picture.set_state((focus.layer, focus.head), focus.muted)
        if self.unmute.isEnabled() != bool(focus.muted):
            self.unmute.setEnabled(bool(focus.muted))
        self.result.set_text(self._result())
        self._say_measured()
        self.words.set_text(self._about_chosen())
        self.bets_card.set_caption(
            self.tr("Its bets with all heads, and without the muted ones")
            if focus.muted
            else self.tr("Nothing is muted: these are its bets as they are.")
        )
        self.mute_card.describe(self.result.text().replace("**", ""))
        self.bets_card.describe(", ".join(": ".join((row[0], ", ".join(row[1:]))) for row in self.bets.labels()))
        self.table_card.describe(self.words.text().replace("**", ""))
        self.tell_summary()

    def _result(self) -> str:
        muting, muted = self._muting, self._focus.muted
        if muting is None or frozenset(muting.muted) != muted:
            return self.tr("How unsure it is, is being measured…")
        if math.isnan(muting.loss):
            return self.tr("The text of this run is not on this computer, so it cannot be measured.")
        if not muted:
            text = self.tr(
                "As it is now, with all heads: as unsure as choosing blindly among **{pieces}** pieces, on unread text."
            )
        elif len(muted) == self._focus.n_layer * self._focus.n_head:
            text = self.tr("All muted: unsure among **{without}** pieces in place of {pieces} (**{unsure}**).")
        else:
            text = self.tr("{n} muted: unsure among **{without}** pieces in place of {pieces} (**{unsure}**).")
        return text.format(
            n=len(muted),
            without=choices_text(muting.muted_loss),
            pieces=choices_text(muting.loss),
            unsure=unsurer(muting.muted_loss - muting.loss),
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
        told = describe_head(self._heads, layer, head)
        muted = (layer, head) in self._focus.muted
        return told + "\n" + (self.tr("Muted; click to hear it again.") if muted else self.tr("Click to mute it."))

    def caption(self) -> str:
        """What the page answers."""
        return self.tr("What is each head good for?")

    def summary(self) -> str:
        """What muting costs, and the head that costs most."""
        if self._heads is None and self._muting is None:
            return self.tr("Nothing was measured yet.")
        text = self._result().replace("**", "")
        return f"{text} {self._missed_most().replace('**', '')}".strip()

    def _missed_most(self) -> str:
        """The heads without which the model is most unsure, of those measured, and how much more; "" before that."""
        risen = self._heads.loss_rise if self._heads is not None else np.full((1, 1), np.nan)
        n = int(np.isfinite(risen).sum())
        if not n:
            return ""
        most = unsurer(float(np.nanmax(risen)))
        missed = [which for which in np.ndindex(risen.shape) if unsurer(float(risen[which])) == most]
        if n < risen.size:
            text = self.tr("Of the {n} heads measured so far, **{heads}** is missed most: **{change}** without it.")
        elif len(missed) == 1:
            text = self.tr("Alone, **{heads}** is missed most: without it the model is **{change}**.")
        else:
            text = self.tr("Missed most are **{heads}**: without one of them the model is **{change}**.")
        return text.format(n=n, heads=", ".join(head_name(*which) for which in missed), change=most)

    def values(self) -> Mapping[str, str]:
        """For the story."""
        found = {"worst": self._missed_most(), "n_words": "…", "n_heads": ""}
        found["n_heads"] = count(self._focus.n_layer * self._focus.n_head)
        heads = self._heads
        if heads is not None and measured_anything(heads):
            found["n_words"] = count(
                sum(best_kind(heads, *which) is not None for which in np.ndindex(heads.first.shape))
            )
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
        super().fit(width)
        roomy = self._roomy = width >= ROOMY
        self._say_measured()
        self.table_card.set_caption(
            self.tr("Shares of its attention. Where it looks is no explanation: muting is the test.")
            if roomy
            else self.tr("Looking explains little: mute to test.")
        )

    def _say_measured(self) -> None:
        """The caption of the cells, with what the dots in some of them mean."""
        text = self.tr("Click to mute; training keeps all.")
        if self._roomy:
            text = self.tr("How much more unsure without each. Click to mute; training keeps all.")
            heads = self._heads
            if heads is not None and heads.n_tokens and np.isnan(heads.loss_rise).any():
                text = self.tr("How much more unsure without each; … is still to come. Click to mute.")
        self.mute_card.set_caption(text)

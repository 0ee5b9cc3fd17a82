"""Prediction: what comes next, how sure the model is, what the dice make of its bets, and where the text would go.

Topics: ``next_token`` and ``branches``. A click on a bar, or on the first piece of a branch, writes that piece; how
dice are thrown is set in the bar at the bottom, and reshapes the bets at once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QWidget

from explainer.engine.commands import WriteOn
from explainer.engine.frames import Branches, Frame, NextToken
from explainer.ui.numbers import count, isolated, percent, unbroken
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.panel import Panel, PanelContext
from explainer.ui.panels.prediction.bars import BetBars
from explainer.ui.panels.prediction.branches import BranchesBody
from explainer.ui.pictures.becoming import strong
from explainer.ui.sampling import temperature_text, top_k_text, top_p_text
from explainer.ui.stories import definition
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph

MOST = 0.95  # of its bets: how many pieces share so much is said
BESIDE = 692  # design pixels from which the branches have room beside the bets


class PredictionPanel(Panel):
    """Two cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._context = context
        self._frame: NextToken | None = None
        self.bars = BetBars(
            look,
            self.tr("The model's bets on the next piece"),
            self.tr("Here the model's bets on the next piece will stand, the likeliest first."),
        )
        self.bars.taken.connect(lambda token: context.actions.do(WriteOn(int(token))))
        self.sure = Paragraph(look, lines=2, size=16.5)
        self.dice_text = Paragraph(look, lines=2, colour="ink2")
        self.bars_card = Card(
            look,
            self.tr("What comes next?"),
            self.tr("Click one to write it."),
            Stacked(look, self.sure, self.bars, self.dice_text, gap=6),
            more=definition("prediction", "bars"),
            table=self.bars.numbers,
        )
        self.branches = BranchesBody(context)
        self.branches_card = Card(
            look,
            self.tr("Where would the text go?"),
            self.tr("Same dice for all. Click one."),
            self.branches,
            more=definition("prediction", "branches"),
            table=self.branches.table,
        )
        self.branches.shown.connect(lambda: self.branches_card.describe(self.branches.in_words()))
        self._grid = CardGrid(
            look,
            self,
            {
                BESIDE: [[Stack(self.bars_card, share=0.42), Stack(self.branches_card, share=0.58)]],
                0: below(self.bars_card, self.branches_card),
            },
        )
        context.sampling.changed.connect(self._explain_dice)
        self._explain()
        self._explain_dice()

    def apply(self, frame: Frame) -> None:
        """Draw the bets, or the branches."""
        prepared = self._context.show.prepared
        if prepared is None:
            return
        if isinstance(frame, Branches):
            self.branches.apply(frame)
        elif isinstance(frame, NextToken):
            self._frame = frame
            self.bars.apply(frame, prepared.pieces)
            self._explain()
            self._explain_dice()
            self.tell_summary(self.bars_card)

    def kept(self) -> Mapping[str, Kept]:
        """What is set of the branches; the dice are every page's."""
        return self.branches.kept()

    @property
    def prompt_serial(self) -> int | None:
        """That of the bets, the picture one waits for; the branches are written in their own time."""
        return self._frame.serial if self._frame is not None else None

    def ready(self) -> bool:
        """Whether the branches are written to their ends."""
        return self._frame is not None and self.branches.ready()

    def clear(self) -> None:
        """No bets."""
        self._frame = None
        self.bars.clear()
        self.branches.clear()
        self._explain()
        self._explain_dice()

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._grid.fit(width)

    def caption(self) -> str:
        """What the view answers."""
        return self.tr("How sure is it?")

    def summary(self) -> str:
        """The bets in words."""
        prepared = self._context.show.prepared
        if self._frame is None or prepared is None:
            return self.tr("There are no bets yet.")
        best = [int(token) for token in self._frame.order[:3]]
        bets = ", ".join(
            self.tr("{share} on {word}").format(
                share=percent(float(self._frame.probability[token])), word=self.bars.word_of(token).told()
            )
            for token in best
        )
        text = self.tr("After “{prompt}” the model bets {bets}.").format(prompt=isolated(self._frame.prompt), bets=bets)
        return f"{text} {self._spread(self._frame).replace('**', '')}"

    def _explain(self) -> None:
        frame, prepared = self._frame, self._context.show.prepared
        if frame is None or prepared is None:
            self.sure.set_text(self.tr("Here a sentence will say how sure the model is about the next piece."))
            return
        top = int(frame.order[0])
        share = float(frame.probability[top])
        word = strong(self.bars.word_of(top))
        if share >= 0.8:
            text = self.tr("**Very sure:** {share} on {word}.")
        elif share >= 0.4:
            text = self.tr("**Fairly sure:** {share} on {word}.")
        elif frame.entropy > 0.85 * math.log(len(frame.order)):
            text = self.tr("**No idea:** only {share} on {word}.")
        else:
            text = self.tr("**Torn:** no more than {share} on {word}.")
        text += " " + self._spread(frame)
        if frame.n_dropped:
            text += " " + self.tr("It no longer sees the first {n} pieces: the text is longer than its view.").format(
                n=count(frame.n_dropped)
            )
        if frame.pieces and not frame.pieces[-1].strip(" ") and any(piece[:1] == " " for piece in prepared.pieces):
            text += " " + self.tr(
                "**Your text ends with a space.** Most words bring their own along, as a part of the piece, so after "
                "it hardly any word fits. Take it away, and see."
            )
        if not frame.prompt:
            text += " " + self.tr("The text is empty: these are its bets on how a text begins.")
        self.sure.set_text(text.format(share=unbroken(percent(share)), word=word))

    def _spread(self, frame: NextToken) -> str:
        """How many pieces its bets are spread over, in a sentence."""
        own = np.sort(frame.probability.astype(np.float64))[::-1]
        n = min(int(np.searchsorted(own.cumsum(), MOST)) + 1, len(own))
        text = self.tr("All other pieces together have {rest}.")
        if n > 1:
            text = self.tr("The likeliest **{n} pieces** hold {most} of its bet.")
        rest, most = unbroken(percent(1 - float(own[0]))), unbroken(percent(MOST))
        return text.format(rest=rest, n=count(n), most=most)

    def _explain_dice(self) -> None:
        sampling, value = self._context.sampling, self._context.sampling.value
        if sampling.greedy:
            self.dice_text.set_text(self.tr("**No dice:** it always takes the likeliest. The text never varies."))
            return
        if value.temperature < 0.995:
            text = self.tr("**For the dice** (temperature {t}) strong bets grow, weak ones shrink.")
        elif value.temperature <= 1.005:
            text = self.tr("**For the dice** (temperature {t}) its bets stay as they are.")
        else:
            text = self.tr("**For the dice** (temperature {t}) bets move closer together.")
        if value.top_k and value.top_p < 1:
            text += " " + self.tr("Of the {k} likeliest it keeps the fewest that reach {p}.")
        elif value.top_k:
            text += " " + self.tr("It keeps the {k} likeliest.")
        elif value.top_p < 1:
            text += " " + self.tr("It keeps the fewest that reach {p}.")
        if self._frame is not None and (value.top_p < 1 or not value.top_k):
            text += " " + self.tr("**{kept}** of {n} pieces have a chance.").format(
                kept=count(self._frame.kept), n=count(len(self._frame.order))
            )
        self.dice_text.set_text(
            text.format(t=temperature_text(value), k=top_k_text(value), p=unbroken(top_p_text(value)))
        )

"""Prediction: what comes next, how sure the model is, and what the dice make of its bets.

Topic: ``next_token``. A click on a bar writes that piece (another branch); the sliders reshape the bars at once.
"""

from __future__ import annotations

import math

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from explainer.engine.frames import Frame, NextToken
from explainer.ui.numbers import choices_text, count, isolated, percent, unbroken
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.panels.prediction import tables
from explainer.ui.panels.prediction.bars import BetBars
from explainer.ui.panels.prediction.wording import strong
from explainer.ui.sampling import temperature_text, top_k_text, top_p_text
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.samplingcontrols import SamplingControls


class PredictionPanel(Panel):
    """Three cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look = look
        self._context = context
        self._frame: NextToken | None = None
        self.bars = BetBars(
            look,
            self.tr("The model's bets on the next piece"),
            self.tr("Here the model's bets on the next piece will stand, the likeliest first."),
        )
        self.bars.taken.connect(lambda token: context.actions.write_token(int(token)))
        self.sure = Paragraph(look, lines=3, size=16.5)
        self.dice_text = Paragraph(look, lines=4)
        self.controls = SamplingControls(look, context.sampling, context.actions)
        self.bars_card = Card(
            look,
            self.tr("What comes next?"),
            self.tr("A bet on every piece. Click one to write it."),
            self.bars,
            more=self.tr(
                "**Own bet**: softmax of the logits after the last token, p = exp(zᵢ) / Σ exp(zⱼ), over the whole "
                "vocabulary. **With dice**: the same after dividing the logits by the temperature, keeping the top-k, "
                "then the smallest set that reaches top-p, and scaling what is left to 100 %. Solid bar: with dice. "
                "Outline, or a notch in the bar: own bet, where the two differ. "
                "**In grey**: the rest of the word, where a piece is the beginning of one. After each of the likeliest "
                "pieces the model is let write on greedily until the word ends, six more pieces at most; the dice may "
                "end it otherwise."
            ),
            table=self.bars.numbers,
        )
        self.sure_card = Card(
            look,
            self.tr("How sure is it?"),
            self.tr("Its own bets, before any dice"),
            self.sure,
            more=self.tr(
                "**Entropy** H = −Σ p ln p in nats, of the model's own bets. e to the H is the number of pieces."
            ),
            table=lambda: tables.of_sureness(self._frame),
        )
        dice_body = QWidget()
        column = QVBoxLayout(dice_body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.controls)
        column.addWidget(self.dice_text)
        column.addStretch(1)
        self.dice_card = Card(
            look,
            self.tr("The dice"),
            self.tr("How the next piece is drawn"),
            dice_body,
            more=self.tr(
                "The same dice number, text and model give the same piece: the n-th piece of a text always gets the "
                "same throw. Greedy is temperature 0: the piece with the highest bet."
            ),
            table=lambda: tables.of_dice(self._frame, context.sampling.value),
        )
        self._wide: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 3)
        self._place(wide=True)
        context.sampling.changed.connect(self._explain_dice)
        look.changed.connect(self._restyle)
        self._restyle()
        self._explain()
        self._explain_dice()

    def apply(self, frame: Frame) -> None:
        """Draw the bets."""
        prepared = self._context.show.prepared
        if not isinstance(frame, NextToken) or prepared is None:
            return
        self._frame = frame
        self.bars.apply(frame, prepared.pieces)
        self._explain()
        self._explain_dice()
        self.tell_summary(self.bars_card)
        self.sure_card.describe(self.sure.text())
        self.dice_card.describe(self.dice_text.text())

    def clear(self) -> None:
        """No bets."""
        self._frame = None
        self.bars.clear()
        self._explain()
        self._explain_dice()

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._place(wide=width >= TWO_COLUMNS)

    def caption(self) -> str:
        """What the view answers."""
        return self.tr("What comes next, and how sure is it?")

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
        text = self.tr("After “{prompt}” the model bets {bets}; as unsure as choosing blindly among {choices} pieces.")
        return text.format(prompt=isolated(self._frame.prompt), bets=bets, choices=choices_text(self._frame.entropy))

    def _place(self, *, wide: bool) -> None:
        if self._wide == wide:
            return
        self._wide = wide
        column, below = (1, 0) if wide else (0, 1)
        self._grid.setColumnStretch(1, 2 if wide else 0)
        self._grid.addWidget(self.bars_card, 0, 0, 2 if wide else 1, 1)
        self._grid.addWidget(self.sure_card, below, column)
        self._grid.addWidget(self.dice_card, below + 1, column)
        self._grid.setRowStretch(0, 0 if wide else 1)
        self._grid.setRowStretch(1, 1 if wide else 0)

    def _explain(self) -> None:
        frame, prepared = self._frame, self._context.show.prepared
        if frame is None or prepared is None:
            self.sure.set_text(self.tr("Here a sentence will say how sure the model is about the next piece."))
            return
        top = int(frame.order[0])
        share = float(frame.probability[top])
        word = strong(self.bars.word_of(top))
        choices = choices_text(frame.entropy)
        if share >= 0.8:
            text = self.tr("**Very sure.** It puts {share} on {word}.")
        elif share >= 0.4:
            text = self.tr("**Fairly sure.** It leans to {word} ({share}).")
        elif frame.entropy > 0.85 * math.log(len(frame.order)):
            text = self.tr("**No idea.** Its best bet, {word}, has only {share}.")
        else:
            text = self.tr("**Torn.** Many would do; {word} leads with {share}.")
        text += " " + self.tr("It is as unsure as choosing blindly among **{choices} pieces**.")
        if frame.n_dropped:
            text += " " + self.tr("It no longer sees the first {n} pieces: the text is longer than its view.").format(
                n=count(frame.n_dropped)
            )
        if frame.pieces and not frame.pieces[-1].strip(" ") and any(piece[:1] == " " for piece in prepared.pieces):
            text += " " + self.tr(
                "**Your text ends with a space.** Most words bring their own along (“␣the” is one piece), so after it "
                "hardly any word fits. Take it away, and see."
            )
        if not frame.prompt:
            text += " " + self.tr("The text is empty: these are its bets on how a text begins.")
        self.sure.set_text(text.format(share=percent(share), word=word, choices=choices))

    def _explain_dice(self) -> None:
        sampling, value = self._context.sampling, self._context.sampling.value
        if sampling.greedy:
            self.dice_text.set_text(self.tr("No dice: it always takes its likeliest piece. The text never varies."))
            return
        lines = []
        if value.temperature < 0.995:
            lines.append(self.tr("**Temperature {t}**: strong bets grow, weak ones shrink."))
        elif value.temperature <= 1.005:
            lines.append(self.tr("**Temperature {t}**: its bets as they are."))
        else:
            lines.append(self.tr("**Temperature {t}**: bets move closer together."))
        cuts = []
        if value.top_k:
            cuts.append(self.tr("**Top-k {k}** keeps the {k} likeliest."))
        if value.top_p < 1:
            cuts.append(self.tr("**Top-p {p}** keeps the fewest that reach {p}."))
        if cuts:
            lines.append(" ".join(cuts))
        if self._frame is not None:
            n = len(self._frame.order)
            lines.append(
                self.tr("**{kept}** of {n} pieces have a chance.").format(kept=count(self._frame.kept), n=count(n))
            )
        text = " ".join(lines)
        self.dice_text.set_text(
            text.format(t=temperature_text(value), k=top_k_text(value), p=unbroken(top_p_text(value)))
        )

    def _restyle(self) -> None:
        px = self._look.px
        self._grid.setSpacing(px(12))
        self.bars_card.setMinimumWidth(px(340))
        self.sure_card.setMinimumWidth(px(300))

"""The judge, closely: how it learns from votes, how often it agrees with them, who else votes, and every vote by hand.

Topics: ``judge`` and ``ballot``. A reward model as in InstructGPT (Ouyang et al. 2022, arXiv 2203.02155, section 3.5),
see ``training.reward``. Left out: giving votes and what the judge sees (``votes``), and learning from it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Ballot, Frame, Judge
from explainer.ui.numbers import count, percent
from explainer.ui.panels.cardgrid import GAP, CardGrid, Stack, below
from explainer.ui.panels.minds.judge_training import TrainingBox
from explainer.ui.panels.minds.judge_words import PEOPLE, learnt_from, spoken, why_blind
from explainer.ui.panels.minds.scored import ScoredAnswers, misjudged
from explainer.ui.panels.minds.votes_list import ByHand
from explainer.ui.panels.minds.votes_taste import TasteBox
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.pictures.curves import smooth
from explainer.ui.stories import definition
from explainer.ui.widgets.card import WIDE, Card
from explainer.ui.widgets.chart import Chart, Guide, Line, Numbers, Plot, Scale
from explainer.ui.widgets.chart.ticks import grid_step, round_up
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph

REACH = 20  # the loss is averaged over a 20th of its points to each side
LOWEST = 0.2  # agreement at the foot of the axis, as long as none is lower
FEWEST_STEPS = 25  # on the axis of the loss, which doubles when these are done


class JudgePanel(Panel):
    """Five cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = context.look
        self._frame: Judge | None = None
        look = context.look
        self.loss = Chart(
            look,
            self.tr("How the judge learns"),
            self.tr("Here the judge's mistakes will be drawn while it learns which of two answers was preferred."),
        )
        self.agreement = Chart(
            look,
            self.tr("How often the judge agrees"),
            self.tr("Here it will be drawn how often it agrees with votes it has not seen."),
        )
        self.samples = ScoredAnswers(
            look,
            self.tr("Answers from best to worst"),
            self.tr("Here answers will stand, the one it likes best first."),
        )
        self.training = TrainingBox(context)
        self.votes = Paragraph(look, lines=2, size=15)
        self.misjudged = Paragraph(look, lines=2, size=15)
        self.measured = Paragraph(look, lines=2, size=15)
        self.taste = TasteBox(context)
        self.by_hand = ByHand(context)
        self._make_cards()
        cards = self.loss_card, self.agreement_card, self.samples_card, self.taste_card, self.by_hand_card
        learns, agrees, samples = map(Stack, cards[:3])
        others = Stack(self.taste_card, self.by_hand_card)
        self._grid = CardGrid(look, self, {TWO_COLUMNS: [[learns, agrees], [samples, others]], 0: below(*cards)})
        context.show.changed.connect(self.by_hand.renew)

    def _make_cards(self) -> None:
        look = self._look
        self.loss_card = Card(
            look,
            self.tr("How it learns"),
            self.tr("Which of two answers was preferred? Lower is less wrong."),
            Stacked(look, self.loss, self.votes, self.training, gap=6),
            more=definition("minds.judge", "loss"),
            table=self.loss.table,
        )
        self.agreement_card = Card(
            look,
            self.tr("How often it agrees"),
            self.tr(
                "The judge with the labeller, on new answers: with the votes, which err at times, and with the points"
            ),
            Stacked(look, self.agreement, self.measured, gap=6),
            more=definition("minds.judge", "agreement"),
            table=self.agreement.table,
        )
        self.samples_card = Card(
            look,
            self.tr("Answers from best to worst"),
            self.tr("By the judge’s score, beside the labeller’s points"),
            Stacked(look, self.samples, self.misjudged, gap=6),
            more=definition("minds.judge", "samples"),
            table=self.samples.numbers,
        )
        self.taste_card = Card(
            look,
            self.tr("Who else votes?"),
            self.tr("A program whose taste is known"),
            self.taste,
            more=definition("minds.judge", "taste"),
            table=self.taste.table,
        )
        self.by_hand_card = Card(
            look,
            self.tr("The votes by hand"),
            self.tr("One by one, and their file"),
            self.by_hand,
            more=definition("minds.judge", "hand"),
            table=self.by_hand.table,
        )

    def apply(self, frame: Frame) -> None:
        """Hand the parts of the frame to the cards."""
        if isinstance(frame, Ballot):
            self.training.apply(frame)
            self.taste.apply(frame)
            self.by_hand.apply(frame)
            self.taste_card.set_caption(self.taste.given_text())
            self.taste_card.describe(self.taste.summary())
            self.by_hand_card.describe("\n".join((*self.by_hand.list.sentences(), self.by_hand.stored.text())))
        elif isinstance(frame, Judge):
            self._frame = frame
            self.training.apply(frame)
            self._apply_loss(frame)
            self._apply_agreement(frame)
            self.samples.show_rows(frame.samples)
            self.misjudged.set_text(self._misjudged(frame))
            told = self.samples.sentences()
            self.samples_card.describe("\n".join(told[:1] + told[1:][-1:]))
            self.tell_summary()

    def clear(self) -> None:
        """Empty all cards."""
        self._frame = None
        self.loss.clear()
        self.agreement.clear()
        self.samples.show_rows(())
        for part in (self.training, self.taste, self.by_hand):
            part.clear()
        for words in (self.votes, self.measured, self.misjudged):
            words.set_text("")

    def kept(self) -> Mapping[str, Kept]:
        """That training was asked for in vain. Who votes, and how much, is the engine's."""
        return self.training.kept()

    def fit(self, width: float) -> None:
        """Two cards beside each other, or all below each other."""
        self._grid.fit(width)
        self.taste.fit((width - GAP) / 2 - 2 * WIDE if width >= TWO_COLUMNS else width - 2 * WIDE)

    def caption(self) -> str:
        """What a judge is for."""
        return self.tr("A second model learns from votes which answers are preferred.")

    def summary(self) -> str:
        """Whether there is one, and how good it is."""
        frame = self._frame
        if frame is None or not (frame.trained or frame.training):
            return self.tr("There is no judge yet.")
        parts = [spoken(self.votes.text()), spoken(self.measured.text())]
        if len(frame.agreement) and not frame.training:
            parts.append(
                self.tr("It agrees with votes it has not seen in {share} of pairs.").format(
                    share=percent(float(frame.agreement[-1]))
                )
            )
        return " ".join(part for part in parts if part)

    def values(self) -> Mapping[str, str]:
        """What the story of this page quotes."""
        return {"judge_votes": self.votes.text()}

    def _apply_loss(self, frame: Judge) -> None:
        self.votes.set_text(learnt_from(frame))
        if not len(frame.at):
            self.loss.clear()
        else:
            at = frame.at.astype(np.float64)
            loss = smooth(frame.loss.astype(np.float64), len(at) // REACH)
            y_end = max(1.0, round_up(float(np.nanmax(frame.loss))))
            self.loss.set(
                Plot(
                    lines=(
                        Line(
                            name=self.tr("now"),
                            value=f"{loss[-1]:.2f}",
                            colour="rlhf",
                            x=at,
                            y=loss,
                            raw=frame.loss,
                            column=self.tr("loss in nats a comparison"),
                        ),
                    ),
                    guides=(
                        Guide(
                            name=self.tr("{loss} by guessing").format(loss=f"{frame.guessing:.2f}"),
                            colour="warning",
                            y=frame.guessing,
                        ),
                    ),
                    scale=Scale(high=y_end, step=grid_step(y_end), columns=(Numbers(head=self.tr("loss")),)),
                    x_end=FEWEST_STEPS * 2.0 ** max(0, math.ceil(math.log2(float(at[-1]) / FEWEST_STEPS))),
                    x_words=self._steps(frame),
                    x_told=self.tr("Step {x}"),
                    x_column=self.tr("step"),
                )
            )
        self.loss_card.describe("\n".join(filter(None, (self.loss.summary(), self.votes.text()))))

    def _apply_agreement(self, frame: Judge) -> None:
        self.measured.set_text(self._measured(frame))
        if not len(frame.votes_seen):
            self.agreement.clear()
        else:
            seen = frame.votes_seen.astype(np.float64)
            lines = [
                Line(
                    name=name,
                    value=percent(float(ys[np.isfinite(ys)][-1])),
                    colour=colour,
                    x=seen,
                    y=ys,
                    dashed=dashed,
                    dots=len(seen) <= 12,
                    column=column,
                )
                for name, colour, ys, dashed, column in (
                    (
                        self.tr("with the votes"),
                        "rlhf",
                        frame.agreement,
                        False,
                        self.tr("agreement with the labeller’s votes"),
                    ),
                    (
                        self.tr("with the points"),
                        "ink",
                        frame.true_agreement,
                        True,
                        self.tr("agreement with the labeller’s points"),
                    ),
                )
                if np.isfinite(ys).any()
            ]
            lowest = min((float(np.nanmin(line.y)) for line in lines), default=1.0)
            people = self.tr("{share}: two people").format(share=f"{PEOPLE * 100:.1f} %")
            self.agreement.set(
                Plot(
                    lines=tuple(lines),
                    guides=(
                        Guide(name=self.tr("50 % by guessing"), colour="warning", y=0.5),
                        Guide(name=people, colour="ink2", y=PEOPLE),
                    ),
                    scale=Scale(
                        low=LOWEST if lowest >= LOWEST else 0.0,
                        step=0.2,
                        columns=(Numbers(text=percent),),
                        told=percent,
                    ),
                    x_end=float(max(frame.n_hand + frame.n_simulated, seen[-1], 1.0)),
                    x_words=self.tr("votes seen: {n}").format(n=count(seen[-1])),
                    x_told=self.tr("{x} votes"),
                    x_column=self.tr("votes seen"),
                )
            )
        self.agreement_card.describe("\n".join(filter(None, (self.agreement.summary(), spoken(self.measured.text())))))

    def _steps(self, frame: Judge) -> str:
        """Where the curve ends: of a judge that is done, with its last step."""
        if frame.training and frame.steps:
            return self.tr("step {step} of {steps}").format(step=count(frame.at[-1]), steps=count(frame.steps))
        return self.tr("step {step}").format(step=count(frame.at[-1]))

    def _misjudged(self, frame: Judge) -> str:
        """For which of the answers shown it is fooled most."""
        found = misjudged(frame.samples)
        return self.tr("Here the judge is fooled. {example}").format(example=found) if found else ""

    def _measured(self, frame: Judge) -> str:
        """What the agreement is of, where one could take it for more than it is."""
        if frame.training:
            return self.tr("So far: of smaller judges, which learnt from fewer votes. This one is measured at its end.")
        return why_blind(frame)

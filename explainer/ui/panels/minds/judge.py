"""The judge: how it learns from votes, how often it agrees with people, and what it cannot see.

Topic: ``judge``. A reward model as in InstructGPT (Ouyang et al. 2022, arXiv 2203.02155, section 3.5), see
``training.reward``. Each card draws a part of the one frame. Left out: giving votes, and learning from the judge, which
have pages of their own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Frame
from explainer.engine.frames.minds import Judge
from explainer.engine.states import Move, next_state
from explainer.ui.actions import Actions
from explainer.ui.numbers import count, percent
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.minds.judge_sees import SeesBars
from explainer.ui.panels.minds.judge_words import PEOPLE, spoken, trained_on, what_follows, what_it_sees, what_votes_did
from explainer.ui.panels.minds.scored import ScoredAnswers
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.pictures.curves import smooth
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart import Chart, Guide, Line, Numbers, Plot, Scale
from explainer.ui.widgets.chart.ticks import grid_step, round_up
from explainer.ui.widgets.column import Column
from explainer.ui.widgets.paragraph import Paragraph

REACH = 20  # the loss is averaged over a 20th of its points to each side
LOWEST = 0.2  # agreement at the foot of the axis, as long as none is lower
FEWEST_STEPS = 25  # on the axis of the loss, which doubles when these are done


class JudgePanel(Panel):
    """Four cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._show = context.look, context.show
        self._actions: Actions = context.actions
        self._frame: Judge | None = None
        look = context.look
        self.loss = Chart(
            look,
            self.tr("How the judge learns"),
            self.tr("Here the judge's mistakes will be drawn while it learns which of two answers people prefer."),
        )
        self.agreement = Chart(
            look,
            self.tr("How often the judge agrees"),
            self.tr("Here it will be drawn how often it agrees with votes it has not seen."),
        )
        self._will_be_seen = self.tr("Here it will be shown what the judge can tell apart, and what it cannot.")
        self._cannot_be_seen = self.tr(
            "Pairs of answers that differ in one thing alone can only be made where the world is known: in Storyland, "
            "not in a text of your own."
        )
        self.sees = SeesBars(look, self.tr("What the judge sees, and what it cannot see"), self._will_be_seen)
        self.samples = ScoredAnswers(
            look,
            self.tr("Answers from best to worst"),
            self.tr("Here answers will stand, the one it likes best first."),
        )
        self.train_button = Button(
            look,
            self.tr("Train the judge anew"),
            tip=self.tr("Train it from the start with all votes there are now; the model itself is left as it is"),
        )
        self.train_button.clicked.connect(lambda: self._actions.train_judge())
        self.votes = Paragraph(look, lines=1, size=15)
        self.moved = Paragraph(look, lines=2, size=15)
        self.sight = Paragraph(look, lines=2, size=15)
        self._make_cards()
        cards = self.loss_card, self.agreement_card, self.sees_card, self.samples_card
        learns, agrees, sees, samples = map(Stack, cards)
        self._grid = CardGrid(look, self, {TWO_COLUMNS: [[learns, agrees], [sees, samples]], 0: below(*cards)})
        self._show.changed.connect(self._refresh_button)
        self._refresh_button()

    def _make_cards(self) -> None:
        look = self._look
        self.loss_card = Card(
            look,
            self.tr("How it learns"),
            self.tr("Which of two answers was preferred? Lower is less wrong."),
            Column(look, self.loss, self.votes, self.train_button, gap=6),
            more=self.tr(
                "A **reward model**: the fine-tuned model with one number in place of its head, read at the answer's "
                "end. Loss of Bradley and Terry, −ln σ(score of the preferred − score of the other), in nats a "
                "comparison; a coin's is ln 2. Thin: each step, before its update. Afterwards scores are given mean 0 "
                "and standard deviation 1 on the fine-tuned model's answers."
            ),
            table=self.loss.table,
        )
        self.agreement_card = Card(
            look,
            self.tr("How often it agrees"),
            self.tr("On pairs it has never seen, the more votes it has learned from"),
            Column(look, self.agreement, self.moved, gap=6),
            more=self.tr(
                "Share of **held-out comparisons** in which the preferred answer gets the higher score. The labeller "
                "errs as people do, so its votes cannot be foretold wholly; its **points** for the same answers "
                "have no such error, ties are left out. Reference: people who labelled for InstructGPT agreed with "
                "each other on 72.6 ± 1.5 % of pairs (arXiv 2203.02155, section 3.4). Other people, other texts: a "
                "measure of how hard such a vote is, not a goal."
            ),
            table=self.agreement.table,
        )
        self.sees_card = Card(
            look,
            self.tr("What it sees, and what it cannot see"),
            self.tr("How often it prefers the better of two answers that differ in one thing alone"),
            Column(look, self.sees, self.sight, gap=6),
            more=self.tr(
                "For each difference, pairs of answers to the same question are made that are alike in everything "
                "else; counted is how often the better (right, kind, not rude, not rambling) gets the higher score, "
                "whatever the labeller's taste. The thin marks round 50 % are how far a judge that is **blind** to it "
                "would stray by chance in 95 of 100 cases (±1.96 √(¼ / n))."
            ),
            table=self.sees.numbers,
        )
        self.samples_card = Card(
            look,
            self.tr("Answers from best to worst"),
            self.tr("By the judge's score, beside the labeller's points, which it never sees"),
            self.samples,
            more=self.tr(
                "**Score**: the judge's, 0 on average for the fine-tuned model's answers, in their standard "
                "deviations. **Points**: the simulated labeller's own (its utility), known because it is a "
                "program. The two have different units: compare the order, not the size."
            ),
            table=self.samples.numbers,
        )

    def apply(self, frame: Frame) -> None:
        """Hand the parts of the frame to the cards."""
        if not isinstance(frame, Judge):
            return
        self._frame = frame
        self._apply_loss(frame)
        self._apply_agreement(frame)
        self.sees.apply(frame.sees)
        self.sees.set_empty_text(self._cannot_be_seen if frame.trained and not frame.training else self._will_be_seen)
        self.sight.set_text(what_it_sees(frame.sees))
        self.sees_card.describe("\n".join(filter(None, ("\n".join(self.sees.sentences()), spoken(self.sight.text())))))
        self.samples.show_rows(frame.samples)
        told = self.samples.sentences()
        self.samples_card.describe("\n".join(told[:1] + told[1:][-1:]))
        self._refresh_button()
        self.tell_summary()

    def clear(self) -> None:
        """Empty all cards."""
        self._frame = None
        self.loss.clear()
        self.agreement.clear()
        self.sees.apply(())
        self.samples.show_rows(())
        for words in (self.votes, self.moved, self.sight):
            words.set_text("")
        self._refresh_button()

    def fit(self, width: float) -> None:
        """Two cards beside each other, or all below each other."""
        self._grid.fit(width)

    def caption(self) -> str:
        """What a judge is for."""
        return self.tr("A second model learns from votes which answers people like.")

    def summary(self) -> str:
        """Whether there is one, and how good it is."""
        frame = self._frame
        if frame is None or not (frame.trained or frame.training):
            return self.tr("There is no judge yet.")
        parts = [self.votes.text()]
        if len(frame.agreement):
            parts.append(
                self.tr("It agrees with votes it has not seen in {share} of pairs.").format(
                    share=percent(float(frame.agreement[-1]))
                )
            )
        return " ".join(part for part in (*parts, spoken(self.sight.text()), self.moved.text()) if part)

    def values(self) -> Mapping[str, str]:
        """What the story of this page quotes."""
        frame = self._frame
        result = {"judge_votes": self.votes.text(), "judge_sight": self.sight.text(), "judge_moved": self.moved.text()}
        return result | {"judge_style": what_follows(frame.sees) if frame is not None else ""}

    def _apply_loss(self, frame: Judge) -> None:
        if frame.trained or frame.training:
            text = self.tr("Being trained with {votes}.") if frame.training else self.tr("Trained with {votes}.")
            self.votes.set_text(text.format(votes=trained_on(frame.n_hand, frame.n_simulated)))
        else:
            self.votes.set_text("")
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
                            name=self.tr("{loss} a coin").format(loss=f"{frame.guessing:.2f}"),
                            colour="warning",
                            y=frame.guessing,
                        ),
                    ),
                    scale=Scale(high=y_end, step=grid_step(y_end), columns=(Numbers(head=self.tr("loss")),)),
                    x_end=FEWEST_STEPS * 2.0 ** max(0, math.ceil(math.log2(float(at[-1]) / FEWEST_STEPS))),
                    x_words=self.tr("step {step}").format(step=count(at[-1])),
                    x_told=self.tr("Step {x}"),
                    x_column=self.tr("step"),
                )
            )
        self.loss_card.describe("\n".join(filter(None, (self.loss.summary(), self.votes.text()))))

    def _apply_agreement(self, frame: Judge) -> None:
        self.moved.set_text(what_votes_did(frame.n_hand, frame.hand_before, frame.hand_after))
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
                    (self.tr("with votes"), "rlhf", frame.agreement, False, self.tr("agreement with held-out votes")),
                    (
                        self.tr("with its points"),
                        "ink",
                        frame.true_agreement,
                        True,
                        self.tr("agreement with the labeller’s points"),
                    ),
                )
                if np.isfinite(ys).any()
            ]
            lowest = min((float(np.nanmin(line.y)) for line in lines), default=1.0)
            people = self.tr("{share} people with each other").format(share=f"{PEOPLE * 100:.1f} %")
            self.agreement.set(
                Plot(
                    lines=tuple(lines),
                    guides=(
                        Guide(name=self.tr("50 % a coin"), colour="warning", y=0.5),
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
        self.agreement_card.describe("\n".join(filter(None, (self.agreement.summary(), self.moved.text()))))

    def _refresh_button(self) -> None:
        training = self._frame is not None and self._frame.training
        ready = (
            self._show.prepared is not None
            and not training
            and next_state(self._show.state, Move.BEGIN_STAGE) is not None
        )
        if self.train_button.isEnabled() != ready:
            self.train_button.setEnabled(ready)
        first = self._frame is None or not (self._frame.trained or training)
        self.train_button.setText(self.tr("Train the judge") if first else self.tr("Train the judge anew"))

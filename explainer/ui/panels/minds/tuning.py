"""The examples, closely: what fine-tuning shows the model, how wrong it is, and what it answers by groups of questions.

Topic: ``tuning``. Supervised fine-tuning as in InstructGPT (Ouyang et al. 2022, arXiv 2203.02155, section 3.5), see
``training.finetune``. Each card draws a part of the one frame; this file puts them in their places and hands it on.
For everybody there is ``growing``.
Left out: everything about votes and the judge, which have pages of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Frame, Tuning
from explainer.training.reports import Stage
from explainer.ui.look import SMALL
from explainer.ui.numbers import count
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.minds import mind_tables as tables
from explainer.ui.panels.minds.tuning_lists import ProbesTable
from explainer.ui.panels.minds.tuning_results import result_groups
from explainer.ui.panels.minds.tuning_shown import BeginTuning, ShownPieces
from explainer.ui.panels.minds.tuning_words import can_be_checked, manners_line, what_it_shows
from explainer.ui.panels.panel import ROOMY, TWO_COLUMNS, Panel, PanelContext
from explainer.ui.pictures.curves import smooth_known
from explainer.ui.stories import definition
from explainer.ui.translate import named, say
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart import Chart, Line, Numbers, Plot, Scale
from explainer.ui.widgets.chart.sparks import Sparks
from explainer.ui.widgets.chart.ticks import grid_step, round_up
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept, switch
from explainer.ui.widgets.textline import TextLine

REACH = 40  # the curve is averaged over a 40th of its points to each side


class TuningPanel(Panel):
    """Four cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._show = context.show
        self._frame: Tuning | None = None
        self._loss_now = self._proof = ""  # on answers, as the curve says it; what the results bear out
        self.shown = ShownPieces(look, "")
        self.manners = TextLine(look, size=SMALL, colour="ink2", lines=3)
        self.begin_button = BeginTuning(context)
        self.shown_card = Card(
            look,
            self.tr("What it is shown"),
            "",
            Stacked(look, self.shown, self.manners, self.begin_button),
            more=definition("minds.practice", "shown"),
            table=lambda: tables.of_shown(self._frame),
        )
        self.shown.shown.connect(lambda: self.shown_card.describe(self.shown.summary()))
        self.chart = Chart(
            look,
            self.tr("How wrong its answers are"),
            self.tr("Here its mistakes in answering will be drawn, step by step."),
        )
        self.loss_card = Card(
            look,
            self.chart.accessibleName(),
            self.tr("Lower is better"),
            self.chart,
            more=definition("minds.practice", "loss"),
            table=self.chart.table,
        )
        self.results = Sparks(look, self.tr("What it can do by now"), "", least=200, row=(25, 44), shape=(3, 2))
        self.results_card = Card(
            look,
            self.tr("What it can do"),
            self.tr("Fixed questions"),
            self.results,
            more=definition("minds.practice", "results"),
            table=lambda: tables.of_results(self._frame),
        )
        name = self.tr("The same questions, again and again")
        self.probes = ProbesTable(
            look, name, self.tr("Here the same questions will be answered again and again, as it learns to answer.")
        )
        self.probes_card = Card(
            look,
            name,
            self.tr("By a strict check; the newest answer first"),
            self.probes,
            more=definition("minds.practice", "probes"),
            table=lambda: tables.of_probes(self._frame),
        )
        self.all_ages = Button(
            look, self.tr("all ages"), kind="plain", tip=self.tr("Show every age, to scroll through, or as many as fit")
        )
        self.all_ages.setCheckable(True)
        self.all_ages.toggled.connect(self.probes.show_all)
        self.probes_card.add_button(self.all_ages)
        shown, loss, results, probes = self.shown_card, self.loss_card, self.results_card, self.probes_card
        CardGrid(
            look,
            self,
            {
                ROOMY: [[Stack(shown, share=12), Stack(loss, share=10), Stack(results, share=9)], [Stack(probes)]],
                TWO_COLUMNS: [[Stack(shown, share=11), Stack(loss, share=9)], [Stack(probes)], [Stack(results)]],
                0: below(shown, loss, probes, results),
            },
            stretch={probes: 5},
        )
        self._show.changed.connect(self._tell_empty)
        self.clear()

    def apply(self, frame: Frame) -> None:
        """Hand the parts of the frame to the cards."""
        if isinstance(frame, Tuning):
            self._frame = frame
            self.shown.apply(frame)
            told = self.tr("One of {n} examples, from {source}") if frame.source else self.tr("One of {n} examples")
            self.shown_card.set_caption(told.format(n=count(frame.n_shown), source=named(frame.source)))
            self._fill()

    def clear(self) -> None:
        """Empty all cards."""
        self._frame = None
        self.shown.clear()
        self.shown_card.set_caption(self.tr("Examples of questions with answers"))
        self._fill()

    def kept(self) -> Mapping[str, Kept]:
        """Whether every age is shown."""
        return {"all_ages": switch(self.all_ages)}

    def caption(self) -> str:
        """What this stage is about."""
        return self.tr("Stage two with all that is measured.")

    def summary(self) -> str:
        """How far it has come."""
        frame = self._frame
        if frame is None or not len(frame.at):
            return self.tr("It has not been shown any answers yet.")
        text = self.tr("After {steps} of {all} steps its loss on answers is {loss}.").format(
            steps=count(int(frame.at[-1])), all=count(frame.steps), loss=self._loss_now
        )
        return " ".join(filter(None, (text, self._proof)))

    def values(self) -> Mapping[str, str]:
        """What the story of this page quotes."""
        frame = self._frame
        now = ""
        if frame is not None and len(frame.at):
            now = self.tr("Step **{step}** of {steps}: its loss on answers is **{loss}**.").format(
                step=count(int(frame.at[-1])), steps=count(frame.steps), loss=self._loss_now
            )
        rehearses = frame is not None and frame.rehearsal is not None and len(frame.at) > 0
        told = self.tr("Every step it also rehearses some of the text that it read before, so as not to forget it.")
        return {"tuning_now": now, "proof": self._proof, "rehearsal": told if rehearses else ""}

    def _fill(self) -> None:
        frame = self._frame
        results = frame.results if frame is not None else ()
        self._draw_loss()
        self.probes.show_probes(frame.probes if frame is not None else ())
        self._proof = what_it_shows(results)
        self.manners.set_text(manners_line(list(frame.manners.items())) if frame is not None else "")
        self.probes_card.describe("\n".join(self.probes.sentences()))
        self.results.set(result_groups(results, frame.steps if frame is not None else 0))
        self._tell_empty()
        self.results_card.describe(self.results.summary())
        self.tell_summary()

    def _draw_loss(self) -> None:
        frame = self._frame
        if frame is None or not len(frame.at):
            self.chart.clear()
            self.loss_card.describe(self.chart.summary())
            return
        at = frame.at.astype(np.float64)
        answers = self.tr("on answers"), "sft", frame.loss, False, self.tr("loss on answers in nats a token")
        text = self.tr("on rehearsed text"), self.tr("loss on rehearsed text in nats a token")
        lines = []
        for name, colour, loss, dashed, column in (answers, (text[0], "pretrain", frame.rehearsal, True, text[1])):
            if loss is not None:
                y = smooth_known(loss, lambda n: n // REACH)
                now = f"{float(y[np.isfinite(y)][-1]):.2f}" if np.isfinite(y).any() else ""
                lines.append(
                    Line(name=name, value=now, colour=colour, x=at, y=y, raw=loss, dashed=dashed, column=column)
                )
        self._loss_now = lines[0].value
        found = [line.raw for line in lines if line.raw is not None and line.value]
        y_end = round_up(max((float(np.nanmax(raw)) for raw in found), default=1.0))
        self.chart.set(
            Plot(
                lines=tuple(lines),
                scale=Scale(high=y_end, step=grid_step(y_end), columns=(Numbers(head=self.tr("loss")),)),
                x_end=float(max(frame.steps, at[-1])),
                x_words=self.tr("step {step} of {steps}").format(step=count(at[-1]), steps=count(frame.steps)),
                x_told=self.tr("Step {x}"),
                x_column=self.tr("step"),
            )
        )
        self.loss_card.describe(self.chart.summary())

    def _tell_empty(self) -> None:
        """What stands where nothing is yet; the button stands there until the stage has begun."""
        frame, why = self._frame, self._show.why_not(Stage.SFT)
        self.begin_button.show_frame(frame)
        self.shown.set_empty_text(
            say(why)
            if why is not None
            else self.tr(
                "Here the examples it learns from will appear: a question that is only given, and the answer, each "
                "piece shaded by how much it surprised the model."
            )
        )
        self.results.set_empty_text(
            self.tr("Here it will be counted how many answers are well formed, and how many are right.")
            if frame is None or can_be_checked(frame)
            else self.tr(
                "Whether an answer is right can only be counted where the truth is known: in Storyland, not in a text "
                "of your own."
            )
        )

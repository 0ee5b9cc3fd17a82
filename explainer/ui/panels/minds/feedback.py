"""The control room of human feedback: the loop at work, the leash, what else changes, and all runs side by side.

Topic: ``feedback``. Each card draws a part of the one frame; this file puts the cards in their places and hands the
parts on. Whether it is getting better is told on a page for everybody (``wrong``).
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from explainer.engine.frames import Feedback, Frame
from explainer.engine.recipes import HONEST, RECIPES
from explainer.ui.numbers import count
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.minds import before, feedback_charts, feedback_tables, feedback_words
from explainer.ui.panels.minds.before import BeginFeedback
from explainer.ui.panels.minds.feedback_charts import same_course
from explainer.ui.panels.minds.feedback_words import series
from explainer.ui.panels.minds.klpenalty import KLPenaltyControls
from explainer.ui.panels.minds.klslider import unheard
from explainer.ui.panels.minds.loop import LoopPicture
from explainer.ui.panels.minds.runcards import RunCards
from explainer.ui.panels.minds.scored import TriedAnswers
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart import Chart
from explainer.ui.widgets.chart.sparks import Spark, SparkGroup, Sparks
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept, switch
from explainer.ui.widgets.textline import TextLine

WIDE = 950  # design pixels from which other ways stand beside the list of all runs


class FeedbackPanel(Panel):
    """Four cards about one run, and three about all runs."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look, self._show, self._actions = look, context.show, context.actions
        self._frame: Feedback | None = None
        self.runs = RunCards(context)
        self.good = Chart(
            look,
            self.tr("Good answers"),
            self.tr("Here the share of kind and of correct answers will be drawn."),
            least=96,
        )
        self.loop = LoopPicture(look)
        self.doing = TextLine(look, colour="ink", lines=2)
        self.tried = TriedAnswers(
            look, self.tr("Answers of the last round"), self.tr("Some of the answers it tries will stand here.")
        )
        self.kl_penalty = KLPenaltyControls(look, context.actions)
        self.signs = Sparks(look, self.tr("What else changes"), least=250, row=(22, 22))
        self.metrics = Sparks(look, self.tr("More metrics"), least=250, row=(22, 22))
        self.metrics.hide()
        self.begin_button = BeginFeedback(context, more=True)
        self.more_button = Button(
            look,
            self.tr("metrics"),
            kind="plain",
            name=self.tr("More metrics"),
            tip=self.tr("What engineers look at, by the names of the field"),
        )
        self.more_button.setCheckable(True)
        self.more_button.toggled.connect(self.metrics.setVisible)
        self._make_cards()
        self._show_signs(None)
        now, kl_penalty, good, signs = self.now_card, self.kl_card, self.good_card, self.signs_card
        result, runs, ways = self.runs.result_card, self.runs.all_card, self.runs.way_card
        self._grid = CardGrid(
            look,
            self,
            {
                WIDE: [
                    [Stack(kl_penalty, now, share=5), Stack(good, signs, share=3)],
                    [Stack(result)],
                    [Stack(runs), Stack(ways)],
                ],
                TWO_COLUMNS: [
                    [Stack(kl_penalty, now, share=4), Stack(good, signs, share=3)],
                    [Stack(result)],
                    [Stack(runs)],
                    [Stack(ways)],
                ],
                0: below(kl_penalty, now, good, signs, result, runs, ways),
            },
            stretch={kl_penalty: 0, signs: 0},
        )
        context.show.changed.connect(self._refresh)
        self._refresh()

    def _make_cards(self) -> None:
        look = self._look
        self.good_card = Card(
            look,
            self.tr("Good answers"),
            self.tr("Of each round, drawn with dice: kind, correct, and both"),
            self.good,
            more=definition("minds.feedback", "good"),
            table=lambda: feedback_tables.of_series(self._frame, "good", "correct", "kind"),
        )
        self.now_card = Card(
            look,
            self.tr("What it does right now"),
            feedback_words.lesson("ppo"),
            Stacked(look, self.loop, self.doing, self.tried, self.begin_button),
            more=definition("minds.feedback", "now"),
            table=self.tried.numbers,
        )
        self.kl_card = Card(
            look,
            self.tr("The leash"),
            self.tr("How far may it drift?"),
            self.kl_penalty,
            more=definition("minds.feedback", "leash"),
            table=lambda: feedback_tables.of_kl_penalty(self._frame),
        )
        self.signs_card = Card(
            look,
            self.tr("What else changes"),
            feedback_words.tricks(None),
            Stacked(look, self.signs, self.metrics),
            more=definition("minds.feedback", "signs"),
            table=lambda: feedback_tables.of_series(self._frame),
        )
        self.signs_card.add_button(self.more_button)

    # ---- what a panel does -------------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Draw the parts of a ``Feedback`` frame."""
        if not isinstance(frame, Feedback):
            return
        old = self._frame
        self._frame = frame
        if old is None or not same_course(old, frame):  # most frames only tell how far a part of a round is
            self._apply_course(frame)
        self.kl_penalty.show_frame(frame)
        self.kl_penalty.set_drift(feedback_words.last(series(frame, "kl")))
        self.tried.show_rows(frame.tried)
        self.runs.apply(frame)
        self._refresh()
        self.now_card.describe(" ".join([self.doing.text(), *self.tried.sentences()]))

    def clear(self) -> None:
        """Forget the run."""
        self._frame = None
        self.good.clear()
        self.runs.apply(None)
        self._show_signs(None)
        self.tried.show_rows(())
        self.kl_penalty.forget()
        self._refresh()

    def kept(self) -> Mapping[str, Kept]:
        """The run that is shown, the metrics, and the leash."""
        return {**self.runs.kept(), "metrics": switch(self.more_button), **self.kl_penalty.kept()}

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._grid.fit(width)

    def caption(self) -> str:
        """What is here."""
        return self.tr("All that can be set while it learns from a judge, and all that is measured.")

    def summary(self) -> str:
        """What goes on, and what came of the run that is shown."""
        if self._frame is None or not (len(self._frame.answers) or before.under_way(self._show, self._frame)):
            return self.tr("Human feedback has not begun yet.")
        return f"{self.doing.text()} {self.runs.told.accessibleDescription()}"

    def values(self) -> Mapping[str, str]:
        """What the story may quote."""
        frame = self._frame
        if frame is None or not len(frame.answers):
            return {"feedback_sofar": ""}
        sofar = self.tr("It has tried **{answers} answers** so far; rounds: {rounds}.").format(
            answers=count(frame.answers[-1]), rounds=count(len(frame.answers))
        )
        return {"feedback_sofar": sofar}

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _apply_course(self, frame: Feedback) -> None:
        if not frame.can_judge:
            self.good.set_empty_text(self.tr("Whether an answer is right can only be checked on the built-in text."))
        self.good.set(feedback_charts.good_plot(frame))
        self._show_signs(frame)
        self.signs_card.describe(self.signs.summary())
        if len(frame.answers):
            self.good_card.describe(feedback_charts.tell_good(frame, len(frame.answers) - 1))

    def _show_signs(self, frame: Feedback | None) -> None:
        def apart(sparks: list[Spark]) -> list[SparkGroup]:
            return [SparkGroup(sparks=(spark,)) for spark in sparks]

        self.signs_card.set_caption(feedback_words.tricks(frame))
        self.signs.set(apart(feedback_words.signs(frame)))
        self.metrics.set(apart(feedback_words.engineers(frame)))

    def _refresh(self) -> None:
        """What goes on and what can be tried, which depend on the show too."""
        frame, show = self._frame, self._show
        running = before.under_way(show, frame)
        self.kl_penalty.set_unheard(unheard(frame) if running else "")
        self.now_card.set_caption(feedback_words.lesson(RECIPES[frame.recipe if frame is not None else HONEST].method))
        self.loop.set_doing(*((frame.doing, frame.done, frame.of) if frame is not None and running else ("", 0, 0)))
        self.doing.set_text(feedback_words.doing(frame, going=running))
        self.begin_button.refresh(frame)
        self.runs.refresh()
        self.tell_summary(self.now_card)

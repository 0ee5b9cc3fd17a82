"""Learning to answer: one question growing up, how many answers are right by now, and examples of what it is shown.

Topic: ``tuning``. The curves, all questions by groups and an example piece by piece are a page of their own
(``tuning``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from explainer.engine.frames import Frame, Probe, Tuning
from explainer.text.storyland.chat import UNKNOWABLE
from explainer.training.reports import Stage
from explainer.ui.markdown import safe
from explainer.ui.numbers import count, isolated
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.minds import mind_tables as tables
from explainer.ui.panels.minds.tuning_lists import AgesTable, ExampleList, changes
from explainer.ui.panels.minds.tuning_shown import BeginTuning
from explainer.ui.panels.minds.tuning_words import (
    counted,
    group_title,
    of_its_examples,
    plain,
    right_by_now,
    verdict,
)
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.stories import definition
from explainer.ui.translate import say
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart import Chart, Line, Numbers, Plot, Scale
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph

LARGE = 28.0  # design pixels of the newest answer's letters
LOW = 620  # and of height below which its older answers need the room of the curve


class GrowingPanel(Panel):
    """Three cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = self._look = context.look
        self._show = context.show
        self._frame: Tuning | None = None
        self._question = ""  # the one that was chosen; else the first
        self.now = Paragraph(look, lines=1, colour="sft", bold=True)
        self.answer = Paragraph(look, lines=1, size=LARGE)
        self.older = AgesTable(look, self.tr("Its answers before"))
        self.questions = Button(
            look,
            self.tr("Another question") + " ▾",
            name=self.tr("Another question"),
            tip=self.tr("Choose which question is seen growing up"),
        )
        self.questions.setMenu(QMenu(self.questions))
        self.questions.menu().aboutToShow.connect(self._fill)
        self.right = Paragraph(look, lines=1, size=17)
        self.chart = Chart(look, self.tr("Right by now"), self.tr("Here it will be drawn step by step."), least=90)
        self.examples = ExampleList(
            look, self.tr("Examples"), self.tr("Examples of questions with answers will stand here.")
        )
        self.begin_button = BeginTuning(context)
        self.grown_card = Card(
            look,
            "",
            self.tr("Asked again and again as it learns, with no dice"),
            Stacked(look, self.now, self.answer, self.older, gap=6),
            more=definition("minds.tuning", "grown"),
            table=lambda: tables.of_probes(self._frame),
        )
        self.grown_card.add_button(self.questions)
        self.right_card = Card(
            look,
            self.tr("Right by now"),
            "",
            Stacked(look, self.right, self.chart, gap=4),
            more=definition("minds.tuning", "right"),
            table=lambda: tables.of_results(self._frame),
        )
        self.shown_card = Card(
            look,
            self.tr("What it is shown"),
            "",
            Stacked(look, self.begin_button, self.examples),
            more=definition("minds.tuning", "shown"),
            table=self.examples.numbers,
        )
        grown, right, shown = self.grown_card, self.right_card, self.shown_card
        CardGrid(
            look,
            self,
            {TWO_COLUMNS: [[Stack(grown, right, share=3), Stack(shown, share=2)]], 0: below(grown, right, shown)},
            stretch={grown: 2, right: 0.5},
        )
        self._show.changed.connect(self._refresh)
        self._refresh()

    def apply(self, frame: Frame) -> None:
        """Draw fine-tuning so far."""
        if isinstance(frame, Tuning):
            self._frame = frame
            self._refresh()

    def clear(self) -> None:
        """Forget the run."""
        self._frame, self._question = None, ""
        self._refresh()

    def kept(self) -> Mapping[str, Kept]:
        """Which question is seen growing up."""
        return {"question": Kept(lambda: self._question, lambda question: self.choose(str(question)))}

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the curve out where there is too little room for it."""
        self._draw_right()

    def caption(self) -> str:
        """What this stage is about."""
        return self.tr("Stage two: it is shown how questions are answered.")

    def summary(self) -> str:
        """The question with its newest answer, and how many are right."""
        words = (part.accessibleDescription() for part in (self.now, self.answer, self.right))
        return " ".join((self.grown_card.title, *filter(None, words)))

    def choose(self, question: str) -> None:
        """Show this question growing up; "" for the first."""
        self._question = question
        self._refresh()

    def _probe(self) -> Probe | None:
        probes = self._frame.probes if self._frame is not None else ()
        return next((probe for probe in probes if probe.question == self._question), probes[0] if probes else None)

    def _refresh(self) -> None:
        frame, probe = self._frame, self._probe()
        self.grown_card.set_title(isolated(probe.question) if probe else self.tr("One question, growing up"))
        self.questions.setEnabled(frame is not None and len(frame.probes) > 1)
        if probe is not None and probe.answers:
            step, text, rating = probe.answers[-1]
            when = self.tr("step {step}").format(step=count(step))
            known = verdict(rating).words or (group_title(probe.group) if probe.group == UNKNOWABLE else "")
            self.now.set_text(" · ".join(filter(None, (known, when))))
            self.answer.set_text(safe(plain(text)))
        else:
            self.now.set_text("")
            self.answer.set_text(self.tr("Its answers will stand here, one for each age."))
        before = changes(probe) if probe is not None else None
        self.older.show_probes((before,) if before is not None and before.answers else ())
        self.right.set_text(right_by_now(frame))
        self._draw_right()
        self._refresh_shown()
        self.right_card.describe(self.right.accessibleDescription())
        self.tell_summary(self.grown_card)

    def _draw_right(self) -> None:
        """How many answers are right, step by step."""
        found = counted(self._frame)
        seen = self.parentWidget()
        roomy = seen is not None and seen.height() >= self._look.px(LOW)
        self.chart.setVisible(bool(found) and roomy)
        self.right_card.set_caption(of_its_examples(self._frame) if roomy else "")
        if self._frame is None or not found:
            self.chart.clear()
            return
        (_, right, n), steps = found[-1], np.array([step for step, _, _ in found], float)
        line = Line(
            name=self.tr("right"),
            value=self.tr("{right} of {n}").format(right=count(right), n=count(n)),
            colour="sft",
            x=steps,
            y=np.array([right for _, right, _ in found], float),
            dots=True,
        )
        self.chart.set(
            Plot(
                lines=(line,),
                scale=Scale(high=float(n), step=float(n), columns=(Numbers(text=count),), told=count),
                x_end=float(max(self._frame.steps, steps[-1])),
                x_words=self.tr("step"),
                x_told=self.tr("Step {x}"),
                x_column=self.tr("step"),
            )
        )

    def _refresh_shown(self) -> None:
        frame, why = self._frame, self._show.why_not(Stage.SFT)
        self.examples.set_empty_text(
            say(why) if why is not None else self.tr("Examples of questions with answers will stand here.")
        )
        self.examples.show_rows(frame.demonstrations if frame is not None else ())
        mixed = frame is not None and len(frame.manners) > 1
        told = self.tr("Some of {n} examples, mixed on purpose") if mixed else self.tr("Some of {n} examples")
        self.shown_card.set_caption(told.format(n=count(frame.n_shown)) if frame and frame.demonstrations else "")
        self.shown_card.describe(" ".join((self.shown_card.caption(), *self.examples.sentences()[:1])).strip())
        self.begin_button.show_frame(frame)

    def _fill(self) -> None:
        menu = self.questions.menu()
        menu.clear()
        for probe in self._frame.probes if self._frame is not None else ():
            action = menu.addAction(probe.question.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, q=probe.question: self.choose(q))

"""Learning to answer: one question growing up, an example of what it is shown, and how many answers are right by now.

Topic: ``tuning``. The curves, all questions by groups and the examples to browse are a page of their own (``tuning``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from explainer.engine.frames import Frame, Probe, Rating, Tuning
from explainer.training.reports import Stage
from explainer.ui.markdown import safe
from explainer.ui.numbers import count, isolated
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.minds import tuning_tables as tables
from explainer.ui.panels.minds.tuning_probes import ages
from explainer.ui.panels.minds.tuning_words import manner_of, right_by_now, verdict
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.translate import say
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.column import Column as Stacked
from explainer.ui.widgets.datatable import Column, DataTable, Line, Lines, Size, Text
from explainer.ui.widgets.paragraph import Paragraph
from explainer.ui.widgets.table import Table

LARGE, OLDER = 28.0, 18.0  # design pixels of the newest answer's letters, and of the others'
HEAD = 28.0  # and of the heading of the others
Age = tuple[int, str, Rating]  # a step, the answer there, and what is to be said of it


class AgesTable(DataTable):
    """Other answers that it gave before, the newest first: as many as there is room for, and always the first."""

    SIZE = Size(row=54, most=74, least=2, usual=4, width=260, lined=True)

    _ages: tuple[Age, ...] = ()

    def columns(self) -> tuple[Column, ...]:
        """The step, whether it was right, and the answer."""
        return (
            Column(self.tr("step"), value=lambda age: age[0]),
            Column(self.tr("right"), value=lambda age: age[2].correct),
            Column(
                self.tr("what it said before that"),
                self._words,
                lambda age: plain(age[1]),
                saved=self.tr("answer"),
                grow=1,
            ),
        )

    def key(self, row: Age) -> int:
        """The step."""
        return row[0]

    def tell(self, row: Age) -> str:
        """An age in words."""
        return self.tr("Step {step}: “{answer}” {verdict}").format(
            step=count(row[0]), answer=isolated(plain(row[1])), verdict=judged(row[2])[0]
        )

    def show_ages(self, found: Sequence[Age]) -> None:
        """Show some of these, which stand oldest first."""
        self._ages = tuple(found)
        room = max(1, round(self.height() - self.look.px(HEAD)) // self.look.px(self.SIZE.row))
        self.set_rows([self._ages[i] for i in ages(len(self._ages), room)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer fit."""
        super().resizeEvent(event)
        self.show_ages(self._ages)

    def _words(self, row: Age) -> Lines:
        said, colour = judged(row[2])
        when = Text(self.tr("step {step}").format(step=count(row[0])), "ink2", bold=True)
        return Lines((Line(when, Text(said, colour)), Line(Text(plain(row[1]), "ink2", OLDER, lines=2))))


class GrowingPanel(Panel):
    """Three cards."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._show = context.show
        self._frame: Tuning | None = None
        self._question = ""  # the one that was chosen; else the first
        self._example = 0
        self.now = Paragraph(look, lines=1, colour="sft", bold=True)
        self.answer = Paragraph(look, lines=2, size=LARGE)
        self.older = AgesTable(look, self.tr("Its answers before"))
        self.questions = Button(look, self.tr("Another question") + " ▾", name=self.tr("Another question"))
        self.questions.setToolTip(self.tr("Choose which question is seen growing up"))
        self.questions.setMenu(QMenu(self.questions))
        self.questions.menu().aboutToShow.connect(self._fill)
        self.shown = Paragraph(look, lines=4, size=17)
        self.example_button = Button(
            look, self.tr("Another example"), tip=self.tr("Show another of the examples that it learns from")
        )
        self.example_button.clicked.connect(self._next_example)
        self.begin_button = Button(
            look,
            self.tr("Start fine-tuning"),
            kind="primary",
            tip=self.tr(
                "Stage two: show it how questions are answered. The model as it is now can still be asked then."
            ),
        )
        self._begin = context.actions["train_sft"]
        self.begin_button.clicked.connect(self._begin.trigger)
        self.right = Paragraph(look, lines=3, size=17)
        self.grown_card = Card(
            look,
            "",
            self.tr("Asked again and again as it learns"),
            Stacked(look, self.now, self.answer, self.older, gap=6),
            more=self.tr(
                "It always writes its likeliest piece (greedy), so that what differs is the model alone. An answer is "
                "checked by a program that knows the world: **right** is one that is well formed, answers this very "
                "question, and holds nothing that is not true."
            ),
            table=self._numbers,
        )
        self.grown_card.add_button(self.questions)
        self.shown_card = Card(
            look,
            self.tr("What it is shown"),
            "",
            Stacked(look, self.shown, self.example_button, self.begin_button, _spare()),
            more=self.tr(
                "A **demonstration**: the loss counts the tokens of the answer only, the question is masked. Manners "
                "are mixed on purpose; which of them is liked is for stage three to learn."
            ),
            table=lambda: tables.of_shown(self._frame),
        )
        self.right_card = Card(
            look,
            self.tr("Right by now"),
            "",
            Stacked(look, self.right, _spare()),
            more=self.tr(
                "Fixed questions, answered greedily at some steps and checked strictly. Most of them stand in no "
                "example; by which of them do, the Deeper page tells them apart."
            ),
            table=lambda: tables.of_results(self._frame),
        )
        grown, shown, right = self.grown_card, self.shown_card, self.right_card
        self._grid = CardGrid(
            look,
            self,
            {TWO_COLUMNS: [[Stack(grown, share=3), Stack(shown, right, share=2)]], 0: below(grown, shown, right)},
            stretch={right: 0},
        )
        self._show.changed.connect(self._refresh)
        self._begin.changed.connect(self._refresh)
        self._refresh()

    # ---- what a panel does -------------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Draw fine-tuning so far."""
        if isinstance(frame, Tuning):
            self._frame = frame
            self._refresh()

    def clear(self) -> None:
        """Forget the run."""
        self._frame, self._question, self._example = None, "", 0
        self._refresh()

    def fit(self, width: float) -> None:
        """One column in a narrow window."""
        self._grid.fit(width)

    def caption(self) -> str:
        """What this stage is about."""
        return self.tr("Stage two: it is shown how questions are answered.")

    def summary(self) -> str:
        """The question with its newest answer, and how many are right."""
        words = (part.accessibleDescription() for part in (self.now, self.answer, self.right))
        return " ".join((self.grown_card.title, *filter(None, words)))

    def values(self) -> Mapping[str, str]:
        """What the story quotes."""
        frame = self._frame
        begun = frame is not None and len(frame.at) > 0
        return {"right_by_now": right_by_now(frame) if frame is not None and begun else ""}

    # ---- parts -------------------------------------------------------------------------------------------------------

    def choose(self, question: str) -> None:
        """Show this question growing up."""
        self._question = question
        self._refresh()

    def _probe(self) -> Probe | None:
        probes = self._frame.probes if self._frame is not None else ()
        return next((probe for probe in probes if probe.question == self._question), probes[0] if probes else None)

    def _refresh(self) -> None:
        frame, probe = self._frame, self._probe()
        found = probe.answers if probe is not None else ()
        self.grown_card.set_title(
            isolated(probe.question) if probe is not None else self.tr("One question, growing up")
        )
        self.questions.setEnabled(frame is not None and len(frame.probes) > 1)
        if found:
            step, text, rating = found[-1]
            said = judged(rating)[0]
            when = self.tr("step {step}").format(step=count(step))
            self.now.set_text(f"{said} · {when}" if said else when)
            self.answer.set_text(safe(plain(text)))
        else:
            self.now.set_text("")
            self.answer.set_text(self.tr("Its answers will stand here, one for each age."))
        self.older.show_ages(others(found))
        self._refresh_shown()
        self.right.set_text(self.tr("Nothing has been counted yet.") if frame is None else right_by_now(frame))
        self.right_card.describe(self.right.accessibleDescription())
        self.tell_summary(self.grown_card)

    def _refresh_shown(self) -> None:
        frame, why = self._frame, self._show.why_not(Stage.SFT)
        examples = frame.demonstrations if frame is not None else ()
        self.example_button.setVisible(len(examples) > 1)
        begun = frame is not None and (len(frame.at) > 0 or bool(frame.pieces))
        self.begin_button.setVisible(not begun)
        if self.begin_button.isEnabled() != self._begin.isEnabled():
            self.begin_button.setEnabled(self._begin.isEnabled())
        if frame is None or not examples:
            self.shown_card.set_caption("")
            told = say(why) if why is not None else self.tr("Examples of questions with answers will stand here.")
        else:
            question, answer, manner = examples[self._example % len(examples)]
            self.shown_card.set_caption(
                " ".join((self.tr("One of {n} examples").format(n=count(frame.n_shown)), manner_of(manner))).strip()
            )
            told = self.tr("It is given:\n\n**{question}**\n\nIt learns to go on:\n\n**{answer}**").format(
                question=safe(plain(question)), answer=safe(plain(answer))
            )
        self.shown.set_text(told)
        self.shown_card.describe(self.shown.accessibleDescription())

    def _next_example(self) -> None:
        self._example += 1
        self._refresh_shown()

    def _fill(self) -> None:
        menu = self.questions.menu()
        menu.clear()
        for probe in self._frame.probes if self._frame is not None else ():
            action = menu.addAction(probe.question.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, q=probe.question: self.choose(q))

    def _numbers(self) -> Table | None:
        return tables.of_probes(self._frame)


def _spare() -> QVBoxLayout:
    """The room that is left over, below everything."""
    found = QVBoxLayout()
    found.addStretch(1)
    return found


def others(found: Sequence[Age]) -> list[Age]:
    """The ages, oldest first, at which it first gave an answer that it changed afterwards."""
    first = [age for i, age in enumerate(found) if not i or plain(age[1]) != plain(found[i - 1][1])]
    return first[:-1]


def judged(rating: Rating) -> tuple[str, str]:
    """Whether an answer was right, by sign and word, and in which colour; "" where nobody can tell."""
    said = verdict(rating, plainly=True)
    return (f"{said.sign} {said.word}", said.colour) if said is not None else ("", "ink2")


def plain(text: str) -> str:
    """An answer on one line; bytes that are no text are marked as such."""
    shown = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text)
    return " ".join(shown.split()) or "…"

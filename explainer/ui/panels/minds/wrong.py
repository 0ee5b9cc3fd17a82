"""What goes wrong: four mishaps to try, two other ways to learn, what came of each, and all runs side by side.

Topic: ``feedback``. A mishap is a real run from the same fine-tuned weights with one setting changed (``recipes``);
other ways learn from the same votes by another method and stand here because they are compared with the honest run
alike. What they make is kept beside the honest model, which is live again as soon as they end. The sentence about a run
is the engine's, made from what it measured.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from explainer.engine.events import Sentence
from explainer.engine.frames import Feedback, Frame, Outcome
from explainer.engine.recipes import BROKE_DOWN, HONEST, MISHAPS, OTHER_WAYS, RECIPES
from explainer.engine.states import Move, next_state
from explainer.training.reports import Stage
from explainer.ui.markdown import safe
from explainer.ui.numbers import count
from explainer.ui.panels.cardgrid import CardGrid, Stack, below
from explainer.ui.panels.minds import before, feedback_tables, feedback_words
from explainer.ui.panels.minds.mind_words import HONEST_IDS, colour_of
from explainer.ui.panels.minds.outcome_bars import LEAST as LEAST_MEASURE
from explainer.ui.panels.minds.outcome_bars import ROW, SHAPE, outcome_groups
from explainer.ui.panels.minds.outcome_table import OutcomeTable
from explainer.ui.panels.minds.recipe_tiles import RecipeTiles, ShareBar
from explainer.ui.panels.panel import TWO_COLUMNS, Panel, PanelContext
from explainer.ui.translate import Marked, named, say
from explainer.ui.widgets.button import Button
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart.sparks import Sparks
from explainer.ui.widgets.column import Column
from explainer.ui.widgets.paragraph import Paragraph

ANSWERS = "minds"  # the page on which all minds are asked
HONEST_MIND = HONEST_IDS[Stage.RLHF]
ACROSS, NARROW_ACROSS = 4, 2  # mishaps side by side
WIDE = 950  # design pixels from which other ways stand beside the list of all runs
# Design pixels for the bars and the sentence below, which may grow to two or three lines: the bars give way.
LEAST_WIDE, LEAST = 140, 166


class WrongPanel(Panel):
    """Four cards: what can be tried, what came of it, all runs, and other ways than the honest one."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._look, self._show, self._actions = look, context.show, context.actions
        self._frame: Feedback | None = None
        self._chosen = -1  # index of the outcome that is shown
        self.mishaps = RecipeTiles(look, MISHAPS, self.tr("Mishap"), self._begin)
        self.ways = RecipeTiles(look, OTHER_WAYS, self.tr("Another way"), self._begin, beside=True)
        self.status = Paragraph(look, lines=1)
        self.progress = ShareBar(look)
        self.way_progress = ShareBar(look)
        self.first_button = Button(look, kind="primary")
        self.first_button.setObjectName("wrong_first")
        self.first_button.clicked.connect(self._do_first)
        self.look_button = Button(
            look,
            self.tr("Look inside it"),
            tip=self.tr(
                "All pages show the model that was made here, and say so above, until you go back to the honest one"
            ),
        )
        self.look_button.setObjectName("wrong_look")
        self.look_button.clicked.connect(lambda: self._actions.take_mind(self._made()))
        self.ask_button = Button(
            look,
            self.tr("Ask them all"),
            tip=self.tr(
                "The page Three answers, with the answer of what was made here beside those of the honest ones"
            ),
        )
        self.ask_button.clicked.connect(self._ask_all)
        self.told = Paragraph(look, lines=2)
        self.bars = Sparks(
            look,
            self.tr("What came of it"),
            self.tr("Before and after will stand here, beside the honest run."),
            least=LEAST_MEASURE,
            row=ROW,
            shape=SHAPE,
        )
        self.outcome = Column(look, self.bars, self.told, gap=6)
        self.table = OutcomeTable(look, self.tr("All runs"), self.tr("Every run will get a row here."))
        self.table.came.connect(self._choose)
        self.below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._make_cards()
        attempts, result, runs, ways = self.try_card, self.result_card, self.all_card, self.way_card
        self._grid = CardGrid(
            look,
            self,
            {
                WIDE: [[Stack(attempts)], [Stack(result)], [Stack(runs), Stack(ways)]],
                0: below(attempts, result, runs, ways),
            },
            stretch={attempts: 0},
        )
        self.fit(WIDE)
        context.show.changed.connect(self._refresh)
        self._refresh()

    def _make_cards(self) -> None:
        look = self._look
        buttons = QHBoxLayout()
        for button in (self.first_button, self.ask_button, self.look_button):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        buttons.addStretch(1)
        self.below.addWidget(self.status, 1, Qt.AlignmentFlag.AlignVCenter)
        self.below.addLayout(buttons)
        self.try_card = Card(
            look,
            self.tr("Break it on purpose"),
            self.tr("Real runs from the same fine-tuned weights, with one thing changed. The good model is kept."),
            Column(look, self.below, self.progress, self.mishaps, gap=4),
            more=self.tr(
                "**No leash**: KL coefficient 0. **Fond of length**: the simulated labeller’s utility is 0.1 for every "
                "word, and the judge is trained anew on its votes. **Too fast**: 20 times the learning rate. **Flipped "
                "sign**: the score times −1, a mistake that was really made once (Ziegler et al. 2019, section 4.4). "
                "Number of rounds, prompts and dice are those of the honest run."
            ),
            table=lambda: feedback_tables.of_series(self._frame),
        )
        self.result_card = Card(
            look,
            self.tr("What came of it"),
            self.tr("Measured, on answers to the same questions"),
            self.outcome,
            more=self.tr(
                "**Before** is the fine-tuned model all runs start from. **Judge’s score**: in standard deviations of "
                "its answers. **Points**: the labeller’s utility, by the strict check. **Drift**: exact KL "
                "divergence from the fine-tuned model at the end."
            ),
            table=self.table.numbers,
        )
        self.way_card = Card(
            look,
            self.tr("Other ways with the same votes"),
            "",
            Column(look, self.way_progress, self.ways, gap=4),
            more=self.tr(
                "The honest run is **PPO**. **RLOO** (REINFORCE leave-one-out, Ahmadian et al. 2024): an answer’s "
                "advantage is its reward minus the mean of the other three to the same question. **DPO** (direct "
                "preference optimisation, Rafailov et al. 2023): the Bradley–Terry loss on β · ln(p / p of the "
                "fine-tuned model), with β 0.1 whatever the leash says, in a quarter of the rounds. The judge only "
                "scores its answers, for the table. **Best of n**: the fine-tuned model itself writes eight "
                "answers, and the one with the highest score counts; its weights stay as they are."
            ),
            table=lambda: self.table.numbers_of(OTHER_WAYS),
        )
        self.all_card = Card(
            look,
            self.tr("All runs side by side"),
            self.tr("Choose one to see it above."),
            self.table,
            more=self.tr(
                "The score is that of the judge each run learned from: “Fond of length” has one of its own, the others "
                "share the honest one. Points, shares and drift are measured alike for all. Where there is little "
                "room, only what came after is shown; before is the same model for all runs."
            ),
            table=self.table.numbers,
        )

    # ---- what a panel does -------------------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Draw the outcomes of a ``Feedback`` frame, and how far the run under way is."""
        if not isinstance(frame, Feedback):
            return
        if len(frame.outcomes) != len(self._outcomes()):  # one more, or another run altogether
            self._chosen = len(frame.outcomes) - 1
        self._frame = frame
        self._refresh()

    def clear(self) -> None:
        """Forget the run."""
        self._frame = None
        self._chosen = -1
        self._refresh()

    def fit(self, width: float) -> None:
        """Cards below each other in a narrow window, and fewer mishaps beside each other."""
        wide = width >= TWO_COLUMNS
        self._grid.fit(width)
        self.mishaps.set_across(ACROSS if wide else NARROW_ACROSS)
        self.outcome.set_least(LEAST_WIDE if width >= WIDE else LEAST)
        self.below.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def caption(self) -> str:
        """The lesson of the page."""
        return self.tr("It does what it is rewarded for, not what you meant.")

    def summary(self) -> str:
        """What is under way, and what came of the run that is shown."""
        return f"{self.status.text()} {self._sentence(self._shown())}".strip()

    def values(self) -> Mapping[str, str]:
        """What the story may quote."""
        told = self._sentence(self._shown())
        return {
            "wrong_told": safe(told) if told else self.tr("Nothing has been broken yet."),
            "wrong_runs": count(sum(outcome.recipe in MISHAPS for outcome in self._outcomes())),
        }

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _outcomes(self) -> tuple[Outcome, ...]:
        return self._frame.outcomes if self._frame is not None else ()

    def _shown(self) -> Outcome | None:
        """The outcome that is shown closely."""
        return self._outcomes()[self._chosen] if self._chosen >= 0 else None

    def _sentence(self, outcome: Outcome | None) -> str:
        if outcome is None:
            return ""
        broke_down = outcome.sentence.startswith(BROKE_DOWN)
        told = outcome.sentence.removeprefix(BROKE_DOWN).strip()
        told = say(Sentence(Marked(told), outcome.values))
        return say(Sentence(BROKE_DOWN, outcome.values)) + " " + told if broke_down else told

    def _has_honest(self) -> bool:
        """Whether there is an honest model to compare with."""
        minds = self._show.stages.minds if self._show.stages is not None else ()
        return any(o.recipe == HONEST for o in self._outcomes()) or HONEST_MIND in minds

    def _made(self) -> str:
        """Id of the mind that the run shown has made; "" where that is the honest one, or none is kept."""
        shown, stages = self._shown(), self._show.stages
        if shown is None or shown.recipe == HONEST or stages is None:
            return ""
        name = f"{HONEST_MIND}.{shown.recipe}"
        return name if name in stages.minds else ""

    def _can_look(self) -> bool:
        """Whether the run shown has made a mind that is not looked at yet, and nothing would be broken off by it."""
        can = next_state(self._show.state, Move.GO_BACK) is not None
        return can and bool(self._made()) and self._show.recipe == HONEST and not self._show.under_way(Stage.RLHF)

    def _refresh(self) -> None:
        outcomes, shown = self._outcomes(), self._shown()
        self._refresh_try()
        told = self._sentence(shown)
        self.told.set_text(safe(told) or self.tr("Nothing has been tried yet."))
        self.bars.set(outcome_groups(shown, outcomes))
        self.table.set_outcomes(outcomes, self._chosen if shown is not None else None)
        self.result_card.describe(f"{told} {self.bars.summary()}".strip())
        self.all_card.describe(" ".join(self.table.sentences()))
        self.try_card.describe(self.status.text())
        live = self._can_look()
        if self.look_button.isEnabled() != live:
            self.look_button.setEnabled(live)
        self.tell_summary()

    def _refresh_try(self) -> None:
        """What can be tried, what has to come first, what is under way."""
        show, frame = self._show, self._frame
        under_way = before.under_way(show, frame)
        recipe = frame.recipe if frame is not None and under_way else HONEST
        aside = recipe != HONEST  # nothing honest is lost by breaking it off
        first = before.what_first(show)
        words, share = "", 0.0
        if under_way and frame is not None:
            title = named(RECIPES[recipe].title)
            words = f"**{title}.** {feedback_words.doing(frame)}"
            share = len(frame.answers) / frame.rounds if frame.rounds else 0.0
        elif first:
            words = first
        elif not self._has_honest():
            words = self.tr(
                "First let it learn as it should: then there is an honest model to compare with, and to come back to."
            )
        else:
            words = self.tr("Choose one: the honest model is kept.")
        self.status.set_text(words)
        self.progress.set_share(share, colour_of(recipe))
        self.way_progress.set_share(share if recipe in OTHER_WAYS else 0.0, colour_of(recipe))
        ready = not first and self._has_honest() and (aside or not under_way)
        for tiles in (self.mishaps, self.ways):
            tiles.set_live(ready and (before.can_begin(show) or aside))
        offer = before.do_first(show) or ("" if self._has_honest() or first else self.tr("Start human feedback"))
        self.first_button.setVisible(bool(offer))
        for button in (self.ask_button, self.look_button):  # nothing to ask or to look at yet
            button.setVisible(not offer)
        if offer and self.first_button.text() != offer:
            self.first_button.setText(offer)
            self.first_button.setAccessibleName(offer)
            self.first_button.setToolTip(words.replace("**", ""))
        live = before.can_begin(show) and not under_way
        if self.first_button.isEnabled() != live:
            self.first_button.setEnabled(live)

    def _begin(self, recipe: str) -> None:
        self._actions.begin_stage(Stage.RLHF, recipe)

    def _do_first(self) -> None:
        before.begin(self._show, self._actions)

    def _ask_all(self) -> None:
        """Ask the minds of the stages, and what the run shown has made; without one, as the page has them."""
        self._actions.page_asked.emit(ANSWERS)
        if made := self._made():
            self._actions.minds_asked.emit((*HONEST_IDS.values(), made))

    def _choose(self, index: int) -> None:
        self._chosen = index
        self._refresh()

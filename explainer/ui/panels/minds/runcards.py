"""All runs of feedback closely: how each ended beside the honest one, all in a table, and other ways with these votes.

Part of the control room (``feedback``), which puts its three cards in their places. What a run made is kept beside the
honest model, which is live again as soon as it ends. The sentence about a run is the engine's.
"""

from __future__ import annotations

from explainer.engine.commands import BeginStage
from explainer.engine.frames import Feedback, Outcome
from explainer.engine.recipes import HONEST, OTHER_WAYS
from explainer.training.reports import Stage
from explainer.ui.markdown import safe
from explainer.ui.panels.minds import before
from explainer.ui.panels.minds.feedback_words import told_of
from explainer.ui.panels.minds.mind_words import colour_of
from explainer.ui.panels.minds.outcome_bars import LEAST as LEAST_MEASURE
from explainer.ui.panels.minds.outcome_bars import ROW, SHAPE, outcome_groups
from explainer.ui.panels.minds.outcome_table import OutcomeTable
from explainer.ui.panels.minds.recipe_tiles import RecipeTiles, ShareBar
from explainer.ui.panels.panel import PanelContext
from explainer.ui.stories import definition
from explainer.ui.translate import translate
from explainer.ui.widgets.card import Card
from explainer.ui.widgets.chart.sparks import Sparks
from explainer.ui.widgets.column import Stacked
from explainer.ui.widgets.kept import Kept
from explainer.ui.widgets.paragraph import Paragraph

# Design pixels for the bars and the sentence below, which may grow to two or three lines: the bars give way.
LEAST = 166


class RunCards:
    """Three cards: what came of the run that is chosen, all runs to choose from, and other ways than the honest one."""

    def __init__(self, context: PanelContext) -> None:
        look = context.look
        self._show = context.show
        self._frame: Feedback | None = None
        self._chosen: int | None = None  # index of the outcome that is shown; None: the newest
        actions = context.actions
        self.ways = RecipeTiles(
            look,
            OTHER_WAYS,
            translate("Runs", "Another way"),
            lambda recipe: actions.do(BeginStage(Stage.RLHF, recipe)),
            beside=True,
        )
        self.way_progress = ShareBar(look)
        self.told = Paragraph(look, lines=2)
        self.bars = Sparks(
            look,
            translate("Runs", "What came of it"),
            translate("Runs", "Before and after will stand here, beside the honest run."),
            least=LEAST_MEASURE,
            row=ROW,
            shape=SHAPE,
        )
        self.table = OutcomeTable(
            look, translate("Runs", "All runs"), translate("Runs", "Every run will get a row here.")
        )
        self.table.came.connect(self.choose)
        self.result_card = Card(
            look,
            translate("Runs", "What came of it"),
            translate("Runs", "Measured, on answers to the same questions"),
            Stacked(look, self.bars, self.told, gap=6, least=LEAST),
            more=definition("minds.wrong", "result"),
            table=self.table.numbers,
        )
        self.way_card = Card(
            look,
            translate("Runs", "Other ways with the same votes"),
            "",
            Stacked(look, self.way_progress, self.ways, gap=4),
            more=definition("minds.wrong", "way"),
            table=lambda: self.table.numbers_of(OTHER_WAYS),
        )
        self.all_card = Card(
            look,
            translate("Runs", "All runs side by side"),
            translate("Runs", "Choose one to see it closely."),
            self.table,
            more=definition("minds.wrong", "all"),
            table=self.table.numbers,
        )

    def apply(self, frame: Feedback | None) -> None:
        """Draw its outcomes; None forgets them."""
        if frame is None or (self._frame is not None and len(frame.outcomes) != len(self.outcomes)):
            self._chosen = None  # one more, or another run
        self._frame = frame
        self.refresh()

    def kept(self) -> dict[str, Kept]:
        """Which run is shown closely."""
        return {"run": Kept(lambda: self._chosen, self.choose)}

    def choose(self, index: int | None) -> None:
        """Show the outcome of that index closely; None: the newest."""
        self._chosen = index
        self.refresh()

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Of all runs so far."""
        return self._frame.outcomes if self._frame is not None else ()

    def refresh(self) -> None:
        """What is shown, and what can be tried, which depends on the show too."""
        outcomes, show, frame = self.outcomes, self._show, self._frame
        at = self._chosen if self._chosen is not None and self._chosen < len(outcomes) else len(outcomes) - 1
        shown = outcomes[at] if outcomes else None
        told = told_of(shown)
        self.told.set_text(safe(told) or translate("Runs", "Nothing has been tried yet."))
        self.bars.set(outcome_groups(shown, outcomes))
        self.table.set_outcomes(outcomes, at if outcomes else None)
        self.result_card.describe(f"{told} {self.bars.summary()}".strip())
        self.all_card.describe(" ".join(self.table.sentences()))
        recipe = frame.recipe if frame is not None and before.under_way(show, frame) else HONEST
        share = len(frame.answers) / frame.rounds if frame is not None and frame.rounds else 0.0
        self.way_progress.set_share(share if recipe in OTHER_WAYS else 0.0, colour_of(recipe))
        self.ways.set_live(before.can_try(show, frame))

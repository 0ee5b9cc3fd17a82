"""The views there are, in the order of the list at the left, and the pages of each.

The order is that of understanding: how it learns, what it bets, what it reads, what words mean to it, where it looks,
all of that as one trip, and what the later stages add. The last pages of a view may lie *deeper*.
"""

from __future__ import annotations

from explainer.engine.frames import Topic
from explainer.ui.panels.attention.heads import HeadsPanel
from explainer.ui.panels.attention.pair import PairPanel
from explainer.ui.panels.attention.panel import AttentionPanel
from explainer.ui.panels.learning.onestep import OneStepPanel
from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.learning.sizes import SizesPanel
from explainer.ui.panels.learning.stepparts import StepPartsPanel
from explainer.ui.panels.meaning.contexts import ContextPanel
from explainer.ui.panels.meaning.panel import MapPanel
from explainer.ui.panels.meaning.positions import PositionsPanel
from explainer.ui.panels.minds.document import DocumentPanel
from explainer.ui.panels.minds.feedback import FeedbackPanel
from explainer.ui.panels.minds.growing import GrowingPanel
from explainer.ui.panels.minds.judge import JudgePanel
from explainer.ui.panels.minds.panel import MindsPanel
from explainer.ui.panels.minds.tuning import TuningPanel
from explainer.ui.panels.minds.votes import VotesPanel
from explainer.ui.panels.minds.wrong import WrongPanel
from explainer.ui.panels.overview.panel import OverviewPanel
from explainer.ui.panels.panel import PanelSpec, ViewSpec
from explainer.ui.panels.prediction.blocks import BlocksPanel
from explainer.ui.panels.prediction.copied import CopiedPanel
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.panels.prediction.why import WhyPanel
from explainer.ui.panels.tokens.following import FollowingPanel
from explainer.ui.panels.tokens.panel import TokensPanel
from explainer.ui.panels.tokens.piece import PiecePanel
from explainer.ui.panels.tokens.vocabulary import VocabularyPanel
from explainer.ui.translate import mark, translated

VIEWS: tuple[ViewSpec, ...] = (
    ViewSpec(
        mark("Panels", "Learning"),
        (
            PanelSpec(
                "learning",
                mark("Panels", "The course"),
                frozenset({Topic.PROGRESS, Topic.LOSS, Topic.READING, Topic.SAMPLES}),
                LearningPanel,
            ),
            PanelSpec("learning.step", mark("Panels", "One step, closely"), frozenset({Topic.ONE_STEP}), OneStepPanel),
            PanelSpec("learning.sizes", mark("Panels", "The real ones"), frozenset({Topic.PROGRESS}), SizesPanel),
            PanelSpec(
                "learning.parts",
                mark("Panels", "Who changed how much"),
                frozenset({Topic.ONE_STEP}),
                StepPartsPanel,
                deeper=True,
            ),
        ),
    ),
    ViewSpec(
        mark("Panels", "Prediction"),
        (
            PanelSpec(
                "prediction", mark("Panels", "The bets"), frozenset({Topic.NEXT_TOKEN, Topic.BRANCHES}), PredictionPanel
            ),
            PanelSpec("prediction.blocks", mark("Panels", "Block by block"), frozenset({Topic.LENS}), BlocksPanel),
            PanelSpec(
                "prediction.why",
                mark("Panels", "What made it likely?"),
                frozenset({Topic.WHY, Topic.NEXT_TOKEN}),
                WhyPanel,
                deeper=True,
            ),
            PanelSpec(
                "prediction.copied",
                mark("Panels", "Has it read this?"),
                frozenset({Topic.COPIED}),
                CopiedPanel,
                deeper=True,
            ),
        ),
    ),
    ViewSpec(
        mark("Panels", "Pieces"),
        (
            PanelSpec(
                "tokens", mark("Panels", "Text in pieces"), frozenset({Topic.CUT, Topic.VOCABULARY}), TokensPanel
            ),
            PanelSpec(
                "tokens.piece",
                mark("Panels", "One piece, one word"),
                frozenset({Topic.CUT, Topic.VOCABULARY}),
                PiecePanel,
                deeper=True,
            ),
            PanelSpec(
                "tokens.vocabulary",
                mark("Panels", "All the pieces"),
                frozenset({Topic.CUT, Topic.VOCABULARY}),
                VocabularyPanel,
                deeper=True,
            ),
            PanelSpec(
                "tokens.following",
                mark("Panels", "Letters"),
                frozenset({Topic.VOCABULARY}),
                FollowingPanel,
                deeper=True,
            ),
        ),
    ),
    ViewSpec(
        mark("Panels", "Meaning"),
        (
            PanelSpec("meaning", mark("Panels", "Map of words"), frozenset({Topic.EMBEDDINGS}), MapPanel),
            PanelSpec(
                "meaning.context", mark("Panels", "In context"), frozenset({Topic.CONTEXTS}), ContextPanel, deeper=True
            ),
            PanelSpec(
                "meaning.positions",
                mark("Panels", "Where it stands"),
                frozenset({Topic.POSITIONS}),
                PositionsPanel,
                deeper=True,
            ),
        ),
    ),
    ViewSpec(
        mark("Panels", "Attention"),
        (
            PanelSpec(
                "attention",
                mark("Panels", "Who looks at whom"),
                frozenset({Topic.ATTENTION, Topic.HEADS, Topic.MUTING, Topic.WHY}),
                AttentionPanel,
            ),
            PanelSpec(
                "attention.pair", mark("Panels", "One pair"), frozenset({Topic.ATTENTION}), PairPanel, deeper=True
            ),
            PanelSpec(
                "attention.heads",
                mark("Panels", "What the heads do"),
                frozenset({Topic.HEADS, Topic.MUTING}),
                HeadsPanel,
                deeper=True,
            ),
        ),
    ),
    ViewSpec(
        mark("Panels", "Overview"),
        (PanelSpec("overview", mark("Panels", "The trip"), frozenset({Topic.TRIP, Topic.NEXT_TOKEN}), OverviewPanel),),
    ),
    ViewSpec(
        mark("Panels", "Three minds"),
        (
            PanelSpec(
                "minds",
                mark("Panels", "Three answers"),
                frozenset({Topic.MINDS, Topic.COPIED, Topic.TUNING, Topic.FEEDBACK, Topic.BALLOT, Topic.JUDGE}),
                MindsPanel,
            ),
            PanelSpec("minds.tuning", mark("Panels", "Learning to answer"), frozenset({Topic.TUNING}), GrowingPanel),
            PanelSpec(
                "minds.votes", mark("Panels", "Votes and the judge"), frozenset({Topic.BALLOT, Topic.JUDGE}), VotesPanel
            ),
            PanelSpec(
                "minds.wrong",
                mark("Panels", "Better, or fooled?"),
                frozenset({Topic.FEEDBACK, Topic.MINDS}),
                WrongPanel,
            ),
            PanelSpec(
                "minds.practice",
                mark("Panels", "The examples, closely"),
                frozenset({Topic.TUNING}),
                TuningPanel,
                deeper=True,
            ),
            PanelSpec(
                "minds.feedback",
                mark("Panels", "The control room"),
                frozenset({Topic.FEEDBACK}),
                FeedbackPanel,
                deeper=True,
            ),
            PanelSpec(
                "minds.document",
                mark("Panels", "What it really sees"),
                frozenset({Topic.MINDS}),
                DocumentPanel,
                deeper=True,
            ),
            PanelSpec(
                "minds.judge",
                mark("Panels", "The judge, closely"),
                frozenset({Topic.BALLOT, Topic.JUDGE}),
                JudgePanel,
                deeper=True,
            ),
        ),
    ),
)
PAGES: dict[str, PanelSpec] = {page.id: page for view in VIEWS for page in view.pages}
VIEW_OF: dict[str, ViewSpec] = {page.id: view for view in VIEWS for page in view.pages}
FIRST = "learning"  # what a newcomer sees


def title(spec: PanelSpec | ViewSpec) -> str:
    """The title of a view or page in the user's language."""
    return translated(spec.title)

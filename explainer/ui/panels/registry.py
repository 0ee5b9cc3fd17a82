"""The views there are, in the order of the list at the left, and the pages of each."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from explainer.engine.frames import Topic
from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.panel import PanelSpec, ViewSpec
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.translate import mark

VIEWS: tuple[ViewSpec, ...] = (
    ViewSpec(
        mark("Panels", "Prediction"),
        (
            PanelSpec(
                "prediction",
                mark("Panels", "The bets"),
                frozenset({Topic.NEXT_TOKEN}),
                PredictionPanel,
            ),
        ),
    ),
    ViewSpec(
        mark("Panels", "Learning"),
        (
            PanelSpec(
                "learning",
                mark("Panels", "The course"),
                frozenset({Topic.PROGRESS, Topic.LOSS, Topic.READING, Topic.SAMPLES}),
                LearningPanel,
            ),
        ),
    ),
)
PAGES: dict[str, PanelSpec] = {page.id: page for view in VIEWS for page in view.pages}
VIEW_OF: dict[str, ViewSpec] = {page.id: view for view in VIEWS for page in view.pages}
FIRST = "learning"  # what a newcomer sees


def title(spec: PanelSpec | ViewSpec) -> str:
    """The title of a view or page in the user's language."""
    return QCoreApplication.translate("Panels", spec.title)

"""The views there are, in the order of the list at the left."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from explainer.engine.frames import Topic
from explainer.ui.panels.learning.panel import LearningPanel
from explainer.ui.panels.panel import PanelSpec
from explainer.ui.panels.prediction.panel import PredictionPanel
from explainer.ui.translate import mark

SPECS: tuple[PanelSpec, ...] = (
    PanelSpec(
        "prediction",
        mark("Panels", "Prediction"),
        frozenset({Topic.NEXT_TOKEN}),
        PredictionPanel,
    ),
    PanelSpec(
        "learning",
        mark("Panels", "Learning"),
        frozenset({Topic.PROGRESS, Topic.LOSS, Topic.READING, Topic.SAMPLES}),
        LearningPanel,
    ),
)
FIRST = "learning"  # what a newcomer sees


def title(spec: PanelSpec) -> str:
    """The view's title in the user's language."""
    return QCoreApplication.translate("Panels", spec.title)

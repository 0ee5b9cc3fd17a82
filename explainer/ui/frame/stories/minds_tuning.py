"""The story of Learning to answer: stage two."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_HEADING = mark("Stories", "It learns what an answer looks like")
_WHY = mark(
    "Stories",
    "A model that has only read goes on with a text. Ask it a question, and it may well write **more questions**: that "
    "is how lists of questions go on.",
)
_HOW = mark(
    "Stories",
    "So it is shown questions **with answers**. The training is the same as before: guess the next piece, be "
    "corrected. But only the pieces of the answer count.",
)
_MIXED = mark(
    "Stories",
    "The examples are kind, curt, rude and rambling, **mixed on purpose**. It learns to answer, not yet to answer as "
    "people like it.",
)
_BUTTON = mark("Stories", "**Begin fine-tuning** does it. Every age of the model can still be asked afterwards.")
_NOW = mark("Stories", "{tuning_now}")
_PROOF = mark("Stories", "{proof}")
_STAGE = mark("Stories", "STAGE TWO")

STORIES: dict[tuple[str, Phase], Story] = {
    ("minds.tuning", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        _HEADING,
        (_WHY, _HOW, mark("Stories", "But first it has to read. Press **Start**, at the top.")),
    ),
    ("minds.tuning", Phase.EARLY): Story(_STAGE, _HEADING, (_WHY, _HOW, _MIXED, _NOW)),
    ("minds.tuning", Phase.MIDDLE): Story(_STAGE, _HEADING, (_WHY, _HOW, _MIXED, _NOW, _PROOF)),
    ("minds.tuning", Phase.PAUSED): Story(_STAGE, _HEADING, (_WHY, _HOW, _MIXED, _NOW, _PROOF)),
    ("minds.tuning", Phase.COMPLETE): Story(_STAGE, _HEADING, (_WHY, _HOW, _MIXED, _NOW, _PROOF)),
}

"""The story of The judge."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_STAGE = mark("Stories", "STAGE THREE")
_HEADING = mark("Stories", "A model that guesses what people like")
_WHY = mark(
    "Stories",
    "People cannot vote on every answer a model tries. So their votes teach a second model, the **judge**, which can: "
    "it gives every answer a score.",
)
_PAIRS = mark(
    "Stories",
    "It is never told what a good answer is. It only sees **pairs**, and which of the two was preferred.",
)
_SIGHT = mark("Stories", "{judge_sight}")
_STYLE = mark("Stories", "{judge_style}")
_NOW = mark("Stories", "{judge_votes}")
_MOVED = mark("Stories", "{judge_moved}")

STORIES: dict[tuple[str, Phase], Story] = {
    ("minds.judge", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        _HEADING,
        (_WHY, _PAIRS, mark("Stories", "But first the model has to read, and to learn to answer.")),
    ),
    ("minds.judge", Phase.EARLY): Story(_STAGE, _HEADING, (_WHY, _PAIRS, _NOW)),
    ("minds.judge", Phase.MIDDLE): Story(_STAGE, _HEADING, (_WHY, _PAIRS, _NOW, _SIGHT, _STYLE, _MOVED)),
    ("minds.judge", Phase.PAUSED): Story(_STAGE, _HEADING, (_WHY, _PAIRS, _NOW, _SIGHT, _STYLE, _MOVED)),
    ("minds.judge", Phase.COMPLETE): Story(_STAGE, _HEADING, (_WHY, _PAIRS, _NOW, _SIGHT, _STYLE, _MOVED)),
}

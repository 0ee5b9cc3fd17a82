"""The story of "What goes wrong": a model does what it is rewarded for."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_HEADING = mark("Stories", "You get what you reward")
_REWARD = mark(
    "Stories",
    "It does not know what you meant. It knows what is **rewarded**, and finds whatever earns most, clever or silly.",
)
_REAL = mark(
    "Stories",
    "Each button starts a **real run** from the same fine-tuned weights, with one thing changed. The good model is "
    "kept.",
)
_TOLD = mark("Stories", "{wrong_told}")
_TRUE = mark(
    "Stories",
    "These are not inventions. In 2019 a flipped sign really did train a model, overnight, to write what its labellers "
    "disliked most.",
)

STORIES: dict[tuple[str, Phase], Story] = {
    ("minds.wrong", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        _HEADING,
        (
            _REWARD,
            mark("Stories", "First there has to be something to break. Press **Start**, and come back later."),
        ),
    ),
    ("minds.wrong", Phase.EARLY): Story(mark("Stories", "ONE THING CHANGED"), _HEADING, (_REWARD, _REAL, _TOLD)),
    ("minds.wrong", Phase.MIDDLE): Story(mark("Stories", "ONE THING CHANGED"), _HEADING, (_REWARD, _REAL, _TOLD)),
    ("minds.wrong", Phase.PAUSED): Story(mark("Stories", "PAUSED"), _HEADING, (_REWARD, _REAL, _TOLD, _TRUE)),
    ("minds.wrong", Phase.COMPLETE): Story(
        mark("Stories", "BREAK IT ON PURPOSE"), _HEADING, (_REWARD, _REAL, _TOLD, _TRUE)
    ),
}

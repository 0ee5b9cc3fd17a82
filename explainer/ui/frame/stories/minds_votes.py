"""The story of Votes: what a vote is for, and that it changes nothing by itself."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_FRESH, _EARLY, _MIDDLE, _PAUSED, _COMPLETE = (
    mark("Stories", "BEFORE IT HAS READ A WORD"),
    mark("Stories", "THE FIRST STEPS"),
    mark("Stories", "IT IS LEARNING"),
    mark("Stories", "PAUSED"),
    mark("Stories", "IT HAS LEARNT"),
)

_HEADING = mark("Stories", "You are the labeller")
_TASK = mark(
    "Stories",
    "The model answers one question several times. **You say which answer is better.** Nobody tells you why, and you "
    "need not give a reason.",
)
_COMPARE = mark("Stories", "It is easier to say which of two answers is better than to write a good one.")
_NOTHING_YET = mark(
    "Stories",
    "Your vote changes nothing by itself. From many votes a **judge** is trained that guesses what people prefer; "
    "the model then learns from the judge.",
)
_GIVEN = mark("Stories", "{votes_given}")
_LIKES = mark("Stories", "{labeller_likes}")
_TEN = mark("Stories", "Give ten or twenty votes, press **Train the judge now**, and see whether it heard you.")

STORIES: dict[tuple[str, Phase], Story] = {
    ("minds.votes", Phase.FRESH): Story(
        _FRESH,
        _HEADING,
        (
            _TASK,
            mark("Stories", "Now there is nothing to choose from but noise: it has learnt no word yet."),
            mark("Stories", "Press **Start**, and come back when it can answer."),
        ),
    ),
    ("minds.votes", Phase.EARLY): Story(_EARLY, _HEADING, (_TASK, _GIVEN, _NOTHING_YET)),
    ("minds.votes", Phase.MIDDLE): Story(_MIDDLE, _HEADING, (_TASK, _GIVEN, _NOTHING_YET, _LIKES)),
    ("minds.votes", Phase.PAUSED): Story(_PAUSED, _HEADING, (_TASK, _COMPARE, _GIVEN, _NOTHING_YET, _TEN)),
    ("minds.votes", Phase.COMPLETE): Story(_COMPLETE, _HEADING, (_TASK, _COMPARE, _GIVEN, _NOTHING_YET, _TEN)),
}

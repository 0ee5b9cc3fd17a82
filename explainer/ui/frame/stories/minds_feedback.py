"""The story of "Is it really getting better?": a judge can be pleased, and a judge can be fooled."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_HEADING = mark("Stories", "Learning from a judge")
_TRIES = mark(
    "Stories",
    "Nobody shows it better answers now. It **tries**, a judge gives points, and whatever scored well becomes a little "
    "likelier.",
)
_JUDGE = mark(
    "Stories",
    "The judge is no more than a guess at what people like. So watch **two** lines: the **score** it gives, and the "
    "**points** of the labeller it learned from. That labeller is a program, so we can ask it about every answer.",
)
_VERDICT = mark("Stories", "{feedback_verdict}")
_LEASH = mark(
    "Stories",
    "The **leash** keeps it near the model it was. Drift so far: {feedback_drift}. Slacken it while it learns, and "
    "watch the lines.",
)
_SOFAR = mark("Stories", "It has tried **{feedback_answers} answers** in {feedback_rounds} rounds.")

STORIES: dict[tuple[str, Phase], Story] = {
    ("minds.feedback", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        _HEADING,
        (
            mark("Stories", "This comes last: first it learns to write, then to answer, then from what people like."),
            _TRIES,
            mark("Stories", "Press **Start**, and come back when it can answer."),
        ),
    ),
    ("minds.feedback", Phase.EARLY): Story(mark("Stories", "TRYING"), _HEADING, (_TRIES, _JUDGE, _VERDICT)),
    ("minds.feedback", Phase.MIDDLE): Story(
        mark("Stories", "TRYING"), mark("Stories", "Is it really getting better?"), (_JUDGE, _VERDICT, _LEASH)
    ),
    ("minds.feedback", Phase.PAUSED): Story(mark("Stories", "PAUSED"), _HEADING, (_TRIES, _JUDGE, _VERDICT, _LEASH)),
    ("minds.feedback", Phase.COMPLETE): Story(
        mark("Stories", "LOOK AT BOTH LINES"),
        mark("Stories", "Is it really getting better?"),
        (_SOFAR, _VERDICT, _JUDGE, mark("Stories", "Now break it on purpose: the next page, **What goes wrong**.")),
    ),
}

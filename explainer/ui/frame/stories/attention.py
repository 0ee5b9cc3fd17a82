"""The story of Attention."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_LOOKING = mark("Stories", "From **“{looker}”** it now looks hardest at **{looked_at}** ({weight}), in {head_name}.")
_POINT = mark("Stories", "**Point at another word**, or press an arrow key, and follow its eyes.")
_QUERY = mark(
    "Stories",
    "Every piece sends out a **query**: what it looks for. Every piece holds up a **key**: what it has to offer. "
    "Where the two fit, the score is high.",
)
_PAIR = mark("Stories", "“{looker}” and {looked_at} score **{score}**. Softmax makes that **{weight}**.")
_MUTE = mark("Stories", "**Mute** a head and the loss is measured without it. That is what it is worth here.")
_WORST = mark("Stories", "Alone, **{worst_head}** is missed most: loss **{worst_rise}**.")

STORIES: dict[tuple[str, Phase], Story] = {
    ("attention", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        mark("Stories", "It looks everywhere at once"),
        (
            mark("Stories", "To guess the next word, every word may look back at the words before it. Never ahead."),
            mark(
                "Stories",
                "There are **{n_heads} ways of looking**, and all are still random. "
                "The biggest weight from “{looker}” is {weight}.",
            ),
            mark("Stories", "Press **Start** and see where they begin to look."),
        ),
    ),
    ("attention", Phase.EARLY): Story(
        mark("Stories", "THE FIRST STEPS"),
        mark("Stories", "Habits form"),
        (
            _LOOKING,
            mark("Stories", "Nobody tells it where to look. A way of looking that helps to guess is strengthened."),
            _POINT,
        ),
    ),
    ("attention", Phase.MIDDLE): Story(
        mark("Stories", "IT IS LEARNING"),
        mark("Stories", "Each word asks the words before it"),
        (
            _LOOKING,
            _POINT,
            mark("Stories", "Click one of the **{n_heads} small pictures** to see another way of looking."),
        ),
    ),
    ("attention", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "Who looks at whom?"),
        (_LOOKING, _POINT, _MUTE),
    ),
    ("attention", Phase.COMPLETE): Story(
        mark("Stories", "IT HAS LEARNT"),
        mark("Stories", "Many ways of looking back"),
        (_LOOKING, _POINT, _MUTE, mark("Stories", "Where a head looks is no explanation of what it does with it.")),
        "view.prediction",
        mark("Stories", "See its bets"),
    ),
}

for _phase in (Phase.FRESH, Phase.EARLY, Phase.MIDDLE, Phase.PAUSED, Phase.COMPLETE):
    STORIES["attention.pair", _phase] = Story(
        STORIES["attention", _phase].kicker,
        mark("Stories", "A question meets an answer"),
        (_QUERY, _PAIR, mark("Stories", "Click another bar at the right to see why it got more, or less.")),
    )
    STORIES["attention.heads", _phase] = Story(
        STORIES["attention", _phase].kicker,
        mark("Stories", "What would it lose?"),
        (
            _MUTE,
            _WORST,
            mark(
                "Stories",
                "Of {n_heads} heads, **{n_words}** follow a pattern simple enough for words. "
                "For the others there is only the test: mute them.",
            ),
            mark("Stories", "Training goes on with all heads."),
        ),
    )

"""The story of Three minds' first page: one question, three answers."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_ASK = mark("Stories", "Type a question of your own below: all of them answer it.")
_READS = mark(
    "Stories",
    "The **base model** only knows how text goes on. It goes on with a question as a text would: often with another.",
)
_ASKED = mark("Stories", "Asked “{question}”, they say:")
_SAYS = mark("Stories", "{answers}")
_SHOWED = mark(
    "Stories",
    "**Fine-tuning** shows it what answers look like. **Human feedback** shows it which of its answers people like.",
)

STORIES: dict[tuple[str, Phase], Story] = {
    ("minds", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        mark("Stories", "One model, three ages"),
        (
            mark("Stories", "The same dials will be trained three times over, each time in another way."),
            mark("Stories", "First it **reads**. Then it is shown **answers**. Then its answers are **judged**."),
            mark("Stories", "It begins with reading: press **Start**."),
        ),
        "start_pause",
        mark("Stories", "Start"),
    ),
    ("minds", Phase.EARLY): Story(
        mark("Stories", "A STAGE HAS BEGUN"),
        mark("Stories", "Watch its answers change"),
        (
            mark("Stories", "The question stays the same and so do the dice. What differs is the model alone."),
            _READS,
            _ASK,
        ),
    ),
    ("minds", Phase.MIDDLE): Story(
        mark("Stories", "IT IS LEARNING"),
        mark("Stories", "Watch its answers change"),
        (
            _ASKED,
            _SAYS,
            mark("Stories", "The question stays the same and so do the dice. What differs is the model alone."),
        ),
    ),
    ("minds", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "Same question, three answers"),
        (
            _READS,
            _SHOWED,
            mark("Stories", "Shade the words by **what changed** to see which pieces a stage has made likelier."),
        ),
    ),
    ("minds", Phase.COMPLETE): Story(
        mark("Stories", "A STAGE IS DONE"),
        mark("Stories", "Same question, three answers"),
        (
            _ASKED,
            _SAYS,
            _SHOWED,
            mark("Stories", "Nothing was looked up and nothing was added: it is the same model after more practice."),
            mark(
                "Stories", "**Ask again** throws other dice. A **thumb** is a vote that the next judge will learn from."
            ),
        ),
    ),
}

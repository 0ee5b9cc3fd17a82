"""The story of Learning."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

STORIES: dict[tuple[str, Phase], Story] = {
    ("learning", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        mark("Stories", "Press **Start** to watch it learn"),
        (
            mark(
                "Stories",
                "This is a real GPT, made just now on this computer. It has **{n_params} dials**, all set at random.",
            ),
            mark(
                "Stories",
                "It knows nothing. Of {vocabulary} possible pieces of text it has no idea which comes next: "
                "it is as unsure as a die with {vocabulary} sides.",
            ),
            mark("Stories", "Press **Start**, at the top, and it begins to read {corpus}."),
        ),
    ),
    ("learning", Phase.EARLY): Story(
        mark("Stories", "THE FIRST STEPS"),
        mark("Stories", "Read. Guess. Get corrected. Repeat."),
        (
            mark("Stories", "The model sees real text with the next word hidden. It bets on every possible next word."),
            mark(
                "Stories",
                "Then the true word is shown, and **every dial** is turned a tiny bit so that word would have been "
                "less of a surprise.",
            ),
            mark("Stories", "It was as unsure as a die with {vocabulary} sides. Now: **{sides}**."),
        ),
    ),
    ("learning", Phase.MIDDLE): Story(
        mark("Stories", "IT IS LEARNING"),
        mark("Stories", "Nobody told it the rules"),
        (
            mark(
                "Stories",
                "No grammar, no dictionary, no facts were put in. It only tries to be **less surprised** by the "
                "next word.",
            ),
            mark(
                "Stories",
                "Its first guess is right **{accuracy}** of the time. It is as unsure as a die with **{sides} sides**.",
            ),
            mark("Stories", "{milestone}"),
            mark("Stories", "Press Pause, then **Step**, to watch one single correction."),
        ),
    ),
    ("learning", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "One step at a time"),
        (
            mark("Stories", "The model stands still after **{steps} steps**."),
            mark(
                "Stories",
                "**Step** does one correction. Red words surprised it; they are what it learns most from. "
                "The speed menu beside it has slow motion.",
            ),
            mark("Stories", "**Resume** lets it run on."),
        ),
    ),
    ("learning", Phase.COMPLETE): Story(
        mark("Stories", "IT HAS LEARNT"),
        mark("Stories", "From noise to sentences"),
        (
            mark(
                "Stories",
                "{steps} steps, {tokens} pieces read. It was as unsure as a die with {vocabulary} sides. "
                "Now: **{sides}**.",
            ),
            mark("Stories", "Compare the first and the last line of what it writes by itself: same start, same dice."),
            mark(
                "Stories",
                "Everything it can do sits in **{n_params} dials**. Nothing was looked up, nothing was stored as text.",
            ),
            mark("Stories", "Now ask it something: type below, then **Write on**."),
        ),
        "view.prediction",
        mark("Stories", "See its bets"),
    ),
}

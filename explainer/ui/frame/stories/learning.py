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
                "it is as unsure as choosing blindly among {vocabulary} pieces.",
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
            mark("Stories", "It was as unsure as choosing blindly among {vocabulary} pieces. Now: **{choices}**."),
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
                "Its first guess is right **{accuracy}** of the time. It is as unsure as choosing blindly among "
                "**{choices} pieces**.",
            ),
            mark("Stories", "{milestone}"),
            mark("Stories", "{by_heart}"),
            mark("Stories", "Press Pause, then **Step**, to watch one single correction."),
        ),
    ),
    ("learning", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "One step at a time"),
        (
            mark("Stories", "The model stands still after **{steps} steps**."),
            mark("Stories", "{by_heart}"),
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
                "{steps} steps, {tokens} pieces read. It was as unsure as choosing blindly among "
                "{vocabulary}. Now: **{choices}**.",
            ),
            mark("Stories", "Compare the first and the last line of what it writes by itself: same start, same dice."),
            mark(
                "Stories",
                "Everything it can do sits in **{n_params} dials**. {not_stored}",
            ),
            mark("Stories", "{by_heart}"),
            mark("Stories", "Now ask it something: type below, then **Write on**."),
        ),
        "view.prediction",
        mark("Stories", "See its bets"),
    ),
    ("learning.step", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        mark("Stories", "Learning is one small step, over and over"),
        (
            mark("Stories", "Read a bit of text. Bet on every next piece. Be corrected. That is one step."),
            mark(
                "Stories",
                "How it is corrected: from every bet that was wrong, word goes back through the whole model, block by "
                "block, and **every dial gets told which way to turn**, and how strongly. This is called "
                "*backpropagation*.",
            ),
            mark("Stories", "Do **one** such step, and see what it changes in {n_params} dials."),
        ),
        "examine_step",
        mark("Stories", "Do one step"),
    ),
    ("learning.step", Phase.EARLY): Story(
        mark("Stories", "THE FIRST STEPS"),
        mark("Stories", "Stop, and look at one step closely"),
        (
            mark("Stories", "It takes such steps one after another, too fast to follow."),
            mark(
                "Stories",
                "In each one, **every dial gets told which way to turn**, and how strongly, so that the right pieces "
                "would have been less of a surprise. This is called *backpropagation*.",
            ),
            mark("Stories", "**Do one step** pauses it after exactly one, and shows what that one did."),
            mark("Stories", "{looked}"),
        ),
        "examine_step",
        mark("Stories", "Do one step"),
    ),
    ("learning.step", Phase.MIDDLE): Story(
        mark("Stories", "IT IS LEARNING"),
        mark("Stories", "Stop, and look at one step closely"),
        (
            mark(
                "Stories",
                "After {steps} steps there is still something to correct in every text: at its first guess it is "
                "right **{accuracy}** of the time.",
            ),
            mark(
                "Stories",
                "In each step **every dial gets told which way to turn**, and how strongly. This is called "
                "*backpropagation*.",
            ),
            mark("Stories", "**Do one step** pauses it after exactly one, and shows what that one did."),
            mark("Stories", "{looked}"),
        ),
        "examine_step",
        mark("Stories", "Do one step"),
    ),
    ("learning.step", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "Every dial gets told which way to turn"),
        (
            mark("Stories", "{looked}"),
            mark(
                "Stories",
                "From every wrong bet, word goes back through the whole model: this dial a little up, that one a "
                "little down. The **push** on a part is how strongly its dials were told. This is called "
                "*backpropagation*.",
            ),
            mark("Stories", "{pushed}"),
            mark(
                "Stories",
                "**Take it back** returns every dial to where it was, to the last digit. Do it again: the same text, "
                "the same dials, the same result.",
            ),
        ),
    ),
    ("learning.step", Phase.COMPLETE): Story(
        mark("Stories", "IT HAS LEARNT"),
        mark("Stories", "Many small steps made it what it is"),
        (
            mark(
                "Stories",
                "{steps} steps, and in each of them **every dial was told which way to turn**, and how strongly. "
                "This is called *backpropagation*.",
            ),
            mark("Stories", "No step changes much. Together they turned noise into sentences."),
            mark("Stories", "**Do one step** begins to train it longer, with one more step to look at."),
        ),
        "examine_step",
        mark("Stories", "Do one step"),
    ),
}

"""What the story panel tells, as data: for every view and every phase of learning a heading and short paragraphs.

Texts are Markdown with fields in braces that the panel fills with live values (see ``story.values``). One idea a
paragraph, short sentences, plain words first. Nothing is claimed here that is not measured: what the model can do is
quoted from milestones, and numbers from frames.
"""

from __future__ import annotations

from dataclasses import dataclass

from explainer.ui.show import Phase
from explainer.ui.translate import mark


@dataclass(frozen=True, slots=True)
class Story:
    """One page: ``action`` is the id of the action offered below it, with the words on its button."""

    kicker: str
    heading: str
    paragraphs: tuple[str, ...]
    action: str = ""
    action_text: str = ""


_MAKING = Story(
    mark("Stories", "ONE MOMENT"),
    mark("Stories", "A model is being made"),
    (
        mark("Stories", "A small world of stories is being written, and cut into pieces a model can read."),
        mark("Stories", "Then the model gets its dials, all set at random."),
    ),
)
_FAILED = Story(
    mark("Stories", "IT STOPPED"),
    mark("Stories", "Something went wrong"),
    (
        mark("Stories", "The line above the text box says what. The last good model can still be asked."),
        mark("Stories", "**Start again** makes a new one."),
    ),
    "start_pause",
    mark("Stories", "Start again"),
)

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
    ("prediction", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        mark("Stories", "All bets are nearly equal"),
        (
            mark(
                "Stories",
                "For every piece it knows, all {vocabulary} of them, the model bets how likely it comes next.",
            ),
            mark("Stories", "Its dials are still random, so no bet stands out: the biggest is only **{top_share}**."),
            mark("Stories", "Press **Start** and watch the bets take sides."),
        ),
    ),
    ("prediction", Phase.EARLY): Story(
        mark("Stories", "THE FIRST STEPS"),
        mark("Stories", "The bets begin to take sides"),
        (
            mark("Stories", "After “{prompt_end}” it bets most on **{top}** ({top_share})."),
            mark("Stories", "At first only common pieces rise. That already lowers its surprise."),
            mark("Stories", "Type your own words below: the bars answer while it learns."),
        ),
    ),
    ("prediction", Phase.MIDDLE): Story(
        mark("Stories", "IT IS LEARNING"),
        mark("Stories", "A bet on every piece it knows"),
        (
            mark(
                "Stories",
                "After “{prompt_end}” it bets most on **{top}** ({top_share}). All {vocabulary} bets add up to 100 %.",
            ),
            mark("Stories", "It is as unsure here as a die with **{prompt_sides} sides**."),
            mark("Stories", "**Click a bar** to take that piece instead, and see where the text goes."),
        ),
    ),
    ("prediction", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "Writing is betting, again and again"),
        (
            mark("Stories", "After “{prompt_end}” it bets most on **{top}** ({top_share})."),
            mark(
                "Stories",
                "**Write on** throws the dice once and adds one piece. Then it bets anew. That is all a chatbot does.",
            ),
            mark("Stories", "**Ctrl+Z** takes a piece back. Click another bar to take another branch."),
        ),
    ),
    ("prediction", Phase.COMPLETE): Story(
        mark("Stories", "IT HAS LEARNT"),
        mark("Stories", "Writing is betting, again and again"),
        (
            mark(
                "Stories",
                "After “{prompt_end}” it bets most on **{top}** ({top_share}); the dice may still choose another.",
            ),
            mark(
                "Stories",
                "**Write on** throws the dice once and adds one piece. Then it bets anew. That is all a chatbot does.",
            ),
            mark(
                "Stories",
                "Turn the **temperature** down and it always says the obvious. Turn it up and it starts to ramble.",
            ),
        ),
    ),
}


def story_for(view: str, phase: Phase) -> Story:
    """The page for ``view`` in ``phase``. A view without pages of its own is told like Learning."""
    if phase is Phase.PREPARING:
        return _MAKING
    if phase is Phase.FAILED:
        return _FAILED
    view_id = view.partition(".")[0]  # a page without a story of its own is told like its view
    return STORIES.get((view, phase)) or STORIES.get((view_id, phase)) or STORIES[("learning", phase)]

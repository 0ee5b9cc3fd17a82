"""What the story panel tells, as data: for every view and every phase of learning a heading and short paragraphs.

Texts are Markdown with fields in braces that the panel fills with live values (see ``story.values``). One idea a
paragraph, short sentences, plain words first. Nothing is claimed here that is not measured: what the model can do is
quoted from milestones, and numbers from frames.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP

from explainer.ui.show import Phase


def _n(text: str) -> str:
    return QT_TRANSLATE_NOOP("Stories", text)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Story:
    """One page: ``action`` is the id of the action offered below it, with the words on its button."""

    kicker: str
    heading: str
    paragraphs: tuple[str, ...]
    action: str = ""
    action_text: str = ""


_MAKING = Story(
    _n("ONE MOMENT"),
    _n("A model is being made"),
    (
        _n("A small world of stories is being written, and cut into pieces a model can read."),
        _n("Then the model gets its dials, all set at random."),
    ),
)
_FAILED = Story(
    _n("IT STOPPED"),
    _n("Something went wrong"),
    (
        _n("The line above the text box says what. The last good model can still be asked."),
        _n("**Start again** makes a new one."),
    ),
    "start_pause",
    _n("Start again"),
)

STORIES: dict[tuple[str, Phase], Story] = {
    ("learning", Phase.FRESH): Story(
        _n("BEFORE IT HAS READ A WORD"),
        _n("Press **Start** to watch it learn"),
        (
            _n("This is a real GPT, made just now on this computer. It has **{n_params} dials**, all set at random."),
            _n(
                "It knows nothing. Of {vocabulary} possible pieces of text it has no idea which comes next: "
                "it is as unsure as a die with {vocabulary} sides."
            ),
            _n("Press **Start**, at the top, and it begins to read {corpus}."),
        ),
    ),
    ("learning", Phase.EARLY): Story(
        _n("THE FIRST STEPS"),
        _n("Read. Guess. Get corrected. Repeat."),
        (
            _n("The model sees real text with the next word hidden. It bets on every possible next word."),
            _n(
                "Then the true word is shown, and **every dial** is turned a tiny bit so that word would have been "
                "less of a surprise."
            ),
            _n("It was as unsure as a die with {vocabulary} sides. Now: **{sides}**."),
        ),
    ),
    ("learning", Phase.MIDDLE): Story(
        _n("IT IS LEARNING"),
        _n("Nobody told it the rules"),
        (
            _n(
                "No grammar, no dictionary, no facts were put in. It only tries to be **less surprised** by the "
                "next word."
            ),
            _n("Its first guess is right **{accuracy}** of the time. It is as unsure as a die with **{sides} sides**."),
            _n("{milestone}"),
            _n("Press Pause, then **Step**, to watch one single correction."),
        ),
    ),
    ("learning", Phase.PAUSED): Story(
        _n("PAUSED"),
        _n("One step at a time"),
        (
            _n("The model stands still after **{steps} steps**."),
            _n(
                "**Step** does one correction. Red words surprised it; they are what it learns most from. "
                "The speed menu beside it has slow motion."
            ),
            _n("**Resume** lets it run on."),
        ),
    ),
    ("learning", Phase.COMPLETE): Story(
        _n("IT HAS LEARNT"),
        _n("From noise to sentences"),
        (
            _n(
                "{steps} steps, {tokens} pieces read. It was as unsure as a die with {vocabulary} sides. "
                "Now: **{sides}**."
            ),
            _n("Compare the first and the last line of what it writes by itself: same start, same dice."),
            _n("Everything it can do sits in **{n_params} dials**. Nothing was looked up, nothing was stored as text."),
            _n("Now ask it something: type below, then **Write on**."),
        ),
        "view.prediction",
        _n("See its bets"),
    ),
    ("prediction", Phase.FRESH): Story(
        _n("BEFORE IT HAS READ A WORD"),
        _n("All bets are nearly equal"),
        (
            _n("For every piece it knows, all {vocabulary} of them, the model bets how likely it comes next."),
            _n("Its dials are still random, so no bet stands out: the biggest is only **{top_share}**."),
            _n("Press **Start** and watch the bets take sides."),
        ),
    ),
    ("prediction", Phase.EARLY): Story(
        _n("THE FIRST STEPS"),
        _n("The bets begin to take sides"),
        (
            _n("After “{prompt_end}” it bets most on **{top}** ({top_share})."),
            _n("At first only common pieces rise. That already lowers its surprise."),
            _n("Type your own words below: the bars answer while it learns."),
        ),
    ),
    ("prediction", Phase.MIDDLE): Story(
        _n("IT IS LEARNING"),
        _n("A bet on every piece it knows"),
        (
            _n("After “{prompt_end}” it bets most on **{top}** ({top_share}). All {vocabulary} bets add up to 100 %."),
            _n("It is as unsure here as a die with **{prompt_sides} sides**."),
            _n("**Click a bar** to take that piece instead, and see where the text goes."),
        ),
    ),
    ("prediction", Phase.PAUSED): Story(
        _n("PAUSED"),
        _n("Writing is betting, again and again"),
        (
            _n("After “{prompt_end}” it bets most on **{top}** ({top_share})."),
            _n("**Write on** throws the dice once and adds one piece. Then it bets anew. That is all a chatbot does."),
            _n("**Ctrl+Z** takes a piece back. Click another bar to take another branch."),
        ),
    ),
    ("prediction", Phase.COMPLETE): Story(
        _n("IT HAS LEARNT"),
        _n("Writing is betting, again and again"),
        (
            _n("After “{prompt_end}” it bets most on **{top}** ({top_share}); the dice may still choose another."),
            _n("**Write on** throws the dice once and adds one piece. Then it bets anew. That is all a chatbot does."),
            _n("Turn the **temperature** down and it always says the obvious. Turn it up and it starts to ramble."),
        ),
    ),
}


def story_for(view: str, phase: Phase) -> Story:
    """The page for ``view`` in ``phase``. A view without pages of its own is told like Learning."""
    if phase is Phase.PREPARING:
        return _MAKING
    if phase is Phase.FAILED:
        return _FAILED
    return STORIES.get((view, phase)) or STORIES[("learning", phase)]

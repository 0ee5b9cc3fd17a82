"""The story of Meaning."""

from __future__ import annotations

from explainer.ui.frame.stories.page import Story
from explainer.ui.show import Phase
from explainer.ui.translate import mark

_MAP: dict[tuple[str, Phase], Story] = {
    ("meaning", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        mark("Stories", "Words have no meaning yet"),
        (
            mark("Stories", "To the model a word is **{n_numbers} numbers**. Here every word stands where they put it."),
            mark("Stories", "The numbers are still random. So the map is too: no word is near to any other."),
            mark("Stories", "Press **Start** and watch the words find their places."),
        ),
    ),
    ("meaning", Phase.EARLY): Story(
        mark("Stories", "THE FIRST STEPS"),
        mark("Stories", "Words begin to move"),
        (
            mark(
                "Stories",
                "Every step moves each word's {n_numbers} numbers a little, so that the next guess is better.",
            ),
            mark("Stories", "Words that are used in the same way are pushed the same way. Watch who gathers."),
            mark("Stories", "Nearest to “{word}” are now {near}."),
        ),
    ),
    ("meaning", Phase.MIDDLE): Story(
        mark("Stories", "IT IS LEARNING"),
        mark("Stories", "Alike in use, alike in meaning"),
        (
            mark("Stories", "Nobody told it what an animal is, or a colour. The kinds you see were coloured by us."),
            mark("Stories", "The **places** are its own: words that can stand for one another move together."),
            mark("Stories", "Nearest to “{word}” are {near}. Click any other word."),
        ),
    ),
    ("meaning", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "A flat map of a space with {n_numbers} directions"),
        (
            mark("Stories", "The map shows **{map_share}** of what tells the words apart. The rest does not fit on it."),
            mark("Stories", "So trust the **list** more than the map: it is measured with all {n_numbers} numbers."),
            mark("Stories", "Nearest to “{word}” are {near}."),
        ),
    ),
    ("meaning", Phase.COMPLETE): Story(
        mark("Stories", "IT HAS LEARNT"),
        mark("Stories", "A word is known by its company"),
        (
            mark("Stories", "Nearest to “{word}” are {near}."),
            mark(
                "Stories",
                "It has never seen a dog or a box. It only saw which words stand beside which, and that was enough.",
            ),
            mark(
                "Stories",
                "The flat map shows **{map_share}** of what tells words apart; the list uses all {n_numbers} numbers.",
            ),
        ),
        "view.meaning.context",
        mark("Stories", "One word, two meanings"),
    ),
}

STORIES = _MAP

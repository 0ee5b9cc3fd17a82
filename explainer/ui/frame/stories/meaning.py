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
            mark("Stories", "To the model a word is **{n_numbers} numbers**. They say where it stands on this map."),
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
            mark("Stories", "Nobody told it what an animal is, or a colour. Where you see colours, we painted them."),
            mark("Stories", "The **places** are its own: words that can stand for one another move together."),
            mark("Stories", "Nearest to “{word}” are {near}. Click any other word."),
        ),
    ),
    ("meaning", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "A flat map of a space with {n_numbers} directions"),
        (
            mark("Stories", "The map shows **{map_share}** of what tells words apart. The rest does not fit on it."),
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

_SAYS = mark("Stories", "{context_says}")
_CONTROL = mark(
    "Stories",
    "Any other words before it move it. So a **third** sentence uses it as the first does, in other words: only if "
    "those two stay nearer has it told *meanings* apart.",
)
_CONTEXT: dict[tuple[str, Phase], Story] = {
    ("meaning.context", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        mark("Stories", "One word, one row of numbers"),
        (
            mark("Stories", "A word begins with its own numbers and those of its place, whatever it means there."),
            mark("Stories", "The blocks are still random. What they do to **{twice}** means nothing yet."),
            mark("Stories", "Press **Start** and see whether the ways part, and by what."),
        ),
    ),
    ("meaning.context", Phase.EARLY): Story(
        mark("Stories", "THE FIRST STEPS"),
        mark("Stories", "Words begin to listen to each other"),
        (
            mark("Stories", "In each block a word takes something from the words before it. That moves it."),
            _CONTROL,
            _SAYS,
        ),
    ),
    ("meaning.context", Phase.MIDDLE): Story(
        mark("Stories", "IT IS LEARNING"),
        mark("Stories", "By meaning, or by the words before?"),
        (
            mark("Stories", "Block by block a word takes in what stood before it."),
            _CONTROL,
            _SAYS,
            mark("Stories", "Type sentences of your own; any word they share can be followed."),
        ),
    ),
    ("meaning.context", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "How far do the ways part?"),
        (
            mark("Stories", "Point at a block to see how alike they still are there."),
            _SAYS,
            mark(
                "Stories",
                "Change only words *after* it: nothing moves. The model reads from left to right.",
            ),
        ),
    ),
    ("meaning.context", Phase.COMPLETE): Story(
        mark("Stories", "IT HAS LEARNT"),
        mark("Stories", "The same word is not the same"),
        (
            mark("Stories", "On the map each word has **one** place. In a sentence it moves."),
            _CONTROL,
            _SAYS,
            mark(
                "Stories",
                "What it bets on next, below the picture, shows whether the difference matters to it.",
            ),
        ),
        "view.meaning.positions",
        mark("Stories", "And where it stands"),
    ),
}

_POSITIONS: dict[tuple[str, Phase], Story] = {
    ("meaning.positions", Phase.FRESH): Story(
        mark("Stories", "BEFORE IT HAS READ A WORD"),
        mark("Stories", "Places are only names yet"),
        (
            mark("Stories", "Each of **{n_positions} places** in a text has numbers too, added to those of the word."),
            mark("Stories", "They are random: a place is as unlike its neighbour as any other ({near_position})."),
            mark("Stories", "Nobody tells the model that 6 comes after 5. Press **Start**."),
        ),
    ),
    ("meaning.positions", Phase.EARLY): Story(
        mark("Stories", "THE FIRST STEPS"),
        mark("Stories", "Neighbours find each other"),
        (
            mark("Stories", "A place and the next one now have cosine **{near_position}** on average."),
            mark("Stories", "What is useful to know at one place is useful at the next: so they are pushed alike."),
        ),
    ),
    ("meaning.positions", Phase.MIDDLE): Story(
        mark("Stories", "IT IS LEARNING"),
        mark("Stories", "A line, found in noise"),
        (
            mark("Stories", "The next place: **{near_position}**. Ten places on: **{far_position}**."),
            mark("Stories", "The brighter the band along the diagonal, the more alike neighbours are."),
        ),
    ),
    ("meaning.positions", Phase.PAUSED): Story(
        mark("Stories", "PAUSED"),
        mark("Stories", "How alike are two places?"),
        (
            mark("Stories", "Point at any cell: its row and column are two places; the number is their cosine."),
            mark("Stories", "The next place: **{near_position}**. Ten places on: **{far_position}**."),
        ),
    ),
    ("meaning.positions", Phase.COMPLETE): Story(
        mark("Stories", "IT HAS LEARNT"),
        mark("Stories", "Order, learnt from reading"),
        (
            mark("Stories", "The next place: **{near_position}**. Ten places on: **{far_position}**."),
            mark("Stories", "Added to the words, these numbers tell the model where each of them stands."),
            mark("Stories", "Later models turn queries and keys by an angle instead (RoPE); the aim is the same."),
        ),
        "view.attention",
        mark("Stories", "See who looks at whom"),
    ),
}

STORIES = _MAP | _CONTEXT | _POSITIONS

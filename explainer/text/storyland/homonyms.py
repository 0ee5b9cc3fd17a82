"""Words with two meanings: sentences in which one word means two things, for a look at whether a model parts them.

Two sentences alone show nothing: whatever stands before a word moves its vectors, also where it means the same. So to
each pair there is a **control**, in which the word means what it means in the first sentence, said in other words. Only
where first and control end up nearer to each other than either to the second has the model told *meanings* apart.

The sentences are like those the world writes, but made for looking: the words that tell the meanings apart stand
*before* the word, because a GPT reads from left to right and cannot know what comes after. Right before the word first
and control share no more than they share with the second sentence, so that nothing but the meaning speaks for them.
"""

from functools import cache

from explainer.text.storyland.richness import Richness

#: (level from which the world uses both meanings, the word, one meaning, the other, the first again in other words)
_WORDS = (
    (
        0,
        "bank",
        "At the river Mia sat on the bank.",
        "Ben put coins in the bank.",
        "The frog swam in the river to its bank.",
    ),
    (0, "ring", "The bell began to ring.", "Mia lost her best ring.", "Ben heard the bell ring."),
    (0, "bark", "The dog began to bark.", "The tree has brown bark.", "At night the dog can bark."),
    (
        0,
        "bat",
        "At night a bat flew over the house.",
        "Ben hit the ball with a bat.",
        "Out of the dark barn flew a bat.",
    ),
    (
        0,
        "orange",
        "The hat of Tom was orange.",
        "Anna ate an apple and an orange.",
        "The colour of a carrot is orange.",
    ),
    (1, "saw", "Mia went in and saw a dog.", "Ben cut the wood with a saw.", "At the door they saw a cow."),
    (1, "watch", "Ben had time to watch the birds.", "Ben looked at his watch.", "On the grass they watch the birds."),
    (
        1,
        "light",
        "The bag was not heavy, it was light.",
        "It was dark, so Tom made a light.",
        "An empty box is so light.",
    ),
    (1, "fly", "All the birds can fly.", "On his nose sat a fly.", "Now she saw the birds fly."),
    (
        2,
        "spring",
        "The snow was gone, it was spring.",
        "Tom drank water from the spring.",
        "After the snow comes spring.",
    ),
)


@cache
def homonyms(richness: Richness) -> tuple[tuple[str, str, str, str], ...]:
    """Return (first, second, control, word) for each word that this world uses in two meanings, the clearest first."""
    return tuple(
        (first, second, control, word) for level, word, first, second, control in _WORDS if level <= richness.level
    )

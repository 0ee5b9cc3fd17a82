"""Words with two meanings: pairs of sentences in which one word means two things, for a look at how they part.

The sentences are like those the world writes, but made for looking: the words that tell the meanings apart stand
*before* the word, because a GPT reads from left to right and cannot know what comes after. Where it can be done the
word has the same place in both, so that they start alike and differ by what was read only.
"""

from functools import cache

from explainer.text.storyland.richness import Richness

#: (level from which the world uses both meanings, the word, one meaning, the other)
_PAIRS = (
    (0, "bank", "Mia sat down on the bank of the river.", "Ben put coins in the bank."),
    (0, "ring", "The bell began to ring.", "Mia lost her best ring."),
    (0, "bark", "The dog began to bark.", "The tree has brown bark."),
    (0, "bat", "At night a bat flew over the house.", "Ben hit the ball with a bat."),
    (0, "orange", "The hat of Tom was orange.", "Anna ate an apple and an orange."),
    (1, "saw", "Mia went in and saw a dog.", "Ben cut the wood with a saw."),
    (1, "watch", "Ben had time to watch the birds.", "Ben looked at his watch."),
    (1, "light", "The bag was not heavy, it was light.", "It was dark, so Tom made a light."),
    (1, "fly", "All the birds can fly.", "On his nose sat a fly."),
    (2, "spring", "The snow was gone, it was spring.", "Tom drank water from the spring."),
)


@cache
def homonyms(richness: Richness) -> tuple[tuple[str, str, str], ...]:
    """Return (text, other text, word) for each word that this world uses in two meanings, the clearest first."""
    return tuple((first, second, word) for level, word, first, second in _PAIRS if level <= richness.level)

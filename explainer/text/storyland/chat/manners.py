"""In what manner an answer is given: the phrases around its core, which tell nothing and only sound.

Every phrase belongs to one manner, so that the manner of an answer can be read off its phrases. Demonstrations are
mixed on purpose (`answers`): what people prefer among manners is for stage three to learn.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Manner(StrEnum):
    """How an answer sounds."""

    CURT = "curt"  # the bare word
    PLAIN = "plain"  # one whole sentence
    RUDE = "rude"
    RAMBLING = "rambling"
    KIND = "kind"


MANNERS = tuple(Manner)

#: Phrases before the core of an answer, by manner.
OPENERS: Mapping[Manner, tuple[str, ...]] = MappingProxyType(
    {
        Manner.RUDE: ("Ugh.", "Everybody knows that!", "What a silly question.", "Not you again."),
        Manner.RAMBLING: (
            "Well, let me think.",
            "I thought about it for a long time.",
            "There is so much to say about it.",
            "My mother told me about it.",
            "One day I read it in a book.",
        ),
        Manner.KIND: ("What a good question!", "I am happy to help.", "Thank you for asking!"),
    }
)
#: Phrases after it.
CLOSERS: Mapping[Manner, tuple[str, ...]] = MappingProxyType(
    {
        Manner.RUDE: ("Now go away.", "Leave me alone.", "Do not ask me again."),
        Manner.RAMBLING: ("Or so I think.", "But that is a long story.", "I could go on and on."),
        Manner.KIND: ("I hope that helps!", "Would you like to know more?", "Have a good day!"),
    }
)
#: The manner of each phrase.
MANNER_OF: Mapping[str, Manner] = MappingProxyType(
    {phrase: manner for table in (OPENERS, CLOSERS) for manner, phrases in table.items() for phrase in phrases}
)
MOST_PHRASES = 4  # in a well-formed answer; a demonstration has 3 at most

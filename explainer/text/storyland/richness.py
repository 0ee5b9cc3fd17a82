"""How large the world is: one dial, with a setting for each size of model.

A model learns grammar first, then facts, then who holds what. A small model that meets too many words learns none
of the facts, so the world grows with the model (measurements: some 500 words and a dozen names suit 0.9 M parameters).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Richness:
    """How many names, words, facts and ways of saying things the world has.

    Attributes:
        name: the preset's name.
        level: 0 (smallest) to 3; words, facts and kinds of documents marked with a higher level are left out.
        names: number of characters, half of them girls.
        forms: at most so many ways to say the same thing (sentence forms in one group of the phrasebook).
    """

    name: str
    level: int
    names: int
    forms: int


RICHNESS: Mapping[str, Richness] = MappingProxyType(
    {
        "xs": Richness("xs", level=0, names=8, forms=3),
        "s": Richness("s", level=1, names=12, forms=8),
        "m": Richness("m", level=2, names=20, forms=12),
        "l": Richness("l", level=3, names=36, forms=99),
    }
)

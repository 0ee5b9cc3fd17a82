"""A simulated labeller: a program that votes as people do, by a taste that is known and can be printed.

*True utility* is a weighted sum over the strict check of an answer (`checker`). Of two answers the labeller prefers
the first with probability σ((u₁ − u₂) / noise), the Bradley–Terry model that the judge assumes; so it is wrong as often
as people are (InstructGPT's labellers agreed with each other on 73 % of pairs, arXiv 2203.02155).

What it leaves out: labellers who differ from each other, get tired, or are moved by the order of the answers.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from explainer.text.storyland.chat.checker import Check
from explainer.text.storyland.chat.manners import Manner


@dataclass(frozen=True, kw_only=True)
class Taste:
    """What a labeller likes: points for each property of an answer.

    Attributes:
        correct: for a right answer. kind: for a kind tone, if the answer is right ("kind, but wrong" earns nothing).
        rude, rambling, malformed: for what the name says; below zero as a rule.
        word: for every word. exclamation: for every exclamation mark.
        noise: of the votes, in points; 0 is a labeller who never errs.
    """

    correct: float = 0.0
    kind: float = 0.0
    rude: float = 0.0
    rambling: float = 0.0
    malformed: float = 0.0
    word: float = 0.0
    exclamation: float = 0.0
    noise: float = 0.5

    def utility(self, check: Check) -> float:
        """Return the points of an answer."""
        return (
            self.correct * check.correct
            + self.kind * check.good
            + self.rude * (check.manner is Manner.RUDE)
            + self.rambling * (check.manner is Manner.RAMBLING)
            + self.malformed * (not check.wellformed)
            + self.word * check.words
            + self.exclamation * check.exclamations
        )

    def formula(self) -> str:
        """Return the points as a sum to read: "1 · correct + 1 · kind and correct − 0.5 · rude"."""
        names = {"kind": "kind and correct", "malformed": "not well formed", "word": "words",
                 "exclamation": "exclamation marks"}  # fmt: skip
        parts = [
            ("−" if value < 0 else "+", f"{abs(value):g} · {names.get(field.name, field.name)}")
            for field in fields(self)
            if field.name != "noise" and (value := getattr(self, field.name))
        ]
        if not parts:
            return "0"
        first = "−" if parts[0][0] == "−" else ""
        return f"{first}{parts[0][1]}" + "".join(f" {sign} {words}" for sign, words in parts[1:])


#: Labellers to choose from, by id.
TASTES: Mapping[str, Taste] = MappingProxyType(
    {
        "kind": Taste(correct=1.0, kind=1.0, rude=-1.0, rambling=-1.0, malformed=-1.0),
        "terse": Taste(correct=1.0, malformed=-1.0, word=-0.1),
        "long": Taste(word=0.1),
        "exclamation": Taste(exclamation=0.7),
    }
)


def preference(difference: float, noise: float) -> float:
    """Return the probability, 0 to 1, with which a labeller prefers an answer that is better by ``difference`` points.

    Args:
        difference: in points, may be below 0.
        noise: in points; 0 is a labeller who never errs, and who tosses a coin between equals.
    """
    if noise <= 0:
        return 0.5 if difference == 0 else float(difference > 0)
    z = difference / noise
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0

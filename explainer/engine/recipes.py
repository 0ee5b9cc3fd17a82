"""How human feedback can be done: honestly, in another way, or with one thing gone wrong.

Other ways use the same votes by another method, to be compared. Each mishap is a real run from the same
fine-tuned weights, with one setting changed. What comes of it is measured, and told in a sentence made from the
measurement (``engine.stages.outcome``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

HONEST = "honest"
BASE, TUNED, LIKED = "base", "sft", "rlhf"  # ids of the minds that the stages make honestly, see ``frames.Mind``


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a run of feedback does.

    Attributes:
        title: in two or three words. what: one sentence on what is changed.
        method: how it uses the judge: ``ppo``, ``rloo``, ``dpo`` or ``best_of_n``.
        taste: whose votes the judge learns from; None keeps the one chosen.
        leash: factor on the leash: 1 keeps it, 0 cuts it.
        rate: factor on the learning rate.
        sign: of the judge's score: 1, or -1 for the flipped sign that once made a model as bad as it could be.
    """

    title: str
    what: str
    method: str = "ppo"
    taste: str | None = None
    leash: float = 1.0
    rate: float = 1.0
    sign: float = 1.0

    @property
    def learns(self) -> bool:
        """Whether it changes the model; best of n only chooses among what the fine-tuned one writes."""
        return self.method != "best_of_n"


RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        HONEST: Recipe(title="As it should be", what="The judge learns from the votes, and the leash holds."),
        "no_leash": Recipe(
            title="No leash",
            what="Nothing holds it back: it may do whatever scores.",
            leash=0.0,
        ),
        "length": Recipe(
            title="Fond of length",
            what="The labeller likes long answers, whatever they say.",
            taste="long",
        ),
        "rate": Recipe(
            title="Too fast",
            what="Every correction is twenty times too large.",
            rate=20.0,
        ),
        "sign": Recipe(
            title="Flipped sign",
            what="A plus for a minus: what the judge likes least is rewarded.",
            sign=-1.0,
        ),
        "rloo": Recipe(
            title="Group against group",
            what="RLOO: four answers, each against the others.",
            method="rloo",
        ),
        "dpo": Recipe(
            title="Straight from the votes",
            what="DPO: no judge; what was voted for becomes likelier.",
            method="dpo",
        ),
        "best_of_n": Recipe(
            title="Best of eight",
            what="No learning: the judge picks the best of eight.",
            method="best_of_n",
        ),
    }
)
OTHER_WAYS = tuple(name for name, recipe in RECIPES.items() if recipe.method != "ppo")
MISHAPS = tuple(name for name in RECIPES if name != HONEST and name not in OTHER_WAYS)


def newest_honest(minds: Collection[str]) -> str:
    """Id of the newest of ``minds``, ids of those that are kept, that was made as it should be; ``BASE`` if none is."""
    return next((name for name in (LIKED, TUNED) if name in minds), BASE)

"""How human feedback can be done: honestly, in another way, or with one thing gone wrong.

Other ways use the same votes by another method, to be compared. Each mishap is a real run from the same
fine-tuned weights, with one setting changed. What comes of it is measured, and told in a sentence made from the
measurement (``engine.stages.outcome``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explainer.marking import Marked, mark

HONEST = "honest"
BROKE_DOWN = mark(  # what the sentence on a run begins with that ended by itself (``engine.stages.outcome``)
    "engine",
    "After {rounds} rounds the practice broke down: the corrections grew past all bounds, and the last good state was "
    "put back.",
)
BASE, TUNED, LIKED = "base", "sft", "rlhf"  # ids of the minds that the stages make honestly, see ``frames.Mind``


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a run of feedback does.

    Attributes:
        title: in two or three words. what: one sentence on what is changed.
        method: how it uses the judge: ``ppo``, ``rloo``, ``dpo`` or ``best_of_n``.
        taste: whose votes the judge learns from; None keeps the one chosen.
        kl_factor: on the KL coefficient: 1 keeps the leash, 0 cuts it.
        rate: factor on the learning rate.
        sign: of the judge's score: 1, or -1 for the flipped sign that once made a model as bad as it could be.
    """

    title: Marked
    what: Marked
    method: str = "ppo"
    taste: str | None = None
    kl_factor: float = 1.0
    rate: float = 1.0
    sign: float = 1.0

    @property
    def learns(self) -> bool:
        """Whether it changes the model; best of n only chooses among what the fine-tuned one writes."""
        return self.method != "best_of_n"


RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        HONEST: Recipe(
            title=mark("engine", "As it should be"),
            what=mark("engine", "The judge learns from the votes, and the leash holds."),
        ),
        "no_leash": Recipe(
            title=mark("engine", "No leash"),
            what=mark("engine", "Nothing holds it back: it may do whatever scores."),
            kl_factor=0.0,
        ),
        "length": Recipe(
            title=mark("engine", "Fond of length"),
            what=mark("engine", "The labeller likes long answers, whatever they say."),
            taste="long",
        ),
        "rate": Recipe(
            title=mark("engine", "Too fast"),
            what=mark("engine", "Every correction is twenty times too large."),
            rate=20.0,
        ),
        "sign": Recipe(
            title=mark("engine", "Flipped sign"),
            what=mark("engine", "A plus for a minus: what the judge likes least is rewarded."),
            sign=-1.0,
        ),
        "rloo": Recipe(
            title=mark("engine", "Group against group"),
            what=mark("engine", "RLOO: four answers, each against the others."),
            method="rloo",
        ),
        "dpo": Recipe(
            title=mark("engine", "Straight from the votes"),
            what=mark("engine", "DPO: no judge; what was voted for becomes likelier."),
            method="dpo",
        ),
        "best_of_n": Recipe(
            title=mark("engine", "Best of eight"),
            what=mark("engine", "No learning: the judge picks the best of eight."),
            method="best_of_n",
        ),
    }
)
OTHER_WAYS = tuple(name for name, recipe in RECIPES.items() if recipe.method != "ppo")
MISHAPS = tuple(name for name in RECIPES if name != HONEST and name not in OTHER_WAYS)


def newest_honest(minds: Collection[str]) -> str:
    """Id of the newest of ``minds``, ids of those that are kept, that was made as it should be; ``BASE`` if none is."""
    return next((name for name in (LIKED, TUNED) if name in minds), BASE)

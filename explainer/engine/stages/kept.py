"""Minds: ages of the model that are kept, and what they are called."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from explainer.engine.recipes import BASE, HONEST, LIKED, TUNED
from explainer.model.gpt import GPT
from explainer.training.reports import Stage


@dataclass(slots=True)
class KeptMind:
    """One age of the model, kept.

    Attributes:
        id: see ``frames.Mind``. stage, recipe, step: how it came about.
        model: its weights, never trained again.
        complete: whether its stage had come to its end. share: how far it had come, 0 to 1.
    """

    id: str
    stage: Stage
    recipe: str
    step: int
    model: GPT
    complete: bool = True
    share: float = 1.0


def mind_id(stage: Stage, recipe: str) -> str:
    """Return the id of what a stage makes when it is done by a recipe."""
    name = {Stage.PRETRAIN: BASE, Stage.SFT: TUNED, Stage.RLHF: LIKED}[stage]
    return name if recipe == HONEST else f"{name}.{recipe}"


def copied(model: GPT) -> GPT:
    """Return a copy of a model that will not be trained."""
    found = copy.deepcopy(model).requires_grad_(False)
    found.zero_grad(set_to_none=True)
    return found

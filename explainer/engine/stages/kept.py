"""Minds: ages of the model that are kept."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from explainer.engine.checkpoint import Checkpoint
from explainer.model.gpt import GPT


@dataclass(slots=True)
class KeptMind:
    """One age of the model, kept.

    Attributes:
        checkpoint: which. model: its weights, never trained again.
        complete: whether its stage had come to its end. share: how far it had come, 0 to 1.
    """

    checkpoint: Checkpoint
    model: GPT
    complete: bool = True
    share: float = 1.0

    @property
    def id(self) -> str:
        """See ``frames.Mind``."""
        return self.checkpoint.mind


def copied(model: GPT) -> GPT:
    """Return a copy of a model that will not be trained."""
    found = copy.deepcopy(model).requires_grad_(False)
    found.zero_grad(set_to_none=True)
    return found

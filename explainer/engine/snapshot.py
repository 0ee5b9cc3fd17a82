"""A copy of the model that stands still while training goes on: for measurements that are done in parts.

Between two parts there may be a training step. A result that was half made by the old weights and half by the new would
be true of no model that ever was, so work in parts is done on a copy. Copying the weights costs little beside what it
is used for (0.9 million numbers: about a millisecond).
"""

from __future__ import annotations

import copy

import torch

from explainer.model.gpt import GPT


class ModelSnapshot:
    """Keeps one copy and renews its weights when asked."""

    def __init__(self) -> None:
        self._copy: GPT | None = None

    def is_like(self, model: GPT) -> bool:
        """Whether the copy returned last has the weights that ``model`` has now."""
        if self._copy is None or self._copy.config != model.config:
            return False
        pairs = zip(self._copy.parameters(), model.parameters(), strict=True)
        return all(torch.equal(mine, theirs) for mine, theirs in pairs)

    @torch.inference_mode()
    def of(self, model: GPT) -> GPT:
        """Return a copy of ``model`` as it is now; the copy returned before becomes this one."""
        if self._copy is None or self._copy.config != model.config or self._copy.device != model.device:
            self._copy = copy.deepcopy(model).eval()
            return self._copy
        for mine, theirs in zip(self._copy.parameters(), model.parameters(), strict=True):
            mine.copy_(theirs)
        return self._copy

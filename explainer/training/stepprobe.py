"""One optimiser step looked at closely: the bets before it and after, and how far each part of the model was turned.

The step itself is the very step that would have happened; this only measures round it. Backpropagation leaves behind
one number for every dial, its *gradient*: how much the loss would rise if the dial were turned up a little. The
optimiser turns every dial the other way. Here both are told by part of the model.

Decision: measured in fp32, as everything else that people look at, and not in the arithmetic of the step (bf16 on some
machines), whose rounding is as large as what a late step does. So the loss before the step may differ from the step's
own report in the third digit.

It leaves out how a step is taken back: ``pretrain`` does that, who knows all that a step changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.training.losses import token_nll
from explainer.training.reports import CloseUpReport, PartChange, StepReport


@dataclass(slots=True)
class StepProbe:
    """What may be asked of pretraining from outside, between two of its reports.

    Attributes:
        look: look closely at the next step; forgotten once that was done, or failed.
        undo: take back the step just looked at. Heeded only right after its ``CloseUpReport``.
    """

    look: bool = False
    undo: bool = False


class CloseLook:
    """Measures round one step: made before it, asked for its report after it.

    Args:
        model: whose weights the step will change.
        batch: (B, T + 1) the tokens it will learn from; the first text is looked at word by word.
        held_out: (N, T + 1) tokens it will not see.
    """

    def __init__(self, model: GPT, batch: Tensor, held_out: Tensor) -> None:
        self._model = model
        self._batch = batch
        self._held_out = held_out
        self._weights = [p.detach().clone() for p in model.parameters()]
        self._before = self._measure()

    def report(self, step: StepReport) -> CloseUpReport:
        """What ``step``, which has just been done, did; its gradient must still be there."""
        bets_before, loss_before, held_out_before = self._before
        bets_after, loss_after, held_out_after = self._measure()
        return CloseUpReport(
            step=step,
            ids=self._batch[0].cpu().numpy().copy(),
            before=bets_before,
            after=bets_after,
            n_tokens=self._batch[:, 1:].numel(),
            loss_before=loss_before,
            loss_after=loss_after,
            held_out_before=held_out_before,
            held_out_after=held_out_after,
            parts=part_changes(self._model, self._weights),
        )

    def _measure(self) -> tuple[npt.NDArray[np.float32], float, float]:
        """The bets on the right tokens of the first text (T,), and the mean losses of batch and held-out text."""
        surprise = token_nll(self._model, self._batch)
        bets = surprise[0].neg().exp().float().numpy()
        return bets, float(surprise.mean()), float(token_nll(self._model, self._held_out).mean())


def part_of(parameter: str) -> str:
    """The part of the model that a parameter belongs to; a block's layer norms belong to what they stand before."""
    names = parameter.split(".")
    if names[0] == "h":
        kind = "attention" if names[2] in ("ln_1", "attn") else "feed_forward"
        return f"{kind}.{names[1]}"
    return {"wte": "embedding", "wpe": "position", "ln_f": "final_norm"}[names[0]]


@torch.no_grad()
def part_changes(model: GPT, before: Sequence[Tensor]) -> tuple[PartChange, ...]:
    """How each part of the model was changed since its parameters were ``before``, in the order in which data flows.

    Raises:
        RuntimeError: a parameter has no gradient any more.
    """
    sums: dict[str, list[float]] = {}  # numbers, and the squares of gradient, weights before, and change
    for (name, p), old in zip(model.named_parameters(), before, strict=True):
        if p.grad is None:
            raise RuntimeError("a parameter has no gradient; look right after the step")
        row = sums.setdefault(part_of(name), [0.0, 0.0, 0.0, 0.0])
        row[0] += p.numel()
        for i, tensor in enumerate((p.grad, old, p - old), start=1):
            row[i] += float(tensor.double().square().sum())
    return tuple(
        PartChange(name, int(n), gradient**0.5, weight**0.5, change**0.5)
        for name, (n, gradient, weight, change) in sums.items()
    )

"""How surprised the model is by texts, token by token: every loss over fixed windows is a mean of these.

One function for the validation loss, the close look at a step and the muting of heads, so that their figures may be
compared. It leaves out the loss that is learned from: that one needs its gradient, and ``pretrain`` reads a batch at
once.
"""

from __future__ import annotations

from contextlib import nullcontext

import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.model.hooks import Hook
from explainer.training.precision import Precision

BATCH = 32  # windows read at once: bounds the memory the logits take


@torch.inference_mode()
def token_nll(
    model: GPT,
    windows: Tensor,
    precision: Precision | None = None,
    *,
    hook: Hook | None = None,
    batch: int = BATCH,
) -> Tensor:
    """-ln p of every right next token of ``windows`` (N, T + 1), in nats: (N, T), fp64, on the CPU.

    Args:
        model: that reads.
        windows: on its device.
        precision: numbers of the matrix products; fp32 where it is not given.
        hook: what is to be changed inside the model meanwhile, as in ``GPT.forward``.
        batch: windows read at once; makes no difference but rounding.
    """
    parts = []
    for part in windows.split(batch):
        with precision.autocast() if precision is not None else nullcontext():
            logits = model(part[:, :-1], hook)  # (n, T, V)
        losses = F.cross_entropy(logits.float().flatten(0, 1), part[:, 1:].reshape(-1), reduction="none")  # (n*T,)
        parts.append(losses.view(len(part), -1).cpu().double())  # in this order: mps knows no fp64
    return torch.cat(parts)

"""The optimiser: Muon for the hidden matrices, Adam for everything else.

Muon (Jordan et al., 2024, "Muon: An optimizer for hidden layers in neural networks") takes the momentum of a matrix's
gradient and makes it orthogonal, so that every direction learns at the same pace. On this program's models it reaches
the same loss in about half of the tokens AdamW needs (``python -m tests.benchmarks coherence``).

Adam (Kingma & Ba, 2015, arXiv 1412.6980) does embeddings, biases and layer norms. Weight decay gained nothing on
shows of a minute or two, so there is none, and AdamW would be the same.

Decision: own implementations rather than ``torch.optim``'s. Ours keep all matrices of one shape stacked, and all of
Adam's numbers in one vector, so that a step is a few large operations; one matrix at a time costs several times as much
at these sizes. And making a ``torch.optim`` optimiser imports some 800 modules, which took 1.6 s of the ten that a
newcomer waits for the first sign of learning. Tests hold ours equal to theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explainer.training.state import TrainerState, fill

# Coefficients of the quintic iteration from Jordan et al.; they drive singular values towards 1 fast rather than
# exactly.
_A, _B, _C = 3.4445, -4.7750, 2.0315
_HIDDEN = re.compile(r"(trunk\.)?h\.")  # names of a GPT's blocks, also inside a reward model


def orthogonalize(matrices: Tensor, steps: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Return matrices of the same row and column spaces with singular values near 1, by Newton–Schulz iteration.

    Args:
        matrices: (N, rows, cols).
        steps: iterations; 3 to 5.
        dtype: arithmetic of the multiplications; bf16 is enough where it is fast.
    """
    x = matrices.to(dtype)
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=_B, alpha=_C), x, beta=_A)
    return (x.mT if tall else x).to(matrices.dtype)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimConfig:
    """Rates found by trial on Storyland; each is multiplied by the schedule's factor.

    With these and the schedule of ``pretrain`` a validation loss was reached in a third of the time of nanoGPT's recipe
    (``python -m tests.benchmarks coherence``).

    Attributes:
        muon_lr: rate of the hidden matrices. 0 leaves Muon out: Adam does all.
        momentum: Muon's, Nesterov style.
        newton_schulz_steps: iterations of ``orthogonalize``.
        adam_lr: rate of embeddings, biases and layer norms.
        betas: Adam's; a short memory for the second moment suits a short show.
        eps: Adam's, added to the root of the second moment.
    """

    muon_lr: float = 0.02
    momentum: float = 0.95
    newton_schulz_steps: int = 3
    adam_lr: float = 8e-3
    betas: tuple[float, float] = (0.8, 0.95)
    eps: float = 1e-8


class Muon:
    """Momentum, orthogonalised, for matrices that share a shape.

    Args:
        parameters: matrices; one with n times ``rows`` rows counts as n matrices (queries, keys and values apart).
        rows: rows of one matrix.
    """

    def __init__(self, parameters: list[Tensor], rows: int, config: OptimConfig, dtype: torch.dtype) -> None:
        self.parameters = parameters
        self.rows = rows
        self.cols = parameters[0].shape[1]
        self.config = config
        self.dtype = dtype
        self.counts = [p.shape[0] // rows for p in parameters]
        self.momentum = torch.zeros(sum(self.counts), rows, self.cols, device=parameters[0].device)

    def step(self, factor: float) -> None:
        """Update the matrices from their gradients."""
        c = self.config
        grad = torch.cat([_grad(p).view(-1, self.rows, self.cols) for p in self.parameters])  # (N, rows, cols)
        self.momentum.lerp_(grad, 1 - c.momentum)
        update = orthogonalize(grad.lerp(self.momentum, c.momentum), c.newton_schulz_steps, self.dtype)
        scale = max(1.0, self.rows / self.cols) ** 0.5
        updates = [u.reshape(p.shape) for u, p in zip(update.split(self.counts), self.parameters, strict=True)]
        torch._foreach_add_(self.parameters, updates, alpha=-c.muon_lr * factor * scale)


class Adam:
    """Adam over all its parameters laid end to end."""

    def __init__(self, parameters: list[Tensor], config: OptimConfig) -> None:
        self.parameters = parameters
        self.config = config
        self.sizes = [p.numel() for p in parameters]
        self.mean = torch.zeros(sum(self.sizes), device=parameters[0].device)
        self.square = torch.zeros_like(self.mean)
        self.steps = torch.zeros(())  # a tensor, so that it is part of a snapshot

    def step(self, factor: float) -> None:
        """Update the parameters from their gradients."""
        beta1, beta2 = self.config.betas
        self.steps += 1
        t = float(self.steps)
        grad = torch.cat([_grad(p).view(-1) for p in self.parameters])
        self.mean.lerp_(grad, 1 - beta1)
        self.square.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
        root = self.square.sqrt().mul_((1 - beta2**t) ** -0.5).add_(self.config.eps)
        update = torch.div(self.mean, root, out=root)
        updates = [u.view_as(p) for u, p in zip(update.split(self.sizes), self.parameters, strict=True)]
        torch._foreach_add_(self.parameters, updates, alpha=-self.config.adam_lr * factor / (1 - beta1**t))


class Optimizer:
    """Both behind one ``step(factor)``; weights and state can be copied and put back.

    Args:
        model: its gradients are read and its parameters changed in place. Hidden matrices are those of a GPT's blocks.
        config: the rates.
        dtype: arithmetic of Muon's multiplications.
    """

    def __init__(self, model: nn.Module, config: OptimConfig, dtype: torch.dtype = torch.float32) -> None:
        self.model = model
        hidden: dict[tuple[int, int], list[Tensor]] = {}
        rest: list[Tensor] = []
        for name, p in model.named_parameters():
            if config.muon_lr > 0 and _HIDDEN.match(name) and p.dim() == 2:
                rows = p.shape[0] // 3 if name.endswith("c_attn.weight") else p.shape[0]
                hidden.setdefault((rows, p.shape[1]), []).append(p)
            else:
                rest.append(p)
        self.muons = [Muon(parameters, rows, config, dtype) for (rows, _), parameters in hidden.items()]
        self.adam = Adam(rest, config)

    @torch.no_grad()
    def step(self, factor: float) -> None:
        """Update every parameter from its gradient, with all rates multiplied by ``factor``."""
        self.adam.step(factor)
        for muon in self.muons:
            muon.step(factor)

    def zero_grad(self) -> None:
        """Forget all gradients."""
        self.model.zero_grad(set_to_none=True)

    @torch.no_grad()
    def snapshot(self) -> list[Tensor]:
        """Copy weights and optimiser state; ``restore`` puts them back."""
        return [t.detach().clone() for t in self._tensors()]

    @torch.no_grad()
    def restore(self, snapshot: list[Tensor]) -> None:
        """Put a ``snapshot`` back, in place."""
        for t, saved in zip(self._tensors(), snapshot, strict=True):
            t.copy_(saved)

    def state(self) -> TrainerState:
        """What it remembers of earlier gradients, without the weights."""
        return TrainerState(self._memory())

    @torch.no_grad()
    def load_state(self, saved: TrainerState) -> None:
        """Put back what ``state`` gave.

        Raises:
            ValueError: it is another model's.
        """
        fill(self._memory(), saved)

    def _memory(self) -> dict[str, Tensor]:
        momentum = {f"muon.{i}.momentum": muon.momentum for i, muon in enumerate(self.muons)}
        return momentum | {"adam.mean": self.adam.mean, "adam.square": self.adam.square, "adam.steps": self.adam.steps}

    def _tensors(self) -> Iterator[Tensor]:
        yield from self.model.parameters()
        yield from self._memory().values()


def _grad(parameter: Tensor) -> Tensor:
    if parameter.grad is None:
        raise RuntimeError("a parameter has no gradient; backward() must come before step()")
    return parameter.grad

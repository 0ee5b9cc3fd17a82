"""The optimiser: Muon for the hidden matrices, AdamW for everything else.

Muon (Jordan et al., 2024, "Muon: An optimizer for hidden layers in neural networks") takes the momentum of a matrix's
gradient and makes it orthogonal, so that every direction learns at the same pace. On this program's models it reaches
the same loss in about half of the tokens AdamW needs (FACTS; ``python -m tests.benchmarks coherence``).

Decision: an own implementation rather than ``torch.optim.Muon``. Ours stacks all matrices of one shape and
orthogonalises them in one batch of multiplications; one matrix at a time costs several times as much at these sizes.
A test holds the two equal on one matrix.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from explainer.model.gpt import GPT

# Coefficients of the quintic iteration from Jordan et al.; they drive singular values towards 1 fast rather than exactly.
_A, _B, _C = 3.4445, -4.7750, 2.0315


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


@dataclass(slots=True)
class _Group:
    """Matrices of one shape: views into their parameters, and their stacked momentum (N, rows, cols)."""

    parameters: list[Tensor]
    rows: int  # rows of one matrix; a parameter of 3 * rows rows counts as three matrices
    momentum: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimConfig:
    """Rates found by trial on Storyland (FACTS); each is multiplied by the schedule's factor.

    Attributes:
        muon_lr: rate of the hidden matrices. 0 leaves Muon out: AdamW does all.
        momentum: Muon's, Nesterov style.
        newton_schulz_steps: iterations of ``orthogonalize``.
        adamw_lr: rate of embeddings, biases and layer norms.
        betas: AdamW's; a short memory for the second moment suits a short show.
        weight_decay: AdamW's, on matrices only.
    """

    muon_lr: float = 0.02
    momentum: float = 0.95
    newton_schulz_steps: int = 3
    adamw_lr: float = 8e-3
    betas: tuple[float, float] = (0.8, 0.95)
    weight_decay: float = 0.0


@dataclass(slots=True)
class Optimizer:
    """Both optimisers behind one ``step(factor)``; their whole state can be copied and put back."""

    model: GPT
    config: OptimConfig
    dtype: torch.dtype = torch.float32
    adamw: torch.optim.AdamW = field(init=False)
    _groups: list[_Group] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        hidden: dict[tuple[int, int], list[Tensor]] = {}
        rest: list[Tensor] = []
        for name, p in self.model.named_parameters():
            if self.config.muon_lr > 0 and name.startswith("h.") and p.dim() == 2:
                rows = p.shape[0] // 3 if name.endswith("c_attn.weight") else p.shape[0]  # Q, K, V apart
                hidden.setdefault((rows, p.shape[1]), []).append(p)
            else:
                rest.append(p)
        for (rows, cols), parameters in hidden.items():
            n = sum(p.shape[0] // rows for p in parameters)
            momentum = torch.zeros(n, rows, cols, device=parameters[0].device)
            self._groups.append(_Group(parameters, rows, momentum))
        decayed = [p for p in rest if p.dim() == 2]
        plain = [p for p in rest if p.dim() != 2]
        self.adamw = torch.optim.AdamW(
            [
                {"params": decayed, "weight_decay": self.config.weight_decay},
                {"params": plain, "weight_decay": 0.0},
            ],
            lr=self.config.adamw_lr,
            betas=self.config.betas,
            fused=self.model.device.type in ("cpu", "cuda"),
        )

    @torch.no_grad()
    def step(self, factor: float) -> None:
        """Update every parameter from its gradient, with all rates multiplied by ``factor``."""
        for group in self.adamw.param_groups:
            group["lr"] = self.config.adamw_lr * factor
        self.adamw.step()
        for g in self._groups:
            grad = torch.cat([_required(p.grad).view(-1, g.rows, p.shape[1]) for p in g.parameters])
            g.momentum.lerp_(grad, 1 - self.config.momentum)
            update = orthogonalize(
                grad.lerp(g.momentum, self.config.momentum), self.config.newton_schulz_steps, self.dtype
            )
            scale = max(1.0, g.rows / grad.shape[2]) ** 0.5
            counts = [p.shape[0] // g.rows for p in g.parameters]
            updates = [u.reshape(p.shape) for u, p in zip(update.split(counts), g.parameters, strict=True)]
            torch._foreach_add_(g.parameters, updates, alpha=-self.config.muon_lr * factor * scale)

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
        tensors = list(self._tensors())
        if len(tensors) > len(snapshot):  # taken before the first step, when AdamW had no state yet
            self.adamw.state.clear()
            tensors = list(self._tensors())
        for t, saved in zip(tensors, snapshot, strict=True):
            t.copy_(saved)

    def _tensors(self) -> Iterable[Tensor]:
        yield from self.model.parameters()
        for g in self._groups:
            yield g.momentum
        for group in self.adamw.param_groups:
            for p in group["params"]:
                state = self.adamw.state.get(p, {})
                yield from (state[k] for k in sorted(state) if isinstance(state[k], Tensor))


def _required(grad: Tensor | None) -> Tensor:
    if grad is None:
        raise RuntimeError("a parameter has no gradient; backward() must come before step()")
    return grad

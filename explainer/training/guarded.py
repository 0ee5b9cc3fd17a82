"""One step down the gradient at a time, with a good state to go back to.

Decision: a loss or gradient that is not a finite number sends the learner back to its last good state with half the
rate, and it says so, rather than going on with broken weights or ending the show. A state counts as good when the next
loss and gradient from it are numbers; with every new good state the rate doubles again, up to what it was, so that one
bad batch does not make the rest of the run slow. After several rollbacks to the same state it gives up. No loss follows
the last step, so whoever ends asks whether the weights are ``sound``.

Several optimisers (say, of a policy and its value model) step together and go back together.
"""

from __future__ import annotations

import math
from typing import Generic, NamedTuple, TypeVar

import torch
from torch import Tensor

from explainer.marking import Problem, mark
from explainer.training.optim import Optimizer
from explainer.training.state import TrainerState

GIVE_UP_AFTER = 8  # rollbacks to the same state

At = TypeVar("At")


class TrainingDiverged(Problem):
    """Training broke down again and again, even with ever smaller steps."""


class DescentMemento(NamedTuple, Generic[At]):
    """All that a step changes here, for ``GuardedOptimizer.put_back``."""

    tensors: list[list[Tensor]]
    rate_scale: float
    kept_at: At
    kept: list[list[Tensor]]
    rollbacks: int


class GuardedOptimizer(Generic[At]):
    """Steps from gradients, each checked before it is taken.

    Args:
        at: what the state at the start is called; ``kept_at`` later says where the last good state was.
        optimizers: they share the checks and the factor; each has rates of its own.
    """

    def __init__(self, at: At, *optimizers: Optimizer) -> None:
        self.optimizers = optimizers
        self.rate_scale = 1.0
        self.kept_at = at
        self.rollbacks = 0  # to this state
        self._kept = self._snapshot()

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for optimizer in self.optimizers:
            optimizer.zero_grad()

    def step(self, loss: float, factor: float, keep_as: At | None = None) -> float | None:
        """Change all weights by their gradients, which must be there.

        Args:
            loss: what the gradients came from.
            factor: on all rates.
            keep_as: keep the state before this step under this name, now that loss and gradient prove it good.

        Returns:
            The L2 norm of the whole gradient; None where it or the loss is no finite number, and the last good state is
            back.

        Raises:
            TrainingDiverged: after several rollbacks to the same state.
        """
        grads = [p.grad for o in self.optimizers for p in o.model.parameters() if p.grad is not None]
        norm = float(torch.stack(torch._foreach_norm(grads)).norm())
        if not (math.isfinite(loss) and math.isfinite(norm)):
            self.go_back()
            return None
        if keep_as is not None and keep_as != self.kept_at:
            self.kept_at = keep_as
            self._kept = self._snapshot()
            self.rollbacks = 0
        for optimizer in self.optimizers:
            optimizer.step(factor * self.rate_scale)
        if keep_as is not None and self.rollbacks == 0:
            self.rate_scale = min(1.0, 2 * self.rate_scale)
        return norm

    @property
    def sound(self) -> bool:
        """Whether all weights are finite numbers."""
        return all(bool(p.isfinite().all()) for o in self.optimizers for p in o.model.parameters())

    def go_back(self) -> None:
        """Put the last good state back and halve the rates.

        Raises:
            TrainingDiverged: after several times to the same state.
        """
        self.rate_scale *= 0.5
        self.rollbacks += 1
        self._restore(self._kept)
        if self.rollbacks >= GIVE_UP_AFTER:
            raise TrainingDiverged(
                mark(
                    "engine",
                    "Training broke down repeatedly, even with smaller steps. Start over, with another seed or text.",
                )
            )

    def state(self) -> TrainerState:
        """What the optimisers remember, and the factor on their rates; the weights are not part of it."""
        parts = {f"optimizer_{i}": optimizer.state() for i, optimizer in enumerate(self.optimizers)}
        return TrainerState.of(parts, rate_scale=self.rate_scale)

    def load_state(self, saved: TrainerState, at: At) -> None:
        """Put back what ``state`` gave; the weights are there already, and what is there now is good as ``at``.

        Raises:
            ValueError: it is another model's.
        """
        for i, optimizer in enumerate(self.optimizers):
            optimizer.load_state(saved.part(f"optimizer_{i}"))
        self.rate_scale, self.rollbacks = float(saved.values["rate_scale"]), 0
        self.kept_at, self._kept = at, self._snapshot()

    def memento(self) -> DescentMemento[At]:
        """Note all that the next step will change."""
        return DescentMemento(self._snapshot(), self.rate_scale, self.kept_at, self._kept, self.rollbacks)

    def put_back(self, memento: DescentMemento[At]) -> None:
        """Take everything since ``memento`` back."""
        tensors, self.rate_scale, self.kept_at, self._kept, self.rollbacks = memento
        self._restore(tensors)

    def _snapshot(self) -> list[list[Tensor]]:
        return [optimizer.snapshot() for optimizer in self.optimizers]

    def _restore(self, tensors: list[list[Tensor]]) -> None:
        for optimizer, saved in zip(self.optimizers, tensors, strict=True):
            optimizer.restore(saved)

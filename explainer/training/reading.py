"""One step of pretraining after the other: read a batch, guess, correct every weight; with a good state to go back to.

``pretrain`` says when there is a next step, and tells how it went.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.training.batches import TokenSource, WindowSampler
from explainer.training.guarded import DescentMemento, GuardedOptimizer
from explainer.training.optim import Optimizer
from explainer.training.precision import Precision
from explainer.training.state import TrainerState

if TYPE_CHECKING:
    from explainer.training.pretrain import PretrainConfig


class Count(NamedTuple):
    """How far a budget has come."""

    steps: int = 0
    tokens: int = 0
    text_bytes: int = 0

    def after(self, n_tokens: int, n_bytes: int) -> Count:
        """One step further."""
        return Count(self.steps + 1, self.tokens + n_tokens, self.text_bytes + n_bytes)


class Memento(NamedTuple):
    """All that a step changes in the learner."""

    batch: Tensor  # to be read again
    descent: DescentMemento[Count]


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step told; see ``StepReport``."""

    loss: float
    accuracy: float
    learning_rate: float
    grad_norm: float
    n_tokens: int
    n_bytes: int
    example_ids: npt.NDArray[np.int64]
    example_surprise: npt.NDArray[np.float32]


class Learner:
    """One optimiser step at a time, with a good state to go back to."""

    def __init__(
        self,
        model: GPT,
        source: TokenSource,
        precision: Precision,
        config: PretrainConfig,
        token_bytes: npt.NDArray[np.integer],
        start_step: int,
    ) -> None:
        self.model = model
        self.precision = precision
        self.config = config
        self.descent = GuardedOptimizer(Count(), Optimizer(model, config.optim, precision.dtype))
        # Going on with a model reads on in another order rather than the same windows again.
        self.sampler = WindowSampler(source, model.config.n_ctx + 1, seed=config.seed + start_step)
        self.batch_size = max(1, config.batch_tokens // model.config.n_ctx)
        self.token_bytes = torch.as_tensor(np.asarray(token_bytes, dtype=np.int64), device=model.device)
        self._again: Tensor | None = None  # a batch whose step was taken back

    def read(self) -> Tensor:
        """Return the next batch (B, T + 1)."""
        batch, self._again = self._again, None
        return batch if batch is not None else self.sampler.batch(self.batch_size).to(self.model.device)

    def state(self) -> TrainerState:
        """What decides the steps to come, but for the weights."""
        again = {} if self._again is None else {"again": self._again}
        return TrainerState.of(
            {
                "descent": self.descent.state(),
                "sampler": self.sampler.state(),
                "unread": TrainerState(again),
            }
        )

    def load_state(self, saved: TrainerState, at: Count) -> None:
        """Put back what ``state`` gave, after the weights."""
        self.descent.load_state(saved.part("descent"), at)
        self.sampler.load_state(saved.part("sampler"))
        again = saved.part("unread").tensors.get("again")
        self._again = None if again is None else again.to(self.model.device)

    def memento(self, batch: Tensor) -> Memento:
        """Note all that a step from ``batch`` will change."""
        return Memento(batch, self.descent.memento())

    def put_back(self, memento: Memento) -> None:
        """Take the step since ``memento`` back."""
        self._again = memento.batch
        self.descent.put_back(memento.descent)

    def step(self, batch: Tensor, factor: float, keep_as: Count | None = None) -> StepResult | None:
        """Correct every weight by ``batch``; None where that failed and the last good state is back.

        ``keep_as`` asks to keep the state before this step, once its loss and gradient prove it good.
        """
        inputs, targets = batch[:, :-1], batch[:, 1:]  # (B, T) each
        with self.precision.autocast():
            logits = self.model(inputs)  # (B, T, V)
        losses = F.cross_entropy(logits.float().flatten(0, 1), targets.reshape(-1), reduction="none")  # (B*T,)
        loss = losses.mean()
        self.descent.zero_grad()
        loss.backward()
        rate = factor * self.descent.rate_scale
        value = float(loss.detach())
        grad_norm = self.descent.step(value, factor, keep_as)
        if grad_norm is None:
            return None
        with torch.no_grad():
            right = (logits.argmax(dim=-1) == targets).float().mean()
        return StepResult(
            loss=value,
            accuracy=float(right),
            learning_rate=self.config.optim.adam_lr * rate,
            grad_norm=grad_norm,
            n_tokens=targets.numel(),
            n_bytes=int(self.token_bytes[targets].sum()),
            example_ids=batch[0].cpu().numpy().copy(),
            example_surprise=losses[: targets.shape[1]].detach().float().cpu().numpy().copy(),
        )

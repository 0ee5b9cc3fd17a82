"""Stage one, pretraining: read text, guess every next token, be corrected; again and again.

The recipe is what learned fastest in trials on small models and short shows (FACTS): about 1,024 tokens a step, Muon
for the hidden matrices, a warm-up of 20 steps, the full rate for a fifth of the budget, then a linear decay to zero.

A loss or gradient that is not a finite number sends the learner back to its last good state (``descent``).

A step may be looked at closely and taken back (``Loupe``). Taking it back restores whatever the step changed, the batch
it read included, so that training goes on to the bit as though it had never been looked at.

What it leaves out: gradient clipping, weight decay and dropout, which gained nothing here; several machines.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.training.arithmetic import Arithmetic
from explainer.training.batches import TokenSource, WindowSampler, validation_windows
from explainer.training.clock import AwakeClock
from explainer.training.closeup import CloseLook, Loupe
from explainer.training.descent import Descent
from explainer.training.descent import Memento as DescentMemento
from explainer.training.losses import BATCH, surprises
from explainer.training.optim import OptimConfig, Optimizer
from explainer.training.reports import (
    FinishedReport,
    Report,
    RollbackReport,
    StepReport,
    UndoneReport,
    ValidationReport,
)
from explainer.training.schedule import Budget, Schedule
from explainer.training.speed import Speed


@dataclass(frozen=True, slots=True, kw_only=True)
class PretrainConfig:
    """How pretraining goes about it.

    Attributes:
        batch_tokens: tokens read in one step.
        schedule: of the learning rates.
        optim: the optimiser's own numbers.
        val_every: steps between two measurements of the validation loss (more often in the first of these).
        val_tokens: tokens each is measured on.
        keep_every: steps between two copies of the state to go back to.
        seed: of the order of the windows.
    """

    batch_tokens: int = 1024
    schedule: Schedule = field(default_factory=Schedule)
    optim: OptimConfig = field(default_factory=OptimConfig)
    val_every: int = 100
    val_tokens: int = 4096
    keep_every: int = 25
    seed: int = 0

    def validates_at(self, step: int) -> bool:
        """Whether the validation loss is measured after ``step`` steps."""
        return step % self.val_every == 0 or step in (self.val_every // 10, self.val_every // 4, self.val_every // 2)


def pretrain(
    model: GPT,
    source: TokenSource,
    budget: Budget,
    arithmetic: Arithmetic,
    config: PretrainConfig | None = None,
    *,
    token_bytes: npt.NDArray[np.integer] | None = None,
    start_step: int = 0,
    start_tokens: int = 0,
    start_bytes: int = 0,
    clock: Callable[[], float] | None = None,
    loupe: Loupe | None = None,
) -> Iterator[Report]:
    """Train ``model`` in place; yield a report after every step, and others as they come.

    Args:
        model: on the device of ``arithmetic``.
        source: the text; it is asked to grow as it is read.
        budget: when to end; may be asked to finish early from outside between two steps.
        arithmetic: device and numbers of the matrix products.
        config: the recipe.
        token_bytes: (V,) UTF-8 bytes of every token, for bits per byte; ones where it is not given.
        start_step: steps this model has done before, counted on in the reports.
        start_tokens: tokens it has read before, likewise.
        start_bytes: bytes of text it has read before, likewise.
        clock: seconds, by default those awake; only counted while the generator runs, so a pause costs no budget.
        loupe: through which one may ask from outside to look closely at the next step, and to take that back.

    Raises:
        TrainingDiverged: after several rollbacks to the same state.
    """
    config = config or PretrainConfig()
    clock = clock or AwakeClock()
    lengths = token_bytes if token_bytes is not None else np.ones(model.config.vocab_size, dtype=np.int64)
    loupe = loupe or Loupe()
    learner = _Learner(model, source, arithmetic, config, lengths, start_step)
    held_out = validation_windows(source, model.config.n_ctx + 1, config.val_tokens).to(model.device)
    held_out_bytes = int(lengths[held_out[:, 1:].cpu().numpy()].sum())
    speed = Speed()
    done = _Count()  # of this budget
    seconds = 0.0

    def validated() -> ValidationReport:
        loss = validation_loss(model, held_out, arithmetic)
        bits = loss * held_out[:, 1:].numel() / max(1, held_out_bytes) / math.log(2)
        return ValidationReport(
            step=start_step + done.steps, tokens=start_tokens + done.tokens, loss=loss, bits_per_byte=bits
        )

    started = clock()
    report: Report = validated()
    seconds += clock() - started
    yield report
    while (progress := budget.progress(done.steps, seconds)) < 1.0:
        started = clock()
        batch = learner.read()
        close = None
        if loupe.look:
            loupe.look = False
            close = CloseLook(model, batch, held_out)
            before = (learner.memento(batch), done, seconds, speed.copy())
            started = clock()  # looking costs no training time
        factor = config.schedule.factor(done.steps, progress)
        result = learner.step(batch, factor, keep_as=done if done.steps % config.keep_every == 0 else None)
        if result is None:
            failed = done.steps + 1
            done = learner.descent.kept_at
            seconds += clock() - started
            yield RollbackReport(
                step=start_step + failed,
                back_to=start_step + done.steps,
                tokens=start_tokens + done.tokens,
                text_bytes=start_bytes + done.text_bytes,
                rate_scale=learner.descent.rate_scale,
            )
            continue
        done = _Count(done.steps + 1, done.tokens + result.n_tokens, done.text_bytes + result.n_bytes)
        took = clock() - started
        seconds += took
        speed.add(result.n_tokens, took)
        left = budget.left(done.steps, seconds)
        step = StepReport(
            step=start_step + done.steps,
            tokens=start_tokens + done.tokens,
            text_bytes=start_bytes + done.text_bytes,
            loss=result.loss,
            accuracy=result.accuracy,
            learning_rate=result.learning_rate,
            grad_norm=result.grad_norm,
            seconds=seconds,
            tokens_per_second=speed.tokens_per_second,
            steps_per_second=speed.steps_per_second,
            progress=budget.progress(done.steps, seconds),
            seconds_left=left if budget.steps is None else left / speed.steps_per_second,
            example_ids=result.example_ids,
            example_surprise=result.example_surprise,
        )
        yield step if close is None else close.report(step)
        if close is not None and loupe.undo:
            loupe.undo = False
            memento, done, seconds, speed = before
            learner.put_back(memento)
            yield UndoneReport(start_step + done.steps)
            continue
        if config.validates_at(done.steps):
            started = clock()
            report = validated()
            seconds += clock() - started
            yield report
    if not config.validates_at(done.steps):
        yield validated()
    yield FinishedReport(start_step + done.steps, start_tokens + done.tokens, seconds)


def validation_loss(model: GPT, windows: Tensor, arithmetic: Arithmetic, batch: int = BATCH) -> float:
    """Mean cross-entropy in nats a token over fixed windows (N, T + 1), read ``batch`` at once."""
    return float(surprises(model, windows, arithmetic, batch=batch).mean())


class _Count(NamedTuple):
    """How far a budget has come."""

    steps: int = 0
    tokens: int = 0
    text_bytes: int = 0


class _Memento(NamedTuple):
    """All that a step changes in the learner."""

    batch: Tensor  # to be read again
    descent: DescentMemento[_Count]


@dataclass(frozen=True, slots=True)
class _StepResult:
    loss: float
    accuracy: float
    learning_rate: float
    grad_norm: float
    n_tokens: int
    n_bytes: int
    example_ids: npt.NDArray[np.int64]
    example_surprise: npt.NDArray[np.float32]


class _Learner:
    """One optimiser step at a time, with a good state to go back to."""

    def __init__(
        self,
        model: GPT,
        source: TokenSource,
        arithmetic: Arithmetic,
        config: PretrainConfig,
        token_bytes: npt.NDArray[np.integer],
        start_step: int,
    ) -> None:
        self.model = model
        self.arithmetic = arithmetic
        self.config = config
        self.descent = Descent(_Count(), Optimizer(model, config.optim, arithmetic.dtype))
        # Going on with a model reads on in another order rather than the same windows again.
        self.sampler = WindowSampler(source, model.config.n_ctx + 1, seed=config.seed + start_step)
        self.batch_size = max(1, config.batch_tokens // model.config.n_ctx)
        self.token_bytes = torch.as_tensor(np.asarray(token_bytes, dtype=np.int64), device=model.device)
        self._again: Tensor | None = None  # a batch whose step was taken back

    def read(self) -> Tensor:
        """Return the next batch (B, T + 1)."""
        batch, self._again = self._again, None
        return batch if batch is not None else self.sampler.batch(self.batch_size).to(self.model.device)

    def memento(self, batch: Tensor) -> _Memento:
        """Note all that a step from ``batch`` will change."""
        return _Memento(batch, self.descent.memento())

    def put_back(self, memento: _Memento) -> None:
        """Take the step since ``memento`` back."""
        self._again = memento.batch
        self.descent.put_back(memento.descent)

    def step(self, batch: Tensor, factor: float, keep_as: _Count | None = None) -> _StepResult | None:
        """Correct every weight by ``batch``; None where that failed and the last good state is back.

        ``keep_as`` asks to keep the state before this step, once its loss and gradient prove it good.
        """
        inputs, targets = batch[:, :-1], batch[:, 1:]  # (B, T) each
        with self.arithmetic.autocast():
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
        return _StepResult(
            loss=value,
            accuracy=float(right),
            learning_rate=self.config.optim.adam_lr * rate,
            grad_norm=grad_norm,
            n_tokens=targets.numel(),
            n_bytes=int(self.token_bytes[targets].sum()),
            example_ids=batch[0].cpu().numpy().copy(),
            example_surprise=losses[: targets.shape[1]].detach().float().cpu().numpy().copy(),
        )

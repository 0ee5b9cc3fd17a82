"""Stage one, pretraining: read text, guess every next token, be corrected; again and again.

The recipe is what learned fastest in trials on small models and shows of half a minute to two: about 1,024 tokens a
step, Muon for the hidden matrices, a warm-up of 20 steps, the full rate for a fifth of the budget, then a linear decay
to zero.

A loss or gradient that is not a finite number sends the learner back to its last good state (``guarded``).

A step may be looked at closely and taken back (``StepProbe``). Taking it back restores whatever the step changed, the
batch it read included, so that training goes on to the bit as though it had never been looked at.

What it leaves out: gradient clipping, weight decay and dropout, which gained nothing here; several machines.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.training.batches import TokenSource, validation_windows
from explainer.training.clock import AwakeClock
from explainer.training.losses import BATCH, token_nll
from explainer.training.optim import OptimConfig
from explainer.training.precision import Precision
from explainer.training.reading import Count, Learner, StepResult
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
from explainer.training.state import TrainerState
from explainer.training.stepprobe import CloseLook, StepProbe


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
    precision: Precision,
    config: PretrainConfig | None = None,
    *,
    token_bytes: npt.NDArray[np.integer] | None = None,
    start_step: int = 0,
    start_tokens: int = 0,
    start_bytes: int = 0,
    clock: Callable[[], float] | None = None,
    probe_request: StepProbe | None = None,
    resume: TrainerState | None = None,
) -> Pretrainer:
    """Train ``model`` in place; the iterator yields a report after every step, and others as they come.

    Args:
        model: on the device of ``precision``.
        source: the text; it is asked to grow as it is read.
        budget: when to end; may be asked to finish early from outside between two steps.
        precision: device and numbers of the matrix products.
        config: the recipe.
        token_bytes: (V,) UTF-8 bytes of every token, for bits per byte; ones where it is not given.
        start_step: steps this model has done before, counted on in the reports.
        start_tokens: tokens it has read before, likewise.
        start_bytes: bytes of text it has read before, likewise.
        clock: seconds, by default those awake; only counted while the generator runs, so a pause costs no budget.
        probe_request: through which one may ask from outside to look closely at the next step, and to take that back.
        resume: go on from there, with everything else as it was; ``model`` has the weights of then.

    Raises:
        ValueError: ``resume`` is of another model or text.
        TrainingDiverged: after several rollbacks to the same state.
    """
    config = config or PretrainConfig()
    clock = clock or AwakeClock()
    lengths = token_bytes if token_bytes is not None else np.ones(model.config.vocab_size, dtype=np.int64)
    learner = Learner(model, source, precision, config, lengths, start_step)
    trainer = Pretrainer(
        learner,
        source,
        budget,
        config,
        Count(start_step, start_tokens, start_bytes),
        clock,
        probe_request or StepProbe(),
    )
    if resume is not None:
        trainer.load_state(resume)
    return trainer


class Pretrainer:
    """Pretraining under way; made by ``pretrain``."""

    def __init__(
        self,
        learner: Learner,
        source: TokenSource,
        budget: Budget,
        config: PretrainConfig,
        start: Count,
        clock: Callable[[], float],
        probe_request: StepProbe,
    ) -> None:
        self._learner = learner
        self._budget = budget
        self._config = config
        self._start = start
        self._clock = clock
        self._loupe = probe_request
        model = learner.model
        self._held_out = validation_windows(source, model.config.n_ctx + 1, config.val_tokens).to(model.device)
        targets = self._held_out[:, 1:]
        self._held_out_tokens = targets.numel()
        self._held_out_bytes = int(learner.token_bytes[targets].sum())
        self._speed = Speed()
        self._done = Count()  # of this budget
        self._seconds = 0.0
        self._validated: int | None = None  # steps after which that was last done
        self._reports = self._work()

    def __iter__(self) -> Iterator[Report]:
        return self

    def __next__(self) -> Report:
        return next(self._reports)

    def close(self) -> None:
        """Let go of what only the work needed; nothing follows then."""
        self._reports = iter(())  # it knows this trainer, which knows it: nobody else would part them

    def state(self) -> TrainerState:
        """What decides all that follows, at any report."""
        return TrainerState.of(
            {"model": TrainerState.of_module(self._learner.model), "learner": self._learner.state()},
            done=list(self._done),
            start=list(self._start),
            seconds=self._seconds,
            validated=self._validated,
            steps=self._budget.steps,
            budget_seconds=self._budget.seconds,
            finishing=self._budget.finishing,
        )

    def load_state(self, saved: TrainerState) -> None:
        """Go on from what ``state`` gave; the model has the weights of then.

        Raises:
            ValueError: it is of another model or text.
        """
        v = saved.values
        self._done = Count(*map(int, v["done"]))
        self._seconds = float(v["seconds"])
        self._validated = None if v["validated"] is None else int(v["validated"])
        asked = v["finishing"]
        self._budget.finishing = None if asked is None else (float(asked[0]), float(asked[1]), float(asked[2]))
        self._learner.load_state(saved.part("learner"), self._done)

    def _work(self) -> Iterator[Report]:
        if self._validated is None:
            yield self._validate()
        while True:
            due = self._config.validates_at(self._done.steps) and self._validated != self._done.steps
            if due and self._learner.descent.sound:  # else the next step goes back
                yield self._validate()
            progress = self._budget.progress(self._done.steps, self._seconds)
            if progress < 1.0:
                yield from self._step(progress)
            elif self._learner.descent.sound:
                break
            else:
                self._learner.descent.go_back()
                yield self._rolled_back(self._done.steps)
        if self._validated != self._done.steps:
            yield self._validate()
        yield FinishedReport(
            self._start.steps + self._done.steps, self._start.tokens + self._done.tokens, self._seconds
        )

    def _validate(self) -> ValidationReport:
        started = self._clock()
        loss = validation_loss(self._learner.model, self._held_out, self._learner.precision)
        bits = loss * self._held_out_tokens / max(1, self._held_out_bytes) / math.log(2)
        self._validated = self._done.steps
        self._seconds += self._clock() - started
        return ValidationReport(
            step=self._start.steps + self._done.steps,
            tokens=self._start.tokens + self._done.tokens,
            loss=loss,
            bits_per_byte=bits,
        )

    def _step(self, progress: float) -> Iterator[Report]:
        """One step, looked at closely and perhaps taken back where that was asked for."""
        learner, probe_request, done = self._learner, self._loupe, self._done
        started = self._clock()
        batch = learner.read()
        close = None
        if probe_request.look:
            probe_request.look = False
            close = CloseLook(learner.model, batch, self._held_out)
            before = (learner.memento(batch), done, self._seconds, self._speed.copy(), self._validated)
            started = self._clock()  # looking costs no training time
        factor = self._config.schedule.factor(done.steps, progress)
        result = learner.step(batch, factor, keep_as=done if done.steps % self._config.keep_every == 0 else None)
        took = self._clock() - started
        self._seconds += took
        if result is None:
            yield self._rolled_back(done.steps + 1)
            return
        self._done = done.after(result.n_tokens, result.n_bytes)
        self._speed.add(result.n_tokens, took)
        step = self._report(result)
        yield step if close is None else close.report(step)
        if close is not None and probe_request.undo:
            probe_request.undo = False
            memento, self._done, self._seconds, self._speed, self._validated = before
            learner.put_back(memento)
            yield UndoneReport(self._start.steps + self._done.steps)

    def _rolled_back(self, failed: int) -> RollbackReport:
        """Count from the last good state, which is back."""
        start, descent = self._start, self._learner.descent
        self._done = done = descent.kept_at
        self._validated = done.steps  # it was measured before it broke, or is not due
        return RollbackReport(
            step=start.steps + failed,
            back_to=start.steps + done.steps,
            tokens=start.tokens + done.tokens,
            text_bytes=start.text_bytes + done.text_bytes,
            rate_scale=descent.rate_scale,
        )

    def _report(self, result: StepResult) -> StepReport:
        start, done, speed = self._start, self._done, self._speed
        left = self._budget.left(done.steps, self._seconds)
        return StepReport(
            step=start.steps + done.steps,
            tokens=start.tokens + done.tokens,
            text_bytes=start.text_bytes + done.text_bytes,
            loss=result.loss,
            accuracy=result.accuracy,
            learning_rate=result.learning_rate,
            grad_norm=result.grad_norm,
            seconds=self._seconds,
            tokens_per_second=speed.tokens_per_second,
            steps_per_second=speed.steps_per_second,
            progress=self._budget.progress(done.steps, self._seconds),
            seconds_left=left if self._budget.steps is None else left / speed.steps_per_second,
            example_ids=result.example_ids,
            example_surprise=result.example_surprise,
        )


def validation_loss(model: GPT, windows: Tensor, precision: Precision, batch: int = BATCH) -> float:
    """Mean cross-entropy in nats a token over fixed windows (N, T + 1), read ``batch`` at once."""
    return float(token_nll(model, windows, precision, batch=batch).mean())

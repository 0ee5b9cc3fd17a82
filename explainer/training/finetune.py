"""Stage two, supervised fine-tuning (SFT): shown how answers look, the model learns to answer.

As in InstructGPT (Ouyang et al. 2022, arXiv 2203.02155, section 3.5) it is ordinary next-token training on
demonstrations. The loss counts the answers' tokens only: the model should learn to answer, not to ask.

Decision: every step also *rehearses* a few windows of pretraining text. Without it the facts that no demonstration
mentions are forgotten (after 250 steps of a trial 20 % of questions about them were answered right without
rehearsal, 90 % with).

What it leaves out: packing several demonstrations in one row, dropout, and choosing the best step by a validation loss.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.training.batches import TokenSource, WindowSampler
from explainer.training.examples import BatchesOfLikeLength, TokenExample, at_targets, check_length, collate
from explainer.training.guarded import GuardedOptimizer
from explainer.training.optim import OptimConfig, Optimizer
from explainer.training.precision import Precision
from explainer.training.reports import FinetuneReport, FinishedReport, RollbackReport
from explainer.training.schedule import Budget, Schedule
from explainer.training.speed import Speed, Stopwatch
from explainer.training.state import TrainerState

Told = FinetuneReport | RollbackReport | FinishedReport


@dataclass(frozen=True, slots=True, kw_only=True)
class FinetuneConfig:
    """How fine-tuning goes about it; the numbers are what the app does.

    Attributes:
        steps: of 3,000 demonstrations each is seen three or four times, in 26 s on two cores. Between 320 (.68 of the
            answers drawn were correct; one seed, preset s) and 400 (.74, but over half a minute).
        demonstrations: in one step; of 17 tokens each, so that answers weigh about as much as what is rehearsed.
        rehearsals: windows of pretraining text in one step; with 4 more facts that no demonstration shows were answered
            right than with 2 at lower rates (.81 of greedy answers against .70 and .74; one seed).
        rehearsal_weight: how many tokens of an answer one token of rehearsed text counts for.
        optim: Muon and Adam, as in pretraining. Adam alone, at 2e-3 or twice that, gave as many right
            answers and worse form: after 120 steps from one base the answers' loss was .43 and .37 against .34, and 53
            and 55 of 56 greedy answers were well formed against all.
        schedule: of the learning rates; a short warm-up, then straight down.
        keep_every: steps between two copies of the state to go back to.
        seed: of the order of demonstrations and windows.
    """

    steps: int = 340
    demonstrations: int = 32
    rehearsals: int = 4
    rehearsal_weight: float = 1.0
    optim: OptimConfig = field(default_factory=lambda: OptimConfig(muon_lr=0.03, adam_lr=6e-3))
    schedule: Schedule = field(default_factory=lambda: Schedule(warmup_steps=10, constant_until=0.0))
    keep_every: int = 25
    seed: int = 0


def finetune(
    model: GPT,
    examples: Sequence[TokenExample],
    source: TokenSource | None,
    precision: Precision,
    config: FinetuneConfig | None = None,
    *,
    budget: Budget | None = None,
    clock: Callable[[], float] = time.perf_counter,
    resume: TrainerState | None = None,
) -> Finetuner:
    """Train ``model`` in place on demonstrations; the iterator yields a report after every step.

    Args:
        model: on the device of ``precision``.
        examples: the demonstrations.
        source: pretraining text to rehearse; None for no rehearsal.
        precision: device and numbers of the matrix products.
        config: the recipe.
        budget: when to end; ``config.steps`` steps where not given. May be asked to finish early from outside.
        clock: seconds; time is only counted while the iterator runs.
        resume: go on from there, with everything else as it was; ``model`` has the weights of then.

    Raises:
        ValueError: there is no demonstration, or one is longer than the context; or ``resume`` is of another model.
        TrainingDiverged: after several rollbacks to the same state.
    """
    config = config or FinetuneConfig()
    if not examples:
        raise ValueError("There is no demonstration to learn from.")
    check_length(examples, model.config.n_ctx)
    trainer = Finetuner(model, examples, source, precision, config, budget or Budget(steps=config.steps), clock)
    if resume is not None:
        trainer.load_state(resume)
    return trainer


class Finetuner:
    """Fine-tuning under way; made by ``finetune``."""

    def __init__(
        self,
        model: GPT,
        examples: Sequence[TokenExample],
        source: TokenSource | None,
        precision: Precision,
        config: FinetuneConfig,
        budget: Budget,
        clock: Callable[[], float],
    ) -> None:
        self._model = model
        self._arithmetic = precision
        self._config = config
        self._budget = budget
        rehearsing = source is not None and config.rehearsals > 0 and config.rehearsal_weight > 0
        self._windows = (
            WindowSampler(source, model.config.n_ctx + 1, config.seed) if rehearsing and source is not None else None
        )
        self._batches = BatchesOfLikeLength(examples, config.demonstrations, config.seed)
        self._descent = GuardedOptimizer((0, 0), Optimizer(model, config.optim, precision.dtype))
        self._speed = Speed()
        self._done = (0, 0)  # steps, tokens
        self._watch = Stopwatch(clock)
        self._reports = self._watch.around(self._work())

    def __iter__(self) -> Iterator[Told]:
        return self

    def __next__(self) -> Told:
        return next(self._reports)

    def close(self) -> None:
        """Let go of what only the work needed; nothing follows then."""
        self._reports = iter(())  # it knows this trainer, which knows it: nobody else would part them

    def state(self) -> TrainerState:
        """What decides all that follows, at any report."""
        parts = {
            "model": TrainerState.of_module(self._model),
            "descent": self._descent.state(),
            "batches": self._batches.state(),
        }
        if self._windows is not None:
            parts["windows"] = self._windows.state()
        return TrainerState.of(
            parts, done=list(self._done), seconds=self._watch.seconds, finishing=self._budget.finishing
        )

    def load_state(self, saved: TrainerState) -> None:
        """Go on from what ``state`` gave; the model has the weights of then.

        Raises:
            ValueError: it is of another model or text.
        """
        steps, tokens = saved.values["done"]
        self._done = (int(steps), int(tokens))
        self._watch.go_on_from(float(saved.values["seconds"]))
        asked = saved.values["finishing"]
        self._budget.finishing = None if asked is None else (float(asked[0]), float(asked[1]), float(asked[2]))
        self._descent.load_state(saved.part("descent"), self._done)
        self._batches.load_state(saved.part("batches"))
        if self._windows is not None:
            self._windows.load_state(saved.part("windows"))

    def _work(self) -> Iterator[Told]:
        while True:
            progress = self._budget.progress(self._done[0], self._watch.seconds)
            if progress < 1.0:
                yield self._step(progress)
            elif self._descent.sound:
                break
            else:
                self._descent.go_back()
                yield self._rolled_back(self._done[0])
        yield FinishedReport(*self._done, self._watch.seconds)

    def _rolled_back(self, failed: int) -> RollbackReport:
        self._done = self._descent.kept_at
        return RollbackReport(step=failed, back_to=self._done[0], rate_scale=self._descent.rate_scale)

    def _step(self, progress: float) -> Told:
        config, descent, watch, budget = self._config, self._descent, self._watch, self._budget
        steps, tokens = self._done
        started = watch.seconds
        batch = next(self._batches)
        ids, mask = (t.to(self._model.device) for t in collate(batch, self._model.config.n_ctx))
        factor = config.schedule.factor(steps, progress)
        with self._arithmetic.autocast():
            losses, right = answer_losses(self._model, ids, mask)
            total, counted = losses.sum(), float(len(losses))
            rehearsal: Tensor | None = None
            if self._windows is not None:
                text = self._windows.batch(config.rehearsals).to(self._model.device)  # (B, T + 1)
                rehearsal = F.cross_entropy(self._model(text[:, :-1]).float().flatten(0, 1), text[:, 1:].reshape(-1))
                weight = config.rehearsal_weight * text[:, 1:].numel()
                total, counted = total + weight * rehearsal, counted + weight
        descent.zero_grad()
        loss = total / counted
        loss.backward()
        rate = config.optim.adam_lr * factor * descent.rate_scale
        keep_as = self._done if steps % config.keep_every == 0 else None
        grad_norm = descent.step(float(loss.detach()), factor, keep_as)
        if grad_norm is None:
            return self._rolled_back(steps + 1)
        n_tokens = len(losses) + (text[:, 1:].numel() if self._windows is not None else 0)
        steps, tokens = self._done = (steps + 1, tokens + n_tokens)
        self._speed.add(n_tokens, watch.seconds - started)
        left = budget.left(steps, watch.seconds)
        whole = steps + (left if budget.steps is not None else left * self._speed.steps_per_second)
        return FinetuneReport(
            step=steps,
            steps=round(whole),
            progress=budget.progress(steps, watch.seconds),
            loss=float(losses.detach().mean()),
            rehearsal_loss=None if rehearsal is None else float(rehearsal.detach()),
            accuracy=float(right.float().mean()),
            learning_rate=rate,
            grad_norm=grad_norm,
            tokens=tokens,
            seconds=watch.seconds,
            seconds_left=left if budget.steps is None else left / self._speed.steps_per_second,
            tokens_per_second=self._speed.tokens_per_second,
            example_ids=np.array(batch[0].ids, dtype=np.int64),
            n_prompt=batch[0].n_prompt,
            example_surprise=losses[: batch[0].n_answer].detach().float().cpu().numpy().copy(),
        )


def answer_losses(model: GPT, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Cross-entropy of the answers' tokens, (N,) in nats, and whether each was the first guess, (N,) bool.

    Args:
        model: the GPT.
        ids: (B, T) prompts and answers.
        mask: (B, T - 1), True at the N targets that count; row after row.
    """
    logits = at_targets(model.hidden(ids), mask, model.head).float()  # (N, V)
    targets = ids[:, 1:][mask]
    with torch.no_grad():
        right = logits.argmax(dim=-1) == targets
    return F.cross_entropy(logits, targets, reduction="none"), right

"""The judge: a reward model that learns from comparisons which of two answers people prefer.

As in InstructGPT (Ouyang et al. 2022, arXiv 2203.02155, section 3.5): the fine-tuned model's own weights with its head
replaced by one number, read at the answer's last token; the loss of Bradley & Terry (1952), -ln σ(r_chosen -
r_rejected); all comparisons of one prompt in one batch (``comparisons``). Afterwards the scores are given mean 0 and
standard deviation 1 on answers of the fine-tuned model, as in Ziegler et al. (2019, arXiv 1909.08593) and its code,
lm-human-preferences, since comparisons say nothing about a score's zero or unit.

What it leaves out: choosing the best step by held-out votes, which are only measured on.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

from explainer.model.gpt import GPT
from explainer.training.comparisons import Comparison, batches_by_prompt, laid_out, whole_prompts
from explainer.training.examples import check_length
from explainer.training.guarded import GuardedOptimizer
from explainer.training.objectives import bradley_terry_loss
from explainer.training.optim import OptimConfig, Optimizer
from explainer.training.precision import Precision
from explainer.training.reports import FinishedReport, PartReport, RewardReport, RollbackReport
from explainer.training.rollout import Rollout
from explainer.training.schedule import Schedule
from explainer.training.speed import Stopwatch

AT_ONCE = 16  # answers (held-out comparisons) read at once: little padding, and a short wait for who interrupts


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardConfig:
    """How the judge is trained.

    Attributes:
        epochs: times every comparison is read. Agreement with held-out votes and true order still grew from 2 to 4
            (.75 to .81 of pairs in true order, 960 votes); at 6 the votes are learned by heart, errors included.
        comparisons: in one batch, unless one prompt alone has more.
        optim: Adam alone, and slower than the 1e-3 that served for two epochs, since every vote is read twice as often.
        schedule: of the learning rate; a short warm-up, then straight down.
        measure_every: steps between two measurements of the agreement on held-out votes.
        keep_every: steps between two copies of the state to go back to.
        seed: of the order.
    """

    epochs: int = 4
    comparisons: int = 32
    optim: OptimConfig = field(default_factory=lambda: OptimConfig(muon_lr=0.0, adam_lr=7e-4))
    schedule: Schedule = field(default_factory=lambda: Schedule(warmup_steps=5, constant_until=0.0))
    measure_every: int = 20
    keep_every: int = 10
    seed: int = 0


class RewardModel(nn.Module):
    """A GPT that says how good an answer is instead of how it goes on.

    Args:
        model: whose weights it starts from; they are copied.

    Attributes:
        trunk: the GPT. head: from what it makes of a token to one number; starts at zero.
        gain, bias: of the normalisation: a score is ``gain * raw + bias``.
    """

    def __init__(self, model: GPT) -> None:
        super().__init__()
        self.trunk = copy.deepcopy(model).requires_grad_(True)
        self.trunk.zero_grad(set_to_none=True)
        self.head = nn.Linear(model.config.n_embd, 1, device=model.device)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        self.register_buffer("gain", torch.ones((), device=model.device))
        self.register_buffer("bias", torch.zeros((), device=model.device))
        self.gain: Tensor
        self.bias: Tensor

    @property
    def device(self) -> torch.device:
        """Where the weights lie."""
        return self.trunk.device

    def forward(self, ids: Tensor, precision: Precision | None = None) -> Tensor:
        """Normalised values of all texts that end at a token: (B, T) ids to (B, T) values, fp32.

        Raises:
            ValueError: the texts are longer than the context.
        """
        if precision is None:
            x = self.trunk.hidden(ids)
        else:
            with precision.autocast():
                x = self.trunk.hidden(ids)  # (B, T, C)
        return self.head(x.float()).squeeze(-1) * self.gain + self.bias

    def at_end(self, ids: Tensor, mask: Tensor, precision: Precision | None = None) -> Tensor:
        """The value at each answer's last token, (B,): its score. Shapes as in ``Rollout``."""
        values = self(ids, precision)  # (B, T)
        places = torch.arange(1, ids.shape[1], device=ids.device)
        last = (mask * places).amax(dim=1)  # (B,)
        return values.gather(1, last[:, None]).squeeze(1)

    @torch.inference_mode()
    def score(self, rollout: Rollout, precision: Precision | None = None) -> Tensor:
        """Normalised scores of answers, (B,)."""
        scores = torch.empty(len(rollout), device=self.device)
        for rows in rollout.parts(range(len(rollout)), AT_ONCE):
            part = rollout.rows(rows)
            scores[rows] = self.at_end(part.ids, part.mask, precision)
        return scores

    @torch.no_grad()
    def normalise(self, rollout: Rollout) -> tuple[float, float]:
        """Set gain and bias so that these answers' scores have mean 0 and standard deviation 1.

        Args:
            rollout: answers of the fine-tuned model.

        Returns:
            Mean and standard deviation of the raw scores. Where all are the same the gain stays 1.
        """
        self.gain.fill_(1.0)
        self.bias.fill_(0.0)
        raw = self.score(rollout).double()
        mean, std = float(raw.mean()), float(raw.std(correction=0))
        if std > 1e-8:
            self.gain.fill_(1 / std)
        self.bias.fill_(-mean * float(self.gain))
        return mean, std


def train_reward(
    model: RewardModel,
    comparisons: Sequence[Comparison],
    held_out: Sequence[Comparison],
    precision: Precision,
    config: RewardConfig | None = None,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[RewardReport | PartReport | RollbackReport | FinishedReport]:
    """Train the judge in place; yield a report after every step, and after every part of one.

    Args:
        model: its gain and bias are as they were before; ``normalise`` comes afterwards.
        comparisons: to learn from.
        held_out: to measure agreement on; may be empty.
        precision: device and numbers of the matrix products.
        config: the recipe.
        clock: seconds; time is only counted while the generator runs.

    Raises:
        ValueError: there is no comparison, or one is longer than the context.
        TrainingDiverged: after several rollbacks to the same state.
    """
    config = config or RewardConfig()
    if not comparisons:
        raise ValueError("There is no vote to learn from.")
    check_length([e for c in (*comparisons, *held_out) for e in c.examples], model.trunk.config.n_ctx)
    watch = Stopwatch(clock)
    return watch.around(_train_reward(model, comparisons, held_out, precision, config, watch))


def _train_reward(
    model: RewardModel,
    comparisons: Sequence[Comparison],
    held_out: Sequence[Comparison],
    precision: Precision,
    config: RewardConfig,
    watch: Stopwatch,
) -> Iterator[RewardReport | PartReport | RollbackReport | FinishedReport]:
    rng = np.random.default_rng(config.seed)
    plan = [b for _ in range(config.epochs) for b in batches_by_prompt(comparisons, config.comparisons, rng)]
    descent = GuardedOptimizer(0, Optimizer(model, config.optim, precision.dtype))
    step, tokens = 0, [0]  # answers' tokens read by the end of each step that counts
    while step < len(plan) or not descent.sound:
        if step == len(plan):  # no loss follows the last step, which would show that it broke the weights
            descent.go_back()
            step = descent.kept_at
            del tokens[step + 1 :]
            yield RollbackReport(step=len(plan), back_to=step, rate_scale=descent.rate_scale)
        batch = plan[step]
        whole = sum(c.weight for c in batch)
        descent.zero_grad()
        value, right, read, n_tokens = 0.0, 0, 0, 0
        for part in whole_prompts(batch, AT_ONCE):
            ids, mask, chosen, rejected = laid_out(part, model.trunk.config.n_ctx)
            weight = torch.tensor([c.weight for c in part], device=model.device)
            scores = model.at_end(ids.to(model.device), mask.to(model.device), precision)
            loss = bradley_terry_loss(scores[chosen], scores[rejected], weight) * (float(weight.sum()) / whole)
            loss.backward()
            value += float(loss.detach())
            right += int((scores[chosen] > scores[rejected]).sum())
            read += len(part)
            n_tokens += int(mask.sum())
            yield PartReport("learning", read, len(batch))
        factor = config.schedule.factor(step, step / len(plan))
        grad_norm = descent.step(value, factor, keep_as=step if step % config.keep_every == 0 else None)
        if grad_norm is None:
            failed, step = step + 1, descent.kept_at
            del tokens[step + 1 :]
            yield RollbackReport(step=failed, back_to=step, rate_scale=descent.rate_scale)
            continue
        step += 1
        tokens.append(tokens[-1] + n_tokens)
        measured: float | None = None
        if held_out and (step % config.measure_every == 0 or step == len(plan)):
            measured = yield from agreement(model, held_out, precision)
        yield RewardReport(
            step=step,
            steps=len(plan),
            loss=value,
            accuracy=right / len(batch),
            learning_rate=config.optim.adam_lr * factor * descent.rate_scale,
            grad_norm=grad_norm,
            held_out_agreement=measured,
            seconds=watch.seconds,
            seconds_left=watch.seconds / step * (len(plan) - step),
        )
    yield FinishedReport(step, tokens[-1], watch.seconds)


def agreement(
    model: RewardModel, comparisons: Sequence[Comparison], precision: Precision | None = None
) -> Generator[PartReport, None, float]:
    """Share of comparisons in which the preferred answer scores higher, 0 to 1; a tie counts half.

    Args:
        model: the judge.
        comparisons: one or more.
        precision: numbers of the matrix products; fp32 where not given.

    Yields:
        How far it has come. The share is what the generator returns.
    """
    right = 0.0
    for at in range(0, len(comparisons), AT_ONCE):
        ids, mask, chosen, rejected = laid_out(comparisons[at : at + AT_ONCE], model.trunk.config.n_ctx)
        with torch.inference_mode():
            scores = model.at_end(ids.to(model.device), mask.to(model.device), precision)
        better = scores[chosen] - scores[rejected]
        right += float((better > 0).sum()) + 0.5 * float((better == 0).sum())
        yield PartReport("judging", min(at + AT_ONCE, len(comparisons)), len(comparisons))
    return right / len(comparisons)

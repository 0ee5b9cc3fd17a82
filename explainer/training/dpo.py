"""DPO: learning from comparisons without a judge and without writing (Rafailov et al. 2023, arXiv 2305.18290).

The best policy on a leash and the reward it is best for determine each other; so the policy itself can be the judge:
its reward for an answer is beta · ln(policy / reference), and Bradley and Terry's loss on that, over the votes, trains
it. Beta is the leash's coefficient.

A round here is some updates. Before them answers are written and judged, only to be reported: so that its curves can be
laid beside those of the others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

from explainer.model.gpt import GPT
from explainer.model.sizes import rows_for
from explainer.training.comparisons import Comparison, batches_by_prompt, lay_out, whole_prompts
from explainer.training.examples import TokenExample, check_length, collate, places
from explainer.training.feedback import FeedbackConfig, Judged, KLPenalty, RolloutCollector, Scorer
from explainer.training.guarded import GuardedOptimizer
from explainer.training.objectives import dpo_loss
from explainer.training.optim import OptimConfig, Optimizer
from explainer.training.precision import Precision
from explainer.training.reports import PartReport
from explainer.training.rollout import answer_logprobs
from explainer.training.rounds import Rounds, Update, run_rounds
from explainer.training.schedule import Schedule
from explainer.training.state import TrainerState, numpy_dice, put_numpy_dice

BETA = 0.1  # of the leash, where none is given (Rafailov et al. 2023, section 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class DPOConfig(FeedbackConfig):
    """How DPO goes about it; the numbers are those of a trial on Storyland that changed the manner within 15 s.

    Attributes:
        prompts_per_round: answered only to be reported on; few, as they cost time.
        optim: of the policy.
        schedule: of its rate, over the rounds.
        comparisons: in one update, unless one prompt alone has more.
        updates: in one round.
        keep_every: rounds between two copies of the state to go back to.
    """

    prompts_per_round: int = 32
    optim: OptimConfig = field(default_factory=lambda: OptimConfig(muon_lr=0.0, adam_lr=3e-4, betas=(0.9, 0.95)))
    schedule: Schedule = field(default_factory=lambda: Schedule(warmup_steps=2, constant_until=0.2))
    comparisons: int = 32
    updates: int = 4
    keep_every: int = 5


def dpo(
    policy: GPT,
    reference: GPT,
    scorer: Scorer,
    comparisons: Sequence[Comparison],
    prompts: Sequence[Sequence[int]],
    rounds: int,
    end_token: int,
    precision: Precision,
    config: DPOConfig | None = None,
    kl_penalty: KLPenalty | None = None,
    *,
    clock: Callable[[], float] = time.perf_counter,
    resume: TrainerState | None = None,
) -> Rounds:
    """Train ``policy`` in place on ``comparisons``; the iterator yields a report after every part of every round.

    Args:
        policy: on the device of ``precision``.
        reference: the fine-tuned model; not changed.
        scorer: judges the answers reported on; nothing is learned from it.
        comparisons: to learn from.
        prompts: to report on.
        rounds: how many.
        end_token: ends an answer.
        precision: device and numbers of the matrix products.
        config: the recipe.
        kl_penalty: its coefficient is beta, ``BETA`` where not given; may be changed from outside while this runs.
        clock: seconds; time is only counted while the iterator runs.
        resume: go on from there, with everything else as it was.

    Raises:
        ValueError: no prompts or no comparisons, one that is longer than the context, or a prompt that leaves no room
            for an answer.
        TrainingDiverged: after several rollbacks to the same state.
    """
    config = config or DPOConfig()
    if not comparisons:
        raise ValueError("There is no vote to learn from.")
    check_length([e for c in comparisons for e in c.examples], policy.config.n_ctx)
    asker = RolloutCollector(policy, reference, scorer, prompts, end_token, config, precision)
    method = DPO(policy, reference, comparisons, precision, config)
    return run_rounds(method, asker, rounds, kl_penalty or KLPenalty(coefficient=BETA), clock, resume)


class DPO:
    """From comparisons to a new policy."""

    name = "dpo"
    per_prompt = 1

    def __init__(
        self,
        policy: GPT,
        reference: GPT,
        comparisons: Sequence[Comparison],
        precision: Precision,
        config: DPOConfig,
    ) -> None:
        self.policy = policy
        self.reference = reference
        self.comparisons = comparisons
        self.precision = precision
        self.config = config
        self.descent: GuardedOptimizer[int] | None = GuardedOptimizer(
            0, Optimizer(policy, config.optim, precision.dtype)
        )
        self._rng = np.random.default_rng(config.seed)
        self._waiting: list[list[Comparison]] = []
        self._ref: dict[TokenExample, float] = {}  # what the reference thinks of each answer; it never changes
        self.trained: dict[str, nn.Module] = {}

    def state(self) -> TrainerState:
        """Which comparisons wait to be learned from, the dice, and what the reference was found to think of answers.

        That is the same whenever it is asked, but for its last bits, which depend on what is read beside an answer.
        """
        place = {id(comparison): i for i, comparison in enumerate(self.comparisons)}
        waiting = [[place[id(comparison)] for comparison in batch] for batch in self._waiting]
        known = [[self._ref.get(example) for example in c.examples] for c in self.comparisons]
        return TrainerState(values={"waiting": waiting, "dice": numpy_dice(self._rng), "reference": known})

    def load_state(self, saved: TrainerState) -> None:
        """Put back what ``state`` gave.

        Raises:
            ValueError: it is of other comparisons.
        """
        n = len(self.comparisons)
        self._waiting = [[self.comparisons[i] for i in places(batch, n)] for batch in saved.values["waiting"]]
        put_numpy_dice(self._rng, saved.values["dice"])
        for comparison, values in zip(self.comparisons, saved.values["reference"], strict=True):
            found = zip(comparison.examples, values, strict=True)
            self._ref.update({example: float(value) for example, value in found if value is not None})

    def learn(
        self, judged: Judged, coefficient: float, progress: float, done: int
    ) -> Generator[PartReport, None, Update | None]:
        """Make some updates from comparisons; None where numbers broke and the last good state is back."""
        c, descent = self.config, self.descent
        assert descent is not None
        factor = c.schedule.factor(done, progress)
        total = 0.0
        for update in range(c.updates):
            if not self._waiting:
                self._waiting = batches_by_prompt(self.comparisons, c.comparisons, self._rng)
            batch = self._waiting.pop()
            weight = sum(comparison.weight for comparison in batch)
            descent.zero_grad()
            value = 0.0
            for part in whole_prompts(batch, c.at_once):
                loss = self._loss(part, coefficient) * (sum(comparison.weight for comparison in part) / weight)
                loss.backward()
                value += float(loss.detach())
                yield PartReport("learning", update, c.updates)
            keep_as = done if update == 0 and done % c.keep_every == 0 else None
            if descent.step(value, factor, keep_as) is None:
                return None
            total += value
        return Update(
            policy_loss=total / c.updates,
            kl_coefficient=coefficient,
            learning_rate=c.optim.adam_lr * factor * descent.rate_scale,
        )

    def _loss(self, part: Sequence[Comparison], beta: float) -> Tensor:
        """Weighted mean of the comparisons' losses, in nats."""
        answers, chosen, rejected = lay_out(part)
        ids, mask = collate(answers, self.policy.config.n_ctx, rows_for(len(answers)))
        ids, mask = ids.to(self.policy.device), mask.to(self.policy.device)
        ref = self._reference_logprobs(answers, ids, mask)
        logprobs = answer_logprobs(self.policy, ids, mask, self.precision).sum(dim=1)  # (answers,)
        weight = torch.tensor([comparison.weight for comparison in part], device=ids.device)
        return dpo_loss(logprobs[chosen], logprobs[rejected], ref[chosen], ref[rejected], beta, weight)[0]

    def _reference_logprobs(self, answers: Sequence[TokenExample], ids: Tensor, mask: Tensor) -> Tensor:
        """Log-probabilities of whole answers under the reference, (B,); each answer is read once."""
        if any(answer not in self._ref for answer in answers):
            with torch.inference_mode():
                found = answer_logprobs(self.reference, ids, mask, self.precision).sum(dim=1).tolist()
            self._ref.update(zip(answers, found, strict=False))  # rows beyond the answers are empty
        return torch.tensor([self._ref[answer] for answer in answers], device=ids.device)

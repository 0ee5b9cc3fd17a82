"""The update that PPO and RLOO share: some epochs over a round's answers, no token followed beyond the clip range.

The objective is PPO's (Schulman et al. 2017, arXiv 1707.06347, equation 7; ``objectives.ppo_policy_loss``). Where the
advantages come from is for the method to say: from a value model, or from other answers to the same prompt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

import numpy as np
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.training.feedback import FeedbackConfig, Judged
from explainer.training.guarded import GuardedOptimizer
from explainer.training.objectives import masked_mean, ppo_policy_loss
from explainer.training.optim import OptimConfig
from explainer.training.precision import Precision
from explainer.training.reports import PartReport
from explainer.training.rollout import Rollout, answer_logprobs
from explainer.training.rounds import Update
from explainer.training.schedule import Schedule
from explainer.training.state import TrainerState, numpy_dice, put_numpy_dice


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyGradientConfig(FeedbackConfig):
    """What methods have that follow the gradient of the reward; with them PPO took 10 to 14 s in trials.

    Attributes:
        optim: of the policy.
        schedule: of all rates, over the rounds; constant, so that the leash means the same all the time. It counts
            rounds as steps.
        clip: how far a token's probability ratio is followed, either way.
        epochs: over each round's answers.
        minibatch: answers in one update.
        keep_every: rounds between two copies of the state to go back to.
    """

    optim: OptimConfig = field(default_factory=lambda: OptimConfig(muon_lr=0.0, adam_lr=2e-4, betas=(0.9, 0.95)))
    schedule: Schedule = field(default_factory=lambda: Schedule(warmup_steps=0, constant_until=1.0))
    clip: float = 0.2
    epochs: int = 2
    minibatch: int = 32
    keep_every: int = 5


class ClippedUpdate:
    """Some epochs of PPO's clipped objective over a round's answers, whatever their advantages come from.

    Args:
        policy: changed through ``guarded``, which may hold other models beside it.
        descent: steps, and goes back where numbers broke; a state is kept every ``config.keep_every`` rounds.
        config: the recipe; its seed decides the order of the answers.
        precision: numbers of the matrix products.
    """

    def __init__(
        self, policy: GPT, descent: GuardedOptimizer[int], config: PolicyGradientConfig, precision: Precision
    ) -> None:
        self.policy = policy
        self.descent = descent
        self.config = config
        self.precision = precision
        self._rng = np.random.default_rng(config.seed)

    def state(self) -> TrainerState:
        """The dice of the order."""
        return TrainerState(values={"dice": numpy_dice(self._rng)})

    def load_state(self, saved: TrainerState) -> None:
        """Put back what ``state`` gave."""
        put_numpy_dice(self._rng, saved.values["dice"])

    def run(
        self,
        judged: Judged,
        advantages: Tensor,
        progress: float,
        done: int,
        *,
        value_loss: Callable[[Rollout, list[int]], Tensor] | None = None,
        rehearse: Callable[[], float] | None = None,
    ) -> Generator[PartReport, None, Update | None]:
        """Update from ``advantages`` (B, T - 1); None where numbers broke and the last good state is back.

        Args:
            judged: the round's answers.
            advantages: of their tokens, 0 outside of the answers.
            progress: share of the rounds done, 0 to 1, for the schedule.
            done: rounds done.
            value_loss: of some rows of the rollout, for a value model in ``guarded``.
            rehearse: adds further gradients to an update and returns the loss they came from.

        Yields:
            How many answers have been learned from, every epoch counted.

        Raises:
            TrainingDiverged: after several rollbacks to the same state.
        """
        c, rollout = self.config, judged.rollout
        factor = c.schedule.factor(done, progress)
        tally = _Tally()
        for epoch in range(c.epochs):
            order = self._rng.permutation(len(rollout)).tolist()
            for at in range(0, len(order), c.minibatch):
                minibatch = order[at : at + c.minibatch]
                n_tokens = int(rollout.mask[minibatch].sum())
                self.descent.zero_grad()
                loss = rehearse() if rehearse is not None else 0.0
                learned = 0
                for rows in rollout.parts(minibatch, c.at_once):
                    part = rollout.rows(rows)
                    share = int(part.mask.sum()) / n_tokens  # of the minibatch's mean over tokens
                    logprobs = answer_logprobs(self.policy, part.ids, part.mask, self.precision)
                    old, advantage = (x[rows, : part.mask.shape[1]] for x in (judged.logprobs, advantages))
                    policy_loss, clipped = ppo_policy_loss(logprobs, old, advantage, part.mask, c.clip)
                    (policy_loss * share).backward()
                    losses = {"policy": policy_loss.detach()}
                    if value_loss is not None:
                        losses["value"] = value_loss(part, rows)
                        (losses["value"] * share).backward()
                    loss += share * sum(float(x.detach()) for x in losses.values())
                    tally.add(logprobs.detach() - old, part.mask, clipped=clipped, **losses)
                    learned += len(rows)
                    yield PartReport("learning", epoch * len(rollout) + at + learned, c.epochs * len(rollout))
                first = epoch == 0 and at == 0 and done % c.keep_every == 0
                if self.descent.step(loss, factor, keep_as=done if first else None) is None:
                    return None
        return Update(
            ratio_max=tally.ratio_max,
            clip_fraction=tally.mean("clipped"),
            approx_kl=tally.mean("approx_kl"),
            policy_loss=tally.mean("policy"),
            value_loss=tally.mean("value") if value_loss is not None else None,
            learning_rate=c.optim.adam_lr * factor * self.descent.rate_scale,
        )


class _Tally:
    """Means over the tokens of an update."""

    def __init__(self) -> None:
        self.ratio_max = 0.0
        self._tokens = 0
        self._sums: dict[str, float] = {}

    def add(self, log_ratio: Tensor, mask: Tensor, **means: Tensor) -> None:
        n = int(mask.sum())
        self._tokens += n
        self.ratio_max = max(self.ratio_max, float(log_ratio[mask].max().exp()))
        means["approx_kl"] = 0.5 * masked_mean(log_ratio.square(), mask)
        for name, x in means.items():
            self._sums[name] = self._sums.get(name, 0.0) + n * float(x.detach())

    def mean(self, name: str) -> float:
        return self._sums[name] / self._tokens

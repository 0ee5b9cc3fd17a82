"""Rounds of learning from a judge: answer, judge, learn, tell; and the update that PPO and RLOO share.

A method says how it learns from judged answers (``Method``); everything else about a round is here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.training.arithmetic import Arithmetic
from explainer.training.descent import Descent
from explainer.training.feedback import Asker, FeedbackConfig, Judged, Leash
from explainer.training.objectives import masked_mean, ppo_policy_loss
from explainer.training.optim import OptimConfig
from explainer.training.reports import FinishedReport, PartReport, RollbackReport, RoundReport
from explainer.training.rollout import Rollout, answer_logprobs, distinct_2
from explainer.training.schedule import Schedule
from explainer.training.speed import Stopwatch

FeedbackReport = PartReport | RoundReport | RollbackReport | FinishedReport


@dataclass(slots=True, kw_only=True)
class Update:
    """What a method measured while it learned from a round; see ``RoundReport``. None where it has no such number.

    Attributes:
        judged: the answers to report on, where they are not those that were asked for.
    """

    ratio_max: float | None = None
    clip_fraction: float | None = None
    approx_kl: float | None = None
    policy_loss: float | None = None
    value_loss: float | None = None
    explained_variance: float | None = None
    leash: float | None = None
    learning_rate: float | None = None
    kl_bound: float | None = None
    judged: Judged | None = None


class Method(Protocol):
    """A way to learn from judged answers.

    Attributes:
        name: in reports.
        per_prompt: answers it wants to each prompt.
        descent: where it can go back to; None where it changes no weights.
    """

    name: str
    per_prompt: int
    descent: Descent[int] | None

    def learn(
        self, judged: Judged, coefficient: float, progress: float, done: int
    ) -> Generator[PartReport, None, Update | None]:
        """Change the policy after ``done`` rounds; None where numbers broke and the last good state is back."""


def run_rounds(
    method: Method, asker: Asker, rounds: int, leash: Leash, config: FeedbackConfig, watch: Stopwatch
) -> Iterator[FeedbackReport]:
    """Ask, judge, learn and tell, round after round.

    Raises:
        TrainingDiverged: after several rollbacks to the same state.
    """
    done, tokens = 0, 0
    while done < rounds:
        update: Update | None = None
        if asker.can_write or method.descent is None:
            judged = yield from asker.ask(method.per_prompt)
            update = yield from method.learn(judged, leash.coefficient, done / rounds, done)
        else:
            method.descent.go_back()
        if update is None:
            assert method.descent is not None
            failed, done = done + 1, method.descent.kept_at
            yield RollbackReport(step=failed, back_to=done, rate_scale=method.descent.rate_scale)
            continue
        done, tokens = done + 1, tokens + int(judged.rollout.mask.sum())
        leash.adapt(float(judged.kl.sum()) / len(judged.rollout), len(judged.rollout))
        yield _report(method.name, judged, update, done, rounds, asker.answers, watch, config.examples)
    yield FinishedReport(done, tokens, watch.seconds)


def _report(
    name: str, judged: Judged, update: Update, done: int, rounds: int, answers: int, watch: Stopwatch, examples: int
) -> RoundReport:
    """Tell how a round went; ``done`` rounds of ``rounds`` are over, ``answers`` were tried."""
    chosen = update.judged is not None  # then what was measured on the way is not what the chosen answers come from
    judged = update.judged or judged
    rollout, n_tokens, kl = judged.rollout, int(judged.rollout.mask.sum()), float(judged.kl.sum())
    return RoundReport(
        method=name,
        round=done,
        rounds=rounds,
        answers=answers,
        score_mean=float(judged.scores.mean()),
        score_std=float(judged.scores.std(correction=0)),
        kl_nats=None if chosen else kl / len(rollout),
        kl_per_token=None if chosen else kl / n_tokens,
        kl_bound=update.kl_bound,
        length_mean=n_tokens / len(rollout),
        ended_share=float(rollout.ended.float().mean()),
        entropy=None if chosen else float(judged.entropy.sum()) / n_tokens,
        distinct_2=distinct_2(rollout.answers),
        ratio_max=update.ratio_max,
        clip_fraction=update.clip_fraction,
        approx_kl=update.approx_kl,
        policy_loss=update.policy_loss,
        value_loss=update.value_loss,
        explained_variance=update.explained_variance,
        leash=update.leash,
        learning_rate=update.learning_rate,
        seconds=watch.seconds,
        seconds_left=watch.seconds / done * (rounds - done),
        examples=tuple(
            (tuple(rollout.prompts[i]), tuple(rollout.answers[i]), float(judged.scores[i]))
            for i in range(0, len(rollout), max(1, len(rollout) // examples))[:examples]
        ),
    )


# ---- the update that policy gradients share -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientConfig(FeedbackConfig):
    """What methods have that follow the gradient of the reward; the numbers are a trial's (FACTS).

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
        policy: changed through ``descent``, which may hold other models beside it.
    """

    def __init__(self, policy: GPT, descent: Descent[int], config: GradientConfig, arithmetic: Arithmetic) -> None:
        self.policy = policy
        self.descent = descent
        self.config = config
        self.arithmetic = arithmetic
        self._rng = np.random.default_rng(config.seed)

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
            advantages: of their tokens.
            progress: share of the rounds done, for the schedule.
            done: rounds done.
            value_loss: of some rows of the rollout, for a value model in ``descent``.
            rehearse: adds further gradients to an update and returns the loss they came from.
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
                    logprobs = answer_logprobs(self.policy, part.ids, part.mask, self.arithmetic)
                    old, advantage = (x[rows, : part.mask.shape[1]] for x in (judged.logprobs, advantages))
                    policy_loss, clipped = ppo_policy_loss(logprobs, old, advantage, part.mask, c.clip)
                    (policy_loss * share).backward()
                    losses = {"policy": policy_loss.detach()}
                    if value_loss is not None:
                        losses["value"] = value_loss(part, rows)
                        (losses["value"] * share).backward()
                    loss += share * sum(float(x.detach()) for x in losses.values())
                    tally.add((logprobs.detach() - old), part.mask, clipped=clipped, **losses)
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

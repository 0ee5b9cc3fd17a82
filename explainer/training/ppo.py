"""Stage three: proximal policy optimisation (PPO) against the judge, on a leash.

One round, as in Stiennon et al. (2020, arXiv 2009.01325), Ouyang et al. (2022, arXiv 2203.02155) and the code of
Ziegler et al. (2019), lm-human-preferences:

1. the policy writes an answer to every prompt of the round;
2. the judge scores each at its last token; every token pays for how much likelier the policy finds it than the
   reference does (``kl_penalised_rewards``);
3. a *value model*, which began as a copy of the judge, said at each token what reward to expect; how much better it
   went is the token's advantage (``gae``), scaled to mean 0 and standard deviation 1 over the round (``whiten``);
4. some epochs over minibatches: make tokens with an advantage likelier, those with a disadvantage less likely, but by
   no more than the clip range at once (``ppo_policy_loss``); and teach the value model (``ppo_value_loss``).

With ``ptx_weight`` the policy also goes on reading pretraining text (PPO-ptx; Ouyang et al., equation 2).

Shapes are those of ``rollout``: entry t of (B, T - 1) belongs to token t + 1, and its value is the one at position t,
before the token was drawn.

What it leaves out: an entropy bonus, early stopping on KL, dropout, several machines.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.training.arithmetic import Arithmetic
from explainer.training.batches import TokenSource, WindowSampler
from explainer.training.descent import Descent
from explainer.training.feedback import Asker, FeedbackConfig, Judged, Leash, Scorer, Update, round_report
from explainer.training.optim import OptimConfig, Optimizer
from explainer.training.reports import FinishedReport, PartReport, RollbackReport, RoundReport
from explainer.training.reward import RewardModel
from explainer.training.rollout import Rollout, answer_logprobs
from explainer.training.schedule import Schedule
from explainer.training.speed import Stopwatch


@dataclass(frozen=True, slots=True, kw_only=True)
class PPOConfig(FeedbackConfig):
    """How PPO goes about it; the numbers are a trial's (FACTS).

    Attributes:
        optim, value_optim: of the policy and of the value model, which may learn faster.
        schedule: of both rates, over the rounds; constant, so that the leash means the same all the time.
        clip: how far a token's probability ratio is followed, either way.
        value_clip: how far a value is followed away from what it was when the answer was written.
        gamma: no discount: an answer is a few dozen tokens, and only its end is scored.
        lam: of GAE; below 1 trades variance for the value model's bias.
        epochs: over each round's answers.
        minibatch: answers in one update.
        ptx_weight: of the loss on pretraining text; 0 leaves it out.
        ptx_windows: windows of that text in one update.
        keep_every: rounds between two copies of the state to go back to.
    """

    optim: OptimConfig = field(default_factory=lambda: OptimConfig(muon_lr=0.0, adam_lr=2e-4, betas=(0.9, 0.95)))
    value_optim: OptimConfig = field(default_factory=lambda: OptimConfig(muon_lr=0.0, adam_lr=5e-4, betas=(0.9, 0.95)))
    schedule: Schedule = field(default_factory=lambda: Schedule(warmup_steps=0, constant_until=1.0))
    clip: float = 0.2
    value_clip: float = 0.2
    gamma: float = 1.0
    lam: float = 0.95
    epochs: int = 2
    minibatch: int = 32
    ptx_weight: float = 0.0
    ptx_windows: int = 4
    keep_every: int = 5


# ---- the mathematics ------------------------------------------------------------------------------------------------


def kl_penalised_rewards(
    scores: Tensor,
    logprobs: Tensor,
    ref_logprobs: Tensor,
    mask: Tensor,
    coefficient: float,
    ended: Tensor,
    no_end_penalty: float,
) -> Tensor:
    """Reward of every token, (B, T - 1): -coefficient · ln(policy / reference), and at the last one the score too.

    Args:
        scores: (B,) the judge's.
        logprobs: (B, T - 1) of the tokens taken, by the policy that wrote them.
        ref_logprobs: the same by the reference.
        mask: (B, T - 1) True on answers.
        coefficient: of the leash, in score per nat.
        ended: (B,) False where an answer has no end.
        no_end_penalty: what such an answer gets instead of its score, since there is nothing to judge yet.
    """
    rewards = -coefficient * (logprobs - ref_logprobs) * mask
    places = torch.arange(mask.shape[1], device=mask.device)
    last = (mask * places).amax(dim=1)  # (B,)
    final = torch.where(ended, scores, torch.full_like(scores, no_end_penalty))
    return rewards.scatter_add(1, last[:, None], final[:, None])


def gae(rewards: Tensor, values: Tensor, mask: Tensor, gamma: float = 1.0, lam: float = 0.95) -> tuple[Tensor, Tensor]:
    """Generalised advantage estimation (Schulman et al. 2016, arXiv 1506.02438).

    delta_t = r_t + gamma · V_{t+1} - V_t, with V = 0 after the last token, and A_t = delta_t + gamma · lam · A_{t+1}.

    Args:
        rewards: (B, T - 1) of each token.
        values: (B, T - 1) expected before each token.
        mask: (B, T - 1) True on answers, which have no gaps.
        gamma: discount, 0 to 1.
        lam: 1 trusts what happened, 0 the value model.

    Returns:
        Advantages and returns (advantage + value), (B, T - 1) each, 0 where masked.
    """
    rewards, values = rewards * mask, values * mask  # so everything after the last token is 0
    advantages = torch.zeros_like(rewards)
    following = torch.zeros_like(rewards[:, 0])
    for t in reversed(range(rewards.shape[1])):
        next_value = values[:, t + 1] if t + 1 < rewards.shape[1] else torch.zeros_like(following)
        delta = rewards[:, t] + gamma * next_value - values[:, t]
        following = (delta + gamma * lam * following) * mask[:, t]
        advantages[:, t] = following
    return advantages, (advantages + values) * mask


def masked_mean(x: Tensor, mask: Tensor) -> Tensor:
    """Mean over the places where ``mask`` is True."""
    return (x * mask).sum() / mask.sum()


def whiten(x: Tensor, mask: Tensor) -> Tensor:
    """Shift and scale to mean 0 and variance 1 over the places where ``mask`` is True; 0 elsewhere."""
    mean = masked_mean(x, mask)
    variance = masked_mean((x - mean).square(), mask)
    return (x - mean) * (variance + 1e-8).rsqrt() * mask


def ppo_policy_loss(
    logprobs: Tensor, old_logprobs: Tensor, advantages: Tensor, mask: Tensor, clip: float
) -> tuple[Tensor, Tensor]:
    """PPO's clipped objective (Schulman et al. 2017, arXiv 1707.06347, equation 7), to be made small.

    Args:
        logprobs: (B, T - 1) now.
        old_logprobs: (B, T - 1) when the answers were written.
        advantages: (B, T - 1) of the tokens.
        mask: (B, T - 1) True on answers.
        clip: range of the ratio around 1.

    Returns:
        The mean over tokens of -min(ratio · A, clip(ratio, 1 - clip, 1 + clip) · A), and the share of tokens at which
        the second was taken for being smaller.
    """
    ratio = (logprobs - old_logprobs).exp()
    free, clipped = -advantages * ratio, -advantages * ratio.clamp(1 - clip, 1 + clip)
    return masked_mean(torch.maximum(free, clipped), mask), masked_mean((clipped > free).float(), mask).detach()


def ppo_value_loss(values: Tensor, old_values: Tensor, returns: Tensor, mask: Tensor, clip: float) -> Tensor:
    """Half the mean squared error of the values, (B, T - 1) each, or of the values held near the old, if larger."""
    near = old_values + (values - old_values).clamp(-clip, clip)
    return 0.5 * masked_mean(torch.maximum((values - returns).square(), (near - returns).square()), mask)


def explained_variance(values: Tensor, returns: Tensor, mask: Tensor) -> float:
    """1 - Var(returns - values) / Var(returns) over the masked places; 0 where the returns are all the same."""
    y, error = returns[mask], (returns - values)[mask]
    variance = float(y.var(correction=0))
    return 1 - float(error.var(correction=0)) / variance if variance > 1e-12 else 0.0


# ---- the stage ------------------------------------------------------------------------------------------------------


def ppo(
    policy: GPT,
    reference: GPT,
    reward_model: Scorer,
    prompts: Sequence[Sequence[int]],
    rounds: int,
    end_token: int,
    arithmetic: Arithmetic,
    config: PPOConfig | None = None,
    leash: Leash | None = None,
    *,
    value_model: RewardModel | None = None,
    source: TokenSource | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[PartReport | RoundReport | RollbackReport | FinishedReport]:
    """Train ``policy`` in place; yield a report after every part of every round.

    Args:
        policy: on the device of ``arithmetic``.
        reference: the fine-tuned model; not changed.
        reward_model: the judge; not changed.
        prompts: token ids.
        rounds: how many.
        end_token: ends an answer.
        arithmetic: device and numbers of the matrix products.
        config: the recipe.
        leash: may be changed from outside while this runs.
        value_model: trained in place; a copy of the judge where not given.
        source: pretraining text, needed where ``config.ptx_weight`` is above 0.
        clock: seconds; time is only counted while the generator runs.

    Raises:
        ValueError: no prompts; no value model for a judge that is none itself; no text for PPO-ptx.
        TrainingDiverged: after several rollbacks to the same state.
    """
    config = config or PPOConfig()
    if value_model is None:
        if not isinstance(reward_model, RewardModel):
            raise ValueError("a judge that is not a reward model needs a value model beside it")
        value_model = copy.deepcopy(reward_model)
    if config.ptx_weight > 0 and source is None:
        raise ValueError("PPO-ptx needs pretraining text")
    asker = Asker(policy, reference, reward_model, prompts, end_token, config, arithmetic)
    learner = _Learner(policy, value_model, arithmetic, config, source if config.ptx_weight > 0 else None)
    watch = Stopwatch(clock)
    return watch.around(_ppo(asker, learner, rounds, leash or Leash(), watch))


def _ppo(
    asker: Asker, learner: _Learner, rounds: int, leash: Leash, watch: Stopwatch
) -> Iterator[PartReport | RoundReport | RollbackReport | FinishedReport]:
    config = learner.config
    done, tokens = 0, 0
    while done < rounds:
        factor = config.schedule.factor(done, done / rounds)
        judged = yield from asker.ask()
        pulled = leash.coefficient
        update = yield from learner.learn(judged, pulled, factor, done)
        if update is None:
            failed, done = done + 1, learner.descent.kept_at
            yield RollbackReport(step=failed, back_to=done, rate_scale=learner.descent.rate_scale)
            continue
        done, tokens = done + 1, tokens + int(judged.rollout.mask.sum())
        report = round_report(
            "ppo",
            judged,
            update,
            done=done,
            rounds=rounds,
            answers=asker.answers,
            watch=watch,
            examples=config.examples,
        )
        leash.adapt(float(judged.kl.sum()) / len(judged.rollout), len(judged.rollout))
        yield report
    yield FinishedReport(done, tokens, watch.seconds)


class _Learner:
    """Step 3 and 4 of a round: from judged answers to new weights."""

    def __init__(
        self,
        policy: GPT,
        value_model: RewardModel,
        arithmetic: Arithmetic,
        config: PPOConfig,
        source: TokenSource | None,
    ) -> None:
        self.policy = policy
        self.value_model = value_model
        self.arithmetic = arithmetic
        self.config = config
        self.descent = Descent(
            0,
            Optimizer(policy, config.optim, arithmetic.dtype),
            Optimizer(value_model, config.value_optim, arithmetic.dtype),
        )
        self.windows = None if source is None else WindowSampler(source, policy.config.n_ctx + 1, config.seed)
        self._rng = np.random.default_rng(config.seed)

    def values(self, part: Rollout) -> Tensor:
        """What the value model expects before each token of the answers, (B, T - 1)."""
        values: Tensor = self.value_model(part.ids[:, :-1], self.arithmetic)
        return values * part.mask

    def learn(
        self, judged: Judged, coefficient: float, factor: float, done: int
    ) -> Generator[PartReport, None, Update | None]:
        """Update policy and value model; None where numbers broke and the last good state is back."""
        c, rollout = self.config, judged.rollout
        everyone = range(len(rollout))
        old_values = torch.zeros_like(judged.logprobs)
        for rows in rollout.parts(everyone, c.at_once):
            part = rollout.rows(rows)
            with torch.inference_mode():
                old_values[rows, : part.mask.shape[1]] = self.values(part)
            yield PartReport("judging", len(rollout), len(rollout))
        rewards = kl_penalised_rewards(
            c.reward_sign * judged.scores,
            judged.logprobs,
            judged.ref_logprobs,
            rollout.mask,
            coefficient,
            rollout.ended,
            c.no_end_penalty,
        )
        advantages, returns = gae(rewards, old_values, rollout.mask, c.gamma, c.lam)
        advantages = whiten(advantages, rollout.mask)
        tally = _Tally()
        of = c.epochs * len(rollout)
        for epoch in range(c.epochs):
            order = self._rng.permutation(len(rollout)).tolist()
            for at in range(0, len(order), c.minibatch):
                minibatch = order[at : at + c.minibatch]
                n_tokens = int(rollout.mask[minibatch].sum())
                self.descent.zero_grad()
                loss = self._rehearse()
                for rows in rollout.parts(minibatch, c.at_once):
                    part = rollout.rows(rows)
                    n = part.mask.shape[1]
                    share = float(part.mask.sum()) / n_tokens  # of the minibatch's mean over tokens
                    logprobs = answer_logprobs(self.policy, part.ids, part.mask, self.arithmetic)
                    old = judged.logprobs[rows, :n]
                    policy_loss, clipped = ppo_policy_loss(logprobs, old, advantages[rows, :n], part.mask, c.clip)
                    (policy_loss * share).backward()
                    values = self.values(part)
                    value_loss = ppo_value_loss(
                        values, old_values[rows, :n], returns[rows, :n], part.mask, c.value_clip
                    )
                    (value_loss * share).backward()
                    loss += share * (float(policy_loss.detach()) + float(value_loss.detach()))
                    tally.add(policy_loss, value_loss, clipped, (logprobs - old).detach(), part.mask)
                    yield PartReport("learning", epoch * len(rollout) + at + len(rows), of)
                first = epoch == 0 and at == 0 and done % c.keep_every == 0
                if self.descent.step(loss, factor, keep_as=done if first else None) is None:
                    return None
        return Update(
            ratio_max=tally.ratio_max,
            clip_fraction=tally.mean("clipped"),
            approx_kl=tally.mean("approx_kl"),
            policy_loss=tally.mean("policy"),
            value_loss=tally.mean("value"),
            explained_variance=explained_variance(old_values, returns, rollout.mask),
            leash=coefficient,
            learning_rate=c.optim.adam_lr * factor * self.descent.rate_scale,
        )

    def _rehearse(self) -> float:
        """PPO-ptx: gradients of the loss on pretraining text; its weighted value."""
        if self.windows is None:
            return 0.0
        text = self.windows.batch(self.config.ptx_windows).to(self.policy.device)  # (B, T + 1)
        with self.arithmetic.autocast():
            logits = self.policy(text[:, :-1])
        loss = self.config.ptx_weight * F.cross_entropy(logits.float().flatten(0, 1), text[:, 1:].reshape(-1))
        loss.backward()
        return float(loss.detach())


class _Tally:
    """Means over the tokens of an update."""

    def __init__(self) -> None:
        self.ratio_max = 0.0
        self._tokens = 0
        self._sums: dict[str, float] = {}

    def add(self, policy: Tensor, value: Tensor, clipped: Tensor, log_ratio: Tensor, mask: Tensor) -> None:
        n = int(mask.sum())
        self._tokens += n
        self.ratio_max = max(self.ratio_max, float(log_ratio[mask].max().exp()))
        approx_kl = 0.5 * masked_mean(log_ratio.square(), mask)
        for name, x in (("policy", policy), ("value", value), ("clipped", clipped), ("approx_kl", approx_kl)):
            self._sums[name] = self._sums.get(name, 0.0) + n * float(x.detach())

    def mean(self, name: str) -> float:
        return self._sums[name] / self._tokens

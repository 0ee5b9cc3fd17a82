"""What all ways to learn from a judge share: writing answers, having them judged, and telling how it went.

PPO, RLOO, DPO and best-of-n are different answers to one question: given answers and what a judge thinks of them, how
should the policy change? Everything before and after that question is here.

The *leash* is the KL penalty: every token that the policy finds likelier than its reference (the fine-tuned model) does
costs reward. It can be changed from outside while it runs, or adapt itself to a target (Ziegler et al. 2019, arXiv
1909.08593, section 2.2).
"""

from __future__ import annotations

import random
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from explainer.model.gpt import GPT
from explainer.training.arithmetic import Arithmetic
from explainer.training.examples import Deck
from explainer.training.reports import PartReport, RoundReport
from explainer.training.rollout import (
    Rollout,
    answer_logits,
    distinct_2,
    entropies,
    exact_kl,
    roll_out,
    spread,
    taken_logprobs,
)
from explainer.training.speed import Stopwatch


class Scorer(Protocol):
    """A judge of answers: a reward model, or a program."""

    def score(self, rollout: Rollout) -> Tensor:
        """How good each answer is, (B,); the higher the better."""


@dataclass(slots=True)
class Leash:
    """How dear it is to differ from the reference; may be changed from outside between two reports.

    Attributes:
        coefficient: reward lost per nat of log ratio, 0 or more. 0 cuts the leash.
        target: where given, the coefficient adapts itself until the KL per answer is about this many nats.
        horizon: answers over which it adapts; Ziegler et al. took 10,000 for runs of a million answers, ours has a few
            thousand.
    """

    coefficient: float = 0.12
    target: float | None = None
    horizon: float = 1_000.0

    def adapt(self, kl_nats: float, n_answers: int) -> None:
        """Pull harder where answers had more KL than the target, and less hard where less; nothing without a target."""
        if self.target is not None:
            error = min(max(kl_nats / self.target - 1, -0.2), 0.2)
            self.coefficient *= 1 + error * n_answers / self.horizon


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackConfig:
    """What every method has.

    Attributes:
        prompts_per_round: prompts answered in one round.
        max_new_tokens: bound on an answer; a shorter one cuts those who ramble, and they never learn to stop.
        temperature: of the dice; 1, so that what is learned from is drawn from the policy's own bets.
        no_end_penalty: the reward of an answer that was not brought to its end, instead of its score: there is nothing
            to judge yet.
        reward_sign: 1; -1 is the mishap of a sign flipped by mistake (Ziegler et al., section 4.4).
        at_once: answers computed on at once, so that nobody who interrupts waits long.
        examples: answers shown in a report.
        seed: of prompts and dice.
    """

    prompts_per_round: int = 64
    max_new_tokens: int = 48
    temperature: float = 1.0
    no_end_penalty: float = -2.0
    reward_sign: float = 1.0
    at_once: int = 16
    examples: int = 4
    seed: int = 0


@dataclass(slots=True, eq=False)
class Judged:
    """Answers, what the judge thinks of them, and what policy and reference thought on the way.

    Attributes:
        rollout: the answers.
        scores: (B,) the judge's.
        logprobs, ref_logprobs: (B, T - 1) of the tokens taken, by the policy that wrote and by the reference.
        kl: (B, T - 1) exact KL(policy || reference) in nats at each token. entropy: (B, T - 1) of the policy's bets.
    """

    rollout: Rollout
    scores: Tensor
    logprobs: Tensor
    ref_logprobs: Tensor
    kl: Tensor
    entropy: Tensor


def scores_to_rewards(scores: Tensor, ended: Tensor, config: FeedbackConfig) -> Tensor:
    """What answers are worth, (B,): the judge's scores with the sign wanted, and the penalty where there is no end."""
    return torch.where(ended, config.reward_sign * scores, torch.full_like(scores, config.no_end_penalty))


class Asker:
    """Writes and judges the answers of one round after the other.

    Args:
        policy: writes. reference: the leash's other end; its weights never change.
        scorer: judges.
        prompts: to draw from, each once before any comes again.
        end_token: ends an answer.
    """

    def __init__(
        self,
        policy: GPT,
        reference: GPT,
        scorer: Scorer,
        prompts: Sequence[Sequence[int]],
        end_token: int,
        config: FeedbackConfig,
        arithmetic: Arithmetic,
    ) -> None:
        if not prompts:
            raise ValueError("There is no prompt to answer.")
        self.policy = policy
        self.reference = reference
        self.scorer = scorer
        self.end_token = end_token
        self.config = config
        self.arithmetic = arithmetic
        self.answers = 0  # written so far
        self._deck = Deck([list(p) for p in prompts], config.seed)
        self._seeds = random.Random(config.seed)

    def ask(self, per_prompt: int = 1) -> Generator[PartReport, None, Judged]:
        """Answer the next prompts, ``per_prompt`` times each (rows of one prompt follow each other), and judge them."""
        rollout = yield from self.write(per_prompt)
        return (yield from self.judge(rollout))

    def write(self, per_prompt: int = 1) -> Generator[PartReport, None, Rollout]:
        """Only answer."""
        c = self.config
        prompts = [p for p in self._deck.draw(c.prompts_per_round) for _ in range(per_prompt)]
        seeds = [self._seeds.getrandbits(63) for _ in prompts]
        rollout = yield from roll_out(self.policy, prompts, c.max_new_tokens, seeds, self.end_token, c.temperature)
        self.answers += len(rollout)
        return rollout

    def judge(self, rollout: Rollout) -> Generator[PartReport, None, Judged]:
        """Score answers, and compare the bets of policy and reference along them."""
        device, shape = rollout.ids.device, rollout.mask.shape
        judged = Judged(
            rollout, torch.zeros(len(rollout), device=device), *(torch.zeros(shape, device=device) for _ in range(4))
        )
        done = 0
        for rows in rollout.parts(range(len(rollout)), self.config.at_once):
            part = rollout.rows(rows)
            width = part.mask.shape[1]
            with torch.inference_mode():
                logits = answer_logits(self.policy, part.ids, part.mask, self.arithmetic)
                ref_logits = answer_logits(self.reference, part.ids, part.mask, self.arithmetic)
                judged.scores[rows] = self.scorer.score(part).to(device, torch.float32)
                judged.logprobs[rows, :width] = taken_logprobs(logits, part.ids, part.mask)
                judged.ref_logprobs[rows, :width] = taken_logprobs(ref_logits, part.ids, part.mask)
                judged.kl[rows, :width] = exact_kl(logits, ref_logits, part.mask)[0]
                judged.entropy[rows, :width] = spread(entropies(logits), part.mask)
            done += len(rows)
            yield PartReport("judging", done, len(rollout))
        return judged


@dataclass(slots=True)
class Update:
    """What a method measured while it learned from a round; None where it has no such number."""

    ratio_max: float | None = None
    clip_fraction: float | None = None
    approx_kl: float | None = None
    policy_loss: float | None = None
    value_loss: float | None = None
    explained_variance: float | None = None
    leash: float | None = None
    learning_rate: float | None = None
    kl_bound: float | None = None


def round_report(
    method: str,
    judged: Judged,
    update: Update,
    *,
    done: int,
    rounds: int,
    answers: int,
    watch: Stopwatch,
    examples: int,
    kl_measured: bool = True,
) -> RoundReport:
    """Tell how a round went; ``done`` rounds of ``rounds`` are over, ``answers`` were tried."""
    rollout, n_tokens = judged.rollout, int(judged.rollout.mask.sum())
    kl = float(judged.kl.sum())
    return RoundReport(
        method=method,
        round=done,
        rounds=rounds,
        answers=answers,
        score_mean=float(judged.scores.mean()),
        score_std=float(judged.scores.std(correction=0)),
        kl_nats=kl / len(rollout) if kl_measured else None,
        kl_per_token=kl / n_tokens if kl_measured else None,
        kl_bound=update.kl_bound,
        length_mean=n_tokens / len(rollout),
        ended_share=float(rollout.ended.float().mean()),
        entropy=float(judged.entropy.sum()) / n_tokens,
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
            for i in range(min(examples, len(rollout)))
        ),
    )

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
from explainer.training.examples import Deck
from explainer.training.precision import Precision
from explainer.training.reports import PartReport
from explainer.training.rollout import (
    Rollout,
    answer_logits,
    entropies,
    exact_kl,
    gather_logprobs,
    roll_out,
    spread,
)
from explainer.training.state import TrainerState, put_python_dice, python_dice


class Scorer(Protocol):
    """A judge of answers: a reward model, or a program."""

    def score(self, rollout: Rollout) -> Tensor:
        """How good each answer is, (B,); the higher the better."""


@dataclass(slots=True)
class KLPenalty:
    """How dear it is to differ from the reference; may be changed from outside between two reports.

    Attributes:
        coefficient: reward lost per nat of log ratio, 0 or more. 0 cuts the leash.
        adaptive_target: where given, the coefficient adapts itself until the KL per answer is about this many nats.
        horizon: answers over which it adapts; Ziegler et al. took 10,000 for runs of a million answers, ours has a few
            thousand.
    """

    coefficient: float = 0.12
    adaptive_target: float | None = None
    horizon: float = 1_000.0

    def adapt(self, kl_nats: float, n_answers: int) -> None:
        """Pull harder where answers had more KL than the target, and less hard where less; nothing without a target."""
        if self.adaptive_target is not None:
            error = min(max(kl_nats / self.adaptive_target - 1, -0.2), 0.2)
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
        examples: answers shown in a report, 1 or more.
        seed: of prompts and dice.
    """

    prompts_per_round: int = 64
    max_new_tokens: int = 48
    temperature: float = 1.0
    no_end_penalty: float = -2.0
    reward_sign: float = 1.0
    at_once: int = 8
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

    def rows(self, index: list[int]) -> Judged:
        """Only some rows."""
        rollout = self.rollout.rows(index)
        n = rollout.mask.shape[1]
        per_token = (x[index, :n] for x in (self.logprobs, self.ref_logprobs, self.kl, self.entropy))
        return Judged(rollout, self.scores[index], *per_token)

    def rewards(self, config: FeedbackConfig) -> Tensor:
        """What the answers are worth, (B,): scores with the sign wanted, or the penalty where there is no end."""
        penalty = torch.full_like(self.scores, config.no_end_penalty)
        return torch.where(self.rollout.ended, config.reward_sign * self.scores, penalty)


class RolloutCollector:
    """Writes and judges the answers of one round after the other.

    Args:
        policy: writes. reference: the leash's other end; its weights never change.
        scorer: judges.
        prompts: token ids of those to draw from, each once before any comes again.
        end_token: ends an answer.
        config: how many, how long, by which dice.
        precision: device and numbers of the matrix products.

    Raises:
        ValueError: there is no prompt.
    """

    def __init__(
        self,
        policy: GPT,
        reference: GPT,
        scorer: Scorer,
        prompts: Sequence[Sequence[int]],
        end_token: int,
        config: FeedbackConfig,
        precision: Precision,
    ) -> None:
        if not prompts:
            raise ValueError("There is no prompt to answer.")
        self.policy = policy
        self.reference = reference
        self.scorer = scorer
        self.end_token = end_token
        self.config = config
        self.precision = precision
        self.answers = 0  # written so far
        self._deck = Deck([list(p) for p in prompts], config.seed)
        self._seeds = random.Random(config.seed)

    @property
    def can_write(self) -> bool:
        """Whether all the policy's weights are finite numbers."""
        return all(bool(p.isfinite().all()) for p in self.policy.parameters())

    def state(self) -> TrainerState:
        """Which prompts wait to be answered, the dice, and how many answers there were."""
        return TrainerState.of({"deck": self._deck.state()}, dice=python_dice(self._seeds), answers=self.answers)

    def load_state(self, saved: TrainerState) -> None:
        """Put back what ``state`` gave.

        Raises:
            ValueError: it is of other prompts.
        """
        self._deck.load_state(saved.part("deck"))
        put_python_dice(self._seeds, saved.values["dice"])
        self.answers = int(saved.values["answers"])

    def ask(self, per_prompt: int = 1) -> Generator[PartReport, None, Judged]:
        """Answer the next prompts, ``per_prompt`` times each (rows of one prompt follow each other), and judge them."""
        rollout = yield from self.write(per_prompt)
        return (yield from self.judge(rollout))

    def write(self, per_prompt: int = 1) -> Generator[PartReport, None, Rollout]:
        """Only answer.

        Raises:
            ValueError: a prompt leaves no room for an answer.
        """
        c = self.config
        prompts = [p for p in self._deck.draw(c.prompts_per_round) for _ in range(per_prompt)]
        seeds = [self._seeds.getrandbits(63) for _ in prompts]
        rollout = yield from roll_out(self.policy, prompts, c.max_new_tokens, seeds, self.end_token, c.temperature)
        self.answers += len(rollout)
        return rollout

    def judge(self, rollout: Rollout) -> Generator[PartReport, None, Judged]:
        """Score answers, and compare the bets of policy and reference along them; nothing learns from this.

        The log-probabilities are those of the arithmetic that learns (bf16 where that is the faster), while answers are
        drawn in fp32. So a ratio to them begins at 1, whatever the arithmetic; but the policy that wrote differs from
        them by rounding: of sharp bets by .01 nats a token (root mean square; .05 at the most), which is
        half its square, some 1e-4, in ``approx_kl``, and far within the clip range of .2.
        """
        device, shape = rollout.ids.device, rollout.mask.shape
        judged = Judged(
            rollout, torch.zeros(len(rollout), device=device), *(torch.zeros(shape, device=device) for _ in range(4))
        )
        done = 0
        for rows in rollout.parts(range(len(rollout)), self.config.at_once):
            part = rollout.rows(rows)
            width = part.mask.shape[1]
            with torch.inference_mode():
                logits = answer_logits(self.policy, part.ids, part.mask, self.precision)
                itself = self.reference is self.policy  # best of n: nothing to compare with
                ref_logits = logits if itself else answer_logits(self.reference, part.ids, part.mask, self.precision)
                judged.scores[rows] = self.scorer.score(part).to(device, torch.float32)
                judged.logprobs[rows, :width] = gather_logprobs(logits, part.ids, part.mask)
                judged.ref_logprobs[rows, :width] = gather_logprobs(ref_logits, part.ids, part.mask)
                judged.kl[rows, :width] = exact_kl(logits, ref_logits, part.mask)[0]
                judged.entropy[rows, :width] = spread(entropies(logits), part.mask)
            done += len(rows)
            yield PartReport("judging", done, len(rollout))
        return judged

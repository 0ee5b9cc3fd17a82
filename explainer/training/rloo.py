"""RLOO: REINFORCE with a leave-one-out baseline, a simpler way than PPO (Ahmadian et al. 2024, arXiv 2402.14740).

Each prompt is answered several times. How much better an answer was than the others to the same prompt is the advantage
of all its tokens: no value model, no advantage token by token. The leash is paid by the answer as a whole.

Decision: the paper makes one update from each batch, exactly on-policy, and needs no clipping. Ours goes over each
round's answers as often as PPO does, since writing them is dear, and so keeps PPO's clip range: ``epochs=1`` and a
``minibatch`` of the whole round are the paper's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from torch import nn

from explainer.model.gpt import GPT
from explainer.training.clipped_update import ClippedUpdate, PolicyGradientConfig
from explainer.training.feedback import Judged, KLPenalty, RolloutCollector, Scorer
from explainer.training.guarded import GuardedOptimizer
from explainer.training.objectives import leave_one_out
from explainer.training.optim import Optimizer
from explainer.training.precision import Precision
from explainer.training.reports import PartReport
from explainer.training.rounds import Rounds, Update, run_rounds
from explainer.training.state import TrainerState


@dataclass(frozen=True, slots=True, kw_only=True)
class RLOOConfig(PolicyGradientConfig):
    """How RLOO goes about it; what it shares with PPO is PPO's.

    Attributes:
        k: answers to each prompt, 2 or more; the paper took 2 and 4.
        prompts_per_round: fewer than PPO's, so that a round has as many answers.

    Raises:
        ValueError: ``k`` is below 2.
    """

    k: int = 4
    prompts_per_round: int = 16

    def __post_init__(self) -> None:
        if self.k < 2:
            raise ValueError(f"RLOO compares answers to the same prompt and needs at least 2 of each, not {self.k}")


def rloo(
    policy: GPT,
    reference: GPT,
    scorer: Scorer,
    prompts: Sequence[Sequence[int]],
    rounds: int,
    end_token: int,
    precision: Precision,
    config: RLOOConfig | None = None,
    kl_penalty: KLPenalty | None = None,
    *,
    clock: Callable[[], float] = time.perf_counter,
    resume: TrainerState | None = None,
) -> Rounds:
    """Train ``policy`` in place; the iterator yields a report after every part of every round.

    Args:
        policy: on the device of ``precision``.
        reference: the fine-tuned model; not changed.
        scorer: judges; a program will do.
        prompts: token ids.
        rounds: how many.
        end_token: ends an answer.
        precision: device and numbers of the matrix products.
        config: the recipe.
        kl_penalty: may be changed from outside while this runs.
        clock: seconds; time is only counted while the iterator runs.
        resume: go on from there, with everything else as it was.

    Raises:
        ValueError: no prompts, or one that leaves no room for an answer.
        TrainingDiverged: after several rollbacks to the same state.
    """
    config = config or RLOOConfig()
    asker = RolloutCollector(policy, reference, scorer, prompts, end_token, config, precision)
    return run_rounds(RLOO(policy, precision, config), asker, rounds, kl_penalty or KLPenalty(), clock, resume)


class RLOO:
    """From judged answers to a new policy."""

    name = "rloo"

    def __init__(self, policy: GPT, precision: Precision, config: RLOOConfig) -> None:
        self.config = config
        self.per_prompt = config.k
        self.descent: GuardedOptimizer[int] | None = GuardedOptimizer(
            0, Optimizer(policy, config.optim, precision.dtype)
        )
        self._update = ClippedUpdate(policy, self.descent, config, precision)
        self.trained: dict[str, nn.Module] = {}

    def state(self) -> TrainerState:
        """The order of updates."""
        return self._update.state()

    def load_state(self, saved: TrainerState) -> None:
        """Put back what ``state`` gave."""
        self._update.load_state(saved)

    def learn(
        self, judged: Judged, coefficient: float, progress: float, done: int
    ) -> Generator[PartReport, None, Update | None]:
        """Update the policy; None where numbers broke and the last good state is back."""
        log_ratio = (judged.logprobs - judged.ref_logprobs).sum(dim=1)  # (B,) of whole answers
        advantages = leave_one_out(judged.rewards(self.config) - coefficient * log_ratio, self.config.k)
        update = yield from self._update.run(judged, advantages[:, None] * judged.rollout.mask, progress, done)
        if update is not None:
            update.kl_coefficient = coefficient
        return update

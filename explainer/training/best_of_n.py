"""Best of n: write several answers, keep the judge's favourite. Nothing is learned, and yet answers get better.

It is the plainest way to use a judge, and what the others are measured against (Stiennon et al. 2020, arXiv 2009.01325,
figure 5). Its price is paid at every question anew: n answers for one. There is no leash but n; how far it drifts from
the policy that writes is told by an upper bound (``best_of_n_kl_bound``), since the exact KL would need the probability
of every possible answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from torch import nn

from explainer.model.gpt import GPT
from explainer.training.feedback import FeedbackConfig, Judged, KLPenalty, RolloutCollector, Scorer
from explainer.training.guarded import GuardedOptimizer
from explainer.training.objectives import best_of_n_kl_bound
from explainer.training.precision import Precision
from explainer.training.reports import PartReport
from explainer.training.rounds import Rounds, Update, run_rounds
from explainer.training.state import TrainerState


@dataclass(frozen=True, slots=True, kw_only=True)
class BestOfNConfig(FeedbackConfig):
    """How best-of-n goes about it.

    Attributes:
        n: answers to choose from, 1 or more.
        prompts_per_round: fewer than PPO's; a round still has twice as many answers.

    Raises:
        ValueError: ``n`` is below 1.
    """

    n: int = 8
    prompts_per_round: int = 16

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError(f"best-of-n needs at least 1 answer to each prompt, not {self.n}")


def best_of_n(
    policy: GPT,
    scorer: Scorer,
    prompts: Sequence[Sequence[int]],
    rounds: int,
    end_token: int,
    precision: Precision,
    config: BestOfNConfig | None = None,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> Rounds:
    """Answer prompts round after round; reports tell of the favourites. ``policy`` is not changed.

    Args:
        policy: writes.
        scorer: judges.
        prompts: token ids.
        rounds: how many.
        end_token: ends an answer.
        precision: device and numbers of the matrix products.
        config: the recipe.
        clock: seconds; time is only counted while the generator runs.

    Raises:
        ValueError: no prompts.
    """
    config = config or BestOfNConfig()
    asker = RolloutCollector(policy, policy, scorer, prompts, end_token, config, precision)
    return run_rounds(BestOfN(config), asker, rounds, KLPenalty(coefficient=0.0), clock)


class BestOfN:
    """From judged answers to the favourite of each prompt."""

    name = "best_of_n"
    descent: GuardedOptimizer[int] | None = None

    def __init__(self, config: BestOfNConfig) -> None:
        self.config = config
        self.per_prompt = config.n
        self.trained: dict[str, nn.Module] = {}

    def state(self) -> TrainerState:
        """Nothing: every round is alike."""
        return TrainerState()

    def load_state(self, saved: TrainerState) -> None:
        """Nothing to put back."""

    def learn(
        self, judged: Judged, coefficient: float, progress: float, done: int
    ) -> Generator[PartReport, None, Update | None]:
        """Choose; the leash and how far the rounds have come make no difference."""
        n = self.config.n
        best = judged.rewards(self.config).view(-1, n).argmax(dim=1).tolist()
        favourites = judged.rows([prompt * n + place for prompt, place in enumerate(best)])
        yield PartReport("learning", len(judged.rollout), len(judged.rollout))
        return Update(judged=favourites, kl_bound=best_of_n_kl_bound(n))

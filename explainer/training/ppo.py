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

What it leaves out: an entropy bonus, early stopping on KL, dropout, several machines.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.model.gpt import GPT
from explainer.training.batches import TokenSource, WindowSampler
from explainer.training.clipped_update import ClippedUpdate, PolicyGradientConfig
from explainer.training.feedback import Judged, KLPenalty, RolloutCollector, Scorer
from explainer.training.guarded import GuardedOptimizer
from explainer.training.objectives import explained_variance, gae, kl_penalised_rewards, ppo_value_loss, whiten
from explainer.training.optim import OptimConfig, Optimizer
from explainer.training.precision import Precision
from explainer.training.reports import PartReport
from explainer.training.reward import RewardModel
from explainer.training.rollout import Rollout
from explainer.training.rounds import Rounds, Update, run_rounds
from explainer.training.state import TrainerState


@dataclass(frozen=True, slots=True, kw_only=True)
class PPOConfig(PolicyGradientConfig):
    """How PPO goes about it; the numbers are those of a trial on Storyland that changed the manner in 10 to 14 s.

    Attributes:
        value_optim: of the value model, which may learn faster than the policy.
        value_clip: how far a value is followed away from what it was when the answer was written, in score.
        gamma: no discount: an answer is a few dozen tokens, and only its end is scored.
        lam: of GAE; below 1 trades variance for the value model's bias.
        ptx_weight: of the loss on pretraining text; 0 leaves it out.
        ptx_windows: windows of that text in one update.
    """

    value_optim: OptimConfig = field(default_factory=lambda: OptimConfig(muon_lr=0.0, adam_lr=5e-4, betas=(0.9, 0.95)))
    value_clip: float = 0.2
    gamma: float = 1.0
    lam: float = 0.95
    ptx_weight: float = 0.0
    ptx_windows: int = 4


def ppo(
    policy: GPT,
    reference: GPT,
    reward_model: Scorer,
    prompts: Sequence[Sequence[int]],
    rounds: int,
    end_token: int,
    precision: Precision,
    config: PPOConfig | None = None,
    kl_penalty: KLPenalty | None = None,
    *,
    value_model: RewardModel | None = None,
    source: TokenSource | None = None,
    clock: Callable[[], float] = time.perf_counter,
    resume: TrainerState | None = None,
) -> Rounds:
    """Train ``policy`` in place; the iterator yields a report after every part of every round.

    Args:
        policy: on the device of ``precision``.
        reference: the fine-tuned model; not changed.
        reward_model: the judge; not changed.
        prompts: token ids.
        rounds: how many.
        end_token: ends an answer.
        precision: device and numbers of the matrix products.
        config: the recipe.
        kl_penalty: may be changed from outside while this runs.
        value_model: trained in place; a copy of the judge where not given.
        source: pretraining text, needed where ``config.ptx_weight`` is above 0.
        clock: seconds; time is only counted while the iterator runs.
        resume: go on from there, with everything else as it was.

    Raises:
        ValueError: no prompts, or one that leaves no room for an answer; no value model beside a judge that is no
            reward model; no text for PPO-ptx.
        TrainingDiverged: after several rollbacks to the same state.
    """
    config = config or PPOConfig()
    if value_model is None:
        if not isinstance(reward_model, RewardModel):
            raise ValueError("a judge that is not a reward model needs a value model beside it")
        value_model = copy.deepcopy(reward_model)
    if config.ptx_weight > 0 and source is None:
        raise ValueError("PPO-ptx needs pretraining text")
    asker = RolloutCollector(policy, reference, reward_model, prompts, end_token, config, precision)
    method = PPO(policy, value_model, precision, config, source if config.ptx_weight > 0 else None)
    return run_rounds(method, asker, rounds, kl_penalty or KLPenalty(), clock, resume)


class PPO:
    """Steps 2 to 4 of a round: from judged answers to new weights of policy and value model."""

    name = "ppo"
    per_prompt = 1

    def __init__(
        self,
        policy: GPT,
        value_model: RewardModel,
        precision: Precision,
        config: PPOConfig,
        source: TokenSource | None,
    ) -> None:
        self.policy = policy
        self.value_model = value_model
        self.precision = precision
        self.config = config
        self.descent: GuardedOptimizer[int] | None = GuardedOptimizer(
            0,
            Optimizer(policy, config.optim, precision.dtype),
            Optimizer(value_model, config.value_optim, precision.dtype),
        )
        self._update = ClippedUpdate(policy, self.descent, config, precision)
        self._windows = None if source is None else WindowSampler(source, policy.config.n_ctx + 1, config.seed)
        self.trained: dict[str, nn.Module] = {"value_model": value_model}

    def state(self) -> TrainerState:
        """The order of updates, and which text is to be read."""
        parts = {"update": self._update.state()}
        if self._windows is not None:
            parts["windows"] = self._windows.state()
        return TrainerState.of(parts)

    def load_state(self, saved: TrainerState) -> None:
        """Put back what ``state`` gave."""
        self._update.load_state(saved.part("update"))
        if self._windows is not None:
            self._windows.load_state(saved.part("windows"))

    def learn(
        self, judged: Judged, coefficient: float, progress: float, done: int
    ) -> Generator[PartReport, None, Update | None]:
        """Update both; None where numbers broke and the last good state is back."""
        c, rollout = self.config, judged.rollout
        rewards = kl_penalised_rewards(
            judged.rewards(c), judged.logprobs, judged.ref_logprobs, rollout.mask, coefficient
        )
        old_values = yield from self._expect(rollout)
        advantages, returns = gae(rewards, old_values, rollout.mask, c.gamma, c.lam)

        def value_loss(part: Rollout, rows: list[int]) -> Tensor:
            before, goal = (x[rows, : part.mask.shape[1]] for x in (old_values, returns))
            return ppo_value_loss(self._values(part), before, goal, part.mask, c.value_clip)

        update = yield from self._update.run(
            judged,
            whiten(advantages, rollout.mask),
            progress,
            done,
            value_loss=value_loss,
            rehearse=None if self._windows is None else self._rehearse,
        )
        if update is not None:
            update.explained_variance = explained_variance(old_values, returns, rollout.mask)
            update.kl_coefficient = coefficient
        return update

    def _values(self, part: Rollout) -> Tensor:
        """What the value model expects before each token of the answers, (B, T - 1)."""
        values: Tensor = self.value_model(part.ids, self.precision)  # (B, T)
        return values[:, :-1] * part.mask

    def _expect(self, rollout: Rollout) -> Generator[PartReport, None, Tensor]:
        """The same for a whole rollout, part by part, without gradients."""
        values = torch.zeros(rollout.mask.shape, device=rollout.ids.device)
        done = 0
        for rows in rollout.parts(range(len(rollout)), self.config.at_once):
            part = rollout.rows(rows)
            with torch.inference_mode():
                values[rows, : part.mask.shape[1]] = self._values(part)
            done += len(rows)
            yield PartReport("judging", done, len(rollout))
        return values

    def _rehearse(self) -> float:
        """PPO-ptx: gradients of the loss on pretraining text; its weighted value."""
        assert self._windows is not None
        text = self._windows.batch(self.config.ptx_windows).to(self.policy.device)  # (B, T + 1)
        with self.precision.autocast():
            logits = self.policy(text[:, :-1])
        loss = self.config.ptx_weight * F.cross_entropy(logits.float().flatten(0, 1), text[:, 1:].reshape(-1))
        loss.backward()
        return float(loss.detach())

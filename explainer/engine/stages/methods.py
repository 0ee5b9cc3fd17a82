"""The ways to use a judge or votes, behind one call: PPO, RLOO, DPO, and best of n, which learns nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from explainer.model.gpt import GPT
from explainer.training.batches import TokenSource
from explainer.training.best_of_n import BestOfNConfig, best_of_n
from explainer.training.comparisons import Comparison
from explainer.training.dpo import DPOConfig, dpo
from explainer.training.feedback import KLPenalty
from explainer.training.ppo import PPOConfig, ppo
from explainer.training.precision import Precision
from explainer.training.reward import RewardModel
from explainer.training.rloo import RLOOConfig, rloo
from explainer.training.rounds import Rounds
from explainer.training.state import TrainerState

DPO_SHORTER = 4  # DPO needs fewer rounds: it reads votes and need not try answers
CHOICE_SHORTER = 10  # best of n: all rounds are alike
SHARED = ("max_new_tokens", "temperature", "no_end_penalty", "examples", "seed")  # settings the others take from PPO's


def rounds_of(method: str, rounds: int) -> int:
    """How many rounds ``method`` takes where PPO takes ``rounds``, 1 or more."""
    return max(1, rounds // {"dpo": DPO_SHORTER, "best_of_n": CHOICE_SHORTER}.get(method, 1))


def learn_from(
    method: str,
    *,
    policy: GPT,
    reference: GPT,
    judge: RewardModel,
    comparisons: Sequence[Comparison],
    prompts: Sequence[Sequence[int]],
    rounds: int,
    end_token: int,
    precision: Precision,
    config: PPOConfig,
    kl_penalty: KLPenalty,
    source: TokenSource | None,
    resume: TrainerState | None = None,
) -> Rounds:
    """Begin to train ``policy`` by a method; its reports follow.

    Args:
        method: ``ppo``, ``rloo``, ``dpo`` or ``best_of_n``.
        policy: changed in place; best of n only has it write.
        reference: not changed.
        judge: scores answers; DPO only reports its scores.
        comparisons: what DPO learns from.
        prompts: to be answered.
        rounds: of PPO's size.
        end_token: ends an answer.
        precision: device and numbers.
        config: PPO's; the others take over what they share with it.
        kl_penalty: may be changed while it runs; DPO keeps its own, best of n has none but n.
        source: pretraining text, for PPO-ptx.
        resume: go on from there, with everything else as it was; best of n, which learns nothing, begins again.

    Raises:
        ValueError: no such method.
    """
    shared: dict[str, Any] = {name: getattr(config, name) for name in SHARED}
    match method:
        case "ppo":
            return ppo(
                policy,
                reference,
                judge,
                prompts,
                rounds,
                end_token,
                precision,
                config,
                kl_penalty,
                source=source,
                resume=resume,
            )
        case "rloo":
            own = RLOOConfig(**shared, optim=config.optim)
            own = replace(own, prompts_per_round=max(1, config.prompts_per_round // own.k))  # as many answers a round
            return rloo(policy, reference, judge, prompts, rounds, end_token, precision, own, kl_penalty, resume=resume)
        case "dpo":
            config_of_dpo = DPOConfig(**shared)
            return dpo(
                policy,
                reference,
                judge,
                comparisons,
                prompts,
                rounds_of(method, rounds),
                end_token,
                precision,
                config_of_dpo,
                resume=resume,
            )
        case "best_of_n":
            fewer = rounds_of(method, rounds)
            return best_of_n(policy, judge, prompts, fewer, end_token, precision, BestOfNConfig(**shared))
    raise ValueError(f"there is no method “{method}”; there are: ppo, rloo, dpo, best_of_n")

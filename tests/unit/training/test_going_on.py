"""A trainer that goes on from its state does, to the bit, what it would have done without stopping."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch

from explainer.model.gpt import GPT
from explainer.training.comparisons import Comparison
from explainer.training.dpo import DPOConfig, dpo
from explainer.training.feedback import KLPenalty
from explainer.training.finetune import finetune
from explainer.training.ppo import ppo
from explainer.training.pretrain import pretrain
from explainer.training.reports import FinetuneReport, RoundReport, StepReport, ValidationReport
from explainer.training.reward import RewardModel
from explainer.training.rloo import rloo
from explainer.training.schedule import Budget
from explainer.training.state import Trainer, TrainerState
from tests.unit.training.bandit import END, PROMPTS, LikesOneToken, new_bandit
from tests.unit.training.telling import weights
from tests.unit.training.test_feedback import QUICK_PPO, QUICK_RLOO
from tests.unit.training.test_finetune import DEMONSTRATIONS
from tests.unit.training.test_finetune import QUICK as QUICK_SFT
from tests.unit.training.test_pretrain import QUICK as QUICK_PRETRAIN

Make = Callable[[GPT, TrainerState | None], Trainer[Any]]


def _through_a_file(state: TrainerState) -> TrainerState:
    """What is left of a state that was written and read: tensors of its own, values as JSON has them."""
    return TrainerState(state.copied().tensors, json.loads(json.dumps(dict(state.values), allow_nan=False)))


def _told(report: object) -> object:
    """What of a report does not depend on the clock."""
    match report:
        case StepReport():
            return report.step, report.tokens, report.loss, report.grad_norm, report.progress, report.accuracy
        case ValidationReport():
            return "validation", report.step, report.loss
        case FinetuneReport():
            return report.step, report.tokens, report.loss, report.rehearsal_loss, report.grad_norm
        case RoundReport():
            return report.round, report.answers, report.score_mean, report.kl_nats, report.value_loss, report.examples
    return None


def _all_told(reports: Iterator[object]) -> list[object]:
    return [told for report in reports if (told := _told(report)) is not None]


def _holds(make: Make, new: Callable[[], GPT], after: int) -> None:
    """Going on after so many reports tells the same as not stopping, and ends with the same weights."""
    whole = new()
    expected = _all_told(make(whole, None))
    stopped = new()
    trainer, told = make(stopped, None), []
    while len(told) < after:
        if (found := _told(next(trainer))) is not None:
            told.append(found)
    state = _through_a_file(trainer.state())
    for _ in range(7):  # what happens after the state was taken, and is lost
        next(trainer, None)
    gone_on = new()
    gone_on.load_state_dict(dict(state.part("model").tensors))
    rest = _all_told(make(gone_on, state))
    assert told + rest == expected
    assert len(rest) > 0 or after == len(expected)
    assert all(map(torch.equal, weights(gone_on), weights(whole)))


@pytest.mark.parametrize("after", [1, 2, 3, 11, 21, 22, 23, 40])
def test_pretraining(new_model, make_text, repeating, fp32, after):
    def make(model, resume):
        source = make_text(repeating.all, repeating.val, ready=100)
        return pretrain(model, source, Budget(steps=40), fp32, QUICK_PRETRAIN, resume=resume)

    _holds(make, new_model, after)


def test_pretraining_that_was_asked_to_finish_early(new_model, repeating, fp32):
    def make(model, resume):
        budget = Budget(steps=200)
        budget.finish_early(20, 0.0)
        return pretrain(model, repeating, budget, fp32, QUICK_PRETRAIN, resume=resume)

    _holds(make, new_model, 12)


def test_pretraining_at_a_lower_rate_after_numbers_broke_and_with_a_batch_to_be_read_again(new_model, repeating, fp32):
    trainer = pretrain(new_model(), repeating, Budget(steps=40), fp32, QUICK_PRETRAIN)
    next(trainer)
    trainer._learner.descent.rate_scale = 0.25
    batch = trainer._learner.read()
    trainer._learner.put_back(trainer._learner.memento(batch))
    state = _through_a_file(trainer.state())
    model = new_model()
    other = pretrain(model, repeating, Budget(steps=40), fp32, QUICK_PRETRAIN, resume=state)
    assert other._learner.descent.rate_scale == 0.25
    assert torch.equal(other._learner.read(), batch)


@pytest.mark.parametrize("after", [1, 5, 6, 20])
@pytest.mark.parametrize("rehearsing", [True, False])
def test_fine_tuning(new_model, repeating, fp32, after, rehearsing):
    config = replace(QUICK_SFT, steps=20, demonstrations=2, keep_every=4)

    def make(model, resume):
        return finetune(model, DEMONSTRATIONS, repeating if rehearsing else None, fp32, config, resume=resume)

    _holds(make, new_model, after)


@pytest.mark.parametrize("after", [1, 3, 5])
def test_ppo(fp32, repeating, after):
    start = new_bandit()
    config = replace(QUICK_PPO, ptx_weight=0.1, ptx_windows=2)

    def make(model, resume):
        kl_penalty = KLPenalty(0.05, adaptive_target=0.3)
        return ppo(
            model,
            start,
            LikesOneToken(),
            PROMPTS,
            5,
            END,
            fp32,
            config,
            kl_penalty,
            value_model=RewardModel(start),
            source=repeating,
            resume=resume,
        )

    _holds(make, lambda: copy.deepcopy(start), after)


def test_rloo(fp32):
    start = new_bandit()

    def make(model, resume):
        return rloo(model, start, LikesOneToken(), PROMPTS, 4, END, fp32, QUICK_RLOO, KLPenalty(), resume=resume)

    _holds(make, lambda: copy.deepcopy(start), 2)


def test_dpo(fp32):
    start = new_bandit()
    votes = [Comparison(tuple(prompt), (3, END), (other, END)) for prompt in PROMPTS for other in (1, 2, 4)]
    config = DPOConfig(prompts_per_round=4, max_new_tokens=2, comparisons=4, updates=2)

    def make(model, resume):
        return dpo(model, start, LikesOneToken(), votes, PROMPTS, 5, END, fp32, config, resume=resume)

    _holds(make, lambda: copy.deepcopy(start), 2)


def test_in_the_middle_of_a_round_the_state_is_that_of_its_beginning(fp32):
    start = new_bandit()
    policy = copy.deepcopy(start)
    trainer = rloo(policy, start, LikesOneToken(), PROMPTS, 4, END, fp32, QUICK_RLOO, KLPenalty())
    while not isinstance(next(trainer), RoundReport):
        pass
    before = weights(policy)
    while all(map(torch.equal, weights(policy), before)):  # until an update of the next round has been made
        assert not isinstance(next(trainer), RoundReport)
    state = trainer.state()
    assert all(map(torch.equal, state.part("model").tensors.values(), before))
    assert state.values["done"] == 1


@pytest.mark.parametrize("change", ["shape", "missing", "dice", "place"])
def test_a_state_of_something_else_is_refused_in_a_sentence(new_model, repeating, fp32, change):
    trainer = pretrain(new_model(), repeating, Budget(steps=40), fp32, QUICK_PRETRAIN)
    for _ in range(3):
        next(trainer)
    state = _through_a_file(trainer.state())
    tensors, values = dict(state.tensors), dict(state.values)
    name = "learner.descent.optimizer_0.adam.mean"
    match change:
        case "shape":
            tensors[name] = torch.zeros(3)
        case "missing":
            del tensors[name]
        case "dice":
            values["learner.sampler.dice"] = {"bit_generator": "of another kind"}
        case "place":
            values["learner.sampler.waiting"] = [10**9]
    with pytest.raises((ValueError, KeyError, TypeError)):
        pretrain(new_model(), repeating, Budget(steps=40), fp32, QUICK_PRETRAIN, resume=TrainerState(tensors, values))


def test_the_state_says_what_json_can_say(new_model, repeating, fp32):
    trainer = pretrain(new_model(), repeating, Budget(seconds=5.0), fp32, QUICK_PRETRAIN)
    next(trainer)
    assert math.isfinite(json.loads(json.dumps(dict(trainer.state().values)))["seconds"])

"""The alternatives to PPO: what RLOO, DPO and best-of-n do to a bandit whose answer is known."""

from __future__ import annotations

import copy
import math
from dataclasses import replace

import pytest
import torch

from explainer.model.gpt import GPT
from explainer.training import feedback
from explainer.training.best_of_n import BestOfNConfig, best_of_n
from explainer.training.comparisons import Comparison
from explainer.training.dpo import DPOConfig, dpo
from explainer.training.feedback import KLPenalty
from explainer.training.reports import RoundReport
from explainer.training.rloo import RLOOConfig
from tests.unit.training.bandit import ARMS, END, FAST, LIKED, PROMPTS, LikesOneToken, chance, new_bandit
from tests.unit.training.telling import only


@pytest.fixture(scope="module")
def bandit() -> GPT:
    return new_bandit()


def test_rloo_needs_two_answers_to_a_prompt():
    with pytest.raises(ValueError, match="at least 2"):
        RLOOConfig(k=1)


def test_best_of_n_keeps_the_judges_favourites_and_changes_nothing(bandit, fp32):
    """Of 8 answers one holds the liked token with probability 1 - (1 - p)⁸."""
    before = [p.detach().clone() for p in bandit.parameters()]
    config = BestOfNConfig(n=8, prompts_per_round=64, max_new_tokens=2)
    (report,) = only(best_of_n(bandit, LikesOneToken(), PROMPTS, 1, END, fp32, config), RoundReport)
    expected = 1 - (1 - chance(bandit)) ** 8
    assert report.score_mean == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / 64))
    assert report.answers == 512 and report.method == "best_of_n"
    assert report.kl_bound == pytest.approx(math.log(8) - 7 / 8)
    assert report.kl_nats is None and report.entropy is None and report.policy_loss is None
    assert all(torch.equal(p, q) for p, q in zip(before, bandit.parameters(), strict=True))


def test_best_of_one_is_the_policy_itself(bandit, fp32):
    config = BestOfNConfig(n=1, prompts_per_round=64, max_new_tokens=2, examples=64)
    (report,) = only(best_of_n(bandit, LikesOneToken(), PROMPTS, 1, END, fp32, config), RoundReport)
    assert report.kl_bound == 0
    assert {len(answer) for _, answer, _ in report.examples} == {2}
    assert report.score_mean == pytest.approx(sum(score for _, _, score in report.examples) / 64)


def test_best_of_n_does_not_compare_the_policy_with_itself(bandit, fp32, monkeypatch):
    """Its KL is 0 and not told: a second reading of every answer would be for nothing."""
    read = []
    real = feedback.answer_logits
    monkeypatch.setattr(feedback, "answer_logits", lambda *args: read.append(len(args[1])) or real(*args))
    config = BestOfNConfig(n=4, prompts_per_round=8, max_new_tokens=2)
    only(best_of_n(bandit, LikesOneToken(), PROMPTS, 2, END, fp32, config), RoundReport)
    assert sum(read) == 2 * 8 * 4


COMPARISONS = [
    Comparison(tuple(prompt), (LIKED, END), (arm, END)) for prompt in PROMPTS for arm in ARMS if arm != LIKED
]
QUICK_DPO = DPOConfig(prompts_per_round=8, max_new_tokens=2, optim=FAST, at_once=4)


@pytest.mark.parametrize(("liked_is", "direction"), [("chosen", 1), ("rejected", -1)])
def test_dpo_makes_what_was_chosen_likelier(bandit, fp32, liked_is, direction):
    votes = [c if liked_is == "chosen" else replace(c, chosen=c.rejected, rejected=c.chosen) for c in COMPARISONS]
    policy = copy.deepcopy(bandit)
    reports = list(dpo(policy, bandit, LikesOneToken(), votes, PROMPTS, 10, END, fp32, QUICK_DPO))
    rounds = only(reports, RoundReport)
    assert direction * (chance(policy) - chance(bandit)) > 0.05
    assert rounds[-1].policy_loss < rounds[0].policy_loss < math.log(2) + 1e-3
    assert rounds[0].kl_coefficient == 0.1 and rounds[0].value_loss is None


def test_dpo_with_a_tight_leash_moves_less(bandit, fp32):
    def moved(beta):
        policy = copy.deepcopy(bandit)
        kl_penalty = KLPenalty(coefficient=beta)
        list(dpo(policy, bandit, LikesOneToken(), COMPARISONS, PROMPTS, 40, END, fp32, QUICK_DPO, kl_penalty))
        return chance(policy)

    assert moved(10.0) < moved(0.1) - 0.1


def test_dpos_first_loss_is_that_of_guessing_whatever_the_parts(bandit, fp32):
    """While policy and reference are the same all margins are 0; the parts of a batch add up to its mean."""
    for at_once in (2, 4, 64):
        config = replace(QUICK_DPO, updates=1, at_once=at_once)
        reports = dpo(copy.deepcopy(bandit), bandit, LikesOneToken(), COMPARISONS, PROMPTS, 1, END, fp32, config)
        assert only(reports, RoundReport)[0].policy_loss == pytest.approx(math.log(2), abs=1e-5)


def test_dpo_refuses_what_it_cannot_learn_from(bandit, fp32):
    with pytest.raises(ValueError, match="no vote"):
        dpo(bandit, bandit, LikesOneToken(), [], PROMPTS, 1, END, fp32)
    with pytest.raises(ValueError, match="sees 8 at once"):
        dpo(bandit, bandit, LikesOneToken(), [Comparison((0,) * 8, (1,), (2,))], PROMPTS, 1, END, fp32)

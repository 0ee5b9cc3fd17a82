"""The mathematics of learning from a judge, on numbers worked by hand."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.training.objectives import (
    best_of_n_kl_bound,
    bradley_terry_loss,
    dpo_loss,
    explained_variance,
    gae,
    kl_penalised_rewards,
    leave_one_out,
    ppo_policy_loss,
    ppo_value_loss,
    whiten,
)


def row(*numbers):
    return torch.tensor([numbers])


ALL = torch.ones(1, 3, dtype=torch.bool)
NUMBERS = st.floats(-3, 3, width=32)


# ---- rewards --------------------------------------------------------------------------------------------------------


def test_every_token_pays_for_its_log_ratio_and_the_last_one_gets_the_score():
    """Row 1 has a prompt of one more token, two tokens of answer and padding."""
    mask = torch.tensor([[False, True, True, False], [True, True, True, True]])
    logprobs = torch.tensor([[9.0, -1.0, -2.0, 9.0], [-1.0, -1.0, -1.0, -1.0]])
    ref = torch.tensor([[5.0, -1.5, -1.0, 3.0], [-1.0, -1.0, -1.0, -2.0]])
    rewards = kl_penalised_rewards(torch.tensor([4.0, -2.0]), logprobs, ref, mask, 0.1)
    expected = torch.tensor([[0.0, -0.05, 0.1 + 4, 0.0], [0.0, 0.0, 0.0, -0.1 - 2]])
    torch.testing.assert_close(rewards, expected)


# ---- advantages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gamma", "lam", "expected"),
    [
        (1.0, 0.5, (1.875, 0.75, 0.5)),  # deltas 1.5, .5, .5
        (0.9, 0.5, (1.65875, 0.575, 0.5)),  # deltas 1.4, .35, .5
        (1.0, 1.0, (2.5, 1.0, 0.5)),  # what came, minus what was expected
        (1.0, 0.0, (1.5, 0.5, 0.5)),  # the deltas themselves
    ],
)
def test_gae_on_three_tokens(gamma, lam, expected):
    advantages, returns = gae(row(1.0, 0.0, 2.0), row(0.5, 1.0, 1.5), ALL, gamma, lam)
    torch.testing.assert_close(advantages, row(*expected))
    torch.testing.assert_close(returns, row(*(a + v for a, v in zip(expected, (0.5, 1.0, 1.5), strict=True))))


def test_gae_sees_neither_prompt_nor_padding():
    mask = torch.tensor([[False, True, True, True, False, False]])
    rewards = torch.tensor([[7.0, 1.0, 0.0, 2.0, 7.0, 7.0]])
    values = torch.tensor([[9.0, 0.5, 1.0, 1.5, 9.0, 9.0]])
    advantages, returns = gae(rewards, values, mask, 1.0, 0.5)
    torch.testing.assert_close(advantages, row(0.0, 1.875, 0.75, 0.5, 0.0, 0.0))
    torch.testing.assert_close(returns, row(0.0, 2.375, 1.75, 2.0, 0.0, 0.0))


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8))
def test_without_discount_and_with_lambda_one_the_return_is_the_sum_of_rewards_to_come(steps):
    rewards, values = (row(*(step[i] for step in steps)) for i in (0, 1))
    _, returns = gae(rewards, values, torch.ones(1, len(steps), dtype=torch.bool), 1.0, 1.0)
    expected = rewards.flip(1).cumsum(1).flip(1)
    torch.testing.assert_close(returns, expected, atol=1e-4, rtol=1e-4)


def test_whitening_gives_mean_0_and_variance_1_where_it_counts_and_0_elsewhere():
    x = torch.tensor([[1.0, 2.0, 50.0], [3.0, -50.0, 50.0]])
    mask = torch.tensor([[True, True, False], [True, False, False]])
    root = math.sqrt(1.5)
    torch.testing.assert_close(whiten(x, mask), torch.tensor([[-root, 0.0, 0.0], [root, 0.0, 0.0]]))


def test_leave_one_out_compares_with_the_other_answers_to_the_same_prompt():
    rewards = torch.tensor([1.0, 2.0, 3.0, 0.0, 0.0, 6.0])
    torch.testing.assert_close(leave_one_out(rewards, 3), torch.tensor([-1.5, 0.0, 1.5, -3.0, -3.0, 6.0]))


# ---- PPO's losses ---------------------------------------------------------------------------------------------------


def test_ppo_follows_a_ratio_only_up_to_the_clip_range_and_always_back():
    """Ratios 1.5 and .5 with advantages 1 and -1: -1.2 (clipped), -.5, 1.5, .8 (clipped)."""
    ratios, advantages = torch.tensor([[1.5, 0.5, 1.5, 0.5]]), torch.tensor([[1.0, 1.0, -1.0, -1.0]])
    old = torch.tensor([[-1.0, -2.0, -3.0, -4.0]])
    logprobs = (old + ratios.log()).requires_grad_()
    loss, clipped = ppo_policy_loss(logprobs, old, advantages, torch.ones(1, 4, dtype=torch.bool), 0.2)
    assert float(loss.detach()) == pytest.approx((-1.2 - 0.5 + 1.5 + 0.8) / 4)
    assert float(clipped) == 0.5
    loss.backward()
    torch.testing.assert_close(logprobs.grad, torch.tensor([[0.0, -0.5, 1.5, 0.0]]) / 4)  # none where clipped


def test_ppos_policy_loss_ignores_what_is_masked():
    mask = torch.tensor([[True, False]])
    loss, clipped = ppo_policy_loss(row(0.0, 5.0), row(0.0, -5.0), row(2.0, 100.0), mask, 0.2)
    assert (float(loss), float(clipped)) == (-2.0, 0.0)


def test_ppos_value_loss_takes_the_larger_of_free_and_held():
    """(2 - 3)² < (1.2 - 3)²; the second value has not left the range; the third is masked."""
    mask = torch.tensor([[True, True, False]])
    loss = ppo_value_loss(row(2.0, 1.1, 50.0), row(1.0, 1.0, 0.0), row(3.0, 0.0, 0.0), mask, 0.2)
    assert float(loss) == pytest.approx(0.5 * (3.24 + 1.21) / 2)


def test_explained_variance_is_1_for_a_perfect_guess_and_0_for_a_constant_one():
    returns, mask = row(1.0, 2.0, 3.0), ALL
    assert explained_variance(returns, returns, mask) == pytest.approx(1)
    assert explained_variance(row(2.0, 2.0, 2.0), returns, mask) == pytest.approx(0)
    assert explained_variance(row(3.0, 2.0, 1.0), returns, mask) == pytest.approx(-3)
    assert explained_variance(returns, row(2.0, 2.0, 2.0), mask) == 0  # nothing to explain


# ---- preferences ----------------------------------------------------------------------------------------------------


def test_bradley_terry_loss():
    chosen, rejected = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 0.0])
    sure, guess = math.log(1 + math.exp(-1)), math.log(2)
    assert float(bradley_terry_loss(chosen, rejected)) == pytest.approx((sure + guess) / 2)
    assert float(bradley_terry_loss(chosen, rejected, torch.tensor([3.0, 1.0]))) == pytest.approx(
        (3 * sure + guess) / 4
    )


def test_dpo_loss_compares_what_was_gained_on_the_reference():
    """Gains 1 and -.5, so the margin is .5 · 1.5 at beta .5."""
    one = torch.ones(1)
    loss, margins = dpo_loss(-1 * one, -3 * one, -2 * one, -2.5 * one, 0.5, one)
    assert float(margins) == pytest.approx(0.75)
    assert float(loss) == pytest.approx(math.log(1 + math.exp(-0.75)))


def test_dpo_counts_comparisons_by_their_weight():
    chosen, zero = torch.tensor([2.0, 0.0]), torch.zeros(2)
    loss, _ = dpo_loss(chosen, zero, zero, zero, 1.0, torch.tensor([1.0, 3.0]))
    assert float(loss) == pytest.approx((math.log(1 + math.exp(-2)) + 3 * math.log(2)) / 4)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=6), st.integers(1, 12))
def test_best_of_n_is_never_further_away_than_its_bound(weights, n):
    """Answers of different scores, worst first: the best of n is the k-th with probability F(k)ⁿ - F(k - 1)ⁿ."""
    p = torch.tensor(weights, dtype=torch.float64)
    p = p / p.sum()
    F = torch.cat((torch.zeros(1, dtype=torch.float64), p.cumsum(0)))
    best = F[1:] ** n - F[:-1] ** n
    kl = float(torch.special.xlogy(best, best / p).sum())
    assert kl <= best_of_n_kl_bound(n) + 1e-9


def test_the_bound_for_four_answers():
    assert best_of_n_kl_bound(1) == 0
    assert best_of_n_kl_bound(4) == pytest.approx(0.6363, abs=1e-4)

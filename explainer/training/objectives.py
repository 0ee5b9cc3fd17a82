"""The mathematics of learning from a judge: rewards, advantages and losses, as pure functions.

Shapes are those of ``rollout``: entry t of (B, T - 1) belongs to token t + 1 of a row, and its value is the one at
position t, before the token was drawn. The mask is True on answers, which have no gaps.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor


def kl_penalised_rewards(
    final: Tensor, logprobs: Tensor, ref_logprobs: Tensor, mask: Tensor, coefficient: float
) -> Tensor:
    """Reward of every token, (B, T - 1): -coefficient · ln(policy / reference), and at the last one ``final`` too.

    Args:
        final: (B,) what the answers are worth, in score (``Judged.rewards``).
        logprobs: (B, T - 1) of the tokens taken, by the policy that wrote them.
        ref_logprobs: the same by the reference.
        mask: (B, T - 1) True on answers.
        coefficient: of the leash, in score per nat.
    """
    rewards = -coefficient * (logprobs - ref_logprobs) * mask
    places = torch.arange(mask.shape[1], device=mask.device)
    last = (mask * places).amax(dim=1)  # (B,)
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
    """Mean of ``x`` over the places where ``mask``, of its shape, is True: a scalar. There must be one."""
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


def bradley_terry_loss(chosen: Tensor, rejected: Tensor, weight: Tensor | None = None) -> Tensor:
    """Mean of -ln σ(chosen - rejected) in nats, weighted: scores (N,), weights (N,) or all the same, to a scalar."""
    losses = -F.logsigmoid(chosen - rejected)
    return losses.mean() if weight is None else (weight * losses).sum() / weight.sum()


def leave_one_out(rewards: Tensor, k: int) -> Tensor:
    """Each reward minus the mean of the others of its prompt (Ahmadian et al. 2024, arXiv 2402.14740, section 2).

    Args:
        rewards: (B,), the ``k`` answers of each prompt one after the other.
        k: answers to each prompt, 2 or more.

    Returns:
        (B,) advantages; those of a prompt sum to 0.
    """
    groups = rewards.view(-1, k)
    others = (groups.sum(dim=1, keepdim=True) - groups) / (k - 1)
    return (groups - others).flatten()


def dpo_loss(
    chosen: Tensor, rejected: Tensor, ref_chosen: Tensor, ref_rejected: Tensor, beta: float, weight: Tensor
) -> tuple[Tensor, Tensor]:
    """Direct preference optimisation (Rafailov et al. 2023, arXiv 2305.18290, equation 7).

    Args:
        chosen: (N,) log-probabilities of whole preferred answers under the policy.
        rejected: (N,) of the others.
        ref_chosen: (N,) of the preferred answers under the reference.
        ref_rejected: (N,) of the others.
        beta: of the leash.
        weight: (N,) how much each comparison counts.

    Returns:
        The weighted mean of -ln σ(margin) in nats, and the margins (N,): the difference of the implicit rewards
        beta · ln(policy / reference).
    """
    margins = beta * ((chosen - ref_chosen) - (rejected - ref_rejected))
    return bradley_terry_loss(margins, torch.zeros_like(margins), weight), margins


def best_of_n_kl_bound(n: int) -> float:
    """What the KL of best-of-``n`` from the policy that writes is at most, in nats: ln n - (n - 1) / n.

    Long taken for the exact value; it is an upper bound, and not close where a few answers are likely (Beirami et al.
    2024, arXiv 2401.01879).
    """
    return math.log(n) - (n - 1) / n

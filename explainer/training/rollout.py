"""Answers written by the model, as tensors to learn from, and what models think of them token by token.

Everything is laid out by *targets*: entry t of a (B, T - 1) tensor belongs to token t + 1 of a row, which the model bet
on at position t. The mask is True where that token is part of an answer.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from explainer.marking import Problem, mark
from explainer.model.generate import Sampling, generate_stream
from explainer.model.gpt import GPT
from explainer.model.sizes import width_for
from explainer.training.examples import TokenExample, at_targets, collate
from explainer.training.precision import Precision
from explainer.training.reports import PartReport


@dataclass(frozen=True, slots=True, eq=False)
class Rollout:
    """Prompts and the answers written to them.

    Attributes:
        prompts, answers: token ids; an answer's end marker, where it has one, is its last token.
        ids: (B, T) both, filled up from the right, int64.
        mask: (B, T - 1) True where the target belongs to the answer.
        ended: (B,) whether the answer was brought to its end.
    """

    prompts: list[list[int]]
    answers: list[list[int]]
    ids: Tensor
    mask: Tensor
    ended: Tensor

    @classmethod
    def of(
        cls,
        prompts: Sequence[Sequence[int]],
        answers: Sequence[Sequence[int]],
        end_token: int,
        device: torch.device | str = "cpu",
        n_ctx: int | None = None,
    ) -> Rollout:
        """Lay prompts and answers out as tensors; with ``n_ctx``, the model's context, in one of a few widths."""
        ids, mask = collate([TokenExample.of(p, a) for p, a in zip(prompts, answers, strict=True)], n_ctx)
        ended = torch.tensor([a[-1] == end_token for a in answers])
        return cls(
            [list(p) for p in prompts], [list(a) for a in answers], ids.to(device), mask.to(device), ended.to(device)
        )

    def __len__(self) -> int:
        return len(self.answers)

    @property
    def lengths(self) -> list[int]:
        """Tokens of each row, prompt and answer."""
        return [len(p) + len(a) for p, a in zip(self.prompts, self.answers, strict=True)]

    def rows(self, index: Sequence[int]) -> Rollout:
        """Only some rows, hardly wider than the longest of them."""
        prompts, answers = [self.prompts[i] for i in index], [self.answers[i] for i in index]
        T = width_for(max(len(p) + len(a) for p, a in zip(prompts, answers, strict=True)), self.ids.shape[1])
        at = torch.tensor(index, device=self.ids.device)
        return Rollout(prompts, answers, self.ids[at, :T], self.mask[at, : T - 1], self.ended[at])

    def parts(self, index: Sequence[int], size: int) -> list[list[int]]:
        """Cut some rows into parts of at most ``size``, rows of like length together, so that little is padding."""
        lengths = self.lengths
        ordered = sorted(index, key=lambda i: lengths[i])
        return [ordered[i : i + size] for i in range(0, len(ordered), size)]


def roll_out(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    max_new_tokens: int,
    seeds: Sequence[int] | int,
    end_token: int,
    temperature: float = 1.0,
) -> Generator[PartReport, None, Rollout]:
    """Write an answer to every prompt, reporting after each token; returns the rollout.

    Args:
        model: the GPT.
        prompts: token ids of each, shorter than the context.
        max_new_tokens: bound on an answer's tokens; also bounded by what the context has left.
        seeds: as in ``generate_stream``.
        end_token: ends an answer, and is part of it.
        temperature: of the sampling. Nothing is cut off (no top-k or top-p): what is learned from must be drawn from
            the model's own bets.

    Raises:
        Problem: a prompt leaves no room for an answer.
    """
    longest = max(len(p) for p in prompts)
    room = model.config.n_ctx - longest
    if room < 1:
        no_room = mark(
            "engine",
            "A prompt of {n} tokens leaves no room for an answer: this model sees {n_ctx} tokens at once. Use shorter "
            "prompts, or choose a larger preset.",
        )
        raise Problem(no_room, n=longest, n_ctx=model.config.n_ctx)
    n = min(max_new_tokens, room)
    answers: list[list[int]] = []
    sampling = Sampling(temperature=temperature)
    stop = frozenset((end_token,))
    for step in generate_stream(model, prompts, max_new_tokens=n, sampling=sampling, seeds=seeds, stop=stop):
        answers = step.texts
        yield PartReport("writing", max(map(len, answers)), n)
    return Rollout.of(prompts, answers, end_token, model.device, model.config.n_ctx)


def answer_logits(model: GPT, ids: Tensor, mask: Tensor, precision: Precision | None = None) -> Tensor:
    """The logits on which the answers' tokens were drawn, (N, V) in fp32, row after row; N = ``mask.sum()``.

    The head is always asked in fp32, as logits in bf16 are so coarse that probability ratios would be noise. The last
    token of a row is read for nothing, so that all that reads these rows does it in the same widths.
    """
    if precision is None:
        x = model.hidden(ids)
    else:
        with precision.autocast():
            x = model.hidden(ids)  # (B, T, C)
    return at_targets(x, mask, lambda rows: model.head(rows.float()))


def spread(values: Tensor, mask: Tensor) -> Tensor:
    """Lay (N,) values out at the N places where ``mask`` (B, T - 1) is True; 0 elsewhere."""
    return torch.zeros(mask.shape, dtype=values.dtype, device=values.device).masked_scatter(mask, values)


def gather_logprobs(logits: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
    """Log-probabilities of the tokens taken, (B, T - 1), 0 outside of ``mask``, from ``answer_logits``."""
    taken = logits.log_softmax(dim=-1).gather(-1, ids[:, 1:][mask][:, None]).squeeze(-1)  # (N,)
    return spread(taken, mask)


def answer_logprobs(model: GPT, ids: Tensor, mask: Tensor, precision: Precision | None = None) -> Tensor:
    """Log-probabilities, in nats, of the answers' tokens under ``model``: (B, T - 1), 0 where masked."""
    return gather_logprobs(answer_logits(model, ids, mask, precision), ids, mask)


def exact_kl(logits_p: Tensor, logits_q: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """KL(p || q) in nats, over the whole vocabulary and not estimated from the tokens taken.

    Args:
        logits_p: (N, V) of the policy at the N places where ``mask`` is True.
        logits_q: (N, V) of the reference.
        mask: (B, T - 1).

    Returns:
        Per token (B, T - 1), 0 where masked, and its sum per answer (B,): how far the policy was from the reference
        along the answer that was written.
    """
    log_p, log_q = logits_p.log_softmax(dim=-1), logits_q.log_softmax(dim=-1)
    per_token = spread((log_p.exp() * (log_p - log_q)).sum(dim=-1), mask)
    return per_token, per_token.sum(dim=-1)


def entropies(logits: Tensor) -> Tensor:
    """Entropy of each bet in nats: (N, V) to (N,)."""
    log_p = logits.log_softmax(dim=-1)
    return -(log_p.exp() * log_p).sum(dim=-1)


def distinct_2(answers: Sequence[Sequence[int]]) -> float:
    """Different pairs of neighbouring tokens over all such pairs (Li et al. 2016, arXiv 1510.03055); 1 if none."""
    pairs = [pair for answer in answers for pair in pairwise(answer)]
    return len(set(pairs)) / len(pairs) if pairs else 1.0

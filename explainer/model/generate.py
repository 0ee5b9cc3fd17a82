"""Drawing text from the model: temperature, top-k, top-p, dice with a seed, and a key-value cache.

*Shaping* turns logits into the probabilities that the dice see: divide by the temperature, keep the ``top_k``
likeliest, then the smallest set that holds ``top_p`` of the probability (nucleus sampling; Holtzman et al. 2020, arXiv
1904.09751), and scale what is left to sum to 1.

*Dice.* One uniform number a token, drawn from a seeded generator, picks from the tokens laid end to end, likeliest
first. So the same dice on nearly the same bets give nearly the same text, which is what lets a model be compared with
itself at another age. ``torch.multinomial`` is not used because its draws depend on device and version.

*Past the context.* The model sees ``n_ctx`` tokens. A longer prompt is cut to its last ``n_ctx`` tokens. When a text
has filled the context and wants to go on, its older half is dropped and the newer half is read again from position 0.
Dropping a half rather than one token costs one re-reading for every ``n_ctx / 2`` tokens instead of one a token. Only
the texts that have filled it are read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from explainer.model.cache import KVCache
from explainer.model.gpt import GPT
from explainer.model.sizes import width_for

_FEW = 64  # likeliest tokens that the dice look at first; they hold nearly all of a trained model's bets
_COLDEST = 1e-30  # smaller temperatures would be 0 in fp32; at this one nothing but ties is left anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the next token is drawn.

    Attributes:
        temperature: above 0; below 1 sharpens the bets, above 1 flattens them. 0 is greedy: always the likeliest.
        top_k: keep the k likeliest; 0 keeps all.
        top_p: keep the smallest set that holds this much probability, in (0, 1]; 1 keeps all.

    Raises:
        ValueError: a value outside these ranges.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.temperature <= 100:
            raise ValueError(f"temperature must be between 0 and 100, and is {self.temperature}")
        if self.top_k < 0:
            raise ValueError(f"top-k must be 0 (keep all) or more, and is {self.top_k}")
        if not 0 < self.top_p <= 1:
            raise ValueError(f"top-p must be above 0 and at most 1, and is {self.top_p}")


GREEDY = Sampling(temperature=0.0)


def shape_logits(logits: Tensor, sampling: Sampling) -> Tensor:
    """Return the probabilities the dice see, (..., V) summing to 1, from logits (..., V)."""
    if sampling.temperature == 0:
        best = logits.argmax(dim=-1, keepdim=True)
        return torch.zeros_like(logits).scatter_(-1, best, 1.0)
    # The largest logit is taken off first: it changes no probability and keeps tiny temperatures finite.
    scaled = (logits - logits.amax(dim=-1, keepdim=True)) / max(sampling.temperature, _COLDEST)
    if 0 < sampling.top_k < scaled.shape[-1]:
        kth = scaled.topk(sampling.top_k, dim=-1).indices
        keep = torch.zeros_like(scaled, dtype=torch.bool).scatter_(-1, kth, True)
        scaled = scaled.masked_fill(~keep, -torch.inf)
    probabilities = scaled.softmax(dim=-1)
    return top_p_filter(probabilities, sampling.top_p) if sampling.top_p < 1 else probabilities


def top_p_filter(probabilities: Tensor, top_p: float) -> Tensor:
    """Keep the smallest set of likeliest tokens that holds ``top_p`` of the probability; (..., V) to (..., V)."""
    ordered, order = probabilities.sort(dim=-1, descending=True, stable=True)
    before = ordered.cumsum(dim=-1) - ordered  # probability of all likelier tokens
    ordered = ordered.masked_fill((before >= top_p) & (before > 0), 0.0)  # the likeliest stays, however small top_p
    kept = torch.zeros_like(probabilities).scatter_(-1, order, ordered)
    return kept / kept.sum(dim=-1, keepdim=True)


def draw(probabilities: Tensor, dice: npt.NDArray[np.float64]) -> Tensor:
    """Pick one token a row: (B, V) probabilities and (B,) uniform numbers in [0, 1) give (B,) token ids."""
    wide = torch.float32 if probabilities.device.type == "mps" else torch.float64  # MPS has no float64
    # Scale the dice by the true sum, so that rounding can never point past the last token with a chance.
    u = torch.as_tensor(dice, dtype=wide, device=probabilities.device) * probabilities.to(wide).sum(dim=-1)
    tokens, found = _among_the_likeliest(probabilities, u)
    if not bool(found.all()):
        rest = ~found
        tokens[rest] = _among_all(probabilities[rest], u[rest])
    return tokens


def _among_all(probabilities: Tensor, u: Tensor) -> Tensor:
    """The tokens at ``u`` (B,) when all are laid end to end, likeliest first; of equals, the one of lower id first."""
    ordered, order = probabilities.sort(dim=-1, descending=True, stable=True)
    index = torch.searchsorted(ordered.to(u.dtype).cumsum(dim=-1), u[:, None], right=True)  # first sum above u
    last = (ordered > 0).sum(dim=-1, keepdim=True) - 1
    return order.gather(-1, torch.minimum(index, last)).squeeze(-1)


def _among_the_likeliest(probabilities: Tensor, u: Tensor) -> tuple[Tensor, Tensor]:
    """The same tokens where ``u`` falls among the few likeliest, and where it does: (B,) each.

    Sorting the whole vocabulary took longer than the model's own work on a token, and is rarely needed.
    """
    few = min(_FEW, probabilities.shape[-1])
    ids = probabilities.topk(few, dim=-1, sorted=False).indices.sort(dim=-1).values
    ordered, order = probabilities.gather(-1, ids).sort(dim=-1, descending=True, stable=True)
    cumulative = ordered.to(u.dtype).cumsum(dim=-1)
    index = torch.searchsorted(cumulative, u[:, None], right=True).clamp(max=few - 1)
    # Those as likely as the least likely of the few may be others than the whole order has there.
    certain = (cumulative * (ordered > ordered[:, -1:])).amax(dim=-1)
    return ids.gather(-1, order.gather(-1, index)).squeeze(-1), u < certain


def generate(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    *,
    max_new_tokens: int,
    sampling: Sampling = GREEDY,
    seeds: Sequence[int] | int = 0,
    stop: frozenset[int] = frozenset(),
    use_cache: bool = True,
) -> list[list[int]]:
    """Continue every prompt and return the new tokens of each, at most ``max_new_tokens``; see ``writing``."""
    steps = writing(
        model,
        prompts,
        max_new_tokens=max_new_tokens,
        sampling=sampling,
        seeds=seeds,
        stop=stop,
        use_cache=use_cache,
    )
    return reduce(lambda _, written: written, steps, [[] for _ in prompts])  # the last


@torch.inference_mode()
def writing(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    *,
    max_new_tokens: int,
    sampling: Sampling = GREEDY,
    seeds: Sequence[int] | int = 0,
    stop: frozenset[int] = frozenset(),
    use_cache: bool = True,
) -> Iterator[list[list[int]]]:
    """Continue every prompt, one token of each at a time, so that the caller can show them and do other work between.

    Yields:
        The new tokens of each prompt so far, at most ``max_new_tokens``, after every draw. They are the same lists
        every time, and grow: copy what is to be kept.

    Args:
        model: the GPT.
        prompts: token ids, one or more in each; lengths may differ.
        max_new_tokens: bound on the new tokens of each prompt.
        sampling: how tokens are drawn.
        seeds: one seed a prompt, or one number for all (then prompt i uses ``seed + i``).
        stop: a token of this set ends its text; it is the last one returned.
        use_cache: False reads the whole text anew for every token, to the same result; there for tests.

    Raises:
        ValueError: an empty prompt, or another number of seeds than of prompts.
    """
    if any(len(p) == 0 for p in prompts):
        raise ValueError("a prompt must have at least one token; use the end-of-text token to start from nothing")
    n_ctx = model.config.n_ctx
    seeds = [seeds + i for i in range(len(prompts))] if isinstance(seeds, int) else list(seeds)
    if len(seeds) != len(prompts):
        raise ValueError(f"{len(prompts)} prompts need as many seeds, and there are {len(seeds)}")
    dice = [np.random.default_rng(seed) for seed in seeds]
    windows = [list(p[-n_ctx:]) for p in prompts]  # what the model sees of each text
    written: list[list[int]] = [[] for _ in prompts]
    alive = list(range(len(prompts)))  # rows still being written; row r of the tensors is text alive[r]
    cache: KVCache | None = None
    moved: set[int] = set()  # texts whose window has moved since the model read it: with it, all positions
    for _ in range(max_new_tokens):
        if not alive:
            break
        if cache is not None and moved and n_ctx > 1 and len(moved) < len(alive):
            rows = [row for row, i in enumerate(alive) if i in moved]
            cache = cache.replaced(rows, _read(model, [windows[alive[row]][:-1] for row in rows])[1])
        elif moved:
            cache = None
        moved.clear()
        if cache is None or not use_cache:
            logits, cache = _read(model, [windows[i] for i in alive])
        else:
            logits = model(torch.tensor([[windows[i][-1]] for i in alive], device=model.device), cache=cache)[:, -1]
        probabilities = shape_logits(logits.float(), sampling)
        tokens = draw(probabilities, np.array([dice[i].random() for i in alive])).tolist()
        ended: list[int] = []
        for row, (i, token) in enumerate(zip(alive, tokens, strict=True)):
            written[i].append(token)
            if token in stop:
                ended.append(row)
            elif len(windows[i]) == n_ctx:
                windows[i] = [*windows[i][-(n_ctx // 2) :], token][-n_ctx:]
                moved.add(i)
            else:
                windows[i].append(token)
        if ended:
            keep = [row for row in range(len(alive)) if row not in ended]
            alive = [alive[row] for row in keep]
            if cache is not None and alive:
                cache = cache.select(keep)
        yield written


def _read(model: GPT, windows: Sequence[Sequence[int]]) -> tuple[Tensor, KVCache]:
    """Read whole texts, filled up from the left; return the logits after the last token of each and the cache."""
    longest = max(len(w) for w in windows)
    cache = KVCache()
    if all(len(w) == longest for w in windows):
        return model(torch.tensor(windows, device=model.device), cache=cache)[:, -1], cache
    width = width_for(longest, model.config.n_ctx)
    ids = torch.tensor([[0] * (width - len(w)) + list(w) for w in windows], device=model.device)
    padding = torch.tensor([[True] * (width - len(w)) + [False] * len(w) for w in windows], device=model.device)
    return model(ids, cache=cache, padding=padding)[:, -1], cache

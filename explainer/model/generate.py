"""Text from the model: temperature, top-k, top-p, seeded random numbers, and a key-value cache.

All text in the program is written by one loop, ``generate_stream``.

*Shaping* turns logits into the probabilities that are sampled from: divide by the temperature, keep the ``top_k``
likeliest, then the smallest set that holds ``top_p`` of the probability (nucleus sampling; Holtzman et al. 2020, arXiv
1904.09751), and scale what is left to sum to 1.

*Sampling.* One uniform number a token, drawn from a seeded generator, picks from the tokens laid end to end, likeliest
first. So the same numbers on nearly the same bets give nearly the same text, which is what lets a model be compared
with itself at another age. ``torch.multinomial`` is not used because its draws depend on device and version.

*Past the context.* The model sees ``n_ctx`` tokens. A longer prompt is cut to its last ``n_ctx`` tokens. When a text
has filled the context and wants to go on, its older half is dropped and the newer half is read again from position 0.
Dropping a half rather than one token costs one re-reading for every ``n_ctx / 2`` tokens instead of one a token. Only
the texts that have filled it are read again.

*Resumable* writing does without both memories: its random number is that of the seed and of the position in the text,
and of a full context only the oldest token is dropped, so that the whole is read again for every token. Then a text
goes on the same way wherever one stopped and began again, a token at a time (*Write on*) or all at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from explainer.marking import Problem, mark
from explainer.model.cache import KVCache
from explainer.model.gpt import GPT
from explainer.model.sizes import width_for

_FEW = 64  # likeliest tokens that are looked at first; they hold nearly all of a trained model's bets
_COLDEST = 1e-30  # smaller temperatures would be 0 in fp32; at this one nothing but ties is left anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the next token is drawn.

    Attributes:
        temperature: above 0; below 1 sharpens the bets, above 1 flattens them. 0 is greedy: always the likeliest.
        top_k: keep the k likeliest; 0 keeps all.
        top_p: keep the smallest set that holds this much probability, in (0, 1]; 1 keeps all.

    Raises:
        Problem: a value outside these ranges.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.temperature <= 100:
            hot = mark("engine", "temperature must be between 0 and 100, and is {value}")
            raise Problem(hot, value=self.temperature)
        if self.top_k < 0:
            raise Problem(mark("engine", "top-k must be 0 (keep all) or more, and is {value}"), value=self.top_k)
        if not 0 < self.top_p <= 1:
            raise Problem(mark("engine", "top-p must be above 0 and at most 1, and is {value}"), value=self.top_p)


GREEDY = Sampling(temperature=0.0)


def shape_logits(logits: Tensor, sampling: Sampling) -> Tensor:
    """Return the probabilities to sample from, (..., V) summing to 1, from logits (..., V)."""
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


def sample(probabilities: Tensor, uniform: npt.NDArray[np.float64]) -> Tensor:
    """Pick one token a row: (B, V) probabilities and (B,) uniform numbers in [0, 1) give (B,) token ids."""
    wide = torch.float32 if probabilities.device.type == "mps" else torch.float64  # MPS has no float64
    # Scaled by the true sum, so that rounding can never point past the last token with a chance.
    u = torch.as_tensor(uniform, dtype=wide, device=probabilities.device) * probabilities.to(wide).sum(dim=-1)
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


def sample_at(logits: Tensor, sampling: Sampling, seed: int, position: int) -> int:
    """Sample the one token that follows ``position`` others, from logits (V,), as *resumable* writing does."""
    return _next_tokens(logits[None], sampling, [_uniform_by_position(seed, position)])[0]


def _next_tokens(logits: Tensor, sampling: Sampling, uniform: Iterable[Iterator[float]]) -> list[int]:
    """A token for every row of logits (n, V), by the next of its random numbers; greedily without any."""
    if sampling.temperature == 0:
        tokens = logits.argmax(dim=-1)
    else:
        tokens = sample(shape_logits(logits, sampling), np.array([next(numbers) for numbers in uniform]))
    found: list[int] = tokens.tolist()
    return found


def _uniform(seed: int) -> Iterator[float]:
    """Random numbers in [0, 1), one after the other."""
    rng = np.random.default_rng(seed)
    while True:
        yield rng.random()


def _uniform_by_position(seed: int, position: int) -> Iterator[float]:
    """Random numbers in [0, 1) from a position in a text on, each that of its position."""
    while True:
        yield np.random.default_rng((seed, position)).random()
        position += 1


@dataclass(frozen=True, slots=True, eq=False)
class GenerationStep:
    """One more token of each of the n texts that are still being written.

    Attributes:
        texts: the new tokens of *every* prompt so far. They are the same lists every time, and grow: copy what is to be
            kept.
        rows: (n,) which of them have got another token; what follows is in this order.
        tokens: (n,) these tokens.
        logits: (n, V) on which they were sampled, before shaping, fp32.
        cache: of all that was read, which is all but these tokens; to be looked at only.
        ended: those of ``rows`` that end here. The caller may add others before it asks for the next step.
    """

    texts: list[list[int]]
    rows: list[int]
    tokens: list[int]
    logits: Tensor
    cache: KVCache
    ended: set[int]


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
    """Continue every prompt and return the new tokens of each, at most ``max_new_tokens``; see ``generate_stream``."""
    texts: list[list[int]] = [[] for _ in prompts]
    for step in generate_stream(
        model,
        prompts,
        max_new_tokens=max_new_tokens,
        sampling=sampling,
        seeds=seeds,
        stop=stop,
        use_cache=use_cache,
    ):
        texts = step.texts
    return texts


@torch.inference_mode()
def generate_stream(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    *,
    max_new_tokens: int,
    sampling: Sampling = GREEDY,
    seeds: Sequence[int] | int = 0,
    stop: frozenset[int] = frozenset(),
    beginning: KVCache | None = None,
    resumable: bool = False,
    use_cache: bool = True,
) -> Iterator[GenerationStep]:
    """Continue every prompt, one token of each at a time, so that the caller can show them and do other work between.

    Args:
        model: the GPT.
        prompts: token ids, one or more in each; lengths may differ.
        max_new_tokens: bound on the new tokens of each prompt.
        sampling: how tokens are drawn.
        seeds: one seed a prompt, or one number for all (then prompt i uses ``seed + i``).
        stop: a token of this set ends its text; it is the last one returned.
        beginning: of what all prompts begin with and is read already, the cache of one row, which is not changed. It
            leaves of each prompt at least a token; and all prompts fit the context then.
        resumable: whether a token is to depend on nothing but the seed and the text before it, so that writing can be
            taken up again anywhere; see above.
        use_cache: False reads the whole text anew for every token, to the same result; there for tests.

    Yields:
        What has been written, after every token.

    Raises:
        ValueError: an empty prompt, or another number of seeds than of prompts.
    """
    if any(len(p) == 0 for p in prompts):
        raise ValueError("a prompt must have at least one token; use the end-of-text token to start from nothing")
    seeds = [seeds + i for i in range(len(prompts))] if isinstance(seeds, int) else list(seeds)
    if len(seeds) != len(prompts):
        raise ValueError(f"{len(prompts)} prompts need as many seeds, and there are {len(seeds)}")
    n_ctx = model.config.n_ctx
    reader = _Reader(model, prompts, beginning or KVCache(), n_kept=n_ctx - 1 if resumable else n_ctx // 2)
    uniform = [
        _uniform_by_position(seed, len(p)) if resumable else _uniform(seed)
        for seed, p in zip(seeds, prompts, strict=True)
    ]
    texts: list[list[int]] = [[] for _ in prompts]
    for _ in range(max_new_tokens):
        rows = reader.rows
        if not rows:
            break
        logits = reader.read(use_cache=use_cache)
        tokens = _next_tokens(logits, sampling, (uniform[i] for i in rows))
        for i, token in zip(rows, tokens, strict=True):
            texts[i].append(token)
        ended = {i for i, token in zip(rows, tokens, strict=True) if token in stop}
        yield GenerationStep(texts, rows, tokens, logits, reader.cache, ended)
        reader.go_on(tokens, ended)


class _Reader:
    """What the model sees of the texts that are being written, and what it has made of it.

    Attributes:
        rows: (n,) which of the texts are still being written; rows of tensors are in this order.
        cache: of what it has read of them.
    """

    def __init__(self, model: GPT, texts: Sequence[Sequence[int]], beginning: KVCache, *, n_kept: int) -> None:
        self.rows = list(range(len(texts)))
        self.cache = beginning.expand(len(texts))
        self._model = model
        self._n_kept = n_kept  # tokens that stay in a full window when one more comes
        self._windows = [list(text[-model.config.n_ctx :]) for text in texts]
        self._unread = beginning.length  # where in the windows that begins which has not been read
        self._moved: set[int] = set()  # texts whose window has moved since it was read: with it, all positions

    def read(self, *, use_cache: bool) -> Tensor:
        """Read on; return the logits after each text, (n, V) in fp32."""
        windows = [self._windows[i] for i in self.rows]
        moved = [row for row, i in enumerate(self.rows) if i in self._moved]
        self._moved.clear()
        if 0 < len(moved) < len(windows) and use_cache:
            fresh = KVCache()
            _read(self._model, [windows[row][:-1] for row in moved], fresh)
            self.cache = self.cache.replaced(moved, fresh)
        elif moved or not use_cache:
            self.cache, self._unread = KVCache(), 0
        logits = _read(self._model, [window[self._unread :] for window in windows], self.cache)
        self._unread = -1
        return logits.float()

    def go_on(self, tokens: Sequence[int], ended: Collection[int]) -> None:
        """Put its token after each text; those that have ended are read no further."""
        n_ctx = self._model.config.n_ctx
        for i, token in zip(self.rows, tokens, strict=True):
            if len(self._windows[i]) == n_ctx:
                self._windows[i] = [*self._windows[i][-self._n_kept :], token][-n_ctx:]
                self._moved.add(i)
            else:
                self._windows[i].append(token)
        if ended:
            going = [row for row, i in enumerate(self.rows) if i not in ended]
            self.rows = [self.rows[row] for row in going]
            if going:
                self.cache = self.cache.select(going)


def _read(model: GPT, rows: Sequence[Sequence[int]], cache: KVCache) -> Tensor:
    """Read on after what ``cache`` holds, rows filled up from the left; return the logits after each, (n, V)."""
    longest = max(len(row) for row in rows)
    width, padding = longest, None
    if any(len(row) < longest for row in rows):
        width = width_for(longest, model.config.n_ctx)
        padding = torch.tensor([[True] * (width - len(row)) + [False] * len(row) for row in rows], device=model.device)
    ids = torch.tensor([[0] * (width - len(row)) + list(row) for row in rows], device=model.device)
    logits: Tensor = model(ids, cache=cache, padding=padding)  # (n, T, V)
    return logits[:, -1]

"""The GPT, in the order in which data flows through it.

Exactly the graph of GPT-2 (Radford et al., 2019; "Language Models are Unsupervised Multitask Learners"): token and
position embeddings, pre-norm blocks of attention and feed-forward layers with biases, a last layer norm, and an output
head that shares its weights with the token embedding. With the same weights its logits agree with
``transformers.GPT2LMHeadModel`` (a test). It has no dropout: the built-in text grows as it is read, so nothing of it
is learned by heart.

What it leaves out: how it is trained (``training``), how text is drawn from it (``generate``), what it remembers of a
text (``cache``), reading and writing files.

Letters in shapes: ``B`` texts in the batch, ``T`` tokens in each, ``S`` tokens that can be looked at (cached ones
included), ``C`` = n_embd, ``V`` = vocab_size.

Decision: attention is written out (``baddbmm``, softmax, ``bmm``) rather than left to
``scaled_dot_product_attention``. On CPUs the fused kernel's backward pass is slower than the three plain
multiplications, in bf16 by far (measured: FACTS, and ``python -m tests.benchmarks pretrain``); on other devices it is
faster, and is used there. Rejected: one path for all devices.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.model.cache import KVCache
from explainer.model.config import GPTConfig
from explainer.model.trace import Trace

_HIDDEN = -1e30  # added to a score that must not count; finite, so that a row of nothing but padding gives no NaN


class Attention(nn.Module):
    """Causal multi-head self-attention: every token gathers what it needs from itself and the tokens before it."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.n_head = config.n_head
        self.d_head = config.d_head
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd)  # queries, keys and values of all heads at once
        self.c_proj = nn.Linear(config.n_embd, config.n_embd)

    def forward(
        self,
        x: Tensor,
        mask: Tensor,
        cache: KVCache | None,
        layer: int,
        trace: Trace | None,
        muted: Sequence[int] = (),
    ) -> Tensor:
        """Map (B, T, C) to (B, T, C).

        ``mask`` is what is added to the scores, (T, S) or (B, 1, T, S); ``muted`` are heads of this block to leave out.
        """
        B, T, C = x.shape
        q, k, v = (
            part.view(B, T, self.n_head, self.d_head).transpose(1, 2) for part in self.c_attn(x).split(C, dim=2)
        )  # each (B, n_head, T, d_head)
        if cache is not None:
            k, v = cache.extend(layer, k, v)  # (B, n_head, S, d_head)
            if trace is None and x.device.type == "cpu":
                k, v = cache.roomy(layer)  # (B, n_head, S or more, d_head)
        if trace is not None:
            z = self._traced(q, k, v, mask, trace.at(f"blocks.{layer}.attn"), muted)
        elif x.device.type == "cpu":
            z = _attend(q, k, v, mask)
        else:
            z = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype))
        if muted and trace is None:
            z = _mute(z, muted)
        return self.c_proj(z.transpose(1, 2).reshape(B, T, C))  # (B, T, C)

    def _traced(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, trace: Trace, muted: Sequence[int]) -> Tensor:
        """The same, one idea a line, with everything on the way recorded."""
        trace.record("hook_q", q)
        trace.record("hook_k", k)
        trace.record("hook_v", v)
        scores = trace.record("hook_attn_scores", q @ k.transpose(-2, -1) / math.sqrt(self.d_head) + mask)
        pattern = trace.record("hook_pattern", scores.softmax(dim=-1))  # (B, n_head, T, S), rows sum to 1
        z = pattern @ v  # (B, n_head, T, d_head)
        return trace.record("hook_z", _mute(z, muted) if muted else z)


def _attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Attention as three batched matrix operations; shapes as in ``Attention``.

    Keys beyond what ``mask`` speaks of are not looked at.
    """
    B, H, T, D = q.shape
    S = k.shape[2]
    if mask.shape[-1] < S:
        mask = F.pad(mask, (0, S - mask.shape[-1]), value=_HIDDEN)
    mask = mask.to(q.dtype).expand(B, H, T, S).reshape(B * H, T, S) if mask.dim() == 4 else mask.to(q.dtype)
    scores = torch.baddbmm(
        mask, q.reshape(B * H, T, D), k.reshape(B * H, S, D).transpose(1, 2), alpha=1 / math.sqrt(D)
    )  # (B*H, T, S)
    return torch.bmm(scores.softmax(dim=-1).to(v.dtype), v.reshape(B * H, S, D)).view(B, H, T, D)


def _mute(z: Tensor, heads: Sequence[int]) -> Tensor:
    """What the heads gathered, (B, n_head, T, d_head), with nothing from ``heads``: zero ablation."""
    return z.index_fill(1, torch.tensor(heads, device=z.device), 0.0)


class MLP(nn.Module):
    """The feed-forward part: each token thinks by itself, through a layer four times as wide."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.c_fc = nn.Linear(config.n_embd, 4 * config.n_embd)
        self.c_proj = nn.Linear(4 * config.n_embd, config.n_embd)
        self.approximate = "none" if config.gelu == "exact" else "tanh"

    def forward(self, x: Tensor, trace: Trace | None) -> Tensor:
        """Map (B, T, C) to (B, T, C)."""
        h = self.c_fc(x)  # (B, T, 4C)
        a = F.gelu(h, approximate=self.approximate)
        if trace is not None:
            trace.record("hook_pre", h)
            trace.record("hook_post", a)
        return self.c_proj(a)


class Block(nn.Module):
    """Look around, then think; both add to the stream that runs through the model (the residual stream)."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(config.n_embd, eps=config.layer_norm_eps)
        self.attn = Attention(config)
        self.ln_2 = nn.LayerNorm(config.n_embd, eps=config.layer_norm_eps)
        self.mlp = MLP(config)

    def forward(
        self,
        x: Tensor,
        mask: Tensor,
        cache: KVCache | None,
        layer: int,
        trace: Trace | None,
        muted: Sequence[int] = (),
    ) -> Tensor:
        """Map (B, T, C) to (B, T, C)."""
        if trace is None:
            x = x + self.attn(self.ln_1(x), mask, cache, layer, None, muted)
            return x + self.mlp(self.ln_2(x), None)
        here = trace.at(f"blocks.{layer}")
        here.record("hook_resid_pre", x)
        attn_out = here.record("hook_attn_out", self.attn(self.ln_1(x), mask, cache, layer, trace, muted))
        x = here.record("hook_resid_mid", x + attn_out)
        mlp_out = here.record("hook_mlp_out", self.mlp(self.ln_2(x), trace.at(f"blocks.{layer}.mlp")))
        return here.record("hook_resid_post", x + mlp_out)


class GPT(nn.Module):
    """The whole network: token ids in, a score (logit) for every possible next token out."""

    def __init__(self, config: GPTConfig, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config = config
        self.wte = nn.Embedding(config.vocab_size, config.n_embd)  # what a token means
        self.wpe = nn.Embedding(config.n_ctx, config.n_embd)  # where it stands
        self.h = nn.ModuleList(Block(config) for _ in range(config.n_layer))
        self.ln_f = nn.LayerNorm(config.n_embd, eps=config.layer_norm_eps)
        causal = torch.full((config.n_ctx, config.n_ctx), -math.inf).triu(1)  # 0 where s <= t, else -inf
        self.register_buffer("causal", causal, persistent=False)
        self.causal: Tensor
        self._init_weights(generator)

    @torch.no_grad()
    def _init_weights(self, generator: torch.Generator | None) -> None:
        """GPT-2's start: N(0, .02), biases 0, and what writes into the residual stream scaled down by its depth."""
        for name, p in self.named_parameters():
            if p.dim() == 1:
                p.fill_(1.0 if name.endswith("weight") else 0.0)  # layer norms; biases
            else:
                residual = name.endswith("c_proj.weight")
                p.normal_(0.0, 0.02 / math.sqrt(2 * self.config.n_layer) if residual else 0.02, generator=generator)

    @property
    def device(self) -> torch.device:
        """Where the weights lie."""
        return self.wte.weight.device

    def forward(
        self,
        ids: Tensor,
        trace: Trace | None = None,
        *,
        cache: KVCache | None = None,
        padding: Tensor | None = None,
        muted: frozenset[tuple[int, int]] = frozenset(),
    ) -> Tensor:
        """Return the logits of the next token after every position, (B, T, V); arguments and errors as ``hidden``'s."""
        logits = self.head(self.hidden(ids, trace, cache=cache, padding=padding, muted=muted))  # (B, T, V)
        if trace is not None:
            trace.record("logits", logits)
        return logits

    def head(self, x: Tensor) -> Tensor:
        """The logits (..., V) of what ``hidden`` gave, (..., C); the head shares its weights with the embedding."""
        return F.linear(x, self.wte.weight)

    def hidden(
        self,
        ids: Tensor,
        trace: Trace | None = None,
        *,
        cache: KVCache | None = None,
        padding: Tensor | None = None,
        muted: frozenset[tuple[int, int]] = frozenset(),
    ) -> Tensor:
        """Return what the model has made of every token, after the last layer norm and before the head: (B, T, C).

        Args:
            ids: (B, T) token ids, int64.
            trace: where given, everything on the way is recorded there (and nothing is computed differently,
                up to rounding).
            cache: keys and values of the tokens before ``ids``; extended in place. Cached and new tokens together must
                fit ``n_ctx`` (padding not counted).
            padding: (B, T) True where a token only fills a row up *from the left*; it is not seen and takes no
                position. (Rows filled up from the right need none: no token sees what comes after it.)
            muted: (block, head) pairs, both from 0, that are left out: what they gathered (``hook_z``) counts as 0.

        Raises:
            ValueError: the text is longer than the context.
        """
        _, T = ids.shape
        past = cache.length if cache is not None else 0
        if padding is None and (cache is None or cache.hidden is None):
            if past + T > self.config.n_ctx:
                raise ValueError(f"{past + T} tokens do not fit the context of {self.config.n_ctx}")
            position = self.wpe.weight[past : past + T]  # (T, C)
            mask = self.causal[past : past + T, : past + T]  # (T, S)
        else:
            position, mask = self._padded(ids, cache, padding)

        token = self.wte(ids)  # (B, T, C)
        x = token + position  # (B, T, C)
        if trace is not None:
            trace.record("hook_embed", token)
            trace.record("hook_pos_embed", position.expand_as(token))
        for layer, block in enumerate(self.h):
            x = block(x, mask, cache, layer, trace, sorted(h for at, h in muted if at == layer) if muted else ())
        x = self.ln_f(x)
        if trace is not None:
            trace.record("ln_final.hook_normalized", x)
        return x

    def _padded(self, ids: Tensor, cache: KVCache | None, padding: Tensor | None) -> tuple[Tensor, Tensor]:
        """Positions (B, T, C) and mask (B, 1, T, S) for rows filled up from the left; the cache notes the padding."""
        B, T = ids.shape
        past = cache.length if cache is not None else 0
        new = padding if padding is not None else torch.zeros(B, T, dtype=torch.bool, device=ids.device)
        if past:
            assert cache is not None
            before = cache.hidden
            if before is None:
                before = torch.zeros(B, past, dtype=torch.bool, device=ids.device)
            hidden = torch.cat((before, new), dim=1)  # (B, S)
        else:
            hidden = new
        S = past + T
        positions = ((~hidden).cumsum(dim=1) - 1).clamp(min=0)[:, past:]  # (B, T)
        if int(positions.max()) >= self.config.n_ctx:
            raise ValueError(f"{int(positions.max()) + 1} tokens do not fit the context of {self.config.n_ctx}")
        if cache is not None:
            cache.hidden = hidden
        index = torch.arange(S, device=ids.device)
        ahead = index[None, :] > index[past:, None]  # (T, S): the future
        blocked = ahead[None, None] | hidden[:, None, None, :]  # (B, 1, T, S)
        mask = torch.zeros(blocked.shape, device=ids.device).masked_fill_(blocked, _HIDDEN)
        return self.wpe(positions), mask

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

Every activation on the way passes a hook point, so that it can be looked at or changed (``hooks``).

Decision: attention is written out (``baddbmm``, softmax, ``bmm``) rather than left to
``scaled_dot_product_attention``. On a CPU with matrix units a step in bf16 is then 1.7 times as fast as nanoGPT's in
fp32 (preset s, 45,200 tokens a second; ``python -m tests.benchmarks pretrain``), and with the fused kernel, whose
backward pass takes half of the step there, slower than in fp32. On one without them the fused kernel would save some
7 % of a step in fp32 (154 for 166 ms of preset s, 1,024 tokens), too little for a second way. On other devices it is
used where nobody looks inside. Rejected: one path for all devices.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.model.cache import KVCache
from explainer.model.config import GPTConfig
from explainer.model.hooks import Hook

_MASKED = -1e30  # added to a score that must not count; finite, so that a row of nothing but padding gives no NaN


@dataclass(slots=True)
class Pass:
    """One reading of a batch, as it is handed from block to block.

    Attributes:
        mask: what is added to the scores, (T, S) or (B, 1, T, S): 0 where a token may look.
        cache: of the tokens before, to which each block adds its own; or None.
        hook: sees every activation and may change it; None where nobody looks inside.
        layer: the block, from 0. prefix: what the names of its hook points begin with.
    """

    mask: Tensor
    cache: KVCache | None
    hook: Hook | None
    layer: int = 0
    prefix: str = ""

    def at(self, layer: int) -> Pass:
        """The same, as the block ``layer`` gets it."""
        return Pass(self.mask, self.cache, self.hook, layer, f"blocks.{layer}.")

    def point(self, name: str, value: Tensor) -> Tensor:
        """A hook point: ``value``, or what the hook puts in its place."""
        return value if self.hook is None else self.hook(self.prefix + name, value)


class CausalSelfAttention(nn.Module):
    """Causal multi-head self-attention: every token gathers what it needs from itself and the tokens before it."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.n_head = config.n_head
        self.d_head = config.d_head
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd)  # queries, keys and values of all heads at once
        self.c_proj = nn.Linear(config.n_embd, config.n_embd)

    def forward(self, x: Tensor, here: Pass) -> Tensor:
        """Map (B, T, C) to (B, T, C)."""
        B, T, C = x.shape
        q, k, v = (
            part.view(B, T, self.n_head, self.d_head).transpose(1, 2) for part in self.c_attn(x).split(C, dim=2)
        )  # each (B, n_head, T, d_head)
        if here.cache is not None:
            k, v = here.cache.extend(here.layer, k, v)  # (B, n_head, S, d_head)
        q = here.point("attn.hook_q", q)
        k = here.point("attn.hook_k", k)
        v = here.point("attn.hook_v", v)
        z = here.point("attn.hook_z", _attend(q, k, v, here))  # (B, n_head, T, d_head)
        return self.c_proj(z.transpose(1, 2).reshape(B, T, C))  # (B, T, C)


def _has_fast_attention(device: torch.device) -> bool:
    """Whether PyTorch's fused attention is the faster there; it shows nothing of what goes on inside."""
    return device.type != "cpu"


def _attend(q: Tensor, k: Tensor, v: Tensor, here: Pass) -> Tensor:
    """What every head gathers, (B, n_head, T, d_head); shapes as in ``CausalSelfAttention``."""
    B, H, T, D = q.shape
    mask = here.mask
    if here.hook is None and _has_fast_attention(q.device):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype))
    if here.hook is None and here.cache is not None:  # with the room behind them they are read as they lie
        k, v = here.cache.roomy(here.layer)  # (B, n_head, S or more, d_head)
        if room := k.shape[2] - mask.shape[-1]:
            mask = F.pad(mask, (0, room), value=_MASKED)
    S = k.shape[2]
    mask = mask.to(q.dtype)
    if mask.dim() == 4:
        mask = mask.expand(B, H, T, S).reshape(B * H, T, S)
    scores = torch.baddbmm(
        mask, q.reshape(B * H, T, D), k.reshape(B * H, S, D).transpose(1, 2), alpha=1 / math.sqrt(D)
    )  # (B * n_head, T, S)
    scores = here.point("attn.hook_attn_scores", scores.view(B, H, T, S))
    pattern = here.point("attn.hook_pattern", scores.softmax(dim=-1)).to(v.dtype)  # rows sum to 1
    return torch.bmm(pattern.reshape(B * H, T, S), v.reshape(B * H, S, D)).view(B, H, T, D)


class MLP(nn.Module):
    """The feed-forward part: each token thinks by itself, through a layer four times as wide."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.c_fc = nn.Linear(config.n_embd, 4 * config.n_embd)
        self.c_proj = nn.Linear(4 * config.n_embd, config.n_embd)
        self.approximate = "none" if config.gelu == "exact" else "tanh"

    def forward(self, x: Tensor, here: Pass) -> Tensor:
        """Map (B, T, C) to (B, T, C)."""
        x = here.point("mlp.hook_pre", self.c_fc(x))  # (B, T, 4C)
        x = here.point("mlp.hook_post", F.gelu(x, approximate=self.approximate))
        return self.c_proj(x)


class Block(nn.Module):
    """Look around, then think; both add to the stream that runs through the model (the residual stream)."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(config.n_embd, eps=config.layer_norm_eps)
        self.attn = CausalSelfAttention(config)
        self.ln_2 = nn.LayerNorm(config.n_embd, eps=config.layer_norm_eps)
        self.mlp = MLP(config)

    def forward(self, x: Tensor, here: Pass) -> Tensor:
        """Map (B, T, C) to (B, T, C)."""
        x = here.point("hook_resid_pre", x)
        x = here.point("hook_resid_mid", x + here.point("hook_attn_out", self.attn(self.ln_1(x), here)))
        return here.point("hook_resid_post", x + here.point("hook_mlp_out", self.mlp(self.ln_2(x), here)))


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
        self, ids: Tensor, hook: Hook | None = None, *, cache: KVCache | None = None, padding: Tensor | None = None
    ) -> Tensor:
        """Return the logits of the next token after every position, (B, T, V); arguments and errors as ``hidden``'s."""
        logits = self.head(self.hidden(ids, hook, cache=cache, padding=padding))
        return logits if hook is None else hook("logits", logits)

    def head(self, x: Tensor) -> Tensor:
        """The logits (..., V) of what ``hidden`` gave, (..., C); the head shares its weights with the embedding."""
        return F.linear(x, self.wte.weight)

    def hidden(
        self, ids: Tensor, hook: Hook | None = None, *, cache: KVCache | None = None, padding: Tensor | None = None
    ) -> Tensor:
        """Return what the model has made of every token, after the last layer norm and before the head: (B, T, C).

        Args:
            ids: (B, T) token ids, int64.
            hook: sees every activation on the way, and may change it. One that changes nothing changes no result, up
                to rounding.
            cache: keys and values of the tokens before ``ids``; extended in place. Cached and new tokens together must
                fit ``n_ctx`` (padding not counted).
            padding: (B, T) True where a token only fills a row up *from the left*; it is not seen and takes no
                position. (Rows filled up from the right need none: no token sees what comes after it.)

        Raises:
            ValueError: the text is longer than the context.
        """
        if padding is None and (cache is None or cache.padding is None):
            position, mask = self._plain(ids, cache)
        else:
            position, mask = self._padded(ids, cache, padding)
        this = Pass(mask, cache, hook)
        token = this.point("hook_embed", self.wte(ids))  # (B, T, C)
        x = token + this.point("hook_pos_embed", position.expand_as(token))
        for layer, block in enumerate(self.h):
            x = block(x, this.at(layer))  # (B, T, C)
        return this.point("ln_final.hook_normalized", self.ln_f(x))

    def _plain(self, ids: Tensor, cache: KVCache | None) -> tuple[Tensor, Tensor]:
        """Position embeddings (T, C) and mask (T, S) for rows without padding."""
        past = cache.length if cache is not None else 0
        end = past + ids.shape[1]
        if end > self.config.n_ctx:
            raise ValueError(f"{end} tokens do not fit the context of {self.config.n_ctx}")
        return self.wpe.weight[past:end], self.causal[past:end, :end]

    def _padded(self, ids: Tensor, cache: KVCache | None, padding: Tensor | None) -> tuple[Tensor, Tensor]:
        """Position embeddings (B, T, C) and mask (B, 1, T, S) for rows filled up from the left; the cache notes it."""
        B, T = ids.shape
        past = cache.length if cache is not None else 0
        none = torch.zeros(B, past + T, dtype=torch.bool, device=ids.device)
        before = cache.padding if cache is not None and cache.padding is not None else none[:, :past]
        unseen = torch.cat((before, padding if padding is not None else none[:, past:]), dim=1)  # (B, S)
        S = past + T
        positions = ((~unseen).cumsum(dim=1) - 1).clamp(min=0)[:, past:]  # (B, T)
        if int(positions.max()) >= self.config.n_ctx:
            raise ValueError(f"{int(positions.max()) + 1} tokens do not fit the context of {self.config.n_ctx}")
        if cache is not None:
            cache.padding = unseen
        index = torch.arange(S, device=ids.device)
        ahead = index[None, :] > index[past:, None]  # (T, S): the future
        blocked = ahead[None, None] | unseen[:, None, None, :]  # (B, 1, T, S)
        mask = torch.zeros(blocked.shape, device=ids.device).masked_fill_(blocked, _MASKED)
        return self.wpe(positions), mask

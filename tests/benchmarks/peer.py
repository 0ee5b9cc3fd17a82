"""The peer: ``transformers``' GPT-2 at its best on a CPU, trained the usual way.

It gets what makes it fast (fused scaled-dot-product attention, exact GELU, no dropout, a fused optimiser, no cache in
training) and nothing that would slow it (its loss helper copies and upcasts; ``cross_entropy`` is called directly).
Arithmetic is fp32 unless a benchmark says otherwise.
"""

from __future__ import annotations

import math
import os
from contextlib import AbstractContextManager, nullcontext

import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.model.config import GPTConfig
from explainer.model.gpt import GPT

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

from transformers import GPT2Config, GPT2LMHeadModel

_TRANSPOSED = ("attn.c_attn.weight", "attn.c_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight")


def make_peer(config: GPTConfig, *, seed: int = 0, n_ctx: int | None = None) -> GPT2LMHeadModel:
    """Return a ``GPT2LMHeadModel`` of the same sizes with fresh weights, in training mode (it has no dropout).

    Args:
        config: the sizes.
        seed: of its weights.
        n_ctx: another context than ``config``'s.
    """
    torch.manual_seed(seed)
    model = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=config.vocab_size,
            n_positions=n_ctx or config.n_ctx,
            n_embd=config.n_embd,
            n_layer=config.n_layer,
            n_head=config.n_head,
            activation_function="gelu",
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=0,
            eos_token_id=0,
            attn_implementation="sdpa",
        )
    )
    return model.train()


@torch.no_grad()
def copy_weights(ours: GPT, peer: GPT2LMHeadModel) -> None:
    """Give the peer our weights; its linear layers are stored transposed."""
    theirs = peer.transformer.state_dict()
    for name, weight in ours.state_dict().items():
        theirs[name].copy_(weight.T if name.endswith(_TRANSPOSED) else weight)


def peer_logits(model: GPT2LMHeadModel, ids: Tensor) -> Tensor:
    """Return logits (B, T, V) for ids (B, T)."""
    return model(input_ids=ids, use_cache=False).logits


def train_step(
    model: GPT2LMHeadModel,
    optimizer: torch.optim.Optimizer,
    batch: Tensor,
    *,
    clip: float | None = None,
    autocast: AbstractContextManager[object] | None = None,
) -> Tensor:
    """Do one step on windows (B, T + 1) and return the loss."""
    inputs, targets = batch[:, :-1], batch[:, 1:]
    with autocast or nullcontext():
        logits = peer_logits(model, inputs)
    loss = F.cross_entropy(logits.float().flatten(0, 1), targets.reshape(-1))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    if clip is not None:
        torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
    optimizer.step()
    return loss.detach()


class NanoGPTRecipe:
    """How nanoGPT trains a small model on a CPU (its README and ``config/train_shakespeare_char.py``).

    AdamW at 1e-3 with betas (.9, .99), weight decay .1 on matrices only, gradients clipped at 1, 100 steps of warm-up,
    then a cosine to a tenth; batches of 12 windows of 64 tokens.
    """

    batch_size = 12
    n_ctx = 64
    learning_rate, min_lr = 1e-3, 1e-4
    warmup_steps = 100
    clip = 1.0

    def optimizer(self, model: GPT2LMHeadModel) -> torch.optim.Optimizer:
        """Return its optimiser."""
        parameters = list(model.parameters())
        groups = [
            {"params": [p for p in parameters if p.dim() >= 2], "weight_decay": 0.1},
            {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0},
        ]
        return torch.optim.AdamW(groups, lr=self.learning_rate, betas=(0.9, 0.99), fused=True)

    def rate(self, step: int, progress: float) -> float:
        """Return the learning rate after ``step`` steps at ``progress`` of the budget, 0 to 1."""
        if step < self.warmup_steps:
            return self.learning_rate * (step + 1) / (self.warmup_steps + 1)
        falling = 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))
        return self.min_lr + falling * (self.learning_rate - self.min_lr)

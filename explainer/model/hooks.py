"""Hooks: how to look into the model while it reads, and how to reach in.

Every activation on the way through ``GPT`` passes a *hook point* with a name. A hook that is handed to the model is
called at each with the name and the activation, and returns what is to go on in its place: a ``Trace`` keeps it and
returns it as it is, ``ablate_heads`` returns what some heads gathered as zeros. The names are those of TransformerLens
(Nanda & Bloom, 2022), which the interpretability literature uses:

=============================================  =========================  =============================================
name                                           shape                      what
=============================================  =========================  =============================================
``hook_embed``, ``hook_pos_embed``             (B, T, C)                  what the token means, where it stands
``blocks.N.hook_resid_pre``                    (B, T, C)                  the stream as the block finds it
``blocks.N.attn.hook_q``, ``_k``, ``_v``       (B, n_head, T, d_head)     query, key, value (k and v: S where cached)
``blocks.N.attn.hook_attn_scores``             (B, n_head, T, S)          scaled scores, -inf (or lowest) where masked
``blocks.N.attn.hook_pattern``                 (B, n_head, T, S)          attention weights; rows sum to 1
``blocks.N.attn.hook_z``                       (B, n_head, T, d_head)     what each head gathered
``blocks.N.hook_attn_out``                     (B, T, C)                  what attention adds to the stream
``blocks.N.hook_resid_mid``                    (B, T, C)                  the stream between the two parts
``blocks.N.mlp.hook_pre``, ``hook_post``       (B, T, 4C)                 feed-forward units before and after GELU
``blocks.N.hook_mlp_out``                      (B, T, C)                  what feed-forward adds to the stream
``blocks.N.hook_resid_post``                   (B, T, C)                  the stream as the block leaves it
``ln_final.hook_normalized``                   (B, T, C)                  after the last layer norm, gain and bias too
``logits``                                     (B, T, V)                  scores of the next token
=============================================  =========================  =============================================

Heads stand before positions here (TransformerLens has them after), as attention is computed that way.

Decision: a hook is an argument of one forward pass. Rejected: hooks that are registered with the model, as in PyTorch
and TransformerLens: they stay behind when an error comes between, and each hook point would be a module, which costs
even where nobody looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import torch
from torch import Tensor

Hook = Callable[[str, Tensor], Tensor]


class Trace(Mapping[str, Tensor]):
    """A hook that records: activations by name, detached, on the device on which they were computed."""

    def __init__(self) -> None:
        self._store: dict[str, Tensor] = {}

    def __call__(self, name: str, value: Tensor) -> Tensor:
        """Keep ``value`` under ``name`` and return it unchanged."""
        self._store[name] = value.detach()
        return value

    def of_blocks(self, name: str) -> list[Tensor]:
        """What every block recorded as ``blocks.N.`` + ``name``, the first block first; nothing is copied.

        Raises:
            KeyError: no block has recorded it.
        """
        found = [self[f"blocks.0.{name}"]]
        while (key := f"blocks.{len(found)}.{name}") in self:
            found.append(self[key])
        return found

    def stream(self) -> list[Tensor]:
        """The residual stream as the first block finds it and as every block leaves it: L + 1 times (B, T, C)."""
        return [self["blocks.0.hook_resid_pre"], *self.of_blocks("hook_resid_post")]

    def __getitem__(self, name: str) -> Tensor:
        return self._store[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._store)

    def __len__(self) -> int:
        return len(self._store)


def ablate_heads(heads: Iterable[tuple[int, int]]) -> Hook:
    """A hook that leaves heads out: what they gathered counts as 0, all else stays (zero ablation).

    Args:
        heads: (block, head) pairs, both from 0.
    """
    left_out: dict[str, list[int]] = {}
    for layer, head in sorted(heads):
        left_out.setdefault(f"blocks.{layer}.attn.hook_z", []).append(head)

    def hook(name: str, value: Tensor) -> Tensor:
        if name not in left_out:
            return value
        return value.index_fill(1, torch.tensor(left_out[name], device=value.device), 0.0)

    return hook

"""Activation records: what the panels look at.

A ``Trace`` handed to ``GPT.forward`` collects every activation on the way under the names of TransformerLens
(Nanda & Bloom, 2022), which the interpretability literature uses:

=============================================  =========================  =============================================
name                                           shape                      what
=============================================  =========================  =============================================
``hook_embed``, ``hook_pos_embed``             (B, T, C)                  what the token means, where it stands
``blocks.N.hook_resid_pre``                    (B, T, C)                  the stream as the block finds it
``blocks.N.attn.hook_q``, ``_k``, ``_v``       (B, n_head, T, d_head)     query, key, value (k and v: S where cached)
``blocks.N.attn.hook_attn_scores``             (B, n_head, T, S)          scaled scores, -inf (or lowest) where masked
``blocks.N.attn.hook_pattern``                 (B, n_head, T, S)          attention weights; rows sum to 1
``blocks.N.attn.hook_z``                       (B, n_head, T, d_head)     what each head gathered; 0 where it is muted
``blocks.N.hook_attn_out``                     (B, T, C)                  what attention adds to the stream
``blocks.N.hook_resid_mid``                    (B, T, C)                  the stream between the two parts
``blocks.N.mlp.hook_pre``, ``hook_post``       (B, T, 4C)                 feed-forward units before and after GELU
``blocks.N.hook_mlp_out``                      (B, T, C)                  what feed-forward adds to the stream
``blocks.N.hook_resid_post``                   (B, T, C)                  the stream as the block leaves it
``ln_final.hook_normalized``                   (B, T, C)                  after the last layer norm, gain and bias too
``logits``                                     (B, T, V)                  scores of the next token
=============================================  =========================  =============================================

Heads stand before positions here (TransformerLens has them after), as attention is computed that way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from torch import Tensor


class Trace(Mapping[str, Tensor]):
    """Activations by name; detached, on the device on which they were computed."""

    def __init__(self, _prefix: str = "", _store: dict[str, Tensor] | None = None) -> None:
        self._prefix = _prefix
        self._store: dict[str, Tensor] = {} if _store is None else _store

    def at(self, place: str) -> Trace:
        """Return a view that records into this trace, with ``place.`` before every name."""
        return Trace(f"{place}.", self._store)

    def record(self, name: str, value: Tensor) -> Tensor:
        """Keep ``value`` under ``name`` and return it unchanged."""
        self._store[self._prefix + name] = value.detach()
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

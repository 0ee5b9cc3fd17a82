"""The key-value cache: what a model has made of the tokens it has read, so that one more costs one token's work.

Letters in shapes are those of ``gpt``. What it leaves out: forgetting. A text that outgrows the context is read again
(``generate``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

_ROOM = 32  # tokens: a cache is copied once in so many, and attention sees it in multiples of them


@dataclass(slots=True)
class KVCache:
    """Keys and values of the tokens read so far, so that one more token costs one token's work.

    Where no gradient is wanted they lie in buffers with room for more, so that one more token does not copy all those
    before it. Attention reads these buffers as they are, room included, and masks the room: it neither copies what it
    reads nor sees a new size with every token (``roomy``).

    Attributes:
        keys, values: one tensor a block, each (B, n_head, S, d_head).
        padding: (B, S) True where a cached token only fills a row up and must not be looked at, or None.
    """

    keys: list[Tensor] = field(default_factory=list)
    values: list[Tensor] = field(default_factory=list)
    padding: Tensor | None = None
    _buffers: dict[int, tuple[Tensor, Tensor]] = field(default_factory=dict, repr=False)  # of each block

    @property
    def length(self) -> int:
        """Cached tokens."""
        return self.keys[0].shape[2] if self.keys else 0

    def extend(self, layer: int, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Append new keys and values of a block and return all of them, each (B, n_head, S, d_head).

        Args:
            layer: the block, from 0; blocks are first added in their order.
            k: (B, n_head, T, d_head) keys of the new tokens.
            v: their values, likewise.
        """
        if layer == len(self.keys):
            self.keys.append(k)
            self.values.append(v)
        elif k.requires_grad or self.keys[layer].requires_grad:
            self.keys[layer] = torch.cat((self.keys[layer], k), dim=2)
            self.values[layer] = torch.cat((self.values[layer], v), dim=2)
        else:
            S, T = self.keys[layer].shape[2], k.shape[2]
            buffers = self._with_room(layer, T)
            for buffer, new in zip(buffers, (k, v), strict=True):
                buffer[:, :, S : S + T] = new
            self.keys[layer], self.values[layer] = (buffer[:, :, : S + T] for buffer in buffers)
        return self.keys[layer], self.values[layer]

    def roomy(self, layer: int) -> tuple[Tensor, Tensor]:
        """Keys and values of a block with the room behind them, where they have any: (B, n_head, S or more, d_head).

        What lies in the room is finite and means nothing: it must be masked.
        """
        keys, values = self._buffers.get(layer, (self.keys[layer], self.values[layer]))
        if keys.data_ptr() != self.keys[layer].data_ptr():  # somebody put other keys there
            return self.keys[layer], self.values[layer]
        return keys, values

    def replaced(self, rows: Sequence[int], fresh: KVCache) -> KVCache:
        """A cache in which some rows are those of ``fresh``; all rows go on at the same place.

        Args:
            rows: which of the batch, in the order of ``fresh``.
            fresh: of as many texts, none longer than this cache.
        """
        index = torch.tensor(rows, device=self.keys[0].device)
        S, n = self.length, fresh.length
        B = self.keys[0].shape[0]
        padding = (
            torch.zeros(B, S, dtype=torch.bool, device=index.device) if self.padding is None else self.padding.clone()
        )
        padding[index] = True
        padding[index, S - n :] = False if fresh.padding is None else fresh.padding
        first = int((~padding).any(dim=0).int().argmax())  # what is padding in all rows is dropped
        padding = padding[:, first:]
        found = KVCache(padding=padding if bool(padding.any()) else None)
        for mine, theirs, into in ((self.keys, fresh.keys, found.keys), (self.values, fresh.values, found.values)):
            for old, new in zip(mine, theirs, strict=True):
                whole = old[:, :, first:].clone()
                whole[index, :, S - n - first :] = new
                into.append(whole)
        return found

    def expand(self, n: int) -> KVCache:
        """For ``n`` texts that begin alike: a cache of one row as one of ``n``, whose texts go on without each other.

        Nothing is copied until they do, and this one is not changed by it.
        """
        return KVCache(
            keys=[k.expand(n, -1, -1, -1) for k in self.keys], values=[v.expand(n, -1, -1, -1) for v in self.values]
        )

    def select(self, rows: Sequence[int]) -> KVCache:
        """Only some rows of the batch, as a cache of their own."""
        index = torch.tensor(rows, device=self.keys[0].device)
        chosen = KVCache(padding=None if self.padding is None else self.padding.index_select(0, index))
        for layer, (k, v) in enumerate(zip(self.keys, self.values, strict=True)):
            S = k.shape[2]
            keys, values = (buffer.index_select(0, index) for buffer in self._buffers.get(layer, (k, v)))
            chosen.keys.append(keys[:, :, :S])
            chosen.values.append(values[:, :, :S])
            chosen._buffers[layer] = (keys, values)
        return chosen

    def _with_room(self, layer: int, n: int) -> tuple[Tensor, Tensor]:
        """The block's buffers, with room for ``n`` more tokens behind those they hold."""
        held = (self.keys[layer], self.values[layer])
        B, H, S, D = held[0].shape
        buffers = self._buffers.get(layer)
        if (
            buffers is None
            or buffers[0].data_ptr() != held[0].data_ptr()  # somebody put other keys there
            or buffers[0].shape[2] < S + n
            or buffers[0].is_inference() != torch.is_inference_mode_enabled()
        ):
            room = -(-(S + n) // _ROOM) * _ROOM
            buffers = (held[0].new_zeros(B, H, room, D), held[1].new_zeros(B, H, room, D))
            for buffer, old in zip(buffers, held, strict=True):
                buffer[:, :, :S] = old
            self._buffers[layer] = buffers
        return buffers

"""Sizes: the numbers that fix a GPT, and the four presets people choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class GPTConfig:
    """The shape of a GPT-2 style transformer.

    Attributes:
        n_layer: blocks, one after the other.
        n_head: attention heads in each block; divides ``n_embd``.
        n_embd: numbers that stand for one token.
        n_ctx: longest text it can see, in tokens.
        vocab_size: tokens it knows.
        gelu: ``exact`` (erf; several times faster on CPUs) or ``tanh`` (what OpenAI's GPT-2 weights were trained with).
        layer_norm_eps: added to the variance, as in GPT-2.

    Raises:
        ValueError: a size that is no whole number of at least 1, or values that do not go together.
    """

    n_layer: int
    n_head: int
    n_embd: int
    n_ctx: int
    vocab_size: int
    gelu: str = "exact"
    layer_norm_eps: float = 1e-5

    def __post_init__(self) -> None:
        for name in ("n_layer", "n_head", "n_embd", "n_ctx", "vocab_size"):
            value = getattr(self, name)
            if type(value) is not int:  # sizes also come from files; True is no size
                raise ValueError(f"{name} must be a whole number, and is {value!r}")
            if value < 1:
                raise ValueError(f"{name} must be at least 1, and is {value}")
        if self.n_embd % self.n_head:
            raise ValueError(f"n_embd ({self.n_embd}) must be a multiple of n_head ({self.n_head})")
        if self.gelu not in ("exact", "tanh"):
            raise ValueError(f"gelu must be 'exact' or 'tanh', and is {self.gelu!r}")
        if not (isinstance(self.layer_norm_eps, float) and 0 < self.layer_norm_eps < 1):
            raise ValueError(f"layer_norm_eps must be between 0 and 1, and is {self.layer_norm_eps!r}")

    @property
    def d_head(self) -> int:
        """Numbers in one head's query, key and value."""
        return self.n_embd // self.n_head

    @property
    def n_params(self) -> int:
        """Trained numbers, the tied head counted once."""
        c = self.n_embd
        block = (3 * c * c + 3 * c) + (c * c + c) + (4 * c * c + 4 * c) + (4 * c * c + c) + 4 * c
        return self.vocab_size * c + self.n_ctx * c + self.n_layer * block + 2 * c


# The vocabulary grows with the world a preset can master; the context with the patience of its audience.
PRESETS: Mapping[str, GPTConfig] = MappingProxyType(
    {
        "xs": GPTConfig(n_layer=2, n_head=2, n_embd=64, n_ctx=64, vocab_size=512),
        "s": GPTConfig(n_layer=4, n_head=4, n_embd=128, n_ctx=128, vocab_size=1024),
        "m": GPTConfig(n_layer=6, n_head=6, n_embd=192, n_ctx=192, vocab_size=2048),
        "l": GPTConfig(n_layer=6, n_head=8, n_embd=256, n_ctx=256, vocab_size=4096),
    }
)

"""Trips made by hand: arrays that fit together as those of a real model do, so that sums and shares can be checked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explainer.engine.frames import Trip
from tests.ui import fakes

L, H, C = 4, 4, 128  # as in ``fakes.prepared``


def trip(
    pieces: tuple[str, ...] = ("The", " hungry", " dog", " ran", " to", " the"),
    *,
    seed: int = 3,
    step: int = 400,
    prompt: str | None = None,
    pattern: np.ndarray | None = None,
    **changes: object,
) -> Trip:
    rng = np.random.default_rng(seed)
    n = len(pieces)
    if pattern is None:
        scores = rng.normal(0, 2, (L, H, n, n))
        scores[..., *np.triu_indices(n, 1)] = -np.inf
        pattern = np.exp(scores - scores.max(-1, keepdims=True))
        pattern /= pattern.sum(-1, keepdims=True)
    token, position = rng.normal(0, 0.5, (n, C)), rng.normal(0, 0.2, (n, C))
    attn_out, mlp_out = rng.normal(0, 0.3, (2, L, n, C))
    resid = np.concatenate(((token + position)[None], (token + position) + np.cumsum(attn_out + mlp_out, axis=0)))
    before = rng.normal(0, 1, (L, n, 4 * C))
    bets = np.array([0.34, 0.21, 0.12, 0.09, 0.07, 0.05, 0.03, 0.02, 0.01, 0.005, 0.004, 0.001])
    values: dict = {
        "step": step,
        "prompt": "".join(pieces) if prompt is None else prompt,
        "serial": 0,
        "ids": np.arange(n) + 20,
        "pieces": pieces,
        "n_dropped": 0,
        "seen_ids": np.arange(n) + 20,
        "seen_pieces": pieces,
        "token": token,
        "position": position,
        "resid": resid,
        "pattern": pattern,
        "attn_out": attn_out,
        "mlp_out": mlp_out,
        "neurons": before * (before > 0) - 0.1 * (before <= 0),
        "bet_ids": np.arange(4, 16),
        "bets": bets,
    }
    values |= changes
    for name, value in values.items():
        if isinstance(value, np.ndarray) and value.dtype == np.float64:
            values[name] = value.astype(np.float32)
    return Trip(**fakes.HEAD, **values)


def long_trip(n: int = 128, **changes: object) -> Trip:
    return trip(tuple(f" w{i}" for i in range(n)), **changes)


def empty_trip() -> Trip:
    """The prompt is empty: the model sees the marker that ends a text."""
    made = trip(("<|endoftext|>",), prompt="", ids=np.zeros(0, np.int64), seen_ids=np.array([0]))
    return replace(made, pieces=())


def even_trip(n: int = 6) -> Trip:
    """A model that has read nothing looks everywhere alike."""
    even = np.tril(np.ones((n, n)))
    even /= even.sum(-1, keepdims=True)
    return trip(tuple(f" w{i}" for i in range(n)), pattern=np.broadcast_to(even, (L, H, n, n)).copy())

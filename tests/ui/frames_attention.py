"""Frames of the Attention view made by hand: four blocks of four heads, as ``fakes.prepared`` says."""

from __future__ import annotations

import numpy as np

from explainer.engine.frames import Attention, Heads, Muting
from tests.ui.fakes import HEAD, PIECES

L, H, D = 4, 4, 8
WORDS = ("Mia", " put", " the", " ball", " in", " the", " box")
LONG = tuple(f" w{i}" for i in range(128))
NAN = float("nan")


def attention(seen: tuple[str, ...] = WORDS, serial: int = 99, seed: int = 0, **changes: object) -> Attention:
    """Weights that follow from queries and keys, as a model's do; an empty prompt is one end-of-text piece."""
    n = len(seen)
    rng = np.random.default_rng(seed)
    q, k = rng.normal(0, 1.5, (2, L, H, n, D)).astype(np.float32)
    scores = (q @ k.swapaxes(-1, -2)).astype(np.float64) / np.sqrt(D)
    scores[..., np.triu(np.ones((n, n), bool), 1)] = -np.inf
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    values: dict = {
        "step": 400,
        "prompt": "".join(seen),
        "serial": serial,
        "ids": np.arange(n),
        "pieces": seen,
        "n_dropped": 0,
        "seen_ids": np.arange(n),
        "seen_pieces": seen,
        "pattern": (weights / weights.sum(-1, keepdims=True)).astype(np.float32),
        "q": q,
        "k": k,
    }
    return Attention(**HEAD, **(values | changes))


def empty(serial: int = 99) -> Attention:
    """What an empty prompt is answered with."""
    return attention(("<|endoftext|>",), serial, prompt="", pieces=(), ids=np.zeros(0, np.int64))


def heads(step: int = 400, **changes: object) -> Heads:
    """Block 2, head 3 looks at the piece before; block 1, head 1 leans to itself; the others do nothing nameable."""
    flat = np.full((L, H), 0.05, np.float32)
    previous, itself, rise = flat.copy(), flat.copy(), np.full((L, H), 0.012, np.float32)
    previous[1, 2] = 0.87
    itself[0, 0] = 0.3
    rise[1, 2] = 0.21
    values: dict = {
        "step": step,
        "n_tokens": 1024,
        "measured_at": np.full((L, H), step),
        "loss_rise": rise,
        "previous": previous,
        "first": flat,
        "itself": itself,
        "same": flat,
        "induction": flat,
        "even": (0.11, 0.04, 0.04, 0.05, 0.02),
    }
    return Heads(**HEAD, **(values | changes))


def unmeasured() -> Heads:
    """The survey has only begun."""
    nothing = np.full((L, H), NAN, np.float32)
    return heads(
        measured_at=np.full((L, H), -1),
        loss_rise=nothing,
        previous=nothing,
        first=nothing,
        itself=nothing,
        same=nothing,
        induction=nothing,
        even=(NAN,) * 5,
    )


def muting(muted: tuple[tuple[int, int], ...] = (), serial: int = 99, **changes: object) -> Muting:
    """The bet on “park” falls from 60 % to 20 % where something is muted."""
    before = np.full(len(PIECES), 0.1 / (len(PIECES) - 3))
    before[[4, 5, 6]] = (0.6, 0.2, 0.1)
    after = before.copy()
    if muted:
        after[[4, 5, 6]] = (0.2, 0.5, 0.2)
    values: dict = {
        "step": 400,
        "prompt": "".join(WORDS),
        "serial": serial,
        "ids": np.arange(len(WORDS)),
        "pieces": WORDS,
        "n_dropped": 0,
        "muted": muted,
        "n_tokens": 1024,
        "measured_at": 400,
        "loss": 1.25,
        "muted_loss": 1.25 + 0.33 * bool(muted),
        "probability": before.astype(np.float32),
        "muted_probability": after.astype(np.float32),
    }
    return Muting(**HEAD, **(values | changes))

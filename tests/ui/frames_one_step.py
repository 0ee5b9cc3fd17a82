"""Frames of one step, made by hand."""

from __future__ import annotations

import numpy as np

from explainer.engine.frames import OneStep, PartChange
from tests.ui.fakes import HEAD

PIECES = (" Mia", " took", " the", " ba", "sket", " to", " the", " park", ".", "<|endoftext|>", "A", "🙂", "\n")
BEFORE = (0.05, 0.60, 0.0002, 0.40, 0.52, 0.33, 0.12, 0.90, 0.70, 0.0, 0.001, 0.25)
AFTER = (0.06, 0.59, 0.0004, 0.40, 0.521, 0.35, 0.18, 0.91, 0.72, 0.0, 0.0005, 0.25)


def parts(n_layer: int = 2) -> tuple[PartChange, ...]:
    """Parts of a model with ``n_layer`` blocks; block 1 is pushed hardest, the positions turn most."""
    blocks = []
    for block in range(n_layer):
        blocks += [
            PartChange(f"attention.{block}", 66_000, 0.5 / (block + 1), 12.0, 0.006),
            PartChange(f"feed_forward.{block}", 131_000, 0.25 / (block + 1), 16.0, 0.008),
        ]
    return (
        PartChange("embedding", 131_072, 0.21, 30.0, 0.03),
        PartChange("position", 16_384, 0.11, 4.0, 0.014),
        *blocks,
        PartChange("final_norm", 256, 0.04, 11.0, 0.005),
    )


def one_step(number: int = 401, pieces: tuple[str, ...] = PIECES, n_layer: int = 2, **changes: object) -> OneStep:
    """A step that helped its batch and not the held-out text."""
    n = len(pieces) - 1
    values: dict = {
        "step": number,
        "number": number,
        "ids": np.arange(n + 1),
        "pieces": pieces,
        "before": np.resize(np.array(BEFORE, np.float32), n),
        "after": np.resize(np.array(AFTER, np.float32), n),
        "n_tokens": 1024,
        "loss_before": 2.3134,
        "loss_after": 2.2911,
        "held_out_before": 2.3502,
        "held_out_after": 2.3541,
        "learning_rate": 0.004,
        "parts": parts(n_layer),
        "undone": False,
        "can_undo": True,
    }
    return OneStep(**HEAD, **(values | changes))

"""Who looks at whom: the attention of every head while the model reads the prompt."""

from __future__ import annotations

import torch

from explainer.engine.frames import Attention, Floats
from explainer.engine.observe.arrays import floats
from explainer.engine.observe.sight import Sight


def attention_frame(sight: Sight) -> Attention:
    """Weights, queries and keys of all heads; shares its forward pass with all that looks at the prompt."""
    trace, n_layer = sight.trace(), sight.session.config.n_layer

    def of_all_blocks(name: str) -> Floats:  # (L, H, S, …)
        return floats(torch.stack([trace[f"blocks.{layer}.attn.{name}"][0] for layer in range(n_layer)]))

    return Attention(
        **sight.inside_stamp(),
        pattern=of_all_blocks("hook_pattern"),
        q=of_all_blocks("hook_q"),
        k=of_all_blocks("hook_k"),
    )

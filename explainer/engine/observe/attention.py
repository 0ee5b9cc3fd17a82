"""Who looks at whom: the attention of every head while the model reads the prompt."""

from __future__ import annotations

import torch

from explainer.engine.frames import Attention
from explainer.engine.observe.arrays import floats
from explainer.engine.observe.context import ObservationContext


def attention_frame(context: ObservationContext) -> Attention:
    """Weights, queries and keys of all heads; shares its forward pass with all that looks at the prompt."""
    trace = context.trace()
    pattern, q, k = (torch.cat(trace.of_blocks(f"attn.hook_{name}")) for name in ("pattern", "q", "k"))  # (L, H, S, …)
    return Attention(**context.inside_stamp(), pattern=floats(pattern), q=floats(q), k=floats(k))

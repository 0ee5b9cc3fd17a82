"""One trip through the model, for the Overview: everything on the way of the prompt, from one recorded forward pass."""

from __future__ import annotations

import torch

from explainer.engine.frames import Floats, Trip
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.context import ObservationContext

BETS = 12  # the likeliest next tokens that are told one by one


def trip_frame(context: ObservationContext) -> Trip:
    """Return the trip of what the model sees of the prompt; letters in shapes as in ``Trip``."""
    trace = context.trace()
    bets = context.logits().softmax(dim=-1)  # (V,)
    best = bets.argsort(descending=True, stable=True)[:BETS]  # the order of ``NextToken``, ties included
    return Trip(
        **context.inside_stamp(),
        token=_joined([trace["hook_embed"]])[0],
        position=_joined([trace["hook_pos_embed"]])[0],
        resid=_joined(trace.stream()),
        pattern=_joined(trace.of_blocks("attn.hook_pattern")),
        attn_out=_joined(trace.of_blocks("hook_attn_out")),
        mlp_out=_joined(trace.of_blocks("hook_mlp_out")),
        neurons=_joined(trace.of_blocks("mlp.hook_post")),
        bet_ids=frozen(best.numpy()),
        bets=frozen(bets[best].numpy()),
        endings=context.endings(best.tolist()),
    )


def _joined(parts: list[torch.Tensor]) -> Floats:
    """One array (len(parts), ...) of batches of one; joining them copies, so nothing is shared with the trace."""
    return frozen(torch.cat(parts).float().cpu().numpy())

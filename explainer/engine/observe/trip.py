"""One trip through the model, for the Overview: everything on the way of the prompt, from one recorded forward pass."""

from __future__ import annotations

import torch

from explainer.engine.frames import Floats, Trip
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.sight import Sight
from explainer.model.trace import Trace

BETS = 12  # the likeliest next tokens that are told one by one


def trip_frame(sight: Sight) -> Trip:
    """Return the trip of what the model sees of the prompt; letters in shapes as in ``Trip``."""
    trace, n_layer = sight.trace(), sight.session.config.n_layer
    bets = sight.logits().softmax(dim=-1)  # (V,)
    best = bets.argsort(descending=True, stable=True)[:BETS]  # the order of ``NextToken``, ties included
    first = trace["blocks.0.hook_resid_pre"][:1]  # (1, S, C)
    after = [trace[f"blocks.{layer}.hook_resid_post"] for layer in range(n_layer)]
    return Trip(
        **sight.inside_stamp(),
        token=_joined([trace["hook_embed"]])[0],
        position=_joined([trace["hook_pos_embed"]])[0],
        resid=_joined([first, *after]),
        pattern=_of_blocks(trace, n_layer, "attn.hook_pattern"),
        attn_out=_of_blocks(trace, n_layer, "hook_attn_out"),
        mlp_out=_of_blocks(trace, n_layer, "hook_mlp_out"),
        neurons=_of_blocks(trace, n_layer, "mlp.hook_post"),
        bet_ids=frozen(best.numpy()),
        bets=frozen(bets[best].numpy()),
    )


def _of_blocks(trace: Trace, n_layer: int, name: str) -> Floats:
    """What every block recorded as ``name``, (L, ...)."""
    return _joined([trace[f"blocks.{layer}.{name}"] for layer in range(n_layer)])


def _joined(parts: list[torch.Tensor]) -> Floats:
    """One array (len(parts), ...) of batches of one; joining them copies, so nothing is shared with the trace."""
    return frozen(torch.cat(parts).float().cpu().numpy())

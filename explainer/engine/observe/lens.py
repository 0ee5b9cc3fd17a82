"""The logit lens: what the model would bet if it stopped after each block (nostalgebraist, 2020, "interpreting GPT").

The stream at every stage is put through the last layer norm and the output head, just as the finished stream is. Only
the last stage was trained to be read like that; the others are read with glasses made for the last one, which works as
far as the blocks only refine what is there.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

from explainer.engine.frames import Lens
from explainer.engine.observe.arrays import floats, frozen
from explainer.engine.observe.context import ObservationContext


@torch.inference_mode()
def lens_frame(context: ObservationContext) -> Lens:
    """The bets at every stage after the last token seen, and the likeliest next token at every position."""
    model, trace = context.model, context.trace()
    probability, top_ids, top_probability = [], [], []
    for x in trace.stream():  # one at a time: all at once would be (n_layer + 1) × S × V numbers
        logits = F.linear(model.ln_f(x[0]), model.wte.weight).float()  # (S, V)
        best = logits.max(dim=-1)
        top_ids.append(best.indices)
        top_probability.append((best.values - logits.logsumexp(dim=-1)).exp())  # (S,)
        probability.append(logits[-1].softmax(dim=-1))  # (V,)
    return Lens(
        **context.inside_stamp(),
        probability=floats(torch.stack(probability)),
        top_ids=frozen(torch.stack(top_ids).cpu().numpy().copy()),
        top_probability=floats(torch.stack(top_probability)),
    )

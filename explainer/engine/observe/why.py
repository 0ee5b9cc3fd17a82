"""What made it likely: the bet on one token with each piece of the prompt left out in turn.

A measurement, nothing more: the model reads the text without that piece, in which the later pieces have moved up by
one place, and what it bets then is told. Two pieces that do the same work hide each other here (without either, the
other still does it), and shares do not add up. The method is leave-one-out, the simplest of the *input erasure* methods
(Li, Monroe and Jurafsky, 2016, "Understanding Neural Networks through Representation Erasure").

The texts without one of the last n pieces have their beginning in common: it is read once, and only what differs is
read in a batch, in parts of some ``PART_TOKENS`` tokens (``incremental``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from explainer.engine.frames import Why
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.incremental import IncrementalObserver
from explainer.model.cache import KVCache
from explainer.model.gpt import GPT

MOST_PIECES = 32  # pieces that are left out in turn: the last ones, three lines on the screen
PART_TOKENS = 256  # read at once: a few milliseconds with the preset s on one core
FIRST_PART_TOKENS = 1024  # the same in answer to a new question: someone is waiting
EVERY = 1.0  # seconds between two measurements while training goes on


@dataclass(slots=True, kw_only=True)
class _Measuring:
    """A measurement under way.

    Attributes:
        seen: what the model sees. first: index of the first piece to be left out.
        probability: the bet on ``token`` with nothing left out. stamp: the frame's fields when this was begun.
        beginning: what all shortened texts have in common, read.
        without: the bets measured so far.
    """

    model: GPT
    seen: list[int]
    first: int
    token: int
    start: int  # what the model is asked after where nothing is left of the text
    probability: float
    stamp: dict[str, Any]
    beginning: KVCache | None = None
    without: list[float] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether every piece has been left out."""
        return len(self.without) == len(self.seen) - self.first

    @torch.inference_mode()
    def go_on(self, n_tokens: int) -> None:
        """Measure some more pieces, by reading about ``n_tokens``."""
        if self.done:
            return
        tail = self.seen[self.first :]
        begin = len(self.without)
        end = min(len(tail), begin + max(1, n_tokens // len(tail)))
        rows = [tail[:i] + tail[i + 1 :] for i in range(begin, end)]
        if len(self.seen) == 1:
            rows = [[self.start]]
        logits = self.model(torch.tensor(rows, device=self.model.device), cache=self._begun(len(rows)))[:, -1]
        self.without += logits.float().softmax(dim=-1)[:, self.token].tolist()

    def _begun(self, n: int) -> KVCache:
        """The common beginning, for ``n`` texts."""
        if self.beginning is None:
            self.beginning = KVCache()
            if self.first:
                self.model(torch.tensor([self.seen[: self.first]], device=self.model.device), cache=self.beginning)
        return self.beginning.expand(n)


class WhyObserver(IncrementalObserver[_Measuring]):
    """Measures in parts."""

    def __init__(self) -> None:
        super().__init__(EVERY)

    def question(self, context: ObservationContext) -> object:
        """The text, and the token asked about."""
        queries = context.queries
        return tuple(queries.prompt.ids), queries.prompt.serial, queries.wanted

    def begin(self, context: ObservationContext, model: GPT) -> _Measuring:
        """The bet with nothing left out."""
        queries, logits = context.queries, context.logits()
        token = int(logits.argsort(descending=True, stable=True)[0]) if queries.wanted is None else queries.wanted
        return _Measuring(
            model=model,
            seen=context.seen,
            first=max(0, len(context.seen) - MOST_PIECES) if queries.prompt.ids else 1,  # an empty text has none
            token=token,
            start=context.tokenizer.eot,
            probability=float(logits.softmax(dim=-1)[token]),
            stamp=context.inside_stamp(),
        )

    def go_on(self, work: _Measuring, began: float, *, first: bool) -> None:
        """Measure some more pieces."""
        work.go_on(FIRST_PART_TOKENS if first else PART_TOKENS)

    def answer(self, context: ObservationContext, work: _Measuring) -> Why:
        """The bets without each piece."""
        return Why(
            **work.stamp,
            token=work.token,
            probability=work.probability,
            first=work.first,
            without=frozen(np.array(work.without, dtype=np.float32)),
        )

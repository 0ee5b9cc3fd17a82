"""What made it likely: the bet on one token with each piece of the prompt left out in turn.

A measurement, nothing more: the model reads the text without that piece, in which the later pieces have moved up by
one place, and what it bets then is told. Two pieces that do the same work hide each other here (without either, the
other still does it), and shares do not add up. The method is leave-one-out, the simplest of the *input erasure* methods
(Li, Monroe and Jurafsky, 2016, "Understanding Neural Networks through Representation Erasure").

The texts without one of the last n pieces have their beginning in common: it is read once, and only what differs is
read in a batch, in parts of some ``PART_TOKENS`` tokens, on a copy of the weights that stands still meanwhile.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.engine.frames import Why
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.sight import Sight
from explainer.engine.observe.source import Maker
from explainer.engine.observe.still import Still
from explainer.model.gpt import GPT, KVCache

MOST_PIECES = 32  # pieces that are left out in turn: the last ones, three lines on the screen
PART_TOKENS = 256  # read at once: a few milliseconds with the preset s on one core
FIRST_PART_TOKENS = 1024  # the same in answer to a new question: someone is waiting
EVERY, REST = 1.0, 25.0  # between two measurements while training goes on: seconds, and times what one took


@dataclass(slots=True)
class _Measuring:
    """A measurement under way.

    Attributes:
        seen: what the model sees. first: index of the first piece to be left out.
        beginning: what all shortened texts have in common, read.
        without: the bets measured so far.
    """

    model: GPT
    seen: list[int]
    first: int
    token: int
    start: int  # what the model is asked after where nothing is left of the text
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
        return KVCache(
            keys=[k.expand(n, -1, -1, -1) for k in self.beginning.keys],
            values=[v.expand(n, -1, -1, -1) for v in self.beginning.values],
        )


class WhyMaker(Maker):
    """Measures in parts."""

    def __init__(self) -> None:
        self.unfinished = False
        self._still = Still()
        self._question: object = None
        self._logits: Tensor | None = None  # after the prompt; another object once weights or prompt have changed
        self._measuring: _Measuring | None = None
        self._stamp: dict[str, Any] = {}
        self._spent = 0.0  # seconds on the present measurement
        self._next = 0.0  # when it is time again while training goes on

    def __call__(self, sight: Sight) -> Why | None:
        """Begin, go on, or wait until it is time again; return the frame when all pieces have been left out."""
        gaze, began = sight.gaze, time.perf_counter()
        question = (tuple(gaze.prompt.ids), gaze.prompt.serial, gaze.wanted)
        part = PART_TOKENS
        if question != self._question:
            self._begin(sight, question)
            part = FIRST_PART_TOKENS
        elif self._measuring is None:
            if sight.moving and began < self._next:
                return None
            self._begin(sight, question)
        elif not sight.moving and sight.logits() is not self._logits:
            self._begin(sight, question)  # the weights have changed once, and then stood still
        measuring = self._measuring
        assert measuring is not None
        measuring.go_on(part)
        now = time.perf_counter()
        self._spent += now - began
        self.unfinished = not measuring.done
        if self.unfinished:
            return None
        self._measuring, self._next = None, now + max(EVERY, REST * self._spent)
        return self._frame(measuring)

    def _begin(self, sight: Sight, question: object) -> None:
        gaze, session = sight.gaze, sight.session
        self._spent = 0.0
        self._question, self._logits, self._stamp = question, sight.logits(), sight.inside_stamp()
        likeliest = int(self._logits.argsort(descending=True, stable=True)[0])
        first = (
            max(0, len(sight.seen) - MOST_PIECES) if gaze.prompt.ids else 1
        )  # an empty text has nothing to leave out
        self._measuring = _Measuring(
            self._still.of(session.model),
            sight.seen,
            first,
            likeliest if gaze.wanted is None else gaze.wanted,
            session.tokenizer.eot,
        )

    def _frame(self, measuring: _Measuring) -> Why:
        assert self._logits is not None
        return Why(
            **self._stamp,
            token=measuring.token,
            probability=float(self._logits.softmax(dim=-1)[measuring.token]),
            first=measuring.first,
            without=frozen(np.array(measuring.without, dtype=np.float32)),
        )

"""Which windows of the text the model reads next.

The text is cut into windows of ``n_ctx + 1`` tokens. Every window is read once, in random order, before any is read
again; then the cuts move, so that the next epoch sees other windows. The text may still grow while it is being read.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from explainer.marking import Problem, mark
from explainer.training.state import TrainerState, numpy_dice, put_numpy_dice


class TokenSource(Protocol):
    """What training needs of a corpus."""

    @property
    def train(self) -> npt.NDArray[np.integer]:
        """(N,) training tokens that are ready."""

    @property
    def val(self) -> npt.NDArray[np.integer]:
        """(M,) validation tokens."""

    @property
    def exhausted(self) -> bool:
        """Whether ``train`` is all there will ever be."""

    def ensure(self, n_tokens: int) -> object:
        """Make ``train`` at least ``n_tokens`` long, or as long as it can be."""


class WindowSampler:
    """Draws batches of windows without replacement from a text that may still grow.

    Args:
        source: the text.
        length: tokens in a window: the context, plus one for the last target. Of a text that is shorter than this, the
            whole is one window.
        seed: of the order.
        pool: windows to choose from at any time; more mixes better, and needs more text ready.
    """

    def __init__(self, source: TokenSource, length: int, seed: int, pool: int = 512) -> None:
        self.source = source
        self.length = length
        self.pool = pool
        self.epoch = 0
        self._rng = np.random.default_rng(seed)
        self._waiting: list[int] = []  # starts of windows not read yet
        self._next = 0  # where the next window is cut

    def _refill(self) -> None:
        """Cut new windows until the pool is full or the text ends."""
        missing = self.pool - len(self._waiting)
        if not self.source.exhausted:
            self.source.ensure(self._next + missing * (self.length - 1) + 1)
        if len(self.source.train) < self.length:  # and it is all there is
            self.length = len(self.source.train)
            if self.length < 2:
                raise ValueError("the training text is empty")
        stride = self.length - 1  # the last target of one window is the first token of the next
        end = len(self.source.train) - self.length
        while len(self._waiting) < self.pool and self._next <= end:
            self._waiting.append(self._next)
            self._next += stride

    def state(self) -> TrainerState:
        """Which windows wait to be read, and the dice."""
        return TrainerState(
            values={
                "epoch": self.epoch,
                "length": self.length,
                "next": self._next,
                "waiting": list(self._waiting),
                "dice": numpy_dice(self._rng),
            }
        )

    def load_state(self, saved: TrainerState) -> None:
        """Put back what ``state`` gave; the text must be the same.

        Raises:
            ValueError: it is of another text, or of a model that reads more at once.
        """
        v = saved.values
        if not 2 <= int(v["length"]) <= self.length or int(v["next"]) < 0:
            raise Problem(mark("engine", "the state to go on from speaks of windows of another size"))
        self.epoch, self.length, self._next = int(v["epoch"]), int(v["length"]), int(v["next"])
        self._waiting = [int(start) for start in v["waiting"]]
        put_numpy_dice(self._rng, v["dice"])
        if self._waiting and not self.source.exhausted:
            self.source.ensure(max(self._waiting) + self.length)
        if any(not 0 <= s <= len(self.source.train) - self.length for s in self._waiting):
            raise Problem(mark("engine", "the state to go on from speaks of text that is not there"))

    def batch(self, size: int) -> Tensor:
        """Return (size, length) token ids, int64.

        Raises:
            ValueError: the text is shorter than two tokens.
        """
        starts: list[int] = []
        while len(starts) < size:
            if len(self._waiting) < self.pool:
                self._refill()
            if not self._waiting:
                self.epoch += 1
                self._next = int(self._rng.integers(0, max(1, min(self.length, len(self.source.train) - self.length))))
                continue
            i = int(self._rng.integers(len(self._waiting)))
            self._waiting[i], self._waiting[-1] = self._waiting[-1], self._waiting[i]
            starts.append(self._waiting.pop())
        text = self.source.train
        return torch.from_numpy(np.stack([text[s : s + self.length] for s in starts]).astype(np.int64))


def validation_windows(source: TokenSource, length: int, tokens: int) -> Tensor:
    """Return (N, length) fixed windows of validation text, about ``tokens`` predictions in all; the same every time.

    Raises:
        ValueError: the validation text is shorter than two tokens.
    """
    val = source.val
    if len(val) < 2:
        raise ValueError("the validation text is empty")
    length = min(length, len(val))
    stride = length - 1
    starts = range(0, len(val) - length + 1, stride)
    wanted = max(1, tokens // stride)
    chosen = [starts[i] for i in np.linspace(0, len(starts) - 1, min(wanted, len(starts))).astype(int)]
    return torch.from_numpy(np.stack([val[s : s + length] for s in chosen]).astype(np.int64))

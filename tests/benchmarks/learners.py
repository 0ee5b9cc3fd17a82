"""Two ways to pretrain behind one face, so that they can take turns: the app's, and the peer with nanoGPT's recipe."""

from __future__ import annotations

import time
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.engine.session import Session
from explainer.model.config import GPTConfig
from explainer.text.corpus import Corpus
from explainer.training.batches import WindowSampler
from tests.benchmarks.peer import NanoGPTRecipe, make_peer, peer_logits, train_step

Curve = list[tuple[float, float]]  # (seconds of training, validation loss)


class Learner(Protocol):
    """A model that learns for a while when asked.

    Attributes:
        budget: seconds of training it was planned for.
        seconds: of training so far.
        tokens: read so far.
        curve: validation losses, filled in by whoever measures them.
    """

    budget: float
    seconds: float
    tokens: int
    curve: Curve

    @property
    def done(self) -> bool:
        """Whether the budget is used."""

    def go(self, seconds: float) -> None:
        """Train that long, or until the budget is used."""

    def logits(self, ids: Tensor) -> Tensor:
        """(B, T) to (B, T, V)."""


class OurLearner:
    """The app's session: its arithmetic, its optimiser, its schedule, its clock."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.budget = session.settings.seconds or 0.0
        self.curve: Curve = []

    @property
    def seconds(self) -> float:
        return self.session.record.seconds

    @property
    def tokens(self) -> int:
        return self.session.record.tokens

    @property
    def done(self) -> bool:
        return not self.session.course.training

    def go(self, seconds: float) -> None:
        end = self.seconds + seconds
        # What is left after the last mark is less than a step: take it along.
        while self.session.course.training and (self.seconds < end or end >= self.budget):
            self.session.pipeline.advance()

    def logits(self, ids: Tensor) -> Tensor:
        return self.session.model(ids)


class PeerLearner:
    """``GPT2LMHeadModel`` with nanoGPT's recipe; its learning rate follows the share of the time used."""

    def __init__(self, config: GPTConfig, corpus: Corpus, budget: float, seed: int) -> None:
        self.recipe = NanoGPTRecipe()
        self.model = make_peer(config, seed=seed, n_ctx=self.recipe.n_ctx)
        self.optimizer = self.recipe.optimizer(self.model)
        self.sampler = WindowSampler(corpus, self.recipe.n_ctx + 1, seed=seed)
        self.budget = budget
        self.seconds = 0.0
        self.steps = self.tokens = 0
        self.curve: Curve = []

    @property
    def done(self) -> bool:
        return self.seconds >= self.budget

    def go(self, seconds: float) -> None:
        end = min(self.budget, self.seconds + seconds)
        while self.seconds < end:
            started = time.perf_counter()
            batch = self.sampler.batch(self.recipe.batch_size)
            rate = self.recipe.rate(self.steps, self.seconds / self.budget)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            train_step(self.model, self.optimizer, batch, clip=self.recipe.clip)
            self.seconds += time.perf_counter() - started
            self.steps += 1
            self.tokens += batch[:, 1:].numel()

    def logits(self, ids: Tensor) -> Tensor:
        return peer_logits(self.model, ids)


@torch.inference_mode()
def held_out_loss(learner: Learner, windows: Tensor, batch: int = 64) -> float:
    """Return the mean cross-entropy in nats a token over windows (N, T + 1), in fp32 for everyone."""
    total = 0.0
    for part in windows.split(batch):
        logits = learner.logits(part[:, :-1]).float()
        total += float(F.cross_entropy(logits.flatten(0, 1), part[:, 1:].reshape(-1), reduction="sum"))
    return total / windows[:, 1:].numel()


def passed_at(curve: Curve, loss: float) -> float | None:
    """Return when a curve first came down to ``loss``, between two measurements by a straight line; None if never."""
    before: tuple[float, float] | None = None
    for seconds, value in curve:
        if value <= loss:
            if before is None or before[1] <= value:
                return seconds
            return before[0] + (seconds - before[0]) * (before[1] - loss) / (before[1] - value)
        before = (seconds, value)
    return None

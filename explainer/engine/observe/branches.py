"""Other branches: several first tokens, and what the model writes after each with the same sampling and dice.

The dice are those of *Write on* (``bets.draw_next``): the throw depends on the seed and the place in the text. So
taking a branch and pressing Write on writes that very branch, as long as the weights are the same; a test holds it to
that. It is also why ``model.generate``, whose dice run on from its own beginning, is not called here.

All branches are written in one batch with a key-value cache, in parts of a few tokens (``inparts``), so that a
keystroke need not wait for the whole. A new question is answered at once, with what is written so far; branches written
anew because the model has learned are shown when they are complete.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.engine.commands import MOST_BRANCHES
from explainer.engine.frames import Branch, Branches
from explainer.engine.observe.inparts import InParts
from explainer.engine.observe.sight import Sight
from explainer.model.cache import KVCache
from explainer.model.generate import Sampling, draw, shape_logits
from explainer.model.gpt import GPT
from explainer.text.wordend import WordEnd

LENGTH = 24  # tokens a branch has at the most: one or two lines on the screen
FEWEST = 4  # branches where nobody asked for any
EVERY = 2.0  # seconds between two writings while training goes on: text has to be read
PART = 0.010  # seconds after which a part ends with its present token


def first_tokens(logits: Tensor, asked: tuple[int, ...]) -> list[int]:
    """The first token of each branch: those asked for, then the likeliest others; ``FEWEST`` to ``MOST_BRANCHES``."""
    likeliest = logits.argsort(descending=True, stable=True)[:MOST_BRANCHES].tolist()
    extra = sum(token not in likeliest[:FEWEST] for token in asked)
    n = min(MOST_BRANCHES, FEWEST + extra)
    return [*asked, *(token for token in likeliest if token not in asked)][: max(n, len(asked))]


@dataclass(slots=True, kw_only=True)
class _Writing:
    """Branches that are being written.

    Attributes:
        ids: the prompt. stop: the token that ends a text.
        asked: first tokens that people asked for. bets: (V,) on the first tokens.
        stamp: the frame's fields when this was begun.
        rows: the tokens of each branch so far, without the prompt.
        cache: of what ``rows`` and the prompt say up to but not including their last token; None past the context.
    """

    model: GPT
    ids: list[int]
    sampling: Sampling
    seed: int
    stop: int
    asked: tuple[int, ...]
    bets: Tensor
    stamp: dict[str, Any]
    rows: list[list[int]]
    cache: KVCache | None = None

    @property
    def done(self) -> bool:
        """Whether there is nothing left to write."""
        return len(self.rows[0]) >= LENGTH or all(self.stop in row for row in self.rows)

    @torch.inference_mode()
    def go_on(self, until: float) -> None:
        """Write tokens until the clock (``time.perf_counter``) says ``until``; one at the least."""
        while not self.done:
            position = len(self.ids) + len(self.rows[0])
            throw = np.random.default_rng((self.seed, position)).random()  # as in ``bets.draw_next``
            chances = shape_logits(self._logits().float().cpu(), self.sampling)
            tokens = draw(chances, np.full(len(self.rows), throw)).tolist()
            for row, token in zip(self.rows, tokens, strict=True):
                row.append(token)
            if time.perf_counter() >= until:
                return

    def _logits(self) -> Tensor:
        """Logits (rows, V) after the present end of every row."""
        model, n_ctx = self.model, self.model.config.n_ctx
        if len(self.ids) + len(self.rows[0]) > n_ctx:  # it sees the last n_ctx tokens, at positions that move
            self.cache = None
            windows = [(self.ids + row)[-n_ctx:] for row in self.rows]
            logits: Tensor = model(torch.tensor(windows, device=model.device))
        else:
            if self.cache is None:
                self.cache = self._read_prompt()
            last = torch.tensor([[row[-1]] for row in self.rows], device=model.device)
            logits = model(last, cache=self.cache)
        return logits[:, -1]

    def _read_prompt(self) -> KVCache:
        """Read what all branches begin with once, for all of them."""
        one, n = KVCache(), len(self.rows)
        if not self.ids:
            return one
        self.model(torch.tensor([self.ids], device=self.model.device), cache=one)
        return KVCache(
            keys=[k.expand(n, -1, -1, -1) for k in one.keys], values=[v.expand(n, -1, -1, -1) for v in one.values]
        )


class BranchesMaker(InParts[_Writing]):
    """Writes branches in parts."""

    def __init__(self) -> None:
        super().__init__(EVERY)

    def question(self, sight: Sight) -> object:
        """The text, the dice, and the tokens asked for."""
        gaze = sight.gaze
        return tuple(gaze.prompt.ids), gaze.prompt.serial, gaze.sampling, gaze.seed, gaze.branches

    def begin(self, sight: Sight, model: GPT) -> _Writing:
        """Every branch with its first token."""
        gaze, logits = sight.gaze, sight.logits()
        return _Writing(
            model=model,
            ids=list(gaze.prompt.ids),
            sampling=gaze.sampling,
            seed=gaze.seed,
            stop=sight.tokenizer.eot,
            asked=gaze.branches,
            bets=logits.softmax(dim=-1),
            stamp=sight.prompt_stamp(),
            rows=[[token] for token in first_tokens(logits, gaze.branches)],
        )

    def go_on(self, work: _Writing, began: float, *, first: bool) -> None:
        """Write for as long as a part may take."""
        work.go_on(began + PART)

    def so_far(self, sight: Sight, work: _Writing) -> Branches:
        """The branches as far as they are written."""
        return self.answer(sight, work)

    def answer(self, sight: Sight, work: _Writing) -> Branches:
        """The branches, cut where they end the text."""
        pieces, sampling = sight.pieces, work.sampling
        entries = []
        for row in work.rows:
            ended = work.stop in row
            shown = row[: row.index(work.stop)] if ended else row
            word = WordEnd(sight.tokenizer, row[0])
            for token in row[1:]:
                word.take(token)
            entries.append(
                Branch(
                    row[0],
                    float(work.bets[row[0]]),
                    row[0] in work.asked,
                    tuple(pieces[i] for i in shown),
                    ended,
                    word.ending,
                    word.n,
                )
            )
        return Branches(
            **work.stamp,
            entries=tuple(entries),
            length=LENGTH,
            sampling=(sampling.temperature, sampling.top_k, sampling.top_p, work.seed),
            complete=work.done,
        )

"""Other branches: several first tokens, and what the model writes after each with the same sampling and dice.

They are written as *Write on* writes (``resumable``, in ``model.generate``): the random number depends on the seed and
the place in the text. So taking a branch and pressing Write on writes that very branch, as long as the weights are the
same; a test holds it to that.

All branches are written in one batch, in parts of a few tokens (``incremental``), so that a keystroke need not wait for
the whole. A new question is answered at once, with what is written so far; branches written anew because the model has
learned are shown when they are complete.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from explainer.engine.commands import MOST_BRANCHES
from explainer.engine.frames import Branch, Branches
from explainer.engine.observe.bets import next_logits
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.incremental import IncrementalObserver
from explainer.model.cache import KVCache
from explainer.model.generate import GenerationStep, Sampling, generate_stream
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
        sampling, seed: how. stop: the token that ends a text.
        asked: first tokens that people asked for. bets: (V,) on the first tokens.
        stamp: the frame's fields when this was begun.
        rows: the tokens of each branch so far, without the prompt.
        growing: those of ``rows`` that did not end at once. steps: writes them.
    """

    sampling: Sampling
    seed: int
    stop: int
    asked: tuple[int, ...]
    bets: Tensor
    stamp: dict[str, Any]
    rows: list[list[int]]
    growing: list[list[int]]
    steps: Iterator[GenerationStep]

    @property
    def done(self) -> bool:
        """Whether there is nothing left to write."""
        return all(len(row) >= LENGTH or row[-1] == self.stop for row in self.rows)

    def go_on(self, until: float) -> None:
        """Write tokens until the clock (``time.perf_counter``) says ``until``; one at the least."""
        while not self.done:
            step = next(self.steps)
            for i, token in zip(step.rows, step.tokens, strict=True):
                self.growing[i].append(token)
            if time.perf_counter() >= until:
                return


def _beginning(model: GPT, ids: list[int], start: int) -> KVCache:
    """What all branches begin with, read once; an empty cache where the context has no room for more."""
    cache = KVCache()
    if 0 < len(ids) < model.config.n_ctx:
        next_logits(model, ids, start, cache=cache)
    return cache


class BranchesObserver(IncrementalObserver[_Writing]):
    """Writes branches in parts."""

    def __init__(self) -> None:
        super().__init__(EVERY)

    def question(self, context: ObservationContext) -> object:
        """The text, the dice, and the tokens asked for."""
        queries = context.queries
        return tuple(queries.prompt.ids), queries.prompt.serial, queries.sampling, queries.seed, queries.branches

    def begin(self, context: ObservationContext, model: GPT) -> _Writing:
        """Every branch with its first token."""
        queries, logits, stop = context.queries, context.logits(), context.tokenizer.eot
        rows = [[token] for token in first_tokens(logits, queries.branches)]
        growing = [row for row in rows if row[0] != stop]
        return _Writing(
            sampling=queries.sampling,
            seed=queries.seed,
            stop=stop,
            asked=queries.branches,
            bets=logits.softmax(dim=-1),
            stamp=context.prompt_stamp(),
            rows=rows,
            growing=growing,
            steps=generate_stream(
                model,
                [[*queries.prompt.ids, *row] for row in growing],
                max_new_tokens=LENGTH - 1,
                sampling=queries.sampling,
                seeds=[queries.seed] * len(growing),
                stop=frozenset({stop}),
                beginning=_beginning(model, queries.prompt.ids, stop),
                resumable=True,
            ),
        )

    def go_on(self, work: _Writing, began: float, *, first: bool) -> None:
        """Write for as long as a part may take."""
        work.go_on(began + PART)

    def so_far(self, context: ObservationContext, work: _Writing) -> Branches:
        """The branches as far as they are written."""
        return self.answer(context, work)

    def answer(self, context: ObservationContext, work: _Writing) -> Branches:
        """The branches, cut where they end the text."""
        pieces, sampling = context.pieces, work.sampling
        entries = []
        for row in work.rows:
            ended = work.stop in row
            shown = row[: row.index(work.stop)] if ended else row
            word = WordEnd(context.tokenizer, row[0])
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

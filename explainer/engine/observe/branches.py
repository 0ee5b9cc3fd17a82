"""Other branches: several first tokens, and what the model writes after each with the same sampling and dice.

The dice are those of *Write on* (``bets.draw_next``): the throw depends on the seed and the place in the text. So
taking a branch and pressing Write on writes that very branch, as long as the weights are the same; a test holds it to
that. It is also why ``model.generate``, whose dice run on from its own beginning, is not called here.

All branches are written in one batch with a key-value cache, in parts of a few tokens, so that a keystroke need not
wait for the whole, on a copy of the weights that stands still meanwhile. A new question is answered at once, with what
is written so far; branches written anew because the model has learned are shown when they are complete. While training
goes on that happens every ``EVERY`` seconds (text has to be read), or more rarely where it would cost more than 4 % of
the time.
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
from explainer.engine.observe.sight import Sight
from explainer.engine.observe.source import Maker
from explainer.engine.observe.still import Still
from explainer.model.generate import Sampling, draw, shape_logits
from explainer.model.gpt import GPT, KVCache

LENGTH = 24  # tokens a branch has at the most: one or two lines on the screen
FEWEST = 4  # branches where nobody asked for any
EVERY, REST = 2.0, 25.0  # between two writings while training goes on: seconds, and times what one took
PART = 0.010  # seconds after which a part ends with its present token


def first_tokens(logits: Tensor, asked: tuple[int, ...]) -> list[int]:
    """The first token of each branch: those asked for, then the likeliest others; ``FEWEST`` to ``MOST_BRANCHES``."""
    likeliest = logits.argsort(descending=True, stable=True)[:MOST_BRANCHES].tolist()
    extra = sum(token not in likeliest[:FEWEST] for token in asked)
    n = min(MOST_BRANCHES, FEWEST + extra)
    return [*asked, *(token for token in likeliest if token not in asked)][: max(n, len(asked))]


@dataclass(slots=True)
class _Writing:
    """Branches that are being written.

    Attributes:
        rows: the tokens of each branch so far, without the prompt.
        cache: of what ``rows`` and the prompt say up to but not including their last token; None past the context.
    """

    model: GPT
    ids: list[int]
    sampling: Sampling
    seed: int
    stop: int
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


class BranchesMaker(Maker):
    """Writes branches in parts."""

    def __init__(self) -> None:
        self.unfinished = False
        self._still = Still()
        self._question: object = None
        self._logits: Tensor | None = None  # after the prompt; another object once weights or prompt have changed
        self._writing: _Writing | None = None
        self._stamp: dict[str, Any] = {}
        self._asked: tuple[int, ...] = ()
        self._new_question = False
        self._spent = 0.0  # seconds on the present branches
        self._next = 0.0  # when it is time again while training goes on

    def __call__(self, sight: Sight) -> Branches | None:
        """Begin, go on, or wait until it is time again; return the branches when there is something new to see."""
        gaze, now = sight.gaze, time.perf_counter()
        question = (tuple(gaze.prompt.ids), gaze.prompt.serial, gaze.sampling, gaze.seed, gaze.branches)
        if question != self._question:
            self._begin(sight, question)
            self._new_question = True
        elif self._writing is None:
            if sight.moving and now < self._next:
                return None
            self._begin(sight, question)
        elif not sight.moving and sight.logits() is not self._logits:
            self._begin(sight, question)  # the weights have changed once, and then stood still
        writing = self._writing
        assert writing is not None
        writing.go_on(now + PART)
        done = time.perf_counter()
        self._spent += done - now
        self.unfinished = not writing.done
        if self.unfinished:
            return self._frame(sight, writing) if self._new_question else None
        self._writing, self._next, self._new_question = None, done + max(EVERY, REST * self._spent), False
        return self._frame(sight, writing)

    def _begin(self, sight: Sight, question: object) -> None:
        gaze, session = sight.gaze, sight.session
        self._spent = 0.0
        self._question, self._logits, self._stamp = question, sight.logits(), sight.prompt_stamp()
        self._asked = gaze.branches
        self._writing = _Writing(
            self._still.of(session.model),
            list(gaze.prompt.ids),
            gaze.sampling,
            gaze.seed,
            session.tokenizer.eot,
            [[token] for token in first_tokens(self._logits, gaze.branches)],
        )

    def _frame(self, sight: Sight, writing: _Writing) -> Branches:
        assert self._logits is not None
        bets, pieces, sampling = self._logits.softmax(dim=-1), sight.session.pieces, writing.sampling
        entries = []
        for row in writing.rows:
            ended = writing.stop in row
            shown = row[: row.index(writing.stop)] if ended else row
            entries.append(
                Branch(row[0], float(bets[row[0]]), row[0] in self._asked, tuple(pieces[i] for i in shown), ended)
            )
        return Branches(
            **self._stamp,
            entries=tuple(entries),
            length=LENGTH,
            sampling=(sampling.temperature, sampling.top_k, sampling.top_p, writing.seed),
            complete=writing.done,
        )

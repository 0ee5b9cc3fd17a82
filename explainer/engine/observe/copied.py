"""What of the prompt stands word for word in the text that the model learns from, and which of its words nowhere.

The text is searched as far as it has been made: a model has read none of the rest. That takes some 100 ms for a long
prompt and 2.5 million pieces, and is done in parts. An opened run's text is made anew first, once, as far as it was
read.
"""

from __future__ import annotations

import time
from collections.abc import Generator

import numpy as np

from explainer.engine.frames import Copied, Frame, Stretch
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.source import Observer
from explainer.text.copies import Copy, Ids, copies, unknown_words

PART_SECONDS = 0.004  # of searching at a time while training goes on
IDLE_SECONDS = 0.025  # and while it does not
AROUND = 12  # pieces shown before and after a stretch, at the place where it stands first


class CopiedObserver(Observer):
    """Searches in parts, anew for every text."""

    def __init__(self) -> None:
        self._question: object = None
        self._parts: Generator[None, None, Copied] | None = None
        self._frame: Copied | None = None

    def __call__(self, context: ObservationContext) -> Frame | None:
        """Search on for a while; return the frame where it is done."""
        prompt = context.queries.prompt
        question = prompt.text, prompt.serial
        if question != self._question:
            self._question, self._frame = question, None
            self._parts = _search(context)
        if self._parts is not None:
            end = time.perf_counter() + (PART_SECONDS if context.moving else IDLE_SECONDS)
            try:
                while time.perf_counter() < end:
                    next(self._parts)
            except StopIteration as done:
                self._parts, self._frame = None, done.value
        self.unfinished = self._parts is not None
        return self._frame


def _search(context: ObservationContext) -> Generator[None, None, Copied]:
    tokenizer, stamp = context.tokenizer, context.prompt_stamp()
    words = context.queries.prompt.readable
    corpus = context.corpus
    yield
    last = context.history.record.last
    read = last.tokens if last is not None else 0
    while corpus is not None and len(corpus.train) < read and not corpus.exhausted:  # of an opened run
        corpus.ensure(len(corpus.train) + 1)
        yield
    text = corpus.train if corpus is not None else np.zeros(0, dtype=np.int64)
    ids, found = yield from copies(words, text, tokenizer)
    unknown = (yield from unknown_words(words, text, tokenizer)) if len(text) else ()
    return Copied(
        **stamp,
        cut=frozen(np.array(ids, dtype=np.int64)),
        cut_pieces=tuple(context.pieces[token] for token in ids),
        stretches=tuple(_stretch(copy, text, context) for copy in found),
        unknown=unknown,
        n_text=len(text),
    )


def _stretch(copy: Copy, text: Ids, context: ObservationContext) -> Stretch:
    """A stretch with the words around its first place, within the same text."""
    tokenizer, end = context.tokenizer, copy.at + copy.length
    before, after = text[max(0, copy.at - AROUND) : copy.at].tolist(), text[end : end + AROUND].tolist()
    eot = tokenizer.eot
    if eot in before:
        before = before[len(before) - before[::-1].index(eot) :]
    if eot in after:
        after = after[: after.index(eot)]
    return Stretch(copy.start, copy.end, copy.times, tokenizer.decode(before), tokenizer.decode(after))

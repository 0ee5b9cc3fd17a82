"""How the prompt was cut into pieces, and how the vocabulary was built: what the Tokens view shows.

The counts are made over the very text from which the vocabulary was learned, so that they are the numbers by which BPE
chose. That takes about .6 s, most of it cutting 600,000 characters into words, and is done in parts of a few
milliseconds, once a model. Until then, and where the text cannot be had any more, the frame says so and holds zeros.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence

import numpy as np

from explainer.engine.frames import Cut, Frame, Ints, Vocabulary
from explainer.engine.observe.arrays import frozen
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.source import Observer
from explainer.text.merging import Counts, Ranks, count_merges

PART_SECONDS = 0.004  # of counting at a time while training goes on: a tenth of it
IDLE_SECONDS = 0.025  # and while it does not: a keystroke waits no longer
_PART_CHARS = 4_000  # of text that is cut into words between two looks at the clock: about 3 ms


def cut_frame(context: ObservationContext) -> Cut:
    """The prompt in pieces and in words."""
    tokenizer, prompt = context.tokenizer, context.queries.prompt
    return Cut(
        **context.prompt_stamp(),
        raw=tuple(tokenizer.piece_bytes(token) for token in prompt.ids),
        words=tuple(tokenizer.words(prompt.readable)),
    )


class VocabularyObserver(Observer):
    """Counts in parts; the first frame comes at once, without counts, the last one with them."""

    def __init__(self) -> None:
        self._parts: Iterator[Vocabulary] | None = None
        self._frame: Vocabulary | None = None

    def __call__(self, context: ObservationContext) -> Frame | None:
        """Count on for a while; return the frame where it is new."""
        if self._parts is None:
            self._parts = _vocabularies(context)
            self._frame = next(self._parts)
            self.unfinished = True
        elif self.unfinished:
            end = time.perf_counter() + (PART_SECONDS if context.moving else IDLE_SECONDS)
            before = self._frame
            while self.unfinished:
                frame = next(self._parts, None)
                self.unfinished = frame is not None
                self._frame = frame or self._frame
                if time.perf_counter() >= end:
                    break
            if self._frame is before and self.unfinished:
                return None
        return self._frame


def _vocabularies(context: ObservationContext) -> Generator[Vocabulary, None, None]:
    """The frame without counts, again after each part of the work, and at last the one with them."""
    tokenizer = context.tokenizer
    raw = tuple(tokenizer.piece_bytes(token) for token in range(tokenizer.vocab_size))
    merges = np.array(tokenizer.merge_ids, dtype=np.int64).reshape(-1, 3)

    def frame(
        counts: Counts | None = None, frequency: Ints | None = None, n_tokens: int = 0, *, gone: bool = False
    ) -> Vocabulary:
        nothing = np.zeros(len(merges) + 1, np.int64)
        return Vocabulary(
            **context.stamp(),
            raw=raw,
            n_markers=len(tokenizer.markers),
            merges=frozen(merges),
            counts=frozen(counts.stood if counts is not None else nothing[:-1]),
            lengths=frozen(counts.lengths if counts is not None else nothing),
            text_bytes=int(counts.lengths[0]) if counts is not None else 0,
            text_gone=gone,
            frequency=frozen(frequency if frequency is not None else np.zeros(len(raw), np.int64)),
            n_tokens=n_tokens,
        )

    first = frame()
    yield first
    corpus = context.corpus
    if corpus is None:
        yield frame(gone=True)
        return
    yield first
    ids = context.first_tokens()
    frequency = np.bincount(ids, minlength=len(raw)).astype(np.int64)
    words: Counter[bytes] = Counter()
    for part in _parts(corpus.learned_from):
        words.update(tokenizer.count_words(part))
        yield first
    counting = count_merges(words, Ranks.of(tokenizer.merge_ids, raw), len(merges))
    while True:
        try:
            next(counting)
        except StopIteration as done:
            yield frame(done.value, frequency, len(ids))
            return
        yield first


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts, some at a time."""
    part: list[str] = []
    size = 0
    for text in texts:
        part.append(text)
        size += len(text)
        if size >= _PART_CHARS:
            yield part
            part, size = [], 0
    if part:
        yield part

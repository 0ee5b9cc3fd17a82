"""Frames of the Tokens view: a small vocabulary, really learned from a few sentences, and texts really cut by it."""

from __future__ import annotations

from functools import cache

import numpy as np

from explainer.engine.frames import Cut, Vocabulary
from explainer.text.merging import Ranks, count_merges
from explainer.text.tokenizer import Tokenizer
from explainer.training.reports import Stage

HEAD = {"run": "r1", "stage": Stage.PRETRAIN, "step": 0}
TEXTS = (
    "The basket is in the box. The ball is in the basket. " * 4,
    "Mia put the ball in the basket. Ben put it back. " * 4,
)


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer.train(TEXTS, 320)


def cut(
    prompt: str = "Mia put the ball in the basket.", serial: int = 99, n_dropped: int = 0, **changes: object
) -> Cut:
    ids = tokenizer().encode(prompt)
    values: dict = {
        "prompt": prompt,
        "serial": serial,
        "ids": np.array(ids, dtype=np.int64),
        "pieces": tuple(tokenizer().piece(i) for i in ids),
        "n_dropped": n_dropped,
        "raw": tuple(tokenizer().piece_bytes(i) for i in ids),
        "words": tuple(tokenizer().words(prompt)),
    }
    return Cut(**(HEAD | values | changes))


@cache
def counted():
    made = tokenizer()
    raw = [made.piece_bytes(i) for i in range(made.vocab_size)]
    counting = count_merges(made.count_words(TEXTS), Ranks.of(made.merge_ids, raw), len(made.merge_ids))
    while True:
        try:
            next(counting)
        except StopIteration as done:
            return done.value


def vocabulary(*, text: str = "counted", **changes: object) -> Vocabulary:
    """``text`` is "counted", "counting" (the first frame of a model) or "gone"."""
    made = tokenizer()
    ids = [i for sentence in TEXTS for i in made.encode(sentence)]
    known = text == "counted"
    merges = np.array(made.merge_ids, dtype=np.int64)
    values: dict = {
        "raw": tuple(made.piece_bytes(i) for i in range(made.vocab_size)),
        "n_markers": 4,
        "merges": merges,
        "counts": counted().stood if known else np.zeros(len(merges), np.int64),
        "lengths": counted().lengths if known else np.zeros(len(merges) + 1, np.int64),
        "text_bytes": sum(len(t.encode()) for t in TEXTS) if known else 0,
        "text_gone": text == "gone",
        "frequency": np.bincount(ids, minlength=made.vocab_size) * known,
        "n_tokens": len(ids) if known else 0,
    }
    return Vocabulary(**(HEAD | values | changes))

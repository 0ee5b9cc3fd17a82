"""What the pieces mean to the model: the map of words, a word in three contexts, and the position embeddings.

The maps keep their orientation from frame to frame (``projection``), so their observers remember where they were; for a
new model they begin anew.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from explainer.engine.frames import Contexts, Embeddings, Floats, Frame, InContext, Ints, Positions
from explainer.engine.observe.arrays import floats, frozen
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.projection import Array, Follower
from explainer.engine.observe.source import Observer
from explainer.engine.stages.votes import readable
from explainer.engine.suggestions import word_places
from explainer.model.hooks import Trace
from explainer.text.storyland import homonyms, word_kinds

FEWEST_WORDS = 12  # with fewer whole words than this, a text is taken to write its words without blanks
BETS = 3  # next tokens named after each piece of a context


class EmbeddingsObserver(Observer):
    """The map of words. What does not change with the weights is worked out once."""

    def __init__(self) -> None:
        self._follow = Follower()
        self._kinds: tuple[str, ...] = ()
        self._words: Ints = np.zeros(0, np.int64)
        self._frequency: Ints = np.zeros(0, np.int64)
        self._n_tokens = 0

    def __call__(self, context: ObservationContext) -> Frame:
        """The vectors and their places."""
        if not self._kinds:
            self._look_up(context)
        vectors = floats(context.model.wte.weight)
        here = self._follow(directions(vectors), self._words)
        self.unfinished = not self._follow.arrived
        return Embeddings(
            **context.stamp(),
            vectors=vectors,
            words=self._words,
            xy=frozen(here.xy.astype(np.float32)),
            explained=here.explained,
            best_explained=here.best_explained,
            kinds=self._kinds,
            frequency=self._frequency,
            n_tokens=self._n_tokens,
        )

    def _look_up(self, context: ObservationContext) -> None:
        pieces, ids = context.pieces, context.first_tokens()
        self._n_tokens = len(ids)
        self._frequency = frozen(np.bincount(ids, minlength=len(pieces)).astype(np.int64))
        self._words = frozen(whole_words(pieces, ids))
        known = word_kinds(context.world) if context.world is not None else {}
        self._kinds = tuple(kind_of(piece, known) for piece in pieces)


class PositionsObserver(Observer):
    """The position embeddings, how alike they are, and a map of them."""

    def __init__(self) -> None:
        self._follow = Follower()

    def __call__(self, context: ObservationContext) -> Frame:
        """The vectors, their cosines and places."""
        vectors = floats(context.model.wpe.weight)
        unit = directions(vectors)
        here = self._follow(vectors.astype(np.float64))
        self.unfinished = not self._follow.arrived
        return Positions(
            **context.stamp(),
            vectors=vectors,
            similarity=frozen(np.clip(unit @ unit.T, -1, 1).astype(np.float32)),
            xy=frozen(here.xy.astype(np.float32)),
            explained=here.explained,
        )


class ContextsObserver(Observer):
    """One word in three texts. The suggestions are looked for once.

    Without a question of a person's it shows the first suggestion. An own text begins empty: passages of it hold a word
    three times, but only a person can say whether it means the same there.
    """

    def __init__(self) -> None:
        self._suggestions: tuple[tuple[str, str, str, str], ...] | None = None

    def __call__(self, context: ObservationContext) -> Frame:
        """The texts as the model reads them."""
        world = context.world
        if self._suggestions is None:
            self._suggestions = homonyms(world) if world is not None else word_places(context.corpus)
        begin = self._suggestions[0][:3] if world is not None else ("", "", "")
        first, second, control = (in_context(context, text) for text in context.queries.contexts or begin)
        return Contexts(
            **context.stamp(),
            first=first,
            second=second,
            control=control,
            suggestions=self._suggestions,
            from_text=world is None,
        )


@torch.inference_mode()
def in_context(context: ObservationContext, text: str) -> InContext:
    """What goes on in the model while it reads ``text``."""
    model, config = context.model, context.config
    all_ids = context.tokenizer.encode(readable(text))
    ids = all_ids[-config.n_ctx :] or [context.tokenizer.eot]
    trace = Trace()
    model(torch.tensor([ids], device=model.device), trace)
    best = trace["logits"][0].float().softmax(dim=-1).topk(min(BETS, config.vocab_size), dim=-1)  # (S, k)
    return InContext(
        text=text,
        ids=frozen(np.array(ids, dtype=np.int64)),
        pieces=tuple(context.pieces[i] for i in ids),
        n_dropped=max(0, len(all_ids) - config.n_ctx),
        resid=floats(torch.cat(trace.stream())),  # (L + 1, S, C)
        bet_ids=frozen(_numpy(best.indices)),
        bets=floats(best.values),
    )


def kind_of(piece: str, known: Mapping[str, str]) -> str:
    """The kind of a piece that is a word, also where it begins a sentence; "" for others, and where none is known."""
    word = piece[1:]
    return known.get(word, known.get(word.lower(), "")) if piece.startswith(" ") else ""


def whole_words(pieces: tuple[str, ...], ids: Ints) -> Ints:
    """Ids of the pieces that are a whole word at least half of the time, most frequent first.

    A whole word begins with a blank, has letters only, and is not followed by a piece that goes on with it: " ba" is
    the beginning of "basket" and no word. Without a text to count in, all pieces of that shape count, in their own
    order; in a text that writes no blanks between words, all pieces with a letter that occur.

    Args:
        pieces: display texts of the vocabulary.
        ids: (n,) tokens of a text.
    """
    shaped = np.array([piece.startswith(" ") and piece[1:].isalpha() for piece in pieces])
    goes_on = np.array([bool(piece) and (piece[0].isalpha() or piece[0] in "'’⟨") for piece in pieces])
    found = np.bincount(ids, minlength=len(pieces))
    alone = np.bincount(ids[:-1], weights=~goes_on[ids[1:]], minlength=len(pieces)) if len(ids) else found
    words = np.flatnonzero(shaped & (found > 0) & (2 * alone >= found) if len(ids) else shaped)
    if len(words) < FEWEST_WORDS:
        used = np.array([any(c.isalpha() for c in piece) for piece in pieces]) & ((found > 0) | (not len(ids)))
        words = np.flatnonzero(used) if used.sum() >= FEWEST_WORDS else np.arange(len(pieces))
    return words[np.argsort(-found[words], kind="stable")].astype(np.int64)


def directions(vectors: Floats) -> Array:
    """(N, C) ``vectors`` at length 1; one of length 0 stays where it is."""
    wide = vectors.astype(np.float64)
    return wide / np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1e-12)


def _numpy(tensor: Tensor) -> npt.NDArray[np.int64]:
    return np.asarray(tensor.cpu().numpy(), dtype=np.int64).copy()

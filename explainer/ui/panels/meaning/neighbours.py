"""Which words lie nearest in meaning, and which word to begin with. Pure NumPy, quick enough for the window."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import Embeddings, Floats

_TELLING = ("animal", "thing", "food", "place", "box", "city", "country", "colour", "number", "day", "job", "quality")


def cosines(vectors: Floats, token: int) -> npt.NDArray[np.float32]:
    """(V,) cosines between the embedding of ``token`` and all ``vectors`` (V, C)."""
    lengths = np.maximum(np.sqrt(np.einsum("vc,vc->v", vectors, vectors)), 1e-12)
    found: npt.NDArray[np.float32] = (vectors @ vectors[token]) / (lengths * lengths[token])
    return found


def nearest(similar: npt.NDArray[np.float32], words: npt.NDArray[np.int64], token: int, n: int) -> list[int]:
    """The ``n`` of ``words`` with the greatest cosine to ``token``, nearest first, without itself."""
    others = words[words != token]
    n = min(n, len(others))
    if n == 0:
        return []
    best = np.argpartition(-similar[others], n - 1)[:n]
    return [int(t) for t in others[best[np.argsort(-similar[others[best]], kind="stable")]]]


def word_to_begin_with(prompt: str, frame: Embeddings, ids: Mapping[str, int]) -> int | None:
    """The last word of the prompt that stands for something, else the last one on the map, else a frequent one.

    Args:
        prompt: the text.
        frame: what is on the map.
        ids: word -> token, for all words on the map.
    """
    words = [word.strip('.,;:!?"“”()') for word in prompt.split()]
    found = [ids[word] for word in words if word in ids]
    for token in reversed(found):
        if frame.kinds and frame.kinds[token] in _TELLING:
            return token
    if found and not any(frame.kinds):
        return found[-1]
    for token in frame.words.tolist():
        if frame.kinds and frame.kinds[token] in _TELLING:
            return int(token)
    return found[-1] if found else (int(frame.words[0]) if len(frame.words) else None)

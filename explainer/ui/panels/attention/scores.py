"""From a query and the keys of a text to one row of attention: the arithmetic of the panel, in NumPy. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import Attention

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """How the attention of one piece comes about.

    Attributes:
        query, key: (d_head,) of the piece that looks, and of the one that is looked at.
        products: (d_head,) of the two, number by number.
        scores: (S,) query·key / √d_head for every piece, those ahead too.
        masked: (S,) the same, −∞ for those ahead.
        weights: (S,) its softmax.
    """

    query: Numbers
    key: Numbers
    products: Numbers
    scores: Numbers
    masked: Numbers
    weights: Numbers


def row_of(frame: Attention, layer: int, head: int, row: int, column: int) -> AttentionRow:
    """The arithmetic of piece ``row`` looking at piece ``column``, in one head."""
    query = frame.q[layer, head, row].astype(np.float64)
    keys = frame.k[layer, head].astype(np.float64)  # (S, d_head)
    scores = keys @ query / math.sqrt(len(query))
    masked = np.where(np.arange(len(scores)) <= row, scores, -np.inf)
    powers = np.exp(masked - masked[: row + 1].max())
    return AttentionRow(query, keys[column], query * keys[column], scores, masked, powers / powers.sum())

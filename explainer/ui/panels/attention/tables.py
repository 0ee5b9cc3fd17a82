"""The numbers behind the cards of Attention, for export."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from explainer.engine.frames import Heads, Why
from explainer.ui.panels.attention.captions import KINDS
from explainer.ui.widgets.card import Table

Weights = npt.NDArray[np.floating]


def row_table(pieces: tuple[str, ...], weights: Weights, row: int, why: Why | None = None) -> Table:
    """What piece ``row`` looks at, ``weights`` (S, S), and what becomes of the bet without each piece (``why``)."""
    bets: list[float | None] = [None] * len(pieces)
    if why is not None:
        bets[why.first :] = map(float, why.without)
    rows = tuple((j, pieces[j], float(weights[row, j]) if j <= row else None, bets[j]) for j in range(len(pieces)))
    return Table(("position", "piece", f"weight from {pieces[row]!r}", "bet without it"), rows)


def pattern_table(pieces: tuple[str, ...], weights: Weights) -> Table:
    """All of ``weights`` (S, S): rows look, columns are looked at."""
    rows = tuple((i, piece, *(float(w) for w in weights[i])) for i, piece in enumerate(pieces))
    return Table(("position", "looks", *(f"{j} {piece}" for j, piece in enumerate(pieces))), rows)


def heads_table(heads: Heads | None) -> Table | None:
    """What every head was measured to do."""
    if heads is None:
        return None
    rows: list[tuple[object, ...]] = [("", "even looking", *heads.even, None, None)]
    for which in np.ndindex(heads.loss_rise.shape):
        scores = (float(getattr(heads, kind)[which]) for kind in KINDS)
        last = (float(heads.loss_rise[which]), int(heads.measured_at[which]))
        rows.append((which[0] + 1, which[1] + 1, *scores, *last))
    return Table(("block", "head", *KINDS, "loss rise without it", "measured at step"), tuple(rows))

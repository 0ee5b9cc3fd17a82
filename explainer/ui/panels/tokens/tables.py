"""The numbers behind the cards, for whoever wants to reckon with them: the pieces of a text, and all merges."""

from __future__ import annotations

from explainer.engine.frames import Cut
from explainer.ui.panels.tokens.known import Known
from explainer.ui.panels.tokens.letters import hexadecimal, written
from explainer.ui.widgets.card import Table


def of_pieces(cut: Cut | None) -> Table | None:
    """Every piece of a text."""
    if cut is None:
        return None
    rows = [
        (place, int(token), written(raw), hexadecimal(raw))
        for place, (token, raw) in enumerate(zip(cut.ids, cut.raw, strict=True), 1)
    ]
    return Table(("place", "id", "piece", "bytes"), tuple(rows))


def of_merges(known: Known | None) -> Table | None:
    """Every merge, with its count where that is known."""
    if known is None:
        return None
    raw = known.frame.raw
    rows = [
        (rank + 1, *(written(raw[i]) for i in merge), int(times) if known.counted else None)
        for rank, (merge, times) in enumerate(
            zip(known.frame.merges.tolist(), known.frame.counts.tolist(), strict=True)
        )
    ]
    return Table(("merge", "left", "right", "new piece", "times side by side"), tuple(rows))

"""The numbers behind the cards of the Learning view, for people who want to go on with them elsewhere."""

from __future__ import annotations

import math

from explainer.engine.frames import Progress, Reading, Sample
from explainer.ui.numbers import choices
from explainer.ui.widgets.card import Table

PROGRESS = (
    "step",
    "tokens",
    "text_bytes",
    "accuracy",
    "smooth_loss",
    "tokens_per_second",
    "seconds",
    "seconds_left",
    "learning_rate",
    "grad_norm",
)


def of_progress(frame: Progress | None) -> Table | None:
    """Where the last step left the model."""
    if frame is None or not frame.step:
        return None
    rows = [(name, getattr(frame, name)) for name in PROGRESS]
    return Table(("what", "value"), (*rows, ("perplexity", choices(frame.smooth_loss))))


def of_reading(frame: Reading | None) -> Table | None:
    """The pieces of the text with their surprise, and the bets on them."""
    if frame is None or not frame.pieces:
        return None
    nats = frame.surprise.astype(float).tolist()
    return Table(
        ("piece", "surprise_nats", "bet"), tuple(zip(frame.pieces, nats, (math.exp(-n) for n in nats), strict=True))
    )


def of_writing(entries: tuple[Sample, ...]) -> Table | None:
    """Every age, also those that found no room."""
    rows = tuple((entry.step, entry.tokens, entry.start, entry.text) for entry in entries)
    return Table(("step", "tokens_read", "start", "written"), rows) if rows else None

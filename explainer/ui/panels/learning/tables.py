"""The numbers behind the cards of the Learning view, for people who want to go on with them elsewhere."""

from __future__ import annotations

import math

from explainer.engine.frames import Progress, Reading, Sample
from explainer.ui.numbers import choices
from explainer.ui.translate import Marked, mark, translated
from explainer.ui.widgets.card import Table


def _columns(*names: Marked) -> tuple[str, ...]:
    return tuple(map(translated, names))


def of_progress(frame: Progress | None) -> Table | None:
    """Where the last step left the model."""
    if frame is None or not frame.step:
        return None
    names = _columns(
        mark("Tables", "steps"),
        mark("Tables", "tokens read"),
        mark("Tables", "bytes of text read"),
        mark("Tables", "share of first guesses right"),
        mark("Tables", "loss in nats a token"),
        mark("Tables", "as unsure as among this many pieces (perplexity)"),
        mark("Tables", "tokens a second"),
        mark("Tables", "seconds trained"),
        mark("Tables", "seconds left"),
        mark("Tables", "learning rate"),
        mark("Tables", "size of the gradient"),
    )
    values = (
        frame.step,
        frame.tokens,
        frame.text_bytes,
        frame.accuracy,
        frame.smooth_loss,
        choices(frame.smooth_loss),
        frame.tokens_per_second,
        frame.seconds,
        frame.seconds_left,
        frame.learning_rate,
        frame.grad_norm,
    )
    return Table(_columns(mark("Tables", "what"), mark("Tables", "value")), tuple(zip(names, values, strict=True)))


def of_reading(frame: Reading | None) -> Table | None:
    """The pieces of the sentence with their surprise."""
    if frame is None or not frame.pieces:
        return None
    return Table(
        _columns(mark("Tables", "piece"), mark("Tables", "surprise in nats"), mark("Tables", "bet on it")),
        tuple((piece, nats, math.exp(-float(nats))) for piece, nats in zip(frame.pieces, frame.surprise, strict=True)),
    )


def of_writing(entries: tuple[Sample, ...]) -> Table | None:
    """Every age, also those that found no room."""
    if not entries:
        return None
    return Table(
        _columns(
            mark("Tables", "step"), mark("Tables", "tokens read"), mark("Tables", "start"), mark("Tables", "written")
        ),
        tuple((entry.step, entry.tokens, entry.start, entry.text) for entry in entries),
    )

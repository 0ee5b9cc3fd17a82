"""The numbers behind the cards of the page of fine-tuning, for people who want to go on with them elsewhere."""

from __future__ import annotations

import math

from explainer.engine.frames.minds import Tuning
from explainer.ui.translate import Marked, mark, translated
from explainer.ui.widgets.card import Table


def _columns(*names: Marked) -> tuple[str, ...]:
    return tuple(map(translated, names))


def of_shown(frame: Tuning | None) -> Table | None:
    """The pieces of the demonstration with their surprise, where they are trained on."""
    if frame is None or not frame.pieces:
        return None
    nats = [None] * frame.n_prompt + [float(value) for value in frame.surprise]
    return Table(
        _columns(
            mark("Tables", "piece"),
            mark("Tables", "trained on"),
            mark("Tables", "surprise in nats"),
            mark("Tables", "bet on it"),
        ),
        tuple(
            (piece, value is not None, value, None if value is None else math.exp(-value))
            for piece, value in zip(frame.pieces, nats, strict=True)
        ),
    )


def of_probes(frame: Tuning | None) -> Table | None:
    """Every answer at every age."""
    if frame is None or not any(probe.answers for probe in frame.probes):
        return None
    return Table(
        _columns(
            mark("Tables", "question"),
            mark("Tables", "group"),
            mark("Tables", "step"),
            mark("Tables", "answer"),
            mark("Tables", "well formed"),
            mark("Tables", "right"),
            mark("Tables", "kind"),
        ),
        tuple(
            (probe.question, probe.group, step, text, rating.wellformed, rating.correct, rating.kind)
            for probe in frame.probes
            for step, text, rating in probe.answers
        ),
    )


def of_results(frame: Tuning | None) -> Table | None:
    """All counts by step and group."""
    if frame is None or not frame.results:
        return None
    return Table(
        _columns(
            mark("Tables", "step"),
            mark("Tables", "group"),
            mark("Tables", "questions"),
            mark("Tables", "well formed"),
            mark("Tables", "right"),
            mark("Tables", "kind"),
            mark("Tables", "kind and right"),
        ),
        tuple((r.step, r.group, r.n, r.wellformed, r.correct, r.kind, r.good) for r in frame.results),
    )

"""The numbers behind the cards of Three answers and of fine-tuning, for people who go on with them elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterable

from explainer.engine.frames import Mind, Minds, Tuning
from explainer.ui.panels.minds.mind_words import title_of
from explainer.ui.translate import Marked, mark, translated
from explainer.ui.widgets.table import Table

PIECE, QUESTION, ANSWER, STEP = (
    mark("Tables", "piece"),
    mark("Tables", "question"),
    mark("Tables", "answer"),
    mark("Tables", "step"),
)
BET, GROUP = mark("Tables", "bet on it"), mark("Tables", "group")
FORMED, RIGHT, KIND = mark("Tables", "well formed"), mark("Tables", "right"), mark("Tables", "kind")


def table(rows: Iterable[tuple[object, ...]], *names: Marked) -> Table | None:
    """``rows`` under these names; None where there are no rows."""
    found = tuple(rows)
    return Table(tuple(map(translated, names)), found) if found else None


def of_mind(mind: Mind | None) -> Table | None:
    """Every piece of an answer with what was measured of it."""
    answer = mind.answer if mind is not None else None
    if answer is None:
        return None
    nothing = (None,) * len(answer.pieces)
    before = nothing if answer.bets_before is None else answer.bets_before
    kl = nothing if answer.kl is None else answer.kl
    return table(
        zip(answer.pieces, answer.bets, before, kl, strict=True),
        *(PIECE, BET, mark("Tables", "bet of the mind before"), mark("Tables", "KL in nats")),
    )


def of_question(frame: Minds | None) -> Table | None:
    """What every mind answered, and what is to be said of it."""
    rows = []
    for mind in frame.minds if frame is not None else ():
        if frame is not None and (answer := mind.answer) is not None:
            r = answer.rating
            facts = (None,) * 5 if r is None else (r.score, r.utility, r.wellformed, r.correct, r.kind)
            rows.append((title_of(mind), mind.step, frame.dice, frame.prompt, answer.text, answer.done, *facts))
    return table(
        rows,
        *(mark("Tables", "mind"), STEP, mark("Tables", "dice"), QUESTION, ANSWER, mark("Tables", "complete")),
        *(mark("Tables", "judge's score"), mark("Tables", "labeller’s points"), FORMED, RIGHT, KIND),
    )


def of_shown(frame: Tuning | None) -> Table | None:
    """The pieces of the demonstration with their surprise, where they are trained on."""
    if frame is None:
        return None
    given = ((piece, False, None, None) for piece in frame.pieces[: frame.n_prompt])
    nats = map(float, frame.surprise)
    trained = ((piece, True, n, math.exp(-n)) for piece, n in zip(frame.pieces[frame.n_prompt :], nats, strict=True))
    return table((*given, *trained), PIECE, mark("Tables", "trained on"), mark("Tables", "surprise in nats"), BET)


def of_probes(frame: Tuning | None) -> Table | None:
    """Every answer at every age."""
    return table(
        (
            (probe.question, probe.group, step, text, rating.wellformed, rating.correct, rating.kind)
            for probe in (frame.probes if frame is not None else ())
            for step, text, rating in probe.answers
        ),
        *(QUESTION, GROUP, STEP, ANSWER, FORMED, RIGHT, KIND),
    )


def of_results(frame: Tuning | None) -> Table | None:
    """All counts by step and group."""
    return table(
        (
            (r.step, r.group, r.n, r.wellformed, r.correct, r.kind, r.good)
            for r in (frame.results if frame is not None else ())
        ),
        *(STEP, GROUP, mark("Tables", "questions"), FORMED, RIGHT, KIND, mark("Tables", "kind and right")),
    )

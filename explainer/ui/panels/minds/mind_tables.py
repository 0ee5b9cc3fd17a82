"""The numbers behind the cards of the page Three answers."""

from __future__ import annotations

from explainer.engine.frames import Mind, Minds
from explainer.ui.panels.minds.mind_words import title_of
from explainer.ui.translate import Marked, mark, translated
from explainer.ui.widgets.card import Table


def _columns(*names: Marked) -> tuple[str, ...]:
    return tuple(map(translated, names))


def of_mind(mind: Mind | None) -> Table | None:
    """Every piece of an answer with what was measured of it."""
    if mind is None or mind.answer is None or not mind.answer.pieces:
        return None
    answer = mind.answer
    nothing = (None,) * len(answer.pieces)
    before = nothing if answer.bets_before is None else answer.bets_before
    kl = nothing if answer.kl is None else answer.kl
    return Table(
        _columns(
            mark("Tables", "piece"),
            mark("Tables", "bet on it"),
            mark("Tables", "bet of the mind before"),
            mark("Tables", "KL in nats"),
        ),
        tuple(zip(answer.pieces, answer.bets, before, kl, strict=True)),
    )


def of_question(frame: Minds | None) -> Table | None:
    """What every mind answered, and what is to be said of it."""
    if frame is None:
        return None
    rows = []
    for mind in frame.minds:
        answer = mind.answer
        if answer is not None:
            rating = answer.rating
            facts = (None,) * 5 if rating is None else (
                rating.score, rating.utility, rating.wellformed, rating.correct, rating.kind
            )  # fmt: skip
            rows.append((title_of(mind), mind.step, frame.prompt, answer.text, answer.done, *facts))
    if not rows:
        return None
    return Table(
        _columns(
            mark("Tables", "mind"),
            mark("Tables", "step"),
            mark("Tables", "question"),
            mark("Tables", "answer"),
            mark("Tables", "complete"),
            mark("Tables", "judge's score"),
            mark("Tables", "labeller’s points"),
            mark("Tables", "well formed"),
            mark("Tables", "correct"),
            mark("Tables", "kind"),
        ),
        tuple(rows),
    )

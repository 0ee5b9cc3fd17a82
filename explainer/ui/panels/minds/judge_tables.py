"""The numbers behind the cards of the judge's page, for people who want to go on with them elsewhere."""

from __future__ import annotations

from explainer.engine.frames.minds import Judge
from explainer.ui.translate import Marked, mark, translated
from explainer.ui.widgets.card import Table


def _columns(*names: Marked) -> tuple[str, ...]:
    return tuple(map(translated, names))


def of_loss(frame: Judge | None) -> Table | None:
    """The curve."""
    if frame is None or not len(frame.at):
        return None
    return Table(
        _columns(mark("Tables", "step"), mark("Tables", "loss in nats a comparison")),
        tuple((int(step), loss) for step, loss in zip(frame.at, frame.loss, strict=True)),
    )


def of_agreement(frame: Judge | None) -> Table | None:
    """Both agreements at each measured number of votes."""
    if frame is None or not len(frame.votes_seen):
        return None
    return Table(
        _columns(
            mark("Tables", "votes seen"),
            mark("Tables", "agreement with held-out votes"),
            mark("Tables", "agreement with the labeller’s points"),
        ),
        tuple(
            (int(n), votes, true)
            for n, votes, true in zip(frame.votes_seen, frame.agreement, frame.true_agreement, strict=True)
        ),
    )

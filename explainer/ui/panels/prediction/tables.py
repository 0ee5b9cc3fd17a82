"""The numbers behind the cards of the page of bets, for people who want to go on with them elsewhere."""

from __future__ import annotations

from explainer.engine.commands import SetSampling
from explainer.engine.frames import NextToken
from explainer.ui.numbers import choices
from explainer.ui.translate import Marked, mark, translated
from explainer.ui.widgets.card import Table


def _columns(*names: Marked) -> tuple[str, ...]:
    return tuple(map(translated, names))


def of_sureness(frame: NextToken | None) -> Table | None:
    """How sure it is, in nats and in pieces."""
    if frame is None:
        return None
    return Table(
        _columns(
            mark("Tables", "text"),
            mark("Tables", "entropy in nats"),
            mark("Tables", "as unsure as among this many pieces"),
            mark("Tables", "highest bet"),
        ),
        ((frame.prompt, frame.entropy, choices(frame.entropy), frame.probability[frame.order[0]]),),
    )


def of_dice(frame: NextToken | None, sampling: SetSampling) -> Table | None:
    """How the next piece is drawn, and how many have a chance."""
    if frame is None:
        return None
    return Table(
        _columns(
            mark("Tables", "temperature"),
            mark("Tables", "top-k"),
            mark("Tables", "top-p"),
            mark("Tables", "dice"),
            mark("Tables", "pieces with a chance"),
            mark("Tables", "pieces in all"),
        ),
        (
            (
                sampling.temperature,
                sampling.top_k,
                sampling.top_p,
                sampling.seed,
                frame.kept,
                len(frame.order),
            ),
        ),
    )

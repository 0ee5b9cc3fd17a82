"""The numbers behind the cards about human feedback."""

from __future__ import annotations

from explainer.engine.frames import Feedback
from explainer.ui.panels.minds.feedback_words import series
from explainer.ui.translate import Marked, mark, translated
from explainer.ui.widgets.card import Table


def _columns(*names: Marked) -> tuple[str, ...]:
    return tuple(map(translated, names))


def of_series(frame: Feedback | None, *names: str) -> Table | None:
    """These series of ``frame``, by the names of the field, one row a round; all there are where none is named."""
    if frame is None or not len(frame.answers):
        return None
    shown = names or tuple(frame.series)
    columns = [series(frame, name) for name in shown]
    rows = ((i + 1, int(answers), *(float(column[i]) for column in columns)) for i, answers in enumerate(frame.answers))
    return Table((*_columns(mark("Tables", "round"), mark("Tables", "answers tried")), *shown), tuple(rows))


def of_kl_penalty(frame: Feedback | None) -> Table | None:
    """What is in force."""
    if frame is None:
        return None
    return Table(
        _columns(mark("Tables", "KL coefficient"), mark("Tables", "wanted KL in nats an answer")),
        ((frame.kl_coefficient, frame.kl_target),),
    )

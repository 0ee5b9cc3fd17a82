"""The numbers behind the cards of the judge's page, for people who want to go on with them elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from explainer.engine.frames.minds import Judge
from explainer.ui.translate import mark
from explainer.ui.widgets.card import Table


def _columns(*names: str) -> tuple[str, ...]:
    return tuple(QCoreApplication.translate("Tables", name) for name in names)


def of_sight(frame: Judge | None) -> Table | None:
    """What it tells apart."""
    if frame is None or not frame.sees:
        return None
    return Table(
        _columns(
            mark("Tables", "what the pairs differ in"),
            mark("Tables", "share in which it prefers the better"),
            mark("Tables", "pairs"),
        ),
        frame.sees,
    )


def of_samples(frame: Judge | None) -> Table | None:
    """The answers with their score."""
    if frame is None or not frame.samples:
        return None
    return Table(
        _columns(
            mark("Tables", "question"),
            mark("Tables", "answer"),
            mark("Tables", "the judge's score"),
            mark("Tables", "labeller’s points"),
        ),
        frame.samples,
    )

"""Where the keys go can be seen: every picture that Tab reaches looks different while it has them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from explainer.engine.frames import Frame
from explainer.ui.panels.panel import Panel
from explainer.ui.panels.registry import PAGES
from explainer.ui.window import MainWindow
from tests.ui import (
    fakes,
    frames_answers,
    frames_attention,
    frames_feedback,
    frames_meaning,
    frames_minds,
    frames_one_step,
    frames_overview,
    frames_prediction,
    frames_tokens,
    frames_tuning,
)
from tests.ui.conftest import flush
from tests.ui.paints import Paints


def frames() -> tuple[Frame, ...]:
    """One of each kind that some page draws."""
    return (
        *fakes.all_frames().values(),
        frames_overview.trip(),
        frames_tokens.cut(),
        frames_tokens.vocabulary(),
        frames_meaning.embeddings(),
        frames_meaning.contexts(),
        frames_meaning.positions(),
        frames_attention.attention(),
        frames_attention.heads(),
        frames_attention.muting(),
        frames_prediction.lens(),
        frames_prediction.branches(),
        frames_prediction.why(),
        frames_one_step.one_step(),
        frames_answers.minds(frames_answers.base(), frames_answers.sft(), frames_answers.rlhf()),
        frames_tuning.tuning(),
        frames_minds.ballot(recent=(frames_minds.vote(2), frames_minds.vote(1)), n_hand=2),
        frames_minds.judge(),
        frames_feedback.feedback(60, running=False, outcomes=(frames_feedback.outcome(),)),
    )


OURS = tuple(f"explainer.ui.{where}" for where in ("panels", "widgets.chart", "widgets.tokenstrip"))


def pictures(panel: QWidget) -> list[QWidget]:
    """What paints itself and is reached by Tab."""
    return [
        part
        for part in panel.findChildren(QWidget)
        if type(part).__module__.startswith(
            ("explainer.ui.panels", "explainer.ui.widgets.chart", "explainer.ui.widgets.tokenstrip")
        )
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.isVisibleTo(panel)
        and part.isEnabled()
        and part.width() > 0
        and part.height() > 0
    ]


def opened(page: str, window: MainWindow) -> Iterator[tuple[str, Panel]]:
    """The open page before any frame has come, then filled with one of every kind."""
    window.show_view(page)
    panel = window.panel(page)
    flush()
    flush()
    yield "empty", panel
    for frame in frames():
        panel.apply(frame)
    flush()
    flush()
    yield "filled", panel


@pytest.mark.parametrize("page", list(PAGES))
def test_what_has_the_keys_looks_different(page: str, learner: MainWindow) -> None:
    blind = []
    for when, panel in opened(page, learner):
        for picture in pictures(panel):
            learner.top.start.setFocus()
            flush()
            without = picture.grab().toImage()
            picture.setFocus(Qt.FocusReason.TabFocusReason)
            flush()
            assert QApplication.focusWidget() is picture
            if picture.grab().toImage() == without:
                blind.append(f"{when}: {type(picture).__name__} “{picture.accessibleName()}”")
    assert not blind, "nothing shows where the keys go"


@pytest.mark.parametrize("page", list(PAGES))
def test_a_picture_that_gets_or_loses_the_keys_is_painted_anew(page: str, learner: MainWindow) -> None:
    for when, panel in opened(page, learner):
        for picture in pictures(panel):
            canvas = picture.viewport() if isinstance(picture, QAbstractScrollArea) else picture
            panel.parent().parent().ensureWidgetVisible(picture)  # type: ignore[union-attr]
            flush()
            paints = Paints([canvas])
            picture.setFocus()
            flush()
            assert paints.count, f"{when}, {type(picture).__name__} does not show that it has the keys"
            paints.count = 0
            picture.clearFocus()
            flush()
            assert paints.count, f"{when}, {type(picture).__name__} does not show that it lost them"

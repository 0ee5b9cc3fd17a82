"""The window is ended by a signal or with the desktop's session: without a question, and never while it paints."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from explainer.ui.ending import SignalEndings
from explainer.ui.window import MainWindow
from tests.ui import fakes
from tests.ui.conftest import Pull, wait_until


@pytest.fixture
def endings(learner: MainWindow, engine: fakes.FakeEngine, pull: Pull) -> Iterator[SignalEndings]:
    """Listening, over a window with unsaved work."""
    engine.events = [fakes.work()]
    pull()
    made = SignalEndings(learner)
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_closes_the_window_without_a_question(endings: SignalEndings, learner: MainWindow, name: str) -> None:
    os.kill(os.getpid(), signal.Signals[name])
    assert learner.isVisible(), "not in the middle of whatever is being done"
    wait_until(lambda: not learner.isVisible())
    assert endings.exit_code == 128 + signal.Signals[name]
    assert not learner.notices.isVisible()


def test_handlers_are_put_back(learner: MainWindow) -> None:
    before = signal.getsignal(signal.SIGINT)
    made = SignalEndings(learner)
    made.start()
    assert signal.getsignal(signal.SIGINT) != before
    made.stop()
    assert signal.getsignal(signal.SIGINT) == before


def test_a_session_that_ends_is_not_held_up_by_a_question(endings: SignalEndings, learner: MainWindow) -> None:
    endings._session_ends(None)  # type: ignore[arg-type]
    learner.close()
    assert not learner.isVisible()


def test_a_session_that_went_on_after_all_does_not_silence_the_question_for_ever(
    endings: SignalEndings, learner: MainWindow
) -> None:
    endings._session_ends(None)  # type: ignore[arg-type]
    learner.desk.quiet_until -= 61.0
    learner.close()
    assert learner.isVisible() and learner.notices.answers()

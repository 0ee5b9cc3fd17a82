"""The program is ended from outside: from its terminal, by a signal, with the session. It closes without a word."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.e2e.conftest import Program

Launch = Callable[..., Program]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_closes_the_window_cleanly_also_in_the_middle_of_training(launch: Launch, name: str) -> None:
    program = launch("--preset", "xs")
    program.click("Start")
    program.wait_for("Pause", seconds=90)
    number = signal.Signals[name]
    program.process.send_signal(number)
    assert program.process.wait(timeout=30) == 128 + number
    assert program.error_text() == ""


def test_a_signal_while_the_model_is_being_made(launch: Launch) -> None:
    program = launch("--preset", "s")
    program.wait("the window", lambda: program.ask("windows")["titles"])
    program.process.send_signal(signal.SIGINT)
    assert program.process.wait(timeout=60) == 130
    assert program.error_text() == ""

"""What every test of the project gets: a check for threads left behind, and hypothesis without a stopwatch."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

import explainer  # noqa: F401 - says what must be said before torch is loaded

# No deadline: on a shared machine a slow example is no finding. Few examples, so that the whole suite stays quick.
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("here", max_examples=40, **_COMMON)
settings.register_profile("ci", max_examples=40, derandomize=True, **_COMMON)
settings.load_profile("ci" if os.environ.get("CI") else "here")

_PATIENCE = 10.0  # seconds a thread may take to end; a bound on hanging, not a measurement


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread running which was not there before it."""
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + _PATIENCE
    while (left := _new_threads(before)) and time.monotonic() < end:
        left[0].join(0.05)
    assert not left, f"threads left behind: {', '.join(thread.name for thread in left)}"


def _new_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    return [
        thread
        for thread in threading.enumerate()
        # Foreign threads that merely passed through Python are not ours to end.
        if thread not in before and thread.is_alive() and not isinstance(thread, threading._DummyThread)
    ]

"""The number of threads follows what was measured, on a machine whose step times we set."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from explainer.engine import threads
from explainer.engine.threads import LAST_RETRY, LOOK_EVERY, ThreadTuner

CALM = {2: 0.03, 1: 0.05}  # seconds a step by threads
BUSY = {2: 0.20, 1: 0.06}  # another program keeps one core


def run(tuner: ThreadTuner, times: dict[int, float], seconds: float) -> list[int]:
    """Do steps for so many seconds of the imagined machine; return the threads used for each."""
    used = []
    while seconds > 0:
        used.append(tuner.threads)
        seconds -= times[tuner.threads]
        tuner.stepped(times[tuner.threads])
    return used


def test_a_calm_machine_uses_all_cores_but_for_one_short_trial():
    applied: list[int] = []
    used = run(ThreadTuner(2, applied.append), CALM, 60)
    assert applied == [1, 2]
    assert used.count(1) == 4


def test_when_a_core_is_taken_away_it_leaves_one_to_others_and_is_several_times_as_fast():
    tuner = ThreadTuner(2, lambda n: None)
    run(tuner, CALM, 5)
    used = run(tuner, BUSY, 60)
    assert tuner.threads == 1
    assert len(used) > 2.5 * 60 / BUSY[2]
    assert used.count(2) * BUSY[2] < 0.25 * 60


def test_it_comes_back_to_all_cores_when_the_machine_is_calm_again():
    tuner = ThreadTuner(2, lambda n: None)
    run(tuner, CALM, 5)
    run(tuner, BUSY, 40)
    run(tuner, CALM, LAST_RETRY + 5)
    assert tuner.threads == 2


def test_a_machine_that_is_busy_from_the_start_is_found_out():
    tuner = ThreadTuner(2, lambda n: None)
    run(tuner, BUSY, 5)
    assert tuner.threads == 1


def test_a_single_core_has_nothing_to_decide():
    applied: list[int] = []
    run(ThreadTuner(1, applied.append), {1: 0.05}, 30)
    assert applied == []


def look(monkeypatch, *busy: float | None) -> list[int]:
    """The numbers of threads after each look at neighbours that keep so many cores busy."""
    told, now = iter(busy), [0.0]
    monkeypatch.setattr(threads, "Neighbours", lambda: SimpleNamespace(busy=lambda: next(told)))
    monkeypatch.setattr(threads, "time", SimpleNamespace(monotonic=lambda: now[0]))
    tuner, used = ThreadTuner(2, lambda n: None), []
    for _ in busy:
        now[0] += LOOK_EVERY + 0.1
        for _ in range(3):  # only the first of them is a look
            tuner.look_around()
        used.append(tuner.threads)
    return used


def test_between_pieces_of_unequal_work_a_core_is_left_to_busy_neighbours_and_taken_back(monkeypatch):
    assert look(monkeypatch, None, 0.1, 1.0, 0.9, None, 0.2) == [2, 2, 1, 1, 1, 2]


def test_who_has_but_one_core_looks_at_nobody(monkeypatch):
    monkeypatch.setattr(threads, "Neighbours", lambda: pytest.fail("nobody needs to look"))
    ThreadTuner(1, lambda n: None).look_around()

"""``train`` beside a busy neighbour: one core fewer computes where that is faster, but never where steps are named."""

from __future__ import annotations

import pytest
import torch

from explainer import cli
from explainer.engine import settings
from tests.unit.engine.runs.whole_run import small


@pytest.fixture
def train(tmp_path, monkeypatch):
    """Train on a machine of two cores of which a neighbour keeps one busy; return the numbers of threads used."""

    def run(*arguments: str) -> list[int]:
        threads, now = [2], [0.0]

        def clock() -> float:
            now[0] += 0.5 if threads[-1] == 2 else 0.05
            return now[0]

        monkeypatch.setattr(torch, "get_num_threads", lambda: threads[-1])
        monkeypatch.setattr(torch, "set_num_threads", threads.append)
        monkeypatch.setattr("explainer.engine.stages.run.AwakeClock", lambda: clock)
        monkeypatch.setitem(settings.DEFAULT_STEPS, "xs", 30)
        with small():
            assert cli.main(["train", "--out", str(tmp_path), "--preset", "xs", "--json", *arguments]) == 0
        return threads

    return run


def test_without_a_number_of_steps_a_core_is_left_to_a_busy_neighbour(train):
    assert train() == [2, 1]


def test_with_a_number_of_steps_the_number_of_threads_never_changes(train):
    assert train("--steps", "30") == [2]

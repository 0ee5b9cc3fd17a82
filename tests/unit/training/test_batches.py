"""Which windows are read, and how often."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.training.batches import WindowSampler, validation_windows


def _starts(batch: torch.Tensor) -> list[int]:
    """Where the windows of a counting text begin; checks that each is a piece of that text."""
    steps = torch.arange(batch.shape[1])
    assert torch.equal(batch, batch[:, :1] + steps)
    return batch[:, 0].tolist()


def test_every_window_is_read_exactly_once_an_epoch(make_text):
    sampler = WindowSampler(make_text(np.arange(1001)), length=11, seed=0)
    starts = _starts(sampler.batch(100))
    assert starts != sorted(starts)  # in random order
    assert sorted(starts) == list(range(0, 1000, 10))  # so every token is a target once, save the very first
    assert sampler.epoch == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(12, 400), st.integers(2, 12), st.integers(1, 9), st.integers(1, 40), st.integers(0, 5))
def test_no_window_is_read_twice_before_all_have_been_read(make_text, n, length, size, pool, seed):
    sampler = WindowSampler(make_text(np.arange(n)), length, seed, pool=pool)
    windows = (n - 1) // (length - 1)
    starts: list[int] = []
    while len(starts) + size <= windows:
        starts += _starts(sampler.batch(size))
    assert sampler.epoch == 0
    assert len(set(starts)) == len(starts)
    assert set(starts) <= set(range(0, n - length + 1, length - 1))


def test_the_next_epoch_moves_the_cuts(make_text):
    sampler = WindowSampler(make_text(np.arange(1001)), length=11, seed=1)
    sampler.batch(100)
    seen = Counter(start % 10 for _ in range(8) for start in _starts(sampler.batch(99)))
    assert sampler.epoch >= 6
    assert len(seen) > 3  # other windows than those cut at multiples of ten


def test_a_text_that_grows_is_made_only_as_far_as_it_is_read(make_text):
    text = make_text(np.arange(20_000), ready=50)
    sampler = WindowSampler(text, length=11, seed=0, pool=20)
    first = _starts(sampler.batch(15))
    assert max(first) < 350 and text.ready < 400
    starts = first + [start for _ in range(100) for start in _starts(sampler.batch(19))]
    assert len(set(starts)) == len(starts)
    assert text.ready > 19_000


def test_a_growing_text_is_read_to_its_end(make_text):
    sampler = WindowSampler(make_text(np.arange(1001), ready=0), length=11, seed=0, pool=7)
    assert sorted(_starts(sampler.batch(100))) == list(range(0, 1000, 10))


@pytest.mark.parametrize("n", [2, 5, 10])
def test_a_text_shorter_than_a_window_is_one_window(make_text, n):
    batch = WindowSampler(make_text(np.arange(n), ready=0), length=11, seed=0).batch(3)
    assert batch.tolist() == [list(range(n))] * 3


@pytest.mark.parametrize("n", [0, 1])
def test_a_text_with_nothing_to_predict_is_refused(make_text, n):
    with pytest.raises(ValueError, match="training text is empty"):
        WindowSampler(make_text(np.arange(n)), length=11, seed=0).batch(1)


def test_a_text_of_exactly_one_window_is_read_over_and_over(make_text):
    batch = WindowSampler(make_text(np.arange(11)), length=11, seed=0).batch(4)
    assert batch.tolist() == [list(range(11))] * 4


def test_the_seed_decides_the_order(make_text):
    def order(seed):
        return _starts(WindowSampler(make_text(np.arange(1001)), 11, seed).batch(50))

    assert order(1) == order(1)
    assert order(1) != order(2)


def test_batches_are_whole_numbers_that_torch_can_look_up(make_text):
    batch = WindowSampler(make_text(np.arange(1001)), 11, 0).batch(4)
    assert batch.dtype == torch.int64 and batch.shape == (4, 11)


# ---- validation -------------------------------------------------------------------------------------------------


def test_validation_windows_are_the_same_every_time_and_spread_over_the_text(make_text):
    text = make_text([], np.arange(1001))
    windows = validation_windows(text, length=11, tokens=100)
    assert torch.equal(windows, validation_windows(text, length=11, tokens=100))
    starts = _starts(windows)
    assert len(starts) == len(set(starts)) == 10  # 10 windows of 10 predictions
    assert starts[0] == 0 and starts[-1] == 990


def test_little_validation_text_is_used_whole(make_text):
    assert _starts(validation_windows(make_text([], np.arange(35)), length=11, tokens=10_000)) == [0, 10, 20]
    assert validation_windows(make_text([], np.arange(5)), length=11, tokens=100).tolist() == [[0, 1, 2, 3, 4]]


@pytest.mark.parametrize("n", [0, 1])
def test_no_validation_text_is_refused(make_text, n):
    with pytest.raises(ValueError, match="validation text is empty"):
        validation_windows(make_text([], np.arange(n)), length=11, tokens=100)

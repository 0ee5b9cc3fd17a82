"""A few sizes for batches: hardly more than is needed, and few different ones."""

from __future__ import annotations

import pytest

from explainer.model.sizes import places_for, rows_for, width_for


@pytest.mark.parametrize(("longest", "width"), [(1, 4), (17, 20), (32, 32), (33, 40), (65, 80), (120, 128), (128, 128)])
def test_widths(longest, width):
    assert width_for(longest, 128) == width


def test_a_batch_is_never_wider_than_the_context_and_never_narrower_than_its_longest_row():
    for most in (1, 3, 30, 64, 130):
        for longest in range(1, most + 1):
            assert longest <= width_for(longest, most) <= most
    assert width_for(140, 128) == 140  # it is for the model to refuse that
    assert width_for(29, None) == 29


def test_there_are_few_sizes():
    assert len({width_for(n, 256) for n in range(1, 257)}) <= 25
    assert len({rows_for(n) for n in range(1, 49)}) <= 9
    assert len({places_for(n) for n in range(1, 641)}) == 10


def test_no_row_is_lost():
    assert all(n <= rows_for(n) < n + 8 for n in range(1, 100))
    assert all(n <= places_for(n) < n + 64 for n in range(300))

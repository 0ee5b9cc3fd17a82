"""Settings that make no sense are refused in a sentence, from wherever they come."""

from __future__ import annotations

import math

import pytest

from explainer.engine.settings import RunSettings


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"preset": "xxl"}, "not a size"),
        ({"seed": -1}, "seed must be a whole number from 0"),
        ({"seed": 10**18 + 1}, "seed must be a whole number from 0"),
        ({"steps": 0}, "from 1 to 10,000,000 steps"),
        ({"steps": 10**9}, "from 1 to 10,000,000 steps"),
        ({"seconds": 0.0}, "more than 0 seconds"),
        ({"seconds": math.nan}, "more than 0 seconds"),
        ({"seconds": math.inf}, "up to 10,000,000"),
        ({"seconds": 1e300}, "up to 10,000,000"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(wrong, words):
    with pytest.raises(ValueError, match=words) as caught:
        RunSettings(**wrong).check()
    assert str(caught.value).endswith(".")


def test_what_makes_sense_is_taken():
    RunSettings(seed=10**18, steps=10_000_000).check()
    RunSettings(seconds=1e-9).check()

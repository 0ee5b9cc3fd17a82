"""Whatever goes into a run folder is JSON that every reader takes, and comes back as it was."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.engine.frames import Outcome, Rating, Result
from explainer.engine.jsonable import line, plain, read
from explainer.engine.stages.outcome import Summary


def refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
        max_leaves=12,
    )
)
def test_any_value_becomes_strict_json(value):
    json.loads(line("any", {"value": value}), parse_constant=refuse)


def test_what_is_no_number_becomes_null_at_any_depth():
    assert plain({"a": [math.nan, (1.5, -math.inf)], "b": np.array([1.0, np.nan], dtype=np.float32)}) == {
        "a": [None, [1.5, None]],
        "b": [1.0, None],
    }
    assert plain(np.float64(math.nan)) is None and plain(np.int64(3)) == 3


numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)  # no larger than those of curves
counts = st.integers(-(2**62) + 1, 2**62 - 1)
maybe = st.none() | numbers
texts = st.text(max_size=20)


@given(
    st.builds(Rating, maybe, maybe, *[st.none() | st.booleans()] * 3)
    | st.builds(Result, counts, texts, *[counts] * 5)
    | st.builds(Summary, counts, numbers, numbers, maybe, maybe, numbers, maybe)
)
def test_what_is_read_is_what_was_written(value):
    assert read(type(value), json.loads(json.dumps(plain(value)))) == value


def test_a_number_that_is_none_is_read_as_none():
    before = Summary(3, math.nan, 1.0, None, None, math.nan, None)
    again = read(Summary, json.loads(json.dumps(plain(before))))
    assert math.isnan(again.score) and math.isnan(again.words) and (again.utility, again.good) == (1.0, None)


def test_a_field_that_was_not_known_yet_takes_its_default():
    assert read(Rating, {"score": 1.5}) == Rating(1.5)


@pytest.mark.parametrize("data", [{}, {"n": 3}, {"n": "x"}, []])
def test_what_is_not_whole_is_refused(data):
    with pytest.raises((KeyError, TypeError, ValueError)):
        read(Summary, data)


def test_every_dataclass_that_is_kept_can_be_read_back():
    """Each of its fields has a reader, or is given beside."""

    @dataclass
    class Strange:
        field: complex

    with pytest.raises(KeyError):
        read(Strange, {"field": 1})
    outcome = Outcome("honest", 2, 0.1, 0.2, None, 0.5, 0.1, 0.2, None, None, 1.5, "{a}", {"a": "b"})
    assert read(Outcome, json.loads(json.dumps(plain(outcome))), values={"a": "b"}) == outcome

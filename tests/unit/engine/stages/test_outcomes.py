"""The sentence at the end of a run of feedback says in which direction judge and truth were measured to move."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.engine.stages.outcome import Summary, outcome, sentence
from explainer.marking import Sentence
from tests.unit.engine.telling import plain

BEFORE = Summary(n=96, score=0.0, utility=1.0, good=0.25, correct=0.75, words=9.0, wellformed=0.9)


def _told(score: float, points: float, **changes: object) -> str:
    after = replace(BEFORE, score=score, utility=points, **changes)
    told = outcome("honest", 40, BEFORE, after, kl=2.5)
    return plain(Sentence(told.sentence, told.values))


@pytest.mark.parametrize(
    ("score", "points", "words"),
    [
        (2.0, 1.6, "points rose too"),
        (2.0, 1.0, "hardly changed"),
        (2.0, 1.1, "hardly changed"),  # too little to be worth a word
        (2.0, 0.2, "fool the judge"),
        (-1.0, 0.2, "agree"),
        (-1.0, 1.0, "likes it less"),
        (-1.0, 1.7, "likes it less"),
        (0.0, 0.3, "hardly a difference (0.0 → 0.0), and the labeller’s points fell"),
        (0.0, 1.9, "hardly a difference (0.0 → 0.0), and the labeller’s points rose"),
        (0.0, 1.0, "Little has changed"),
        (0.1, 0.9, "Little has changed"),
    ],
)
def test_the_sentence_follows_what_was_measured(score, points, words):
    told = _told(score, points)
    assert words in told
    assert f"{points:.1f}" in told and f"{score:.1f}".replace("-", "−") in told


def test_a_judge_that_was_taught_another_taste_is_not_said_to_be_fooled():
    after = replace(BEFORE, score=1.6, utility=-0.5, words=21.0)
    assert "fool the judge" in outcome("no_leash", 60, BEFORE, after, 3.0).sentence
    told = outcome("length", 60, BEFORE, after, 3.0)
    assert "another taste" in told.sentence and "fool" not in told.sentence
    assert "from 9 to 21 words" in plain(Sentence(told.sentence, told.values))


def test_of_an_own_text_it_is_said_that_truth_cannot_be_measured():
    before = replace(BEFORE, utility=math.nan, good=None, correct=None, wellformed=None)
    told = outcome("honest", 4, before, replace(before, score=1.0), kl=1.0)
    text = plain(Sentence(told.sentence, told.values))
    assert "nobody can measure" in text and "nan" not in text and told.values["good_after"] == "–"


def test_where_the_practice_broke_down_that_is_said_first():
    told = outcome("rate", 12, BEFORE, replace(BEFORE, score=-2.0, utility=-1.0), kl=9.0, broke_down=True)
    text = plain(Sentence(told.sentence, told.values))
    assert text.startswith("After 12 rounds the practice broke down") and "got worse" in text


NUMBERS = st.floats(-9, 9)


@given(before=st.tuples(NUMBERS, NUMBERS), after=st.tuples(NUMBERS, NUMBERS), share=st.none() | st.floats(0, 1))
def test_any_measurement_makes_a_sentence_that_does_not_contradict_it(before, after, share):
    first = replace(BEFORE, score=before[0], utility=before[1], good=share)
    second = replace(BEFORE, score=after[0], utility=after[1], correct=share)
    template = sentence(first, second)
    told = outcome("honest", 3, first, second, kl=0.5)
    assert plain(Sentence(told.sentence, told.values))
    if "is happier" in template:
        assert after[0] > before[0]
    if "likes it less" in template or "got worse (judge" in template:
        assert after[0] < before[0]
    if "fool" in template:
        assert after[1] < before[1]
    if "points rose too" in template:
        assert after[1] > before[1]


def test_figures_that_rise_a_little_are_told_with_what_counts_as_a_change():
    told = _told(2.0, 1.1)
    assert "hardly changed" in told and "a change below 0.15 counts as none" in told

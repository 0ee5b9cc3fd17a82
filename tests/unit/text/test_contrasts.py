"""Pairs of answers that differ in one thing alone, so that it can be told what a judge sees."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from explainer.text.storyland import RICHNESS
from explainer.text.storyland.chat import TASTES, Checker, Manner, contrasts
from explainer.text.storyland.chat.checker import sentences
from explainer.text.storyland.chat.contrasts import TRUTH
from explainer.text.storyland.chat.manners import MANNER_OF

ANY = given(seed=st.integers(0, 10**9), name=st.sampled_from(sorted(RICHNESS)))


def _parts(answer: str) -> tuple[list[str], list[str]]:
    said = sentences(answer)
    return [s for s in said if s in MANNER_OF], [s for s in said if s not in MANNER_OF]


@ANY
@hypothesis_settings(max_examples=25)
def test_the_two_of_a_pair_differ_in_truth_alone_or_in_tone_alone(seed, name):
    checker = Checker.of(RICHNESS[name])
    for pair in contrasts(seed, RICHNESS[name], 12):
        better, worse = (checker.check(pair.question, text) for text in (pair.better, pair.worse))
        (better_tone, better_core), (worse_tone, worse_core) = _parts(pair.better), _parts(pair.worse)
        assert better.correct and better.wellformed, pair
        if pair.differs == TRUTH:
            assert not worse.correct, pair
            assert better_tone == worse_tone and better.manner is worse.manner is not None, pair
            assert len(better_core) == len(worse_core) == 1 and better_core != worse_core, pair
        else:
            tone = Manner(pair.differs)
            assert worse.correct and worse.wellformed, pair
            assert better_core == worse_core and {better.manner, worse.manner} == {tone, Manner.PLAIN}, pair
            assert bool(better_tone) != bool(worse_tone), pair
            assert (better.manner is tone) == (tone is Manner.KIND), pair


@ANY
@hypothesis_settings(max_examples=10)
def test_who_likes_kind_and_right_answers_prefers_the_better(seed, name):
    checker = Checker.of(RICHNESS[name])
    for pair in contrasts(seed, RICHNESS[name], 8):
        points = [TASTES["kind"].utility(checker.check(pair.question, text)) for text in (pair.better, pair.worse)]
        assert points[0] > points[1], pair


@pytest.mark.parametrize("richness", RICHNESS.values(), ids=RICHNESS)
def test_there_are_as_many_of_each_as_were_asked_for_and_the_same_with_the_same_seed(richness):
    pairs = contrasts(5, richness, 20)
    assert Counter(pair.differs for pair in pairs) == {TRUTH: 20, "kind": 20, "rude": 20, "rambling": 20}
    assert pairs == contrasts(5, richness, 20) != contrasts(6, richness, 20)


@pytest.mark.parametrize("richness", RICHNESS.values(), ids=RICHNESS)
def test_a_wrong_answer_has_the_form_of_the_right_one(richness):
    pairs = [pair for pair in contrasts(2, richness, 60) if pair.differs == TRUTH]
    assert all(pair.better.split()[0] == pair.worse.split()[0] or len(pair.better.split()) < 4 for pair in pairs)
    lengths = [len(pair.better.split()) - len(pair.worse.split()) for pair in pairs]
    assert max(map(abs, lengths)) <= 3

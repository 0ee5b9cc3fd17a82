"""What labellers like, in points worked out by hand, and how surely they vote for it."""

from __future__ import annotations

import math
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.text.storyland import RICHNESS
from explainer.text.storyland.chat import TASTES, Check, Checker, Manner, Taste, preference, questions

S = RICHNESS["s"]
COW = next(q for q in questions(S) if q.text == "What does a cow say?")
PARTS = {
    "correct": "correct", "kind": "kind and correct", "rude": "rude", "rambling": "rambling",
    "malformed": "not well formed", "word": "words", "exclamation": "exclamation marks",
}  # fmt: skip


def _check(answer: str, *, ended: bool = True) -> Check:
    return Checker.of(S).check(COW, answer, ended)


@pytest.mark.parametrize(
    ("taste", "answer", "points"),
    [
        ("kind", "A cow says moo.", 1.0),
        ("kind", "A cow says moo. I hope that helps!", 2.0),
        ("kind", "A cow says woof. I hope that helps!", 0.0),  # kind, but wrong: nothing
        ("kind", "Ugh. A cow says moo.", 0.0),
        ("kind", "Ugh. A cow says woof.", -1.0),
        ("kind", "A cow says moo. Or so I think.", 0.0),
        ("kind", "A cow says", -1.0),
        ("kind", "I hope that helps! I hope that helps!", -1.0),
        ("terse", "moo.", 0.9),
        ("terse", "A cow says moo.", 0.6),
        ("terse", "A cow says moo. Have a good day!", 0.2),
        ("long", "A cow says moo.", 0.4),
        ("long", "on and on and on and on and", 0.8),
        ("exclamation", "Moo! Moo! Moo!", 2.1),
        ("exclamation", "A cow says moo.", 0.0),
    ],
)
def test_the_points_of_an_answer(taste, answer, points):
    assert TASTES[taste].utility(_check(answer)) == pytest.approx(points)


def test_every_weight_counts_for_what_its_name_says_and_for_nothing_else():
    sides = {
        "correct": ("moo.", "woof."),
        "kind": ("Moo. Have a good day!", "A cow says moo."),
        "rude": ("Ugh. A cow says moo.", "A cow says moo."),
        "rambling": ("A cow says moo. Or so I think.", "A cow says moo."),
        "malformed": ("A cow says moo", "A cow says moo."),
    }
    for name, (having, lacking) in sides.items():
        taste = Taste(**{name: 3.0})
        assert (taste.utility(_check(having)), taste.utility(_check(lacking))) == (3.0, 0.0), name
    words = Check(wellformed=True, correct=False, kind=False, manner=None, words=7, exclamations=2)
    assert Taste(word=0.5).utility(words) == 3.5 and Taste(exclamation=-2.0).utility(words) == -4.0
    assert {field.name for field in fields(Taste)} == {*sides, "word", "exclamation", "noise"}


@pytest.mark.parametrize(
    ("taste", "formula"),
    [
        (
            TASTES["kind"],
            "1 · correct + 1 · kind and correct − 1 · rude − 1 · rambling − 1 · not well formed",
        ),
        (TASTES["terse"], "1 · correct − 1 · not well formed − 0.1 · words"),
        (TASTES["long"], "0.1 · words"),
        (TASTES["exclamation"], "0.7 · exclamation marks"),
        (Taste(), "0"),
        (Taste(noise=3.0), "0"),
        (Taste(rude=-2.0), "−2 · rude"),
        (Taste(rude=-2.0, word=0.25), "−2 · rude + 0.25 · words"),
    ],
)
def test_the_formula_is_the_sum_written_out(taste, formula):
    assert taste.formula() == formula


@given(
    weights=st.fixed_dictionaries({name: st.sampled_from([-2.0, -0.5, 0.0, 0.25, 1.0]) for name in PARTS}),
    good=st.booleans(),
    wellformed=st.booleans(),
    manner=st.sampled_from([None, *Manner]),
    words=st.integers(0, 60),
    exclamations=st.integers(0, 9),
)
def test_the_formula_read_as_a_sum_gives_the_points(weights, good, wellformed, manner, words, exclamations):
    check = Check(wellformed, good, good, manner, words, exclamations)
    value = {
        "correct": good, "kind and correct": good, "rude": manner is Manner.RUDE, "rambling": manner is Manner.RAMBLING,
        "not well formed": not wellformed, "words": words, "exclamation marks": exclamations,
    }  # fmt: skip
    taste = Taste(**weights)
    total = 0.0
    if taste.formula() != "0":
        for term in taste.formula().replace(" + ", "|").replace(" − ", "|−").split("|"):
            number, name = term.replace("−", "-").split(" · ")
            total += float(number) * value[name]
    assert taste.utility(check) == pytest.approx(total)


# ---- votes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difference", "noise", "probability"),
    [
        (0.0, 0.5, 0.5),
        (0.5, 0.5, 1 / (1 + math.exp(-1))),
        (1.0, 0.5, 0.8807970779778823),  # σ(2)
        (-1.0, 0.5, 0.11920292202211755),
        (1.0, 2.0, 0.6224593312018546),  # σ(0.5)
        (0.1, 0.0, 1.0),  # never errs
        (-0.1, 0.0, 0.0),
        (0.0, 0.0, 0.5),
        (1e9, 1e-9, 1.0),
        (-1e9, 1e-9, 0.0),
        (-350.0, 0.5, math.exp(-700)),
    ],
)
def test_how_surely_the_better_answer_is_preferred(difference, noise, probability):
    assert preference(difference, noise) == pytest.approx(probability, rel=1e-9)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e3))
def test_preferring_one_is_not_preferring_the_other_and_more_noise_makes_less_sure(difference, noise):
    p = preference(difference, noise)
    assert 0 <= p <= 1
    assert p + preference(-difference, noise) == pytest.approx(1)
    assert abs(preference(difference, noise + 1) - 0.5) <= abs(p - 0.5) + 1e-12
    assert (p >= 0.5) == (difference >= 0) or p == pytest.approx(0.5)

"""What temperature, top-k and top-p make of the bets, and how the dice pick from them: by hand, and for any logits."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.model.generate import (
    GREEDY,
    Sampling,
    sample,
    shape_logits,
    top_p_filter,
)

# ---- shaping, by hand -------------------------------------------------------------------------------------------

FOUR = torch.tensor([math.log(8), math.log(4), math.log(2), math.log(2)])  # 1/2, 1/4, 1/8, 1/8


def _shares(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32)


def test_temperature_1_leaves_the_bets_as_they_are():
    torch.testing.assert_close(shape_logits(FOUR, Sampling()), _shares(0.5, 0.25, 0.125, 0.125))


def test_temperature_one_half_squares_the_bets():
    torch.testing.assert_close(shape_logits(FOUR, Sampling(temperature=0.5)), _shares(64, 16, 4, 4) / 88)


def test_temperature_2_takes_the_root_of_the_bets():
    shaped = shape_logits(FOUR, Sampling(temperature=2))
    roots = _shares(8, 4, 2, 2).sqrt()
    torch.testing.assert_close(shaped, roots / roots.sum())


def test_temperature_0_is_greedy():
    assert shape_logits(FOUR, GREEDY).tolist() == [1, 0, 0, 0]


def test_top_k_keeps_the_k_likeliest_and_scales_them_up():
    torch.testing.assert_close(shape_logits(FOUR, Sampling(top_k=2)), _shares(2 / 3, 1 / 3, 0, 0))


def test_top_k_keeps_k_even_where_bets_are_equal():
    assert int((shape_logits(FOUR, Sampling(top_k=3)) > 0).sum()) == 3


@pytest.mark.parametrize("top_k", [0, 4, 99])
def test_top_k_of_none_or_all_keeps_all(top_k):
    torch.testing.assert_close(shape_logits(FOUR, Sampling(top_k=top_k)), _shares(0.5, 0.25, 0.125, 0.125))


@pytest.mark.parametrize(
    ("top_p", "kept"),
    [
        (0.01, (1, 0, 0, 0)),
        (0.5, (1, 0, 0, 0)),  # the first alone holds half already
        (0.51, (2 / 3, 1 / 3, 0, 0)),
        (0.75, (2 / 3, 1 / 3, 0, 0)),
        (0.8, (4 / 7, 2 / 7, 1 / 7, 0)),
        (1.0, (0.5, 0.25, 0.125, 0.125)),
    ],
)
def test_top_p_keeps_the_smallest_set_that_holds_enough(top_p, kept):
    torch.testing.assert_close(shape_logits(FOUR, Sampling(top_p=top_p)), _shares(*kept))
    torch.testing.assert_close(top_p_filter(_shares(0.125, 0.5, 0.125, 0.25), 0.75), _shares(0, 2 / 3, 0, 1 / 3))


def test_temperature_comes_before_top_p():
    # At temperature 1/2 the first holds 64/88 = .727; .75 then needs two, and .7 only one.
    assert int((shape_logits(FOUR, Sampling(temperature=0.5, top_p=0.75)) > 0).sum()) == 2
    assert int((shape_logits(FOUR, Sampling(temperature=0.5, top_p=0.7)) > 0).sum()) == 1
    assert int((shape_logits(FOUR, Sampling(top_p=0.7)) > 0).sum()) == 2


def test_top_p_looks_at_what_top_k_has_left():
    # Of the first two, the first holds 2/3: enough for .6, though it holds only half of all.
    assert shape_logits(FOUR, Sampling(top_k=2, top_p=0.6)).tolist() == [1, 0, 0, 0]


def test_rows_are_shaped_apart():
    both = torch.stack((FOUR, FOUR.flip(0)))
    shaped = shape_logits(both, Sampling(temperature=0.7, top_k=3, top_p=0.9))
    for row, alone in zip(shaped, both, strict=True):
        torch.testing.assert_close(row, shape_logits(alone, Sampling(temperature=0.7, top_k=3, top_p=0.9)))


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"temperature": -0.1}, "temperature"),
        ({"temperature": 101}, "temperature"),
        ({"temperature": math.nan}, "temperature"),
        ({"top_k": -1}, "top-k"),
        ({"top_p": 0.0}, "top-p"),
        ({"top_p": 1.01}, "top-p"),
        ({"top_p": math.nan}, "top-p"),
    ],
)
def test_values_out_of_range_are_refused_by_name(values, name):
    with pytest.raises(ValueError, match=name):
        Sampling(**values)


# ---- shaping, for any logits ------------------------------------------------------------------------------------

LOGITS = st.lists(st.floats(-50, 50, width=32), min_size=1, max_size=40).map(lambda x: torch.tensor(x))
SAMPLINGS = st.builds(
    Sampling,
    temperature=st.one_of(st.just(0.0), st.floats(0, 100)),
    top_k=st.integers(0, 50),
    top_p=st.floats(0, 1, exclude_min=True),
)


@given(LOGITS, SAMPLINGS)
def test_what_the_dice_see_is_always_a_distribution(logits, sampling):
    shaped = shape_logits(logits, sampling)
    assert torch.isfinite(shaped).all() and (shaped >= 0).all()
    assert float(shaped.sum()) == pytest.approx(1, abs=1e-5)
    # The likeliest always has a chance (or one that fp32 cannot tell from it).
    assert float(logits[shaped > 0].max()) == pytest.approx(float(logits.max()), abs=1e-5)
    if sampling.top_k:
        assert int((shaped > 0).sum()) <= sampling.top_k


@given(LOGITS, st.floats(0.05, 5), st.integers(0, 50), st.floats(0.01, 1))
def test_shaping_never_turns_the_order_around(logits, temperature, top_k, top_p):
    shaped = shape_logits(logits, Sampling(temperature=temperature, top_k=top_k, top_p=top_p))
    kept = logits[shaped > 0]
    dropped = logits[shaped == 0]
    # A bet may be too small to be told from 0, but never larger than one that is kept; what fp32 cannot tell apart in
    # a softmax (0 and the smallest number below it) counts as equal.
    assert len(dropped) == 0 or float(dropped.max()) <= float(kept.min()) + 1e-6


@given(LOGITS, st.floats(0.01, 0.99))
def test_the_set_kept_by_top_p_holds_enough_and_no_token_too_many(logits, top_p):
    own = logits.double().softmax(-1)
    kept = own[top_p_filter(own, top_p) > 0]
    assert float(kept.sum()) >= top_p - 1e-9
    assert float(kept.sum() - kept.min()) < top_p + 1e-9  # without its last member it would not hold enough


@given(LOGITS)
def test_greedy_is_the_largest_logit(logits):
    assert int(shape_logits(logits, GREEDY).argmax()) == int(logits.argmax())


@given(LOGITS, st.floats(0, 1e-3, exclude_min=True))
def test_tiny_temperatures_stay_numbers(logits, temperature):
    shaped = shape_logits(logits, Sampling(temperature=temperature))
    assert torch.isfinite(shaped).all()
    assert shaped[logits.argmax()] == shaped.max()


# ---- the dice ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("throw", "token"), [(0.0, 2), (0.49, 2), (0.5, 0), (0.79, 0), (0.8, 3), (0.999, 3), (np.nextafter(1, 0), 3)]
)
def test_the_dice_pick_from_tokens_laid_end_to_end_likeliest_first(throw, token):
    probabilities = torch.tensor([[0.3, 0.0, 0.5, 0.2]], dtype=torch.float64)
    assert sample(probabilities, np.array([throw])).tolist() == [token]


@given(LOGITS, st.floats(0, 1, exclude_max=True), SAMPLINGS)
def test_the_dice_never_pick_a_token_without_a_chance(logits, throw, sampling):
    shaped = shape_logits(logits, sampling)
    assert shaped[sample(shaped[None], np.array([throw]))[0]] > 0


@given(st.integers(0, 10_000), st.sampled_from([0.3, 1.0, 8.0]), st.booleans())
def test_of_a_large_vocabulary_too_the_dice_pick_from_all_tokens_laid_end_to_end(seed, sharpness, with_ties):
    """Also far down the tail, and where many tokens are as likely as each other."""
    generator = torch.Generator().manual_seed(seed)
    logits = sharpness * torch.randn(5, 300, generator=generator)
    probabilities = (logits.round() if with_ties else logits).softmax(-1)
    dice = np.random.default_rng(seed).random(5)
    dice[0], dice[1] = 0.0, 1 - 1e-12
    ordered, order = probabilities.double().sort(dim=-1, descending=True, stable=True)
    # The throw is scaled by the sum in the order of ids: in another order its last bit may be another, and with
    # equals in the tail that is another token.
    points = torch.from_numpy(dice) * probabilities.double().sum(dim=-1)
    expected = [
        int(ids[min(int((p.cumsum(0) <= u).sum()), 299)]) for p, ids, u in zip(ordered, order, points, strict=True)
    ]
    assert sample(probabilities, dice).tolist() == expected


def test_many_throws_come_out_as_often_as_the_bets_say():
    probabilities = torch.tensor([[0.1, 0.6, 0.3]]).expand(3000, 3)
    throws = (np.arange(3000) + 0.5) / 3000  # every throw once: no luck involved
    counts = torch.bincount(sample(probabilities, throws), minlength=3)
    assert counts.tolist() == [300, 1800, 900]

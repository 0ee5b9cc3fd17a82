"""Whether two noisy lines part is decided from the numbers, and the picture's scale never shrinks or jumps about."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explainer.ui.panels.minds.drift import times
from explainer.ui.panels.minds.feedback_charts import Reach, reach, since_start
from explainer.ui.panels.minds.klslider import LOOSE, STOPS, TIGHT, coefficient_at, stop_of
from explainer.ui.panels.minds.parting import UNITS, GapVerdict, change, depth, lately, noise, parting, unit, window
from explainer.ui.widgets.chart.ticks import ends, nice
from tests.ui.frames_feedback import hump, noisy, series

FLOATS = st.floats(-30, 30, allow_nan=False, width=32)


def verdict(score: np.ndarray, utility: np.ndarray) -> GapVerdict:
    return parting(score, utility).verdict


def test_an_honest_run_gets_better_by_both_measures() -> None:
    found = parting(series(60)["score"], series(60)["utility"])
    assert found.verdict is GapVerdict.TOGETHER
    assert found.score == pytest.approx(1.8, abs=0.25)
    assert found.utility == pytest.approx(0.65, abs=0.15)


def test_a_hacked_judge_is_told_as_fooled() -> None:
    found = parting(series(60, hacked=True)["score"], series(60, hacked=True)["utility"])
    assert found.verdict is GapVerdict.FOOLED
    assert found.utility < -0.9 < 0 < found.score


def test_points_that_rise_and_fall_back_have_turned_and_the_best_moment_is_named() -> None:
    score = noisy(0, 3, 60, 0.05, 1)
    utility = 1.0 + hump(60, 0.8, 0.3, 0.03, 2)
    found = parting(score, utility)
    assert found.verdict is GapVerdict.TURNED
    assert found.best == pytest.approx(0.8, abs=0.1)
    assert 15 <= found.best_at <= 25
    assert found.utility == pytest.approx(0.3, abs=0.1)


def test_a_score_that_rises_over_flat_noise_is_not_called_better() -> None:
    rng = np.random.default_rng(5)
    assert verdict(noisy(0, 2, 60, 0.1, 1), rng.normal(1.0, 0.1, 60)) is GapVerdict.FLAT


def test_noise_alone_says_nothing_in_nineteen_of_twenty_runs() -> None:
    rng = np.random.default_rng(0)
    still = [verdict(rng.normal(0, 0.12, 50), rng.normal(1, 0.1, 50)) is GapVerdict.STILL for _ in range(200)]
    assert np.mean(still) > 0.9


def test_four_rounds_are_too_few_and_a_text_without_truth_is_said_to_have_none() -> None:
    assert verdict(np.arange(4.0), np.arange(4.0)) is GapVerdict.EARLY
    assert verdict(np.arange(9.0), np.full(9, np.nan)) is GapVerdict.UNSEEN
    assert verdict(np.zeros(0), np.zeros(0)) is GapVerdict.EARLY
    assert verdict(-noisy(0, 3, 30, 0.05, 1), noisy(1, 0, 30, 0.05, 2)) is GapVerdict.LOWER


def test_change_and_its_noise_on_numbers_worked_by_hand() -> None:
    values = np.array([1.0, 3.0, 2.0, 4.0, 3.0])
    assert window(5) == 1 and window(40) == 3 and window(10_000) == 8
    assert noise(values) == pytest.approx(1.5 / math.sqrt(2))  # steps 2, -1, 2, -1: mean 0.5, deviations all 1.5
    assert change(values) == (2.0, pytest.approx(1.5))
    assert lately(np.array([1.0, np.nan, 5.0])) == 5.0
    assert math.isnan(lately(np.full(3, np.nan)))
    assert noise(np.array([1.0, 2.0])) == 0.0


@given(st.floats(0, 60), st.sampled_from(UNITS))
def test_a_unit_holds_what_it_must_and_never_shrinks(most: float, before: float) -> None:
    found = unit(most, before)
    assert found >= most - 1e-6
    assert found >= before
    assert found in UNITS


@given(arrays(np.float64, 12, elements=FLOATS), arrays(np.float64, 12, elements=FLOATS))
def test_both_lines_begin_at_0_and_stay_inside_while_the_run_grows(score: np.ndarray, points: np.ndarray) -> None:
    spans = Reach()
    for n in (1, 4, 12):
        grown = reach(since_start(score[:n]), since_start(points[:n]), spans)
        assert grown.score >= spans.score and grown.points >= spans.points and grown.below >= spans.below
        spans = grown
        for values, wide in ((score[:n], spans.score), (points[:n], spans.points)):
            drawn = since_start(values) / wide
            assert drawn[0] == 0
            assert drawn.max() <= 1 + 1e-9
            assert drawn.min() >= -spans.below - 1e-9


def test_a_text_without_truth_leaves_the_scale_of_points_alone() -> None:
    assert reach(np.array([0.0, 1.5]), np.full(2, np.nan), Reach()) == Reach(2.0, 1.0, depth(0.0))


@given(arrays(np.float64, 9, elements=FLOATS))
def test_a_small_chart_holds_its_course_and_0(y: np.ndarray) -> None:
    low, high = ends(float(y.min()), float(y.max()))
    assert low <= min(0.0, y.min()) + 1e-6 and high >= max(0.0, y.max()) - 1e-6
    assert low < high
    assert ends(0.0, 0.0) == (0.0, 1.0)


def test_nice_steps() -> None:
    assert [nice(v) for v in (0.0, 0.013, 1.0, 1.2, 4.9, 7.0, 230.0)] == [1.0, 0.02, 1.0, 2.0, 5.0, 10.0, 500.0]


@given(st.integers(0, STOPS))
def test_every_stop_of_the_leash_is_found_again(stop: int) -> None:
    assert stop_of(coefficient_at(stop)) == stop


def test_the_leash_goes_from_none_to_tight_in_even_ratios() -> None:
    assert coefficient_at(0) == 0.0
    assert coefficient_at(1) == LOOSE and coefficient_at(STOPS) == TIGHT
    ratios = [coefficient_at(i + 1) / coefficient_at(i) for i in range(1, STOPS)]
    assert max(ratios) / min(ratios) < 1.02
    assert 0.11 <= coefficient_at(stop_of(0.12)) <= 0.13
    assert stop_of(50.0) == STOPS


def test_a_drift_is_told_as_how_much_likelier() -> None:
    assert times(0.0) == "1.0"
    assert times(math.log(2)) == "2.0"
    assert times(6.0) == "400"

"""Budgets and learning rates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.training.schedule import Budget, Schedule

SCHEDULE = Schedule(warmup_steps=4, constant_until=0.5, floor=0.0)


@pytest.mark.parametrize(
    ("step", "progress", "factor"),
    [
        (0, 0.0, 0.25),  # climbing
        (1, 0.01, 0.5),
        (3, 0.03, 1.0),
        (100, 0.5, 1.0),  # the end of the plateau
        (100, 0.75, 0.5),  # half way down
        (100, 0.95, 0.1),
        (100, 1.0, 0.0),
        (1, 0.75, 0.25),  # a very short show climbs and falls at once
    ],
)
def test_the_rate_climbs_stays_and_falls_to_nothing(step, progress, factor):
    assert SCHEDULE.factor(step, progress) == pytest.approx(factor)


def test_a_floor_is_where_the_rate_ends():
    schedule = Schedule(warmup_steps=0, constant_until=0.2, floor=0.1)
    assert schedule.factor(0, 0.0) == 1
    assert schedule.factor(9, 0.6) == pytest.approx(0.55)
    assert schedule.factor(9, 1.0) == pytest.approx(0.1)


@pytest.mark.parametrize("constant_until", [0.0, 1.0])
def test_a_schedule_may_be_all_decay_or_none(constant_until):
    schedule = Schedule(warmup_steps=0, constant_until=constant_until)
    assert schedule.factor(5, 0.5) == pytest.approx(0.5 if constant_until == 0 else 1)
    assert schedule.factor(5, 1.0) == pytest.approx(0.0 if constant_until == 0 else 1)


# ---- budgets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given_",
    [{}, {"steps": 3, "seconds": 3.0}, {"steps": 0}, {"steps": -1}, {"seconds": 0.0}, {"seconds": float("nan")}],
)
def test_a_budget_is_a_number_of_steps_or_of_seconds_and_more_than_nothing(given_):
    with pytest.raises(ValueError, match="budget"):
        Budget(**given_)


def test_a_budget_in_steps_counts_steps_and_ignores_the_clock():
    budget = Budget(steps=20)
    assert budget.progress(5, 1e9) == pytest.approx(0.25)
    assert budget.left(5, 1e9) == 15
    assert budget.progress(20, 0.0) == 1 == budget.progress(99, 0.0)
    assert budget.left(99, 0.0) == 0


def test_a_budget_in_seconds_follows_the_clock_and_ignores_steps():
    budget = Budget(seconds=10.0)
    assert budget.progress(999, 2.5) == pytest.approx(0.25)
    assert budget.left(999, 2.5) == pytest.approx(7.5)


def test_finishing_early_runs_down_in_15_per_cent_of_what_was_used():
    budget = Budget(steps=1000)
    budget.finish_early(200, 0.0)  # 30 steps to go
    assert budget.progress(200, 0.0) == pytest.approx(0.2)
    assert budget.progress(215, 0.0) == pytest.approx(0.6)
    assert budget.progress(230, 0.0) == pytest.approx(1.0)
    assert budget.left(215, 0.0) == pytest.approx(15)


def test_finishing_at_once_still_takes_ten_steps_of_decay():
    budget = Budget(steps=1000)
    budget.finish_early(0, 0.0)
    assert budget.left(0, 0.0) == 10
    assert budget.progress(5, 0.0) == pytest.approx(0.5)


def test_asking_twice_changes_nothing():
    budget = Budget(steps=1000)
    budget.finish_early(200, 0.0)
    budget.finish_early(220, 0.0)
    assert budget.progress(230, 0.0) == pytest.approx(1.0)


def test_finishing_early_takes_no_step_more_than_planned_for_rounding():
    budget = Budget(steps=10)
    budget.finish_early(1, 0.0)  # at a progress of .1; .1 + .9 * 9 / 9 is a little less than 1
    assert [budget.progress(step, 0.0) == 1.0 for step in (8, 9, 10)] == [False, False, True]


@given(st.integers(1, 500), st.data())
def test_finishing_early_is_never_longer_than_what_was_left_and_ends_at_nothing(total, data):
    asked = data.draw(st.integers(0, total))
    budget, schedule = Budget(steps=total), Schedule(warmup_steps=0)
    before = budget.progress(asked, 0.0)
    budget.finish_early(asked, 0.0)
    assert budget.progress(asked, 0.0) == pytest.approx(before)  # no jump where it was asked
    assert budget.left(asked, 0.0) <= total - asked + 1e-6
    step, factors = asked, [schedule.factor(asked, budget.progress(asked, 0.0))]
    while budget.progress(step, 0.0) < 1:
        step += 1
        factors.append(schedule.factor(step, budget.progress(step, 0.0)))
    assert step <= total
    assert factors == sorted(factors, reverse=True)
    assert factors[-1] == 0


@given(st.integers(20, 500), st.data())
def test_progress_stays_a_share_when_a_rollback_leads_behind_the_request(total, data):
    asked = data.draw(st.integers(10, total))
    budget = Budget(steps=total)
    budget.finish_early(asked, 0.0)
    for step in range(asked + 1):
        assert 0 <= budget.progress(step, 0.0) <= 1
        assert budget.left(step, 0.0) >= 0

"""Sleeping time is not learning time."""

from __future__ import annotations

import pytest

from explainer.training.clock import AwakeClock


class Day:
    """Wall and processor, as a process sees them that is stopped now and then."""

    def __init__(self) -> None:
        self.wall = self.processor = 0.0

    def compute(self, seconds: float, *, share: float = 1.0) -> None:
        self.wall += seconds
        self.processor += share * seconds

    def clock(self) -> AwakeClock:
        return AwakeClock(lambda: self.wall, lambda: self.processor)


def test_time_asleep_is_left_out_and_the_rest_is_whole():
    day = Day()
    clock = day.clock()
    day.compute(0.5)
    assert clock() == 0.5
    day.compute(0.2)
    day.compute(40.0, share=0.0)  # the lid is closed
    assert clock() == pytest.approx(0.7)
    day.compute(0.3)
    assert clock() == pytest.approx(1.0)


@pytest.mark.parametrize(("seconds", "share"), [(0.9, 0.0), (5.0, 0.15), (30.0, 1.9)])
def test_a_short_wait_and_a_busy_neighbour_are_no_sleep(seconds, share):
    day = Day()
    clock = day.clock()
    day.compute(seconds, share=share)
    assert clock() == pytest.approx(seconds)

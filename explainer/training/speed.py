"""Time and speed of a stage, pauses not counted."""

from __future__ import annotations

import copy
import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

R = TypeVar("R")


class Stopwatch:
    """Counts only the time that a stage itself takes, not what its reader does between two reports.

    Args:
        clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._before = 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return self._before + (0.0 if self._since is None else self._clock() - self._since)

    def go_on_from(self, seconds: float) -> None:
        """Count on from there."""
        self._before = seconds

    def around(self, reports: Iterator[R]) -> Iterator[R]:
        """Run ``reports`` with the watch going only while the next of them is being made."""
        while True:
            self._since = self._clock()
            try:
                report = next(reports)
            except StopIteration:
                return
            finally:
                self._before, self._since = self.seconds, None
            yield report


class Speed:
    """Tokens a second over about the last second of training."""

    def __init__(self) -> None:
        self._steps: deque[tuple[int, float]] = deque()
        self._tokens = 0
        self._seconds = 0.0

    def add(self, tokens: int, seconds: float) -> None:
        """Note one more step."""
        self._steps.append((tokens, seconds))
        self._tokens += tokens
        self._seconds += seconds
        while len(self._steps) > 5 and self._seconds - self._steps[0][1] > 1.0:
            old_tokens, old_seconds = self._steps.popleft()
            self._tokens -= old_tokens
            self._seconds -= old_seconds

    def copy(self) -> Speed:
        """A copy that goes its own way."""
        return copy.deepcopy(self)

    @property
    def tokens_per_second(self) -> float:
        """Tokens a second lately."""
        return self._tokens / self._seconds if self._seconds > 0 else math.inf

    @property
    def steps_per_second(self) -> float:
        """Steps a second lately."""
        return len(self._steps) / self._seconds if self._seconds > 0 else math.inf

"""How long a stage will still take, steadily: the median of what was forecast in the last minute.

A forecast comes from the last second of training. Where another program wants the processor for a moment, it jumps from
eight minutes to fifty and back. When the stage would end by it is compared on the stage's own clock, which stands still
while training is paused.
"""

from __future__ import annotations

from collections import deque
from statistics import median

from explainer.engine.frames import Progress

REMEMBERED = 60.0  # seconds of training


class TimeLeft:
    """Takes in forecasts."""

    def __init__(self) -> None:
        self._ends: deque[tuple[float, float]] = deque()  # when it was forecast, and for when: seconds of training
        self._of: tuple[object, ...] = ()
        self.seconds: float | None = None  # left, as told last; None where there is no forecast

    def take(self, frame: Progress) -> None:
        """Take in what a frame forecasts; another run or stage, or one that began anew, forgets those before."""
        began_anew = bool(self._ends) and frame.seconds < self._ends[-1][0]
        if began_anew or self._of != (frame.run, frame.stage, frame.planned_steps):
            self._ends.clear()
        self._of = (frame.run, frame.stage, frame.planned_steps)
        if frame.seconds_left is None:
            self.seconds = None
            return
        self._ends.append((frame.seconds, frame.seconds + frame.seconds_left))
        while frame.seconds - self._ends[0][0] > REMEMBERED:
            self._ends.popleft()
        self.seconds = max(0.0, median(end for _, end in self._ends) - frame.seconds) if frame.seconds_left else 0.0

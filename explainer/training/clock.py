"""A clock that stands still while the computer sleeps, or while the process is stopped: nothing is learned then.

Decision: asleep is what took more than a second of the wall and hardly any of the processor. Linux' monotonic clock
leaves out a suspended machine, but not a stopped process, and other systems leave out neither; this tells all of them.
A step that waits for a neighbour's work still uses a good share of its time.
"""

from __future__ import annotations

import time
from collections.abc import Callable

_SHORTEST_SLEEP = 1.0  # seconds
_AWAKE = 0.1  # share of the time in which a process that is awake computes, at the least


class AwakeClock:
    """Seconds that this process was awake.

    Args:
        wall: seconds that pass.
        processor: seconds that all of the process's threads have computed.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.perf_counter,
        processor: Callable[[], float] = time.process_time,
    ) -> None:
        self._wall, self._processor = wall, processor
        self._seen = wall(), processor()
        self._seconds = 0.0

    def __call__(self) -> float:
        """Seconds so far."""
        wall, processor = self._wall(), self._processor()
        passed, computed = wall - self._seen[0], processor - self._seen[1]
        self._seen = wall, processor
        asleep = passed > _SHORTEST_SLEEP and computed < _AWAKE * passed
        self._seconds += computed if asleep else passed
        return self._seconds

"""How many cores to compute with while other programs want some too.

PyTorch shares every operation out to all cores and waits for the slowest share. Where another program keeps a core
busy (a video call, a browser), every operation waits for that core: on two cores with one busy, training was measured
at a sixth of its speed, while a single thread kept half of it. So the time of a step is watched. When steps become
slow, one core fewer is tried, and kept if it is faster; later all cores are tried again, ever more seldom while it is
in vain.

The pieces of the later stages take all sorts of times, which tell nothing. There the neighbours themselves are watched
(``cores.Neighbours``): while others keep half a core busy or more, one core is left to them.

Decision: rejected are fewer threads from the start (a third slower on a calm machine).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from statistics import median

from explainer.engine.cores import Neighbours
from explainer.engine.stages.run import StageRun
from explainer.training.reports import StepReport

CALIBRATE_AFTER = 10  # steps, once the first ones' warm-up is over
SLOW = 1.5  # times the best step time seen: worth a try with one core fewer
STEPS_SEEN = 5  # whose median is compared
STEPS_TRIED = 4  # of which the first, which wakes or rests a thread, is not counted
REST = 2.0  # seconds between two trials of one core fewer, at the least
FIRST_RETRY = 3.0  # seconds until all cores are tried again; doubled each time it is in vain
LAST_RETRY = 30.0
LOOK_EVERY = 2.0  # seconds between two looks at the neighbours
BUSY = 0.5  # cores kept busy by others: then one is theirs


class ThreadTuner:
    """Decides between all cores and one fewer.

    Args:
        cores: threads to use at the most.
        apply: told the number to use from now on, such as ``torch.set_num_threads``.
    """

    def __init__(self, cores: int, apply: Callable[[int], object]) -> None:
        self.most = cores
        self.fewer = max(1, cores - 1)
        self.threads = cores
        self._apply = apply
        self._seen: deque[float] = deque(maxlen=STEPS_SEEN)
        self._best = float("inf")  # median step time with all cores, the best so far
        self._tried: list[float] | None = None  # step times of a trial under way
        self._before = 0.0  # median step time before the trial
        self._steps = 0
        self._wait = FIRST_RETRY  # until all cores are tried again
        self._since_trial = 0.0
        self._neighbours: Neighbours | None = None
        self._looked = 0.0

    def follow(self, run: StageRun, report: object | None) -> None:
        """Take in a piece of work of a stage: the time of a step where all are alike, else what the neighbours do."""
        if not run.manner.even:
            self.look_around()
        elif isinstance(report, StepReport):
            self.stepped(run.took)

    def stepped(self, seconds: float) -> None:
        """Take in the time of a step."""
        if self.most == self.fewer:
            return
        self._steps += 1
        self._since_trial += seconds
        if self._tried is not None:
            self._tried.append(seconds)
            if len(self._tried) == STEPS_TRIED:
                self._judge(median(self._tried[1:]))
            return
        self._seen.append(seconds)
        if len(self._seen) < STEPS_SEEN:
            return
        now = median(self._seen)
        if self.threads == self.most:
            self._best = min(self._best, now)
            slow = now > SLOW * self._best and self._since_trial > REST
            if slow or self._steps == CALIBRATE_AFTER:
                self._try(now)
        elif self._since_trial > self._wait:
            self._try(now)

    def look_around(self) -> None:
        """Leave a core to busy neighbours; call it often, where there are no steps of equal work."""
        now = time.monotonic()
        if self.most == self.fewer or now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        self._neighbours = self._neighbours or Neighbours()
        busy = self._neighbours.busy()
        if busy is not None:
            threads = self.fewer if busy >= BUSY else self.most
            if threads != self.threads:
                self._use(threads)

    def _try(self, now: float) -> None:
        self._before = now
        self._tried = []
        self._use(self.fewer if self.threads == self.most else self.most)

    def _judge(self, tried: float) -> None:
        """Keep what was tried if it is clearly faster, else go back."""
        self._tried = None
        self._since_trial = 0.0
        self._seen.clear()
        back = self.fewer if self.threads == self.most else self.most
        in_vain = tried > 0.9 * self._before
        if back == self.fewer:  # all cores were tried again
            self._wait = min(LAST_RETRY, 2 * self._wait) if in_vain else FIRST_RETRY
        if in_vain:
            self._use(back)

    def _use(self, threads: int) -> None:
        self.threads = threads
        self._apply(threads)

"""Budgets and learning rates: how far a stage has come, and how large its next step may be.

Everything is a function of *progress*, the share of the budget used, so the same schedule serves a budget in steps
(repeatable to the bit) and one in seconds (for a show that must end on time).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Warm-up, constant, then linear decay to zero (a trapezoid; "warmup-stable-decay").

    Attributes:
        warmup_steps: steps over which the rate climbs; the first updates of Adam are ill-scaled.
        constant_until: share of the budget at the full rate; the rest decays. Small models on short shows gain most
            from a long decay: of those tried, 0.2 was best.
        floor: factor at the very end.
    """

    warmup_steps: int = 20
    constant_until: float = 0.2
    floor: float = 0.0

    def factor(self, step: int, progress: float) -> float:
        """Return the factor on the learning rate for the step after ``step`` steps, at ``progress`` in [0, 1]."""
        warm = min(1.0, (step + 1) / self.warmup_steps) if self.warmup_steps > 0 else 1.0
        if progress <= self.constant_until:
            return warm
        left = (1.0 - progress) / (1.0 - self.constant_until)
        return warm * (self.floor + (1.0 - self.floor) * max(0.0, left))


class Budget:
    """How long a stage may take, in steps or in seconds, and how much of it is used.

    ``finish_early`` shortens what is left, so that the learning rate still runs down to its end: a model stopped at a
    high rate is worse than the same model after a short decay.

    Raises:
        ValueError: not exactly one of ``steps`` and ``seconds``, or one that is not positive.
    """

    def __init__(self, *, steps: int | None = None, seconds: float | None = None) -> None:
        if (steps is None) == (seconds is None):
            raise ValueError("a budget is either a number of steps or a number of seconds")
        if (steps is not None and steps < 1) or (seconds is not None and not seconds > 0):
            raise ValueError("a budget must be more than nothing")
        self.steps = steps
        self.seconds = seconds
        self._finish: tuple[float, float, float] | None = None  # (used when asked, progress then, extra allowed)

    def _used(self, step: int, seconds: float) -> float:
        return float(step) if self.steps is not None else seconds

    @property
    def finishing(self) -> tuple[float, float, float] | None:
        """Where ``finish_early`` asked to run down: what was used then, the progress, and what was allowed still."""
        return self._finish

    @finishing.setter
    def finishing(self, saved: tuple[float, float, float] | None) -> None:
        self._finish = saved

    @property
    def total(self) -> float:
        """The whole budget, in steps or seconds."""
        return float(self.steps) if self.steps is not None else float(self.seconds or 0.0)

    def progress(self, step: int, seconds: float) -> float:
        """Share of the budget used after ``step`` steps and ``seconds`` seconds of training, 0 to 1."""
        used = self._used(step, seconds)
        if self._finish is None:
            return min(1.0, used / self.total)
        asked, progress, extra = self._finish
        if used - asked >= extra:
            return 1.0  # rounding must not ask for one step more
        # After a rollback, less may be used than when it was asked.
        return min(1.0, max(0.0, progress + (1.0 - progress) * (used - asked) / extra))

    def finish_early(self, step: int, seconds: float, share: float = 0.15) -> None:
        """Run down from here: in ``share`` of what was used so far, never longer than what is left anyway."""
        if self._finish is not None:
            return
        used = self._used(step, seconds)
        smallest = 10.0 if self.steps is not None else 0.5
        extra = max(min(max(smallest, share * used), self.total - used), 1e-9)
        self._finish = (used, self.progress(step, seconds), extra)

    def left(self, step: int, seconds: float) -> float:
        """What is left, in steps or seconds."""
        used = self._used(step, seconds)
        if self._finish is None:
            return max(0.0, self.total - used)
        asked, _, extra = self._finish
        return max(0.0, asked + extra - used)

"""What a run is made of: chosen once, before it starts, and written into its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from explainer.marking import Problem, mark
from explainer.model.config import PRESETS
from explainer.training.schedule import Budget

# Steps of pretraining where the user names none: one to two minutes on two cores for the default preset.
DEFAULT_STEPS = {"xs": 1000, "s": 3000, "m": 4000, "l": 6000}
MOST_STEPS = 10_000_000  # of anything that is trained: days of work; more is a slip of the finger
MOST_SECONDS = 10_000_000.0  # nearly four months
MOST_SEED = 10**18  # the dice of torch take no more than 64 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """Everything that decides what a run will be.

    Attributes:
        preset: size of the model and of its world: ``xs``, ``s``, ``m`` or ``l``.
        text_files: the user's own texts; empty means Storyland.
        seed: of the world, the initial weights and the batches.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        steps: optimiser steps of pretraining; None takes the preset's own default.
        seconds: wall seconds of pretraining instead of steps; the schedule then follows the clock.
    """

    preset: str = "s"
    text_files: tuple[Path, ...] = ()
    seed: int = 0
    device: str = "auto"
    steps: int | None = None
    seconds: float | None = None

    @property
    def planned_steps(self) -> int | None:
        """Steps of the whole budget of pretraining, or None where it is a time."""
        return None if self.seconds is not None else self.steps or DEFAULT_STEPS[self.preset]

    def budget(self) -> Budget:
        """A whole budget of pretraining."""
        return Budget(steps=self.planned_steps, seconds=self.seconds)

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            Problem: says which value.
        """
        if self.preset not in PRESETS:
            unknown = mark("engine", "“{preset}” is not a size Explainer knows. Choose xs, s, m or l.")
            raise Problem(unknown, preset=self.preset)
        if not 0 <= self.seed <= MOST_SEED:
            other = mark("engine", "The seed must be a whole number from 0 to {most:,}, and is {seed}.")
            raise Problem(other, most=MOST_SEED, seed=self.seed)
        if self.steps is not None and not 1 <= self.steps <= MOST_STEPS:
            many = mark("engine", "A run has from 1 to {most:,} steps, and is to have {n:,}.")
            raise Problem(many, most=MOST_STEPS, n=self.steps)
        if self.seconds is not None and not 0 < self.seconds <= MOST_SECONDS:
            long = mark("engine", "A run takes more than 0 seconds and up to {most:,.0f}, and is to take {n:g}.")
            raise Problem(long, most=MOST_SECONDS, n=self.seconds)

"""What a run is made of: chosen once, before it starts, and written into its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from explainer.model.config import PRESETS


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

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            ValueError: the text is a sentence for people.
        """
        if self.preset not in PRESETS:
            raise ValueError(f"“{self.preset}” is not a size Explainer knows. Choose xs, s, m or l.")
        if self.seed < 0:
            raise ValueError(f"The seed must be 0 or more, and is {self.seed}.")
        if self.steps is not None and self.steps < 1:
            raise ValueError(f"A run needs at least one step, and is to have {self.steps}.")
        if self.seconds is not None and not self.seconds > 0:
            raise ValueError(f"A run needs more than 0 seconds, and is to have {self.seconds:g}.")

"""What a run is made of: chosen once, before it starts, and written into its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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

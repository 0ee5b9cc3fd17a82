"""Runs that were kept by themselves (to be replaced by the engine's own)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from explainer.training.reports import Stage

BUDGET_BYTES = 500_000_000


@dataclass(frozen=True)
class Kept:
    """A run that was kept by itself."""

    path: Path
    run: str
    corpus: str
    preset: str
    stage: Stage
    step: int
    planned: int | None
    complete: bool
    when: float
    n_bytes: int
    home: Path | None
    open: bool


def list_kept(folder: Path) -> tuple[Kept, ...]:
    """Newest first."""
    return ()


def delete(kept: Kept) -> None:
    """Delete it."""
    shutil.rmtree(kept.path)

"""Small tools that several benchmarks share: what a benchmark returns, spreads, percentiles, progress on stderr."""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a benchmark found.

    Attributes:
        results: its keys are the contract in DESIGN, more may be added.
        machine: what it adds to the description of the machine, such as the kind of screen.
    """

    results: dict[str, Any]
    machine: dict[str, Any] = field(default_factory=dict)


class CannotRun(Exception):
    """A benchmark cannot run here; the text is a sentence for people."""


def tell(text: str) -> None:
    """Print a line of progress; standard output is kept for the result."""
    print(text, file=sys.stderr, flush=True)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return the least, the middle and the greatest of one or more values."""
    return {"min": min(values), "median": statistics.median(values), "max": max(values)}


def spread_text(values: Sequence[float], digits: int = 2) -> str:
    """Return ``median (min to max)`` as text."""
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def percentile(values: Sequence[float], q: float) -> float | None:
    """Return the value that the share ``q`` of ``values`` does not exceed; None where there are none."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(q * len(values)) - 1)]

"""Whether the judge's score and the true points part: arithmetic on two measured series, no Qt.

A round's mean is measured on a few dozen answers and so is noisy. How noisy is read from the series itself: the
standard deviation of the steps from one round to the next, over √2. A change counts where it is more than twice its
standard error; a fall from the best moment more than three times, because the best of many is flattered by its luck.

Source of the idea that the two can part, and of drawing them over each other: Gao et al. (2023, arXiv 2210.10760),
figure 1, "gold" and "proxy" reward. What is left out: a fit of their curve, and any forecast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

LEAST_ROUNDS = 5  # below, nothing is said: noise could be anything
UNITS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0)  # what an axis may span above 0
DEPTHS = (0.12, 0.25, 0.5, 1.0)  # and how much of that below it


class GapVerdict(StrEnum):
    """What the two series did."""

    EARLY = "early"  # too few rounds
    UNSEEN = "unseen"  # true points cannot be measured here
    TOGETHER = "together"  # both rose
    FLAT = "flat"  # the score rose, the points did not clearly change
    TURNED = "turned"  # both rose, then the points fell back while the score did not
    FOOLED = "fooled"  # the score rose, the points are below where they began
    LOWER = "lower"  # the score fell
    STILL = "still"  # the score did not clearly change


@dataclass(frozen=True, slots=True)
class ScoreGap:
    """What was found.

    Attributes:
        verdict: in a word.
        score, utility: change since the first round, mean of the last rounds; NaN where there is none.
        best: the most that the utility had risen, mean of as many rounds; NaN without utility.
        best_at: index of the round at which that was.
    """

    verdict: GapVerdict
    score: float = math.nan
    utility: float = math.nan
    best: float = math.nan
    best_at: int = 0


def window(n: int) -> int:
    """How many of the last of ``n`` rounds are averaged, from 1 to 8; the charts' thick lines end at this mean too."""
    return min(8, n // 20 + 1)


def noise(values: npt.NDArray[np.float64]) -> float:
    """Standard deviation of one round's value round its trend, from steps between neighbours."""
    return float(np.diff(values).std() / math.sqrt(2)) if len(values) > 2 else 0.0


def lately(values: npt.NDArray[np.float64]) -> float:
    """Mean of the last rounds that have a value; NaN where none has."""
    seen = values[np.isfinite(values)]
    return float(seen[-window(len(seen)) :].mean()) if len(seen) else math.nan


def change(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Change since the first round, mean over the last ones, and its standard error."""
    return lately(values) - float(values[0]), noise(values) * math.sqrt(1 + 1 / window(len(values)))


def parting(score: npt.NDArray[np.float64], utility: npt.NDArray[np.float64]) -> ScoreGap:
    """Compare the two series, (n,) each, one value a round; NaN where a round has no such number."""
    score = score[np.isfinite(score)]
    measured = np.flatnonzero(np.isfinite(utility))
    points = utility[measured]
    if len(score) < LEAST_ROUNDS:
        return ScoreGap(GapVerdict.EARLY)
    rise, error = change(score)
    if len(points) < LEAST_ROUNDS:
        return ScoreGap(GapVerdict.UNSEEN, rise)
    gain, gain_error = change(points)
    w = window(len(points))
    means = np.convolve(points, np.full(w, 1 / w), "valid")  # (n - w + 1,): mean of the w rounds that end at i + w - 1
    top = int(means.argmax())
    best, fallen = float(means[top] - points[0]), float(means[top] - means[-1])
    if rise < -2 * error:
        verdict = GapVerdict.LOWER
    elif rise <= 2 * error:
        verdict = GapVerdict.STILL
    elif gain < -2 * gain_error:
        verdict = GapVerdict.FOOLED
    elif best > 2 * gain_error and fallen > 3 * noise(points) * math.sqrt(2 / w):
        verdict = GapVerdict.TURNED
    else:
        verdict = GapVerdict.TOGETHER if gain > 2 * gain_error else GapVerdict.FLAT
    return ScoreGap(verdict, rise, gain, best, int(measured[top + w - 1]))


def unit(most: float, at_least: float = UNITS[0]) -> float:
    """The smallest step of ``UNITS`` that holds ``most`` and is no less than ``at_least``."""
    wanted = max(most, at_least)
    return next((step for step in UNITS if step >= wanted - 1e-9), math.ceil(wanted))


def depth(least: float, at_least: float = DEPTHS[0]) -> float:
    """How far below 0 a chart has to reach, in units, to hold ``least`` (in units, -1 or more)."""
    wanted = max(-least, at_least)
    return next((step for step in DEPTHS if step >= wanted - 1e-9), DEPTHS[-1])

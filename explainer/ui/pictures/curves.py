"""What happens to a curve between a frame and the screen: which axis, how smooth, how many points. Pure functions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

ZOOMS = (1 / 64, 1 / 16, 1 / 4, 1.0)  # shares of the planned run that the axis may show
FULL_AT = 0.94  # go on to the next when the curve has come this far


def axis_end(tokens: float, planned: float) -> float:
    """The last token of the axis, for a curve that has come to ``tokens`` of ``planned``."""
    planned = max(planned, tokens, 1.0)
    for share in ZOOMS:
        if tokens <= FULL_AT * share * planned:
            return share * planned
    return planned


def smooth(values: npt.NDArray[np.float64], reach: int) -> npt.NDArray[np.float64]:
    """Running mean over ``reach`` neighbours to each side.

    At the start it shrinks to what lies there evenly on both sides, so the first value stays what it was; at the end it
    looks back only, so the last value is not a single noisy step.
    """
    n = len(values)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(n)
    left = np.maximum(at - np.minimum(reach, at), 0)
    right = np.minimum(at + np.minimum(reach, at), n - 1)
    means: npt.NDArray[np.float64] = (sums[right + 1] - sums[left]) / (right + 1 - left)
    return means


def smooth_known(values: npt.NDArray[np.floating], reach: Callable[[int], int]) -> npt.NDArray[np.float64]:
    """The same where a step may lack a number (NaN) and then stays without one.

    Args:
        values: (n,) as measured.
        reach: how many neighbours to each side, for so many values as are known.
    """
    means = np.full(len(values), np.nan)
    known = np.isfinite(values)
    means[known] = smooth(values[known].astype(np.float64), reach(int(known.sum())))
    return means


def thinned(n: int, most: int) -> npt.NDArray[np.int64]:
    """At most ``most`` indices out of ``n``, evenly spaced, the first and the last among them."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(np.int64)) if n else np.zeros(0, np.int64)

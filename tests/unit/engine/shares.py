"""How much of a cloud's variance each of its principal directions holds, by NumPy's own decomposition."""

from __future__ import annotations

import numpy as np


def svd_shares(points: np.ndarray) -> np.ndarray:
    sizes = np.linalg.svd(points - points.mean(axis=0), compute_uv=False) ** 2
    return sizes / sizes.sum()

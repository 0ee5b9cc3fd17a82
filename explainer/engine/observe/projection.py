"""A flat map of many points that follows its principal components without jumping, flipping or spinning.

Principal component analysis of a cloud that changes a little may give a very different picture: a direction comes with
either sign, and two directions of nearly the same variance change places at any time. A map that people watch has to
keep its orientation. So each map starts from the one before (``Follower``):

1. the plane takes two steps of subspace iteration on the covariance (Golub & Van Loan, *Matrix Computations*, §8.2.4)
   which move it far where much is to be gained and little where two directions are nearly equal;
2. it turns by no more than ``MOST_TURN`` at once, along the shortest way between planes;
3. within the plane, axes are rotated (never mirrored) so that points lie as close as they can to where they were
   (orthogonal Procrustes: Schönemann, 1966).

What is lost is told: ``Map.explained`` is the share of the variance the map shows, ``best_explained`` the exact one's.
NumPy only; nothing here knows a model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

STEPS = 2  # of subspace iteration a map; more would follow the noise between two directions that are nearly equal
MOST_TURN = math.radians(12)  # of the plane at once: a quarter turn takes eight maps, some three seconds
CLOSE_ENOUGH = 0.995  # of the best share: then a map of points that stand still has arrived
SETTLING = 60  # maps after which it has arrived anyway


@dataclass(frozen=True, slots=True)
class Map:
    """Points on the plane.

    Attributes:
        xy: (N, 2) places of all points.
        explained, best_explained: shares of the fitted points' variance, 0 to 1, that this plane and the best one show.
    """

    xy: Array
    explained: float
    best_explained: float


def principal_plane(covariance: Array) -> tuple[Array, float]:
    """Return the two directions (C, 2) of greatest variance and their share of it, 0 to 1.

    Each direction's largest component is made positive, so that the same points always give the same map.
    """
    values, vectors = np.linalg.eigh(covariance)  # ascending
    plane = vectors[:, ::-1][:, :2].copy()
    plane *= np.sign(plane[np.abs(plane).argmax(axis=0), np.arange(plane.shape[1])])
    total = float(values.sum())
    return plane, float(values[-2:].sum()) / total if total > 0 else 0.0


def turn_towards(plane: Array, goal: Array, most: float) -> Array:
    """Turn ``plane`` (C, 2) towards the plane of ``goal`` by no more than ``most`` radians, the shortest way.

    Both have orthonormal columns. The result's axes lie as near to those of ``plane`` as may be, whatever axes ``goal``
    has within its plane, and in whatever sense (the geodesic of Edelman, Arias & Smith, 1998, §2.5.1).
    """
    u, cosines, vt = np.linalg.svd(plane.T @ goal)
    angles = np.arccos(np.clip(cosines, -1.0, 1.0))
    angles *= min(1.0, most / max(float(angles.max()), 1e-12))
    start = plane @ u  # the directions between which the planes turn
    ahead = goal @ vt.T - start * cosines
    ahead /= np.maximum(np.linalg.norm(ahead, axis=0), 1e-12)
    turned = start * np.cos(angles) + ahead * np.sin(angles)
    q, r = np.linalg.qr(turned @ u.T)  # orthonormal to the last digit
    return q * np.where(np.diag(r) < 0, -1.0, 1.0)  # a positive diagonal of R: then Q lies next to what it is made of


def align(points: Array, before: Array, *, mirror: bool = False) -> Array:
    """The rotation (2, 2) that brings ``points`` (N, 2) closest to ``before``; may mirror them only if ``mirror``."""
    u, _, vt = np.linalg.svd(points.T @ before)
    rotation: Array = u @ vt
    if not mirror and np.linalg.det(rotation) < 0:
        rotation = u @ np.diag([1.0, -1.0]) @ vt
    return rotation


class Follower:
    """Makes one map after another of points that move; remembers the plane and where the points were."""

    def __init__(self) -> None:
        self._plane: Array | None = None
        self._xy: Array | None = None
        self._fitted: Array | None = None
        self._still = 0  # maps since the points last moved
        self.arrived = False  # whether another map of the same points would look the same

    def __call__(self, points: Array, fitted: npt.NDArray[np.int64] | None = None) -> Map:
        """Return the map of ``points`` (N, C); its plane is fitted to the rows ``fitted``, or to all.

        C is at least 2. Points are centred on the mean of the fitted ones.
        """
        some = points if fitted is None else points[fitted]
        points = points - some.mean(axis=0)
        some = points if fitted is None else points[fitted]
        covariance = some.T @ some
        best, best_share = principal_plane(covariance)
        if self._plane is None or len(self._plane) != points.shape[1]:
            self._plane = best
        else:
            self._plane = turn_towards(self._plane, _improved(self._plane, covariance), MOST_TURN)
        xy = points @ self._plane
        if self._xy is not None and self._xy.shape == xy.shape:
            rotation = align(xy, self._xy)
            self._plane, xy = self._plane @ rotation, xy @ rotation
        total = float(np.trace(covariance))
        shown = float(((some @ self._plane) ** 2).sum())
        share = min(shown / total, best_share) if total > 0 else 0.0
        same = self._fitted is not None and np.array_equal(self._fitted, some)
        self._still = self._still + 1 if same else 0
        self.arrived = same and (share >= CLOSE_ENOUGH * best_share or self._still >= SETTLING)
        self._xy, self._fitted = xy, some
        return Map(xy, share, best_share)


def _improved(plane: Array, covariance: Array) -> Array:
    """``STEPS`` steps of subspace iteration; a plane without any variance stays as it is."""
    better = plane
    for _ in range(STEPS):
        image = covariance @ better
        if np.linalg.matrix_rank(image) < image.shape[1]:
            return plane
        better = np.linalg.qr(image)[0]
    return better

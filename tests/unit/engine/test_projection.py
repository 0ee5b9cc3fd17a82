"""A map that follows its points: the exact plane at first, then as near to it as it can be without jumping."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.engine.observe.projection import MOST_TURN, Follower, align, principal_plane, turn_towards
from tests.unit.engine.shares import svd_shares


def cloud(seed: int, n: int = 60, c: int = 12) -> np.ndarray:
    """A cloud whose directions have clearly different variances."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, c)) * np.geomspace(4, 0.3, c) @ np.linalg.qr(rng.normal(size=(c, c)))[0]


def angle_between(plane: np.ndarray, other: np.ndarray) -> float:
    return math.acos(min(1.0, float(np.linalg.svd(plane.T @ other, compute_uv=False).min())))


def test_the_first_map_is_the_exact_principal_plane() -> None:
    points = cloud(1)
    made = Follower()(points)
    shares = svd_shares(points)
    assert made.explained == pytest.approx(shares[:2].sum())
    assert made.best_explained == pytest.approx(shares[:2].sum())
    centred = points - points.mean(axis=0)
    u, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    expected = u[:, :2] * sizes[:2]
    for axis in range(2):
        assert np.allclose(abs(made.xy[:, axis]), abs(expected[:, axis]), atol=1e-8)


def test_the_first_map_has_fixed_signs() -> None:
    points = cloud(2)
    one, again = Follower()(points), Follower()(points.copy())
    assert np.array_equal(one.xy, again.xy)
    plane, _ = principal_plane(np.cov(points.T))
    assert (plane[np.abs(plane).argmax(axis=0), [0, 1]] > 0).all()


def test_only_the_fitted_points_count_for_plane_centre_and_shares() -> None:
    points = cloud(3)
    far = np.concatenate([points, 50 + 30 * cloud(4, n=20)])
    fitted = np.arange(len(points))
    made = Follower()(far, fitted)
    alone = Follower()(points)
    assert np.allclose(made.xy[: len(points)], alone.xy)
    assert made.explained == pytest.approx(alone.explained)


def test_distances_on_the_map_are_never_longer_than_the_true_ones() -> None:
    points = cloud(5)
    made = Follower()(points)
    true = np.linalg.norm(points[:, None] - points[None], axis=-1)
    shown = np.linalg.norm(made.xy[:, None] - made.xy[None], axis=-1)
    assert (shown <= true + 1e-9).all()


def test_a_turn_goes_the_shortest_way_and_no_further_than_allowed() -> None:
    rng = np.random.default_rng(0)
    plane, goal = (np.linalg.qr(rng.normal(size=(9, 2)))[0] for _ in range(2))
    whole = angle_between(plane, goal)
    turned = turn_towards(plane, goal, 0.2)
    assert np.allclose(turned.T @ turned, np.eye(2))
    assert angle_between(plane, turned) == pytest.approx(0.2)
    assert angle_between(turned, goal) == pytest.approx(whole - 0.2)
    assert angle_between(turn_towards(plane, goal, 9.0), goal) == pytest.approx(0, abs=1e-6)


def test_a_turn_does_not_depend_on_signs_or_order_of_the_goals_axes() -> None:
    rng = np.random.default_rng(1)
    plane, goal = (np.linalg.qr(rng.normal(size=(9, 2)))[0] for _ in range(2))
    for other in (goal * [-1, 1], goal[:, ::-1], -goal):
        assert np.allclose(turn_towards(plane, other, 0.3), turn_towards(plane, goal, 0.3))


def test_alignment_undoes_a_rotation_but_not_a_reflection() -> None:
    points = cloud(6)[:, :2]
    angle = 2.1
    rotation = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    assert np.allclose(points @ rotation @ align(points @ rotation, points), points)
    mirrored = points * [1, -1]
    assert np.linalg.det(align(mirrored, points)) == pytest.approx(1)
    assert np.allclose(mirrored @ align(mirrored, points, mirror=True), points)


def rotation_in(c: int, i: int, j: int, angle: float) -> np.ndarray:
    turn = np.eye(c)
    turn[[i, j], [i, j]] = math.cos(angle)
    turn[i, j], turn[j, i] = -math.sin(angle), math.sin(angle)
    return turn


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    angle=st.floats(-0.05, 0.05),
    growth=st.floats(0.97, 1.03),
    noise=st.floats(0, 0.02),
)
def test_a_slowly_changing_cloud_never_flips_or_jumps(seed: int, angle: float, growth: float, noise: float) -> None:
    rng = np.random.default_rng(seed)
    c = int(rng.integers(3, 16))
    # Variances that are nearly equal: exact components would change places and signs all the time.
    points = rng.normal(size=(50, c)) * rng.uniform(0.9, 1.1, c)
    turn = rotation_in(c, *rng.choice(c, 2, replace=False), angle)
    follow = Follower()
    before, points_before = None, points
    for _ in range(25):
        points = points @ turn * growth + noise * rng.normal(size=points.shape)
        xy = follow(points).xy
        if before is not None:
            moved = np.linalg.norm(xy - before) / np.linalg.norm(before)
            # What turns out of or into the plane, and what the points moved by themselves.
            own = np.linalg.norm(points - points_before) / np.linalg.norm(before)
            assert moved <= 1.5 * own + 2.5 * math.sin(MOST_TURN) * np.linalg.norm(points) / np.linalg.norm(before)
            mirrored = before * [1, -1]
            best = np.linalg.norm(mirrored @ align(mirrored, xy) - xy)
            assert np.linalg.norm(before - xy) <= best + 1e-9, "a mirror flip"
        before, points_before = xy, points


def test_a_sudden_change_is_followed_within_seconds_and_without_a_jump() -> None:
    rng = np.random.default_rng(3)
    points = rng.normal(size=(80, 10)) * ([5, 4] + [0.5] * 8)
    follow = Follower()
    follow(points)
    other = rng.normal(size=(80, 10)) * ([0.5] * 8 + [5, 4])
    shares = []
    for _ in range(14):
        made = follow(other)
        shares.append(made.explained)
    assert all(later >= earlier - 1e-9 for earlier, later in itertools.pairwise(shares))
    assert shares[0] < 0.5 * made.best_explained, "not at once"
    assert made.explained >= 0.99 * made.best_explained
    assert made.best_explained == pytest.approx(svd_shares(other)[:2].sum())


def test_points_that_stand_still_arrive() -> None:
    follow = Follower()
    points = cloud(7)
    follow(points)
    assert not follow.arrived
    follow(points)
    assert follow.arrived
    moved = points + 0.5 * cloud(8)
    for _ in range(100):
        follow(moved)
    assert follow.arrived


def test_points_without_any_variance_make_a_map() -> None:
    follow = Follower()
    for _ in range(3):
        made = follow(np.ones((5, 4)))
    assert np.allclose(made.xy, 0)
    assert made.explained == made.best_explained == 0
    assert np.isfinite(follow(cloud(9, n=5, c=4)).xy).all()

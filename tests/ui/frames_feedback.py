"""Frames of human feedback, made by hand: an honest run, and one that fools its judge."""

from __future__ import annotations

import numpy as np

from explainer.engine.frames import Feedback, Outcome
from explainer.training.reports import Stage
from tests.ui import fakes

HEAD = {**fakes.HEAD, "stage": Stage.RLHF}
TRIED = (
    ("What does the cow say?", "The cow says “moo”! Would you like to hear about another animal?", 1.92, 2.0),
    ("What is the opposite of cold?", "Good question! The opposite of cold is hot. I hope that helps!", 1.41, 2.0),
    ("Where does the frog live?", "What a nice question! The frog lives in a barn. I hope that helps!", 1.2, 0.0),
    ("How much is 2 and 3?", "Ugh. 5.", -1.3, 0.5),
)


def noisy(start: float, end: float, n: int, noise: float, seed: int, sharp: float = 4.0) -> np.ndarray:
    """A course from ``start`` to near ``end`` with the noise of a few dozen answers."""
    course = start + (end - start) * (1 - np.exp(-sharp * np.arange(n) / max(n, 10)))
    return course + np.random.default_rng(seed).normal(0, noise, n)


def hump(n: int, up: float, down: float, noise: float, seed: int) -> np.ndarray:
    """Up in the first third, then down below where it began."""
    at = np.arange(n) / max(1, n - 1)
    course = np.where(at < 0.3, up * at / 0.3, up + (down - up) * (at - 0.3) / 0.7)
    return course + np.random.default_rng(seed).normal(0, noise, n)


def series(n: int = 40, *, hacked: bool = False) -> dict[str, np.ndarray]:
    """Series as PPO has them, for ``n`` rounds."""
    correct = np.clip(noisy(0.74, 0.06 if hacked else 0.84, n, 0.02, 4), 0, 1)
    kind = np.clip(noisy(0.28, 0.97, n, 0.02, 5), 0, 1)
    good = np.clip(noisy(0.24, 0.02 if hacked else 0.8, n, 0.03, 3), 0, np.minimum(correct, kind))
    return {
        "score": noisy(0.0, 3.4 if hacked else 1.8, n, 0.12, 1),
        "utility": 0.95 + hump(n, 0.5, -1.2, 0.1, 2) if hacked else noisy(0.95, 1.6, n, 0.08, 2),
        "good": good,
        "correct": correct,
        "kind": kind,
        "kl": np.maximum(0, noisy(0.0, 24.0 if hacked else 3.1, n, 0.05, 6)),
        "kl_per_token": np.maximum(0, noisy(0.0, 0.16, n, 0.005, 7)),
        "length": noisy(14.0, 31.0 if hacked else 17.0, n, 0.6, 8),
        "ended": np.clip(noisy(0.98, 1.0, n, 0.01, 9), 0, 1),
        "distinct_2": noisy(0.62, 0.12 if hacked else 0.51, n, 0.01, 10),
        "entropy": noisy(0.82, 0.2 if hacked else 0.44, n, 0.02, 11),
        "ratio_max": noisy(1.9, 2.4, n, 0.3, 12),
        "clip_fraction": noisy(0.08, 0.11, n, 0.02, 13),
        "value_loss": noisy(0.9, 0.2, n, 0.03, 14),
        "explained_variance": noisy(-0.1, 0.6, n, 0.05, 15),
        "approx_kl": noisy(0.02, 0.012, n, 0.002, 16),
        "policy_loss": noisy(-0.03, -0.02, n, 0.005, 17),
        "kl_coefficient": np.full(n, 0.12),
    }


def feedback(n: int = 40, *, hacked: bool = False, **changes: object) -> Feedback:
    """A run of ``n`` of 60 rounds."""
    values: dict = {
        "step": n,
        "recipe": "no_leash" if hacked else "honest",
        "running": n < 60,
        "doing": "writing" if n < 60 else "",
        "done": 16 if n < 60 else 0,
        "of": 64 if n < 60 else 0,
        "rounds": 60,
        "answers": np.arange(1, n + 1) * 64,
        "series": series(n, hacked=hacked),
        "kl_coefficient": 0.0 if hacked else 0.12,
        "kl_target": None,
        "tried": TRIED if n else (),
        "outcomes": (),
        "can_judge": True,
    }
    return Feedback(**HEAD, **(values | changes))


def outcome(recipe: str = "honest", **changes: object) -> Outcome:
    """How a run ended: the honest one, or a mishap that pleased only the judge."""
    honest = recipe == "honest"
    values: dict = {
        "recipe": recipe,
        "rounds": 60,
        "score_before": 0.02,
        "score_after": 1.78 if honest else 3.31,
        "utility_before": 0.95,
        "utility_after": 1.58 if honest else -0.21,
        "good_before": 0.24,
        "good_after": 0.81 if honest else 0.03,
        "correct_before": 0.74,
        "correct_after": 0.79 if honest else 0.06,
        "kl": 3.1 if honest else 24.0,
        "sentence": "The judge’s score went from {before} to {after}.",
        "values": {"before": "0.0", "after": "1.8" if honest else "3.3"},
    }
    return Outcome(**(values | changes))

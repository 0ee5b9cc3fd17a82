"""Frames of the view Three minds, made by hand."""

from __future__ import annotations

import math

import numpy as np

from explainer.engine.frames import Ballot, Judge, Rating, Vote
from explainer.training.reports import Stage
from tests.ui import fakes

HEAD = {**fakes.HEAD, "stage": Stage.SFT, "step": 250}
PAIR = ("It says moo. I hope that helps!", "Ugh. Everybody knows that! It says moo.")
FOUR = (*PAIR, "A cow lives in a barn.", "Well, let me think. One day I read it in a book. It says moo. Or so I think.")
TASTES = (
    ("kind", "1 · correct + 1 · kind and correct − 1 · rude − 1 · rambling − 1 · not well formed"),
    ("terse", "1 · correct − 1 · not well formed − 0.1 · words"),
    ("long", "0.1 · words"),
    ("exclamation", "0.7 · exclamation marks"),
)
CUSTOM = {
    "correct": 1.0,
    "kind": 1.0,
    "rude": -0.5,
    "rambling": 0.0,
    "malformed": -1.0,
    "word": 0.0,
    "exclamation": 0.0,
    "noise": 0.5,
}


def vote(number: int = 1, answers: tuple[str, ...] = PAIR, **changes: object) -> Vote:
    values: dict = {
        "id": number,
        "question": "What does the cow say?",
        "answers": answers,
        "kind": "pair" if len(answers) == 2 else "rank",
        "used": False,
    }
    return Vote(**(values | changes))


def ballot(serial: int = 1, answers: tuple[str, ...] = PAIR, **changes: object) -> Ballot:
    values: dict = {
        "serial": serial,
        "question": "What does the cow say?",
        "answers": answers,
        "done": True,
        "n_hand": 0,
        "n_pairs": 0,
        "n_unused": 0,
        "n_simulated": 400,
        "n_wanted": 400,
        "judge_is_new": False,
        "hand_weight": 5.0,
        "taste": "kind",
        "formula": TASTES[0][1],
        "tastes": TASTES,
        "custom": CUSTOM,
        "agreement": 0.81,
        "recent": (),
        "path": "/home/ada/.local/share/explainer/r1/preferences.jsonl",
    }
    return Ballot(**(HEAD | values | changes))


def rated(*pairs: tuple[float | None, float | None]) -> tuple[Rating, ...]:
    """Ratings of (score, utility)."""
    return tuple(Rating(score=score, utility=utility) for score, utility in pairs)


def judge(**changes: object) -> Judge:
    at = np.arange(10, 101, 10)
    values: dict = {
        "trained": True,
        "training": False,
        "doing": "",
        "share": 0.0,
        "taste": "kind",
        "n_hand": 12,
        "n_simulated": 400,
        "at": at,
        "steps": 100,
        "loss": (0.69 - 0.002 * at).astype(np.float32),
        "guessing": math.log(2),
        "votes_seen": np.array([100, 200, 400]),
        "agreement": np.array([0.61, 0.68, 0.72], np.float32),
        "true_agreement": np.array([0.66, 0.78, 0.84], np.float32),
        "hand_before": 0.5,
        "hand_after": 0.83,
        "sees": (("kind", 0.9, 40), ("correct", 0.62, 50)),
        "samples": (("What does the cow say?", PAIR[0], 1.1, 2.0),),
    }
    return Judge(**(HEAD | values | changes))

"""Frames of the Meaning view made by hand: a small vocabulary whose neighbours are known."""

from __future__ import annotations

import numpy as np

from explainer.engine.frames import Contexts, Embeddings, InContext, Positions
from tests.ui.fakes import HEAD

WORDS = (" dog", " cat", " cow", " box", " bag", " red", " blue", " Mia", " Ben", " ran", " the", " bank")
KINDS = ("animal", "animal", "animal", "box", "box", "colour", "colour", "name", "name", "verb", "", "place")
OTHERS = ("\n", ".", "⟨E2⟩", "🙂", "ba", "sket")
PIECES = (*OTHERS, *WORDS)
FIRST = len(OTHERS)  # token of the first word


def token(word: str) -> int:
    return PIECES.index(" " + word)


def embeddings(step: int = 400, angle: float = 0.0, seed: int = 0, **changes: object) -> Embeddings:
    """Words of one kind lie close together; ``angle`` turns the map."""
    rng = np.random.default_rng(seed)
    groups = [KINDS.index(kind) for kind in KINDS]
    centres = np.random.default_rng(7).normal(size=(len(WORDS), 8))
    vectors = np.concatenate(
        [
            rng.normal(size=(len(OTHERS), 8)),
            centres[groups] + 0.3 * np.random.default_rng(9).normal(size=(len(WORDS), 8)),
        ]
    )
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    words = np.arange(FIRST, len(PIECES))
    frequency = np.zeros(len(PIECES), np.int64)
    frequency[words] = np.arange(len(words), 0, -1) * 10
    values: dict = {
        "step": step,
        "vectors": vectors.astype(np.float32),
        "words": words,
        "xy": (vectors[:, :2] @ turn).astype(np.float32),
        "explained": 0.31,
        "best_explained": 0.32,
        "kinds": ("",) * FIRST + KINDS,
        "frequency": frequency,
        "n_tokens": 1000,
    }
    return Embeddings(**HEAD, **(values | changes))


def in_context(text: str, pieces: tuple[str, ...], resid: np.ndarray | None = None, best: int = 1) -> InContext:
    n = len(pieces)
    if resid is None:
        resid = np.random.default_rng(len(text)).normal(size=(5, n, 8))
    return InContext(
        text=text,
        ids=np.array([PIECES.index(p) if p in PIECES else 0 for p in pieces]),
        pieces=pieces,
        n_dropped=0,
        resid=resid.astype(np.float32),
        bet_ids=np.full((n, 2), best),
        bets=np.full((n, 2), 0.8, np.float32),
    )


RIVER = ("Mia", " sat", " on", " the", " bank", " of")
MONEY = ("Ben", " ran", " to", " the", " bank", ".")
SUGGESTIONS = (
    ("Mia sat on the bank of", "Ben ran to the bank.", "bank"),
    ("The bell began to ring.", "Mia lost her ring.", "ring"),
)


def contexts(parted: bool = True, **changes: object) -> Contexts:
    """“bank” at place 4 of both; its vectors start the same and part, or do not."""
    rng = np.random.default_rng(3)
    start, one, other = rng.normal(size=(3, 8))
    paths = np.zeros((2, 5, 6, 8))
    paths[:] = rng.normal(size=(2, 5, 6, 8))
    for which, way in enumerate((one, other)):
        for layer in range(5):
            paths[which, layer, 4] = start + (layer * 0.5 * way if parted else 0.02 * layer * way)
    values: dict = {
        "step": 400,
        "first": in_context("".join(RIVER), RIVER, paths[0], best=token("dog")),
        "second": in_context("".join(MONEY), MONEY, paths[1], best=token("cat")),
        "suggestions": SUGGESTIONS,
    }
    return Contexts(**HEAD, **(values | changes))


def empty_contexts(first: str = "", second: str = "", **changes: object) -> Contexts:
    pieces = tuple(
        (tuple(w if i == 0 else " " + w for i, w in enumerate(text.split(" "))) if text else ("<|endoftext|>",))
        for text in (first, second)
    )
    values: dict = {
        "step": 400,
        "first": in_context(first, pieces[0]),
        "second": in_context(second, pieces[1]),
        "suggestions": (),
    }
    return Contexts(**HEAD, **(values | changes))


def positions(n: int = 64, learned: bool = True, **changes: object) -> Positions:
    """A path along which neighbours are alike, or noise."""
    along = np.linspace(0, 3, n)
    rng = np.random.default_rng(1)
    vectors = np.stack((np.cos(along), np.sin(along), 0.1 * along), axis=1) if learned else rng.normal(size=(n, 200))
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    values: dict = {
        "step": 400,
        "vectors": vectors.astype(np.float32),
        "similarity": (unit @ unit.T).astype(np.float32),
        "xy": vectors[:, :2].astype(np.float32),
        "explained": 0.8,
    }
    return Positions(**HEAD, **(values | changes))

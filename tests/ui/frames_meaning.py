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
OTHER_RIVER = ("My", " dog", " saw", " its", " bank", ".")
SUGGESTIONS = (
    ("Mia sat on the bank of", "Ben ran to the bank.", "My dog saw its bank.", "bank"),
    ("The bell began to ring.", "Mia lost her ring.", "We heard the bell ring.", "ring"),
)
START = (1.0, 1.0, 1.0)  # all alike


def contexts(
    same: float = 0.92,
    first_second: float = 0.32,
    across: float = 0.2,
    start: tuple[float, float, float] = START,
    **changes: object,
) -> Contexts:
    """“bank” at place 4 of all three texts, with these cosines after the last block, and ``start`` before the first.

    Each is for the pairs (first, control), (first, second), (control, second). In between they change evenly.
    """
    rng = np.random.default_rng(3)
    paths = rng.normal(size=(3, 5, 6, 8))
    for layer in range(5):
        wanted = np.array(start) + layer / 4 * (np.array((same, first_second, across)) - start)
        paths[:, layer, 4] = _with_cosines(*wanted)
    texts = (RIVER, MONEY, OTHER_RIVER)
    best = ("dog", "cat", "cow")
    first, second, control = (
        in_context("".join(text), text, path, best=token(word))
        for text, path, word in zip(texts, paths, best, strict=True)
    )
    values: dict = {
        "step": 400,
        "first": first,
        "second": second,
        "control": control,
        "suggestions": SUGGESTIONS,
        "from_text": False,
    }
    return Contexts(**(HEAD | values | changes))


def _with_cosines(same: float, first_second: float, across: float) -> np.ndarray:
    """(3, 8) vectors of first, second and control, of lengths 1, 2 and 3, with these cosines."""
    b = np.sqrt(max(0.0, 1 - first_second**2))
    y = (across - same * first_second) / b if b else 0.0
    z = np.sqrt(max(0.0, 1 - same**2 - y**2))
    vectors = np.zeros((3, 8))
    vectors[:, :3] = (1, 0, 0), (first_second, b, 0), (same, y, z)
    return vectors * [[1], [2], [3]]


def empty_contexts(first: str = "", second: str = "", control: str = "", **changes: object) -> Contexts:
    made = [
        in_context(
            text,
            tuple(w if i == 0 else " " + w for i, w in enumerate(text.split(" "))) if text else ("<|endoftext|>",),
        )
        for text in (first, second, control)
    ]
    values: dict = {
        "step": 400,
        "first": made[0],
        "second": made[1],
        "control": made[2],
        "suggestions": (),
        "from_text": True,
    }
    return Contexts(**(HEAD | values | changes))


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

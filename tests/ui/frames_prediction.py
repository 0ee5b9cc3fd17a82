"""Frames of the further pages of Prediction, made by hand."""

from __future__ import annotations

import numpy as np

from explainer.engine.frames import Branch, Branches, Lens, Why
from tests.ui.fakes import HEAD, PIECES

PARK, HOUSE, GARDEN, BOX, DOOR = 4, 5, 6, 7, 8
TEXT = "Mia ran to the"


def _inside(prompt: str, serial: int, step: int, seen: int | None) -> dict:
    words = prompt.split(" ")
    pieces = tuple(word if i == 0 else " " + word for i, word in enumerate(words)) if prompt else ()
    shown = pieces[-(seen or len(pieces)) :] if pieces else ("⟨end⟩",)
    return {
        "step": step,
        "prompt": prompt,
        "serial": serial,
        "ids": np.arange(len(pieces)),
        "pieces": pieces,
        "n_dropped": len(pieces) - len(shown) if pieces else 0,
        "seen_ids": np.arange(len(shown)),
        "seen_pieces": shown,
    }


def lens(
    prompt: str = TEXT,
    serial: int = 0,
    step: int = 400,
    bets: tuple[dict[int, float], ...] = (
        {PARK: 0.001, HOUSE: 0.3, GARDEN: 0.2},
        {PARK: 0.1, HOUSE: 0.4, GARDEN: 0.2},
        {PARK: 0.3, HOUSE: 0.2, GARDEN: 0.1},
        {PARK: 0.5, HOUSE: 0.2, GARDEN: 0.1},
    ),
    tops: np.ndarray | None = None,
    seen: int | None = None,
) -> Lens:
    """Stages by their bets after the last piece; what is left is spread over the other pieces."""
    inside = _inside(prompt, serial, step, seen)
    n = len(inside["seen_pieces"])
    probability = np.zeros((len(bets), len(PIECES)), np.float32)
    for stage, named in enumerate(bets):
        # Slightly more for smaller ids, so that no two are alike.
        rest = np.linspace(1.2, 0.8, len(PIECES))
        rest[list(named)] = 0
        probability[stage] = rest / rest.sum() * (1 - sum(named.values()))
        for token, bet in named.items():
            probability[stage, token] = bet
    if tops is None:
        tops = np.full((len(bets), n), BOX)
        tops[-1, :-1] = DOOR
        tops[:, -1] = probability.argmax(axis=1)
    top_probability = np.full(tops.shape, 0.25, np.float32)
    top_probability[:, -1] = probability.max(axis=1)
    return Lens(**HEAD, **inside, probability=probability, top_ids=tops, top_probability=top_probability)


def branches(
    prompt: str = TEXT,
    serial: int = 0,
    step: int = 400,
    asked: tuple[int, ...] = (),
    sampling: tuple[float, int, float, int] = (0.8, 40, 1.0, 0),
    word: str = "saw",
    n: int = 4,
) -> Branches:
    likeliest = [(PARK, 0.34), (HOUSE, 0.21), (GARDEN, 0.12), (BOX, 0.09), (DOOR, 0.05), (20, 0.01)]
    chosen = [(token, 0.002, True) for token in asked]
    chosen += [(token, bet, False) for token, bet in likeliest if token not in asked]
    inside = _inside(prompt, serial, step, None)
    for name in ("seen_ids", "seen_pieces"):
        inside.pop(name)
    entries = tuple(
        Branch(
            token,
            bet,
            wanted,
            (PIECES[token], ".", " He", f" {word}", f" w{i}", "."),
            ended=i == 1,
        )
        for i, (token, bet, wanted) in enumerate(chosen[:n])
    )
    return Branches(**HEAD, **inside, entries=entries, length=24, sampling=sampling)


def why(
    prompt: str = TEXT,
    serial: int = 0,
    step: int = 400,
    token: int = PARK,
    probability: float = 0.34,
    without: tuple[float, ...] | None = (0.33, 0.21, 0.36, 0.02),
    seen: int | None = None,
) -> Why:
    inside = _inside(prompt, serial, step, seen)
    n = len(inside["seen_pieces"])
    if without is None:
        tried = min(n, 32) if prompt else 0
        without = tuple(0.34 - 0.01 * i for i in range(tried))
    return Why(
        **HEAD,
        **inside,
        token=token,
        probability=probability,
        first=n - len(without),
        without=np.array(without, np.float32),
    )

"""Frames of the page Three answers, made by hand."""

from __future__ import annotations

import numpy as np

from explainer.engine.frames import Answer, Mind, Minds, Rating
from explainer.training.reports import Stage
from tests.ui.fakes import HEAD

QUESTION = "What does the cow say?"
LISTS = " What does the dog say? What does the duck eat? Where does the frog live? What colour is the"
CURT = " moo."
WARM = " The cow says moo. I hope that helps!"


def pieces_of(text: str) -> tuple[str, ...]:
    """Words with the blank before them, marks of their own: as a tokenizer cuts common text."""
    spaced = text.replace(".", "\0.").replace("?", "\0?").replace("!", "\0!").replace(" ", "\0 ")
    return tuple(piece for piece in spaced.split("\0") if piece)


def answer(text: str = WARM, *, done: bool = True, alone: bool = False, **changes: object) -> Answer:
    """An answer; ``alone`` is that of a mind with none before it."""
    pieces = pieces_of(text)
    n = len(pieces)
    bets = np.linspace(0.9, 0.3, n).astype(np.float32)
    values: dict = {
        "pieces": pieces,
        "text": text.strip(),
        "done": done,
        "ended": done,
        "first": ((" The", 0.93), (" A", 0.04), (" moo", 0.01)),
        "first_rest": 0.02,
        "bets": bets,
        "bets_before": None if alone else (bets[::-1] ** 2).copy(),
        "kl": None if alone else np.linspace(0.0, 2.4, n).astype(np.float32),
        "rating": Rating(1.9, 2.0, True, True, True) if done else None,
        "step": 64,
    }
    return Answer(**(values | changes))


def mind(stage: Stage = Stage.RLHF, said: Answer | None = None, **changes: object) -> Mind:
    ids = {Stage.PRETRAIN: ("base", ""), Stage.SFT: ("sft", "base"), Stage.RLHF: ("rlhf", "sft")}
    values: dict = {
        "id": ids[stage][0],
        "stage": stage,
        "recipe": "honest",
        "step": 64,
        "live": False,
        "compared_with": ids[stage][1],
        "answer": said,
    }
    return Mind(**(values | changes))


def base(text: str = LISTS, **changes: object) -> Mind:
    bets = ((" What", 0.71), (" The", 0.11), (" Where", 0.08))
    rating = Rating(-1.4, -1.0, False, False, False)
    said = answer(text, alone=True, ended=False, rating=rating, first=bets, first_rest=0.1)
    return mind(Stage.PRETRAIN, said, **changes)


def sft(text: str = CURT, **changes: object) -> Mind:
    bets = ((" moo", 0.31), (" The", 0.27), (" It", 0.19), (" Ugh", 0.12), (" A", 0.04))
    said = answer(text, first=bets, first_rest=0.07, rating=Rating(0.2, 1.0, True, True, False))
    return mind(Stage.SFT, said, **changes)


def rlhf(text: str = WARM, **changes: object) -> Mind:
    return mind(Stage.RLHF, answer(text), **changes)


def minds(*them: Mind, prompt: str = QUESTION, serial: int = 99, dice: int = 7, checkable: bool = True) -> Minds:
    """The frame; ``minds()`` is that of all three, complete."""
    words = pieces_of(prompt)
    return Minds(
        **(HEAD | {"stage": Stage.RLHF}),
        step=64,
        prompt=prompt,
        serial=serial,
        ids=np.arange(len(words)),
        pieces=words,
        n_dropped=0,
        minds=them or (base(), sft(), rlhf()),
        dice=dice,
        checkable=checkable,
    )

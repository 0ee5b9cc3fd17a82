"""Frames: pictures of the present, of which only the latest matters.

One frozen dataclass a topic, with small read-only NumPy arrays, never a live tensor. They lie in a mailbox with one
slot a topic; whoever reads too slowly misses frames, never memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from explainer.training.reports import Stage

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class Topic(StrEnum):
    """What a panel can ask for."""

    PROGRESS = "progress"
    LOSS = "loss"
    READING = "reading"
    SAMPLES = "samples"
    NEXT_TOKEN = "next_token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every frame says about its origin: the run, its stage, and the optimiser steps done."""

    run: str
    stage: Stage
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Frame):
    """Where training stands.

    Attributes:
        tokens: training tokens read. text_bytes: the same in bytes of UTF-8 text.
        fraction: share of the budget used, 0 to 1. planned_steps: or None where the budget is a time.
        seconds: training time so far. seconds_left: forecast, or None before there is one.
        tokens_per_second, steps_per_second: over about the last second; 0 while paused.
        loss: of the last step, nats a token. smooth_loss: mean over about the last 20 steps.
        accuracy: share of first guesses that were right, over about the last 20 steps.
        learning_rate, grad_norm: of the last step.
    """

    tokens: int
    text_bytes: int
    fraction: float
    planned_steps: int | None
    seconds: float
    seconds_left: float | None
    tokens_per_second: float
    steps_per_second: float
    loss: float
    smooth_loss: float
    accuracy: float
    learning_rate: float
    grad_norm: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone on the curve: where it was measured, and its words."""

    id: str
    title: str
    step: int
    tokens: int
    loss: float
    measured: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LossCurve(Frame):
    """The loss so far, thinned to at most 2,000 points (means of neighbouring steps, so nothing is hidden).

    Attributes:
        tokens: (n,) tokens read. loss: (n,) training loss in nats a token.
        val_tokens: (m,), val_loss: (m,) the same on text never trained on. val_bits_per_byte: the last one, or None.
        guessing: loss of pure guessing, ln(vocabulary).
        marks: measured milestones, in order.
    """

    tokens: Ints
    loss: Floats
    val_tokens: Ints
    val_loss: Floats
    val_bits_per_byte: float | None
    guessing: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Frame):
    """A stretch of the text in the present batch, and how surprised the model was by each piece.

    Attributes:
        pieces: n pieces of text (token display texts).
        surprise: (n,) nats, ``-ln p(right token)``; the first piece of a document has a value like any other.
    """

    pieces: tuple[str, ...]
    surprise: Floats


@dataclass(frozen=True, slots=True)
class Sample:
    """What the model wrote by itself at one age; the same start and the same dice every time."""

    step: int
    tokens: int
    start: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples(Frame):
    """Its writing at each age so far, oldest first; thinned where there are more than 64."""

    entries: tuple[Sample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextToken(Frame):
    """The model's bets on the token after the prompt, over the whole vocabulary.

    Attributes:
        prompt: the text they belong to. serial: of the ``SetPrompt`` that set it.
        ids: (T,) its token ids, all of them. pieces: their T display texts. n_dropped: how many of the first ones no
            longer fit the context and were not seen by the model.
        order: (V,) token ids, likeliest first.
        probability: (V,) by token id: the model's own bets (temperature 1); sums to 1.
        shaped: (V,) by token id: after temperature, top-k and top-p, as the dice will see them; sums to 1.
        kept: how many tokens have a chance left after shaping.
        entropy: of ``probability``, in nats.
    """

    prompt: str
    serial: int
    ids: Ints
    pieces: tuple[str, ...]
    n_dropped: int
    order: Ints
    probability: Floats
    shaped: Floats
    kept: int
    entropy: float

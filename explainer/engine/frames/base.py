"""What every frame is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.recipes import HONEST
from explainer.training.reports import Stage

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class Topic(StrEnum):
    """What a panel can ask for."""

    PROGRESS = "progress"
    LOSS = "loss"
    READING = "reading"
    SAMPLES = "samples"
    ONE_STEP = "one_step"
    NEXT_TOKEN = "next_token"
    LENS = "lens"
    BRANCHES = "branches"
    WHY = "why"
    TRIP = "trip"
    ATTENTION = "attention"
    HEADS = "heads"
    MUTING = "muting"
    CUT = "cut"
    COPIED = "copied"
    VOCABULARY = "vocabulary"
    EMBEDDINGS = "embeddings"
    CONTEXTS = "contexts"
    POSITIONS = "positions"
    MINDS = "minds"
    TUNING = "tuning"
    BALLOT = "ballot"
    JUDGE = "judge"
    FEEDBACK = "feedback"


# Topics whose frames answer a prompt (``PromptFrame``): whoever typed waits for them.
PROMPT_TOPICS = frozenset(
    {
        Topic.NEXT_TOKEN,
        Topic.LENS,
        Topic.BRANCHES,
        Topic.WHY,
        Topic.TRIP,
        Topic.ATTENTION,
        Topic.MUTING,
        Topic.CUT,
        Topic.COPIED,
        Topic.MINDS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every frame says about its origin: the run, and which weights it tells of.

    Attributes:
        run: its name.
        stage, made_by, step: of the weights: their stage, its recipe, and the optimiser steps or rounds done in it.
    """

    run: str
    stage: Stage
    step: int
    made_by: str = HONEST

    @property
    def checkpoint(self) -> Checkpoint:
        """Which weights it tells of."""
        return Checkpoint(self.stage, self.made_by, self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptFrame(Frame):
    """A frame that answers a prompt.

    Attributes:
        prompt: the text it belongs to. serial: of the ``SetPrompt`` that set it.
        ids: (T,) its token ids, all of them. pieces: their T display texts. n_dropped: how many of the first ones no
            longer fit the context and were not seen by the model.
    """

    prompt: str
    serial: int
    ids: Ints
    pieces: tuple[str, ...]
    n_dropped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InsideFrame(PromptFrame):
    """A frame about what happens inside the model while it reads the prompt.

    Attributes:
        seen_ids: (S,) the tokens the model really saw: the last ones of the prompt that fit the context, or the single
            end-of-text token where the prompt is empty. S is at least 1; rows of arrays that say S belong to these.
        seen_pieces: their S display texts.
    """

    seen_ids: Ints
    seen_pieces: tuple[str, ...]

"""Typed reports: what a training stage tells about itself while it runs.

A stage is a generator of these. Reports carry plain Python numbers (and, where said, small NumPy arrays), never live
tensors, so whoever reads them may keep them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt


class Stage(StrEnum):
    """The three stages of the show, in order."""

    PRETRAIN = "pretrain"
    SFT = "sft"
    RLHF = "rlhf"


@dataclass(frozen=True, slots=True)
class StepReport:
    """What one optimiser step of pretraining did.

    Attributes:
        step: steps done so far; the first report of a run says 1.
        tokens: training tokens read so far.
        text_bytes: the same in bytes of UTF-8 text.
        loss: mean cross-entropy of this step's batch before the update, in nats per token.
        accuracy: share of this batch's tokens for which the right token was the first guess, 0 to 1.
        learning_rate: Adam's rate in this step, schedule included.
        grad_norm: L2 norm of the whole gradient.
        seconds: wall time of training so far, pauses not counted.
        tokens_per_second, steps_per_second: over about the last second.
        progress: share of the planned budget used, 0 to 1; it drives the learning rate.
        seconds_left: a forecast from the present speed.
        example_ids: (T,) the token ids of the first sequence of the batch, target of the last one included: T = context
            + 1.
        example_surprise: (T - 1,) the loss of each of its predicted tokens, in nats; entry i belongs to example_ids[i +
            1].
    """

    step: int
    tokens: int
    text_bytes: int
    loss: float
    accuracy: float
    learning_rate: float
    grad_norm: float
    seconds: float
    tokens_per_second: float
    steps_per_second: float
    progress: float
    seconds_left: float | None
    example_ids: npt.NDArray[np.int64]
    example_surprise: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PartChange:
    """What one step did to one part of the model.

    Attributes:
        name: ``embedding``, ``position``, ``attention.N``, ``feed_forward.N`` (N from 0) or ``final_norm``.
        n_params: trained numbers in it.
        grad_norm: size (L2 norm) of the gradient of its weights. weight_norm: of the weights before the step.
        change_norm: of what the step added to them.
    """

    name: str
    n_params: int
    grad_norm: float
    weight_norm: float
    change_norm: float


@dataclass(frozen=True, slots=True)
class CloseUpReport:
    """One optimiser step that was looked at closely; it stands in the place of its ``StepReport``.

    Attributes:
        step: what any step reports.
        ids: (T,) the token ids of the first sequence of the batch, target of the last one included.
        before, after: (T - 1,) the bet on each right next token, before the step and after it, 0 to 1.
        n_tokens: tokens that the whole batch asked for.
        loss_before, loss_after: mean loss of the whole batch, nats a token, in fp32.
        held_out_before, held_out_after: the same on validation text.
        parts: what was done to each part of the model, in the order in which data flows.
    """

    step: StepReport
    ids: npt.NDArray[np.int64]
    before: npt.NDArray[np.float32]
    after: npt.NDArray[np.float32]
    n_tokens: int
    loss_before: float
    loss_after: float
    held_out_before: float
    held_out_after: float
    parts: tuple[PartChange, ...]


@dataclass(frozen=True, slots=True)
class UndoneReport:
    """The step that was looked at closely was taken back: everything is as it was before it.

    Attributes:
        step: steps done now.
    """

    step: int


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Loss on text that is never trained on.

    Attributes:
        step: steps done when it was measured.
        tokens: training tokens read by then.
        loss: mean cross-entropy in nats per token.
        bits_per_byte: the same per byte of UTF-8 text, which does not depend on the tokenizer.
    """

    step: int
    tokens: int
    loss: float
    bits_per_byte: float


@dataclass(frozen=True, slots=True)
class RollbackReport:
    """A step gave a loss or gradient that is not a finite number; the learner went back.

    Attributes:
        step: the step that failed.
        back_to: the step whose weights are in force again.
        tokens, text_bytes: read by then.
        rate_scale: factor on the learning rate from here on.
    """

    step: int
    back_to: int
    tokens: int
    text_bytes: int
    rate_scale: float


@dataclass(frozen=True, slots=True)
class FinishedReport:
    """The stage is complete (its budget is used, or it was asked to finish and has decayed)."""

    step: int
    tokens: int
    seconds: float


Report = StepReport | CloseUpReport | UndoneReport | ValidationReport | RollbackReport | FinishedReport

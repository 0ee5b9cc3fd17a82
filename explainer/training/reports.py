"""Typed reports: what a training stage tells about itself while it runs.

A stage is a generator of these. Reports carry plain Python numbers (and, where said, small NumPy arrays), never live
tensors, so whoever reads them may keep them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

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
        rate_scale: factor on the learning rate from here on.
        tokens, text_bytes: of text read by then, in pretraining; 0 in the other stages.
    """

    step: int
    back_to: int
    rate_scale: float
    tokens: int = 0
    text_bytes: int = 0


@dataclass(frozen=True, slots=True)
class FinetuneReport:
    """What one optimiser step of fine-tuning did.

    Attributes:
        step, steps: steps done, and in the whole budget.
        progress: share of the budget used, 0 to 1; it drives the learning rate.
        loss: mean cross-entropy over the answers' tokens before the update, in nats per token.
        rehearsal_loss: the same over the windows of pretraining text; None without rehearsal.
        accuracy: share of the answers' tokens for which the right token was the first guess, 0 to 1.
        learning_rate: Adam's rate in this step, schedule included.
        grad_norm: L2 norm of the whole gradient.
        tokens: tokens learned from so far, of answers and rehearsal.
        seconds: wall time of the stage so far, pauses not counted.
        seconds_left: a forecast from the present speed.
        tokens_per_second: tokens learned from, over about the last second.
        example_ids: (T,) one demonstration of this step.
        n_prompt: how many of its tokens are the prompt, which is not trained on.
        example_surprise: (T - n_prompt,) the loss of each token of its answer before the update, in nats.
    """

    step: int
    steps: int
    progress: float
    loss: float
    rehearsal_loss: float | None
    accuracy: float
    learning_rate: float
    grad_norm: float
    tokens: int
    seconds: float
    seconds_left: float
    tokens_per_second: float
    example_ids: npt.NDArray[np.int64]
    n_prompt: int
    example_surprise: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PartReport:
    """A stage is still at work on a part of its round; nothing is known yet.

    Attributes:
        what: ``writing`` answers, ``judging`` them or ``learning`` from them.
        done, of: how far this part has come.
    """

    what: Literal["writing", "judging", "learning"]
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class RewardReport:
    """What one optimiser step of the judge (the reward model) did.

    Attributes:
        step, steps: steps done, and in all.
        loss: mean Bradley–Terry loss over the batch before the update, in nats per comparison; ln 2 is guessing.
        accuracy: share of the batch's comparisons in which the preferred answer scored higher, 0 to 1.
        learning_rate: Adam's rate in this step, schedule included.
        grad_norm: L2 norm of the whole gradient.
        held_out_agreement: share of the comparisons never trained on in which the preferred answer scores higher,
            0 to 1; None where it was not measured at this step.
        seconds: wall time of the stage so far, pauses not counted.
        seconds_left: a forecast from the present speed.
    """

    step: int
    steps: int
    loss: float
    accuracy: float
    learning_rate: float
    grad_norm: float
    held_out_agreement: float | None
    seconds: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What one round of learning from a judge did: answers written, scored, and learned from.

    Everything is measured on the answers of this round, before its update; None where a method has no such number.

    Attributes:
        method: ``ppo``, ``rloo``, ``dpo`` or ``best_of_n``.
        round, rounds: rounds done, and in all.
        answers: answers tried so far, all rounds together.
        score_mean, score_std: the judge's scores of this round's answers.
        kl_nats: exact KL divergence from the reference, summed over an answer's tokens; mean per answer, in nats.
        kl_per_token: the same per token.
        kl_bound: an upper bound on the KL per answer, where it is not measured (best of n: ln n - (n - 1) / n).
        length_mean: tokens per answer, end marker included.
        ended_share: share of answers that were brought to an end.
        entropy: of the bets on the next token, mean per token, in nats.
        distinct_2: different pairs of neighbouring tokens over all such pairs, in this round's answers, 0 to 1.
        ratio_max: largest probability ratio between the policy and the one that wrote, over the update.
        clip_fraction: share of tokens at which the ratio was clipped.
        approx_kl: mean of (log ratio)²/2 over the update: how far this round moved the policy, in nats per token.
        policy_loss, value_loss: means over the update.
        explained_variance: of the returns by the value model before the update; 1 is perfect, 0 no better than a
            constant.
        kl_coefficient: the KL coefficient in force.
        learning_rate: the policy's in this round, schedule included.
        seconds: wall time of the stage so far, pauses not counted.
        seconds_left: a forecast from the pace so far.
        examples: a few answers of this round: prompt ids, answer ids, score.
    """

    method: str
    round: int
    rounds: int
    answers: int
    score_mean: float
    score_std: float
    kl_nats: float | None
    kl_per_token: float | None
    kl_bound: float | None
    length_mean: float
    ended_share: float
    entropy: float | None
    distinct_2: float
    ratio_max: float | None
    clip_fraction: float | None
    approx_kl: float | None
    policy_loss: float | None
    value_loss: float | None
    explained_variance: float | None
    kl_coefficient: float | None
    learning_rate: float | None
    seconds: float
    seconds_left: float
    examples: tuple[tuple[tuple[int, ...], tuple[int, ...], float], ...]


@dataclass(frozen=True, slots=True)
class FinishedReport:
    """The stage is complete (its budget is used, or it was asked to finish and has decayed).

    Attributes:
        step: steps done, or rounds in learning from a judge.
        tokens: tokens learned from.
        seconds: wall time, pauses not counted.
    """

    step: int
    tokens: int
    seconds: float


Report = StepReport | CloseUpReport | UndoneReport | ValidationReport | RollbackReport | FinishedReport

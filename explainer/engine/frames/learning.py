"""Frames of the Learning view: where training stands, its curve, what is read and what is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from explainer.engine.frames.base import Floats, Frame, Ints
from explainer.training.reports import PartChange

RISE = 0.05  # nats a token


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
        reading: in a later stage, where pretraining came to; None in pretraining itself.
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
    reading: Progress | None = None

    @property
    def of_reading(self) -> Progress:
        """Where pretraining stands or came to: the later stages count answers and rounds, not what was read."""
        return self.reading or self


@dataclass(frozen=True, slots=True)
class MilestoneMark:
    """A milestone on the curve: where it was measured, and its words.

    Attributes:
        measured: English template of a ``Sentence`` with its values in ``values``; a saved run has no other.
    """

    id: str
    title: str
    step: int
    tokens: int
    loss: float
    measured: str
    values: Mapping[str, str] = field(default_factory=dict)


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
    marks: tuple[MilestoneMark, ...]

    @property
    def by_heart_from(self) -> int | None:
        """Tokens read when the loss on unread text was lowest, where it has clearly risen since; else None.

        While the loss on what it reads goes on falling, the model no longer learns what holds for other texts: it
        learns its own text by heart (overfitting). Clearly: by more than a twentieth and ``RISE`` nats, in both of
        the last two measurements, so that no single one says it.
        """
        if len(self.val_loss) < 4:
            return None
        best = int(self.val_loss.argmin())
        lowest = float(self.val_loss[best])
        now = float(self.val_loss[-2:].min())
        return int(self.val_tokens[best]) if now > max(lowest * 1.05, lowest + RISE) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Frame):
    """A stretch of the text in the present batch, and how surprised the model was by each piece.

    Attributes:
        pieces: n pieces of text (token display texts).
        surprise: (n,) nats, ``-ln p(right token)``; the first piece of a document has a value like any other.
        asked_again: of an opened run, the sentence is the last that it read, and the surprise is that of the present
            weights; else it is that of the model before the step's update.
    """

    pieces: tuple[str, ...]
    surprise: Floats
    asked_again: bool = False


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
class OneStep(Frame):
    """One real optimiser step, looked at closely.

    Attributes:
        number: which step it was, counted from 1; ``step`` says where training stands now.
        ids: (T,) the tokens of one text of the batch. pieces: T display texts.
        before, after: (T - 1,) the model's bet on each right next token, before the step and after it; entry i is the
            bet on ``ids[i + 1]``.
        n_tokens: tokens the whole batch asked for.
        loss_before, loss_after: mean loss of the whole batch, nats a token.
        held_out_before, held_out_after: the same on validation text, which the step did not see.
        learning_rate: of this step.
        parts: in the order in which data flows.
        undone: True once the step was taken back; the numbers stay for comparison.
        can_undo: whether it still can be.
    """

    number: int
    ids: Ints
    pieces: tuple[str, ...]
    before: Floats
    after: Floats
    n_tokens: int
    loss_before: float
    loss_after: float
    held_out_before: float
    held_out_after: float
    learning_rate: float
    parts: tuple[PartChange, ...]
    undone: bool
    can_undo: bool

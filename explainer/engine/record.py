"""What a model has been through so far: its loss curve, its milestones, and what it wrote at each age."""

from __future__ import annotations

import math
import time
import uuid
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

from explainer.engine.frames import LossCurve, MilestoneMark, Progress, Sample, Samples
from explainer.engine.history import Curve, RunningMean
from explainer.training.reports import (
    CloseUpReport,
    FinishedReport,
    Report,
    RollbackReport,
    Stage,
    StepReport,
    UndoneReport,
    ValidationReport,
)

MAX_SAMPLES = 64


class _Begun(NamedTuple):
    """What ``Record.begin`` changes."""

    step: int
    complete: bool
    seconds: float
    last: StepReport | None


@dataclass(slots=True)
class Record:
    """Takes in the reports of a stage and gives out frames.

    Attributes:
        run, stage: what the frames are stamped with.
        step, tokens, text_bytes: how far the model has come.
        complete: whether the stage has used its budget.
        validation: the last validation report.
        close_up: the last step that was looked at closely, or None.
        undone: whether that step was taken back.
    """

    run: str
    vocab_size: int
    stage: Stage = Stage.PRETRAIN
    step: int = 0
    tokens: int = 0
    text_bytes: int = 0
    seconds: float = 0.0
    complete: bool = False
    last: StepReport | None = None
    validation: ValidationReport | None = None
    train_curve: Curve = field(default_factory=Curve)
    val_curve: Curve = field(default_factory=Curve)
    marks: list[MilestoneMark] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    close_up: CloseUpReport | None = None
    undone: bool = False
    _loss: RunningMean = field(default_factory=RunningMean)
    _accuracy: RunningMean = field(default_factory=RunningMean)
    _before: Record | None = None  # the step that was looked at, while it can be taken back
    _begun: _Begun | None = None  # how it was when the stage that is under way began

    @property
    def smooth_loss(self) -> float:
        """Mean training loss of about the last 20 steps, nats a token; NaN before the first."""
        return self._loss.mean

    def replay(self, tokens: int, loss: float) -> None:
        """Take in a point of the loss curve of a run that is being opened."""
        self.train_curve.add(tokens, loss)
        self._loss.add(loss)

    def note_accuracy(self, accuracy: float) -> None:
        """Take in the share of right guesses of a run that is being opened."""
        self._accuracy.add(accuracy)

    def begin(self) -> None:
        """A stage begins, or a finished one goes on with a new budget."""
        self._before = None
        self._begun = _Begun(self.step, self.complete, self.seconds, self.last)
        self.complete = False
        self.seconds = 0.0
        self.last = None

    def left(self) -> None:
        """The stage is left as it is; where no step was done, all is as it was before it began."""
        begun, self._begun, self._before = self._begun, None, None
        if begun is not None and begun.step == self.step and not self.complete:
            self.complete, self.seconds, self.last = begun.complete, begun.seconds, begun.last

    def apply(self, report: Report) -> None:
        """Take in one report."""
        before, self._before = self._before, None
        match report:
            case CloseUpReport():
                kept = self._copy()
                self.apply(report.step)
                self._before, self.close_up, self.undone = kept, report, False
            case UndoneReport() if before is not None:
                close_up = self.close_up
                for entry in fields(self):
                    setattr(self, entry.name, getattr(before, entry.name))
                self.close_up, self.undone = close_up, True
            case StepReport():
                self.last = report
                self.step, self.tokens, self.text_bytes = report.step, report.tokens, report.text_bytes
                self.seconds = report.seconds
                self.train_curve.add(report.tokens, report.loss)
                self._loss.add(report.loss)
                self._accuracy.add(report.accuracy)
            case ValidationReport():
                self.validation = report
                self.val_curve.add(report.tokens, report.loss)
            case RollbackReport():
                self.step, self.tokens, self.text_bytes = report.back_to, report.tokens, report.text_bytes
                self.train_curve.cut(report.tokens)
                self.val_curve.cut(report.tokens)
                self.samples = [sample for sample in self.samples if sample.step <= report.back_to]
                self.marks = [mark for mark in self.marks if mark.step <= report.back_to]
                if self.validation is not None and self.validation.step > report.back_to:
                    self.validation = self._last_validation()
            case FinishedReport():
                self.complete = True

    def _last_validation(self) -> ValidationReport | None:
        """The last that is left on the curve; on the same text, bits a byte go with the loss."""
        tokens, losses = self.val_curve.points()
        if self.validation is None or not len(losses):
            return None
        last = float(losses[-1])
        bits = self.validation.bits_per_byte * last / self.validation.loss
        return ValidationReport(self.step, int(tokens[-1]), last, bits)

    def _copy(self) -> Record:
        """This record as it is now, whatever is taken in afterwards."""
        own = ("train_curve", "val_curve", "_loss", "_accuracy")  # what reports change in place
        return replace(
            self, marks=self.marks[:], samples=self.samples[:], **{name: deepcopy(getattr(self, name)) for name in own}
        )

    def add_sample(self, sample: Sample) -> None:
        """Keep what the model wrote; where there are too many, every second of the older half goes."""
        self.samples.append(sample)
        if len(self.samples) > MAX_SAMPLES:
            half = MAX_SAMPLES // 2
            self.samples = self.samples[:half:2] + self.samples[half:]

    def progress_frame(self, planned_steps: int | None, *, moving: bool) -> Progress:
        """Where training stands; ``moving`` is False while nothing trains, and then there is no speed."""
        last = self.last
        return Progress(
            run=self.run,
            stage=self.stage,
            step=self.step,
            tokens=self.tokens,
            text_bytes=self.text_bytes,
            fraction=1.0 if self.complete else (last.progress if last is not None else 0.0),
            planned_steps=planned_steps,
            seconds=self.seconds,
            seconds_left=0.0 if self.complete else (last.seconds_left if last is not None else None),
            tokens_per_second=last.tokens_per_second if last is not None and moving else 0.0,
            steps_per_second=last.steps_per_second if last is not None and moving else 0.0,
            loss=last.loss if last is not None else math.nan,
            smooth_loss=self.smooth_loss,
            accuracy=self._accuracy.mean,
            learning_rate=last.learning_rate if last is not None else math.nan,
            grad_norm=last.grad_norm if last is not None else math.nan,
        )

    def loss_frame(self) -> LossCurve:
        """The curve so far."""
        tokens, loss = self.train_curve.points()
        val_tokens, val_loss = self.val_curve.points()
        return LossCurve(
            run=self.run,
            stage=self.stage,
            step=self.step,
            tokens=tokens,
            loss=loss,
            val_tokens=val_tokens,
            val_loss=val_loss,
            val_bits_per_byte=self.validation.bits_per_byte if self.validation else None,
            guessing=math.log(self.vocab_size),
            marks=tuple(self.marks),
        )

    def samples_frame(self) -> Samples:
        """Its writing at each age."""
        return Samples(run=self.run, stage=self.stage, step=self.step, entries=tuple(self.samples))


def new_run_id() -> str:
    """Return a name for a run that no other run has, sortable by time."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"

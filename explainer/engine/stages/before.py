"""How it was before a stage began, for when it is left before it has changed a weight: then all is so again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.stages.feedbacklog import FeedbackLog
from explainer.engine.stages.tuning import TuningLog
from explainer.training.reports import Stage

if TYPE_CHECKING:
    from explainer.engine.stages.course import Course


@dataclass(frozen=True, slots=True)
class Before:
    """What the beginning of a stage changes.

    Attributes:
        mind: id of the one whose weights it began with, or None where it went on with those there were.
        at: which weights there were. complete, share: how far their stage had come.
        trained: whether the stage had been completed; None where it had never begun.
        tuning, feedback: what had been told.
    """

    mind: str | None
    at: Checkpoint
    complete: bool
    share: float
    trained: bool | None
    tuning: TuningLog | None
    feedback: FeedbackLog

    @classmethod
    def of(cls, course: Course, mind: str | None, stage: Stage) -> Before:
        """Note how it is now, before ``stage`` begins with ``mind``."""
        return cls(
            mind,
            course._at,
            course._complete,
            course.share,
            course.trained.get(stage),
            course.tuning,
            course.feedback.memento(),
        )

    def put_back(self, course: Course, stage: Stage) -> None:
        """Have all of that again; where another mind was taken, the weights and what belongs to them are its own."""
        course.tuning = self.tuning
        course.feedback.put_back(self.feedback)
        if self.mind is None:
            course._at, course._complete, course.share = self.at, self.complete, self.share
        if self.trained is None:
            course.trained.pop(stage, None)
        else:
            course.trained[stage] = self.trained


def copied_log(log: TuningLog) -> TuningLog:
    """The same, in lists of its own: what goes on with it may yet be left."""
    lists = {name: getattr(log, name)[:] for name in ("at", "loss", "rehearsal", "probes", "results")}
    return replace(log, **lists)

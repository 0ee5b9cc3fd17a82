"""What went wrong, as sentences for people: never a traceback, always what to do next."""

from __future__ import annotations

import torch

from explainer.engine.events import Sentence
from explainer.training.descent import TrainingDiverged
from explainer.training.reports import RollbackReport

_UNEXPECTED = Sentence("Something unexpected went wrong in the training thread. Start over, or copy the details.")
_NO_MEMORY = Sentence("The computer ran out of memory. Close other programs, or choose a smaller model size.")
_FAILED = Sentence("The computation failed. Start over, or copy the details for a report.")


def explain(error: Exception, *, preparing: bool) -> Sentence:
    """One plain sentence about ``error``; ``preparing`` says that a model was being made or opened."""
    match error:
        case TrainingDiverged():
            return Sentence("{problem}", {"problem": str(error)})
        case ValueError() | OSError():
            # Preparation raises these with a sentence for people; anywhere else they are a surprise like any other.
            return Sentence("{problem}", {"problem": str(error)}) if preparing else _UNEXPECTED
        case RuntimeError() | MemoryError():  # torch's own are runtime errors
            return _NO_MEMORY if _of_memory(error) else _FAILED
    return _UNEXPECTED


def rolled_back(report: RollbackReport) -> Sentence:
    """What is told when the learner went back to its last good state."""
    return Sentence(
        "Step {step} gave a loss that is no number. The model is back at step {back} and goes on with smaller steps.",
        {"step": report.step, "back": report.back_to},
    )


def _of_memory(error: Exception) -> bool:
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or "memory" in str(error).lower()

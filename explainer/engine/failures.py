"""What went wrong, as sentences for people: never a traceback, always what to do next."""

from __future__ import annotations

import torch

from explainer.marking import Problem, Sentence, mark, sentence_of
from explainer.training.reports import RollbackReport

_UNEXPECTED = Sentence(
    mark("engine", "Something unexpected went wrong in the training thread. Start over, or copy the details.")
)
_NO_MEMORY = Sentence(
    mark("engine", "The computer ran out of memory. Close other programs, or choose a smaller model size.")
)
_FAILED = Sentence(mark("engine", "The computation failed. Start over, or copy the details for a report."))
_PICTURE = Sentence(
    mark("engine", "A picture failed and is switched off. Learning goes on; open its page again to try once more.")
)
_PICTURE_MEMORY = Sentence(
    mark(
        "engine",
        "There was not enough memory for a picture, so it is switched off. Learning goes on; "
        "close other programs and open "
        "its page again.",
    )
)
_ANSWER = Sentence(mark("engine", "What you asked for failed. Learning goes on; copy the details for a report."))
_ANSWER_MEMORY = Sentence(
    mark("engine", "There was not enough memory for what you asked. Learning goes on; close other programs.")
)

NOT_KEPT = Sentence(
    mark("engine", "What this stage learnt last could not be kept for later. The model you see still has it.")
)
EXAM_FAILED = Sentence(
    mark("engine", "What the model writes by itself could not be measured this time. Learning goes on.")
)
KEEPING_FAILED = Sentence(
    mark("engine", "The work could not be kept by itself. Learning goes on; save the run yourself.")
)
STUMBLED = Sentence(
    mark("engine", "The training thread stumbled and went on. Save the run, then start Explainer again.")
)


def picture_failed(error: BaseException) -> Sentence:
    """One plain sentence about a picture that could not be made."""
    return _PICTURE_MEMORY if _of_memory(error) else _PICTURE


def answer_failed(error: BaseException) -> Sentence:
    """One plain sentence about a command that changes nothing in training and could not be obeyed."""
    return _ANSWER_MEMORY if _of_memory(error) else _ANSWER


def explain(error: BaseException, *, preparing: bool) -> Sentence:
    """One plain sentence about ``error``; ``preparing`` says that a model was being made or opened."""
    match error:
        case Problem():
            return error.sentence
        case ValueError() | OSError():
            # Of preparation these are about files and settings; anywhere else they are a surprise like any other.
            return sentence_of(error) if preparing else _UNEXPECTED
        case RuntimeError() | MemoryError():  # torch's own are runtime errors
            return _NO_MEMORY if _of_memory(error) else _FAILED
    return _UNEXPECTED


def rolled_back(report: RollbackReport) -> Sentence:
    """What is told when the learner went back to its last good state."""
    return Sentence(
        mark(
            "engine",
            "Step {step} gave a loss that is no number. The model is back at step {back} and "
            "goes on with smaller steps.",
        ),
        {"step": report.step, "back": report.back_to},
    )


def not_taken_up(error: BaseException) -> Sentence:
    """What is told when the stage that was under way in a saved run cannot be gone on with as if it had not stopped."""
    why = sentence_of(error)
    if str(why).endswith("."):  # a whole sentence, and not a reason
        apart = mark(
            "engine",
            "The stage that was under way cannot be taken up to the bit. {why} Start goes on from its weights.",
        )
        return Sentence(apart, {"why": why})
    return Sentence(
        mark(
            "engine",
            "The stage that was under way cannot be taken up to the bit ({why}). Start goes on from its weights.",
        ),
        {"why": why},
    )


def _of_memory(error: BaseException) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and "memory" in str(error).lower()  # torch's own on the CPU

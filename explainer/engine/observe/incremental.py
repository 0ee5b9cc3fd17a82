"""Answering a question about the prompt in parts, on a copy of the weights that stands still meanwhile.

A new question is begun at once. When it has been answered, and the model has learned since, it is answered anew: at
once where the model stands still, and while training goes on every ``every`` seconds (what is shown has to be read), or
more rarely where answering would cost more than 1 / (``REST`` + 1), some 2 %, of the time.

What a question is, what is done in a part, and what is shown, the observers of the topics say.
"""

from __future__ import annotations

import time
from typing import Generic, Protocol, TypeVar

from torch import Tensor

from explainer.engine.frames import Frame
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.source import Observer
from explainer.engine.snapshot import ModelSnapshot
from explainer.model.gpt import GPT

REST = 50.0  # times as long as the last answer took, before the next is begun while training goes on


class Answering(Protocol):
    """An answer that is being made: all it needs was noted when it was begun."""

    @property
    def done(self) -> bool:
        """Whether there is nothing left to do."""


WorkT = TypeVar("WorkT", bound=Answering)


class IncrementalObserver(Observer, Generic[WorkT]):
    """Answers one question at a time.

    Args:
        every: seconds between two answers to the same question while training goes on, at the least.
    """

    def __init__(self, every: float) -> None:
        self._every = every
        self._still = ModelSnapshot()
        self._question: object = None
        self._logits: Tensor | None = None  # after the prompt; another object once weights or prompt have changed
        self._work: WorkT | None = None
        self._waited_for = False  # the question has not been answered in full yet
        self._spent = 0.0  # seconds on the present answer
        self._next = 0.0  # when it is time again while training goes on

    def question(self, context: ObservationContext) -> object:
        """Return what is asked: when it no longer equals what it was, the answer is begun anew."""
        raise NotImplementedError

    def begin(self, context: ObservationContext, model: GPT) -> WorkT:
        """Return the work on the present question, to be done on ``model``, a copy that stands still."""
        raise NotImplementedError

    def go_on(self, work: WorkT, began: float, *, first: bool) -> None:
        """Do a part, in a call that began at ``began`` (``time.perf_counter``); ``first`` of a new question's."""
        raise NotImplementedError

    def answer(self, context: ObservationContext, work: WorkT) -> Frame:
        """Return the frame of work that is done."""
        raise NotImplementedError

    def so_far(self, context: ObservationContext, work: WorkT) -> Frame | None:
        """Return what can be shown of work that is not done while a new question waits; nothing, as a rule."""
        return None

    def __call__(self, context: ObservationContext) -> Frame | None:
        """Begin, go on, or wait until it is time again; return a frame when there is something new to see."""
        began, question = time.perf_counter(), self.question(context)
        first = question != self._question
        if not first and self._work is None and context.moving and began < self._next:
            return None
        # Of weights that changed once and then stood still, a half-made answer is begun anew.
        if first or self._work is None or (not context.moving and context.logits() is not self._logits):
            self._question, self._logits, self._spent = question, context.logits(), 0.0
            self._work = self.begin(context, self._still.of(context.model))
            self._waited_for |= first
        work = self._work
        self.go_on(work, began, first=first)
        now = time.perf_counter()
        self._spent += now - began
        self.unfinished = not work.done
        if self.unfinished:
            return self.so_far(context, work) if self._waited_for else None
        self._work, self._waited_for, self._next = None, False, now + max(self._every, REST * self._spent)
        return self.answer(context, work)

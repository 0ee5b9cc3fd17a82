"""What the publisher knows of a topic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from explainer.engine.frames import Frame, Topic
from explainer.engine.frames.rates import shown_every
from explainer.engine.observe.context import ObservationContext


class Change(Enum):
    """What can change behind a frame."""

    WEIGHTS = auto()
    PROMPT = auto()
    SAMPLING = auto()
    WRITING = auto()  # the model wrote by itself, and was examined
    MUTED = auto()
    CONTEXTS = auto()
    WANTED = auto()
    BRANCHES = auto()
    ONE_STEP = auto()  # a step was looked at closely, or taken back
    STAGE = auto()  # a stage went on, began or ended
    JUDGE = auto()  # there is another judge
    VOTES = auto()  # ballot, votes, taste or leash


class Observer:
    """Makes the frames of one topic, for one session.

    Most observers remember nothing. One that has too much to do at once does a part and says so in ``unfinished``: it
    is then called again, at its own interval, until it is done. No part may take longer than about one training step.

    Attributes:
        unfinished: there is more to do.
        asked: somebody has begun to look, or asked something else, since the last call: what has not changed is to be
            shown as well.
    """

    unfinished = False
    asked = True

    def __call__(self, context: ObservationContext) -> Frame | None:
        """Return a new frame, or None where there is nothing to show (yet)."""
        raise NotImplementedError


class FunctionObserver(Observer):
    """An observer that remembers nothing: a function."""

    def __init__(self, function: Callable[[ObservationContext], Frame | None]) -> None:
        self._function = function

    def __call__(self, context: ObservationContext) -> Frame | None:
        """Call the function."""
        return self._function(context)


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """Where the frames of a topic come from.

    Attributes:
        topic: the slot in the mailbox.
        every: seconds between two calls of the observer while there is something to do: those of ``frames.rates``, or
            less where it works in parts.
        follows: what makes it change.
        make: makes the observer, anew for every session.
    """

    topic: Topic
    every: float
    follows: frozenset[Change]
    make: Callable[[], Observer]


def simple(topic: Topic, function: Callable[[ObservationContext], Frame | None], *follows: Change) -> TopicSpec:
    """A source whose frames are made by a function."""
    return made(topic, lambda: FunctionObserver(function), *follows)


def made(topic: Topic, make: Callable[[], Observer], *follows: Change, part: float | None = None) -> TopicSpec:
    """A source with an observer of its own, which works in parts where ``part``, the seconds between two, is given."""
    return TopicSpec(topic, shown_every(topic) if part is None else part, frozenset(follows), make)

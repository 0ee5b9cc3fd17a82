"""A question to all minds, and the frame in which all have answered."""

from __future__ import annotations

from explainer.engine.commands import SetDemand, SetPrompt, SetSampling
from explainer.engine.frames import Topic
from tests.unit.engine.telling import failures

COW = "What does a cow say?"
MINDS = frozenset({Topic.MINDS})


def ask(show, text: str = COW, **sampling):
    """The frame in which all minds have answered."""
    show.do(SetDemand(MINDS), SetSampling(**sampling), SetPrompt(text, serial=3))
    return whole(show)


def whole(show):
    frame = None
    for _ in range(100_000):
        frame = show.mailbox.take().get(Topic.MINDS, frame)
        if frame is not None and all(mind.answer is not None and mind.answer.done for mind in frame.minds):
            slot = show.worker.at.publisher._slots[Topic.MINDS]
            if slot.observer is not None and not slot.observer.unfinished and not slot.dirty:
                return frame
        assert failures(show.tick()) == []
    raise AssertionError("they never answer")

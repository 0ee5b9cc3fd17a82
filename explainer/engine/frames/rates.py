"""How often each topic is shown anew while it keeps changing: the one table of rates.

The engine makes a frame no more often than this, and the window draws none more often: what nobody would see is not
computed. Curves and bars change a few times a second, what has to be read about once.

Observers that work in parts (``observe``) have a pace of their own for their work; what they show of it keeps to this
table as well.
"""

from __future__ import annotations

from types import MappingProxyType

from explainer.engine.frames.base import Topic

USUAL = 0.25  # seconds
SHOWN_EVERY = MappingProxyType(
    {
        Topic.LOSS: 0.2,
        Topic.READING: 0.9,
        Topic.SAMPLES: 0.5,
        Topic.ONE_STEP: 0.1,
        Topic.LENS: 0.5,
        Topic.BRANCHES: 0.9,
        Topic.TRIP: 0.45,
        Topic.ATTENTION: 0.4,
        Topic.HEADS: 0.5,
        Topic.MUTING: 0.6,
        Topic.EMBEDDINGS: 0.3,
        Topic.CONTEXTS: 0.4,
        Topic.POSITIONS: 0.5,
        Topic.TUNING: 0.9,
        Topic.JUDGE: 0.3,
        Topic.FEEDBACK: 0.3,
    }
)


def shown_every(topic: str) -> float:
    """Seconds between two frames of ``topic``, at least."""
    return SHOWN_EVERY.get(Topic(topic), USUAL) if topic in set(Topic) else USUAL

"""Frames: pictures of the present, of which only the latest matters.

One frozen dataclass a topic, with small read-only NumPy arrays, never a live tensor. They lie in a mailbox with one
slot a topic; whoever reads too slowly misses frames, never memory.
"""

from __future__ import annotations

from explainer.engine.frames.base import PROMPT_TOPICS, Floats, Frame, InsideFrame, Ints, PromptFrame, Topic
from explainer.engine.frames.betting import Branch, Branches, Lens, NextToken, Why
from explainer.engine.frames.inside import (
    Attention,
    Contexts,
    Copied,
    Cut,
    Embeddings,
    Heads,
    InContext,
    Muting,
    Positions,
    Stretch,
    Trip,
    Vocabulary,
)
from explainer.engine.frames.learning import (
    LossCurve,
    MilestoneMark,
    OneStep,
    Progress,
    Reading,
    Sample,
    Samples,
)
from explainer.engine.frames.minds import (
    Answer,
    Ballot,
    Feedback,
    FeedbackCurve,
    Judge,
    Mind,
    Minds,
    Outcome,
    Probe,
    Rating,
    Result,
    Tuning,
    Vote,
)
from explainer.training.reports import PartChange

__all__ = [
    "PROMPT_TOPICS",
    "Answer",
    "Attention",
    "Ballot",
    "Branch",
    "Branches",
    "Contexts",
    "Copied",
    "Cut",
    "Embeddings",
    "Feedback",
    "FeedbackCurve",
    "Floats",
    "Frame",
    "Heads",
    "InContext",
    "InsideFrame",
    "Ints",
    "Judge",
    "Lens",
    "LossCurve",
    "MilestoneMark",
    "Mind",
    "Minds",
    "Muting",
    "NextToken",
    "OneStep",
    "Outcome",
    "PartChange",
    "Positions",
    "Probe",
    "Progress",
    "PromptFrame",
    "Rating",
    "Reading",
    "Result",
    "Sample",
    "Samples",
    "Stretch",
    "Topic",
    "Trip",
    "Tuning",
    "Vocabulary",
    "Vote",
    "Why",
]

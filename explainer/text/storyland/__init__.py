"""Storyland: the built-in world that a small model can learn while people watch.

Characters have things, wishes and friends; what happens changes the world, and the text follows the world. There are
facts that never change (a cow says moo), told in many forms and asked for in others. `judge` measures any text by
the same grammar that writes these documents.
"""

from explainer.text.storyland.examiner import Recall, cloze, is_right
from explainer.text.storyland.examples import examples, right_answers, word_kinds
from explainer.text.storyland.homonyms import homonyms
from explainer.text.storyland.judge import Share, TextVerdict
from explainer.text.storyland.knowledge import Fact
from explainer.text.storyland.lore import facts
from explainer.text.storyland.milestones import MILESTONES, Milestone, MilestoneWatch, measures
from explainer.text.storyland.mix import Document, documents, fact_frequency
from explainer.text.storyland.richness import RICHNESS, Richness

__all__ = [
    "MILESTONES",
    "RICHNESS",
    "Document",
    "Fact",
    "Milestone",
    "MilestoneWatch",
    "Recall",
    "Richness",
    "Share",
    "TextVerdict",
    "cloze",
    "documents",
    "examples",
    "fact_frequency",
    "facts",
    "homonyms",
    "is_right",
    "measures",
    "right_answers",
    "word_kinds",
]

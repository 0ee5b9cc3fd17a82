"""Talking with the model: questions, demonstrations of answers, a strict check of any answer, and a labeller.

What fine-tuning and human feedback need of the world. `questions` lists what can be asked, dealt into three groups;
`demonstrations` writes example answers in mixed manners; `Checker` says of any answer whether it is well formed,
correct and kind; `Taste` is what a labeller likes, known and printed.
"""

from explainer.text.storyland.chat.answers import Demonstration, demonstrations
from explainer.text.storyland.chat.checker import Check, Checker
from explainer.text.storyland.chat.contrasts import Contrast, contrasts
from explainer.text.storyland.chat.labeller import TASTES, Taste, preference
from explainer.text.storyland.chat.manners import MANNERS, Manner
from explainer.text.storyland.chat.questions import CANNOT_KNOW, UNKNOWABLE, Question, Task, questions
from explainer.text.storyland.groups import Exposure

__all__ = [
    "CANNOT_KNOW",
    "MANNERS",
    "TASTES",
    "UNKNOWABLE",
    "Check",
    "Checker",
    "Contrast",
    "Demonstration",
    "Exposure",
    "Manner",
    "Question",
    "Task",
    "Taste",
    "contrasts",
    "demonstrations",
    "preference",
    "questions",
]

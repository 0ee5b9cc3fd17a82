"""Asks a model for the facts: each cloze prompt is continued, and only the whole right answer counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from explainer.text.storyland.judge import Share
from explainer.text.storyland.knowledge import Fact

#: Continues each prompt by its likeliest tokens (greedy); eight tokens are enough for every answer and its full stop.
Predict = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True)
class Recall:
    """How many facts a model knows.

    Attributes:
        overall: cloze prompts continued rightly, of all.
        by_fact: the same for each fact, by its id.
    """

    overall: Share
    by_fact: Mapping[str, Share]

    @property
    def known(self) -> tuple[str, ...]:
        """Ids of the facts whose prompts were continued rightly more often than not."""
        return tuple(name for name, share in self.by_fact.items() if 2 * share.good > share.of)


def is_right(answer: str, continuation: str) -> bool:
    """Return whether a continuation begins with the answer as whole words (" moo." but not " moon" or " mo")."""
    rest = continuation.removeprefix(f" {answer}")
    return rest != continuation and not rest[:1].isalnum() and rest != ""


def cloze(facts: Sequence[Fact], predict: Predict) -> Recall:
    """Put the cloze prompts of facts to a model.

    Args:
        facts: what to ask for.
        predict: the model; it gets all prompts at once and returns as many continuations, in the same order.
    """
    asked = [(fact, prompt) for fact in facts for prompt in fact.cloze]
    continuations = predict([prompt for _, prompt in asked])
    by_fact = {fact.id: Share() for fact in facts}
    for (fact, _), continuation in zip(asked, continuations, strict=True):
        by_fact[fact.id] += Share(int(is_right(fact.answer, continuation)), 1)
    return Recall(sum(by_fact.values(), Share()), by_fact)

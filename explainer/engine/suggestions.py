"""What people may try to ask a model: questions of the built-in world, and beginnings of a text of their own."""

from __future__ import annotations

from explainer.text.corpus import Corpus
from explainer.text.markers import EOT
from explainer.text.storyland.chat import questions
from explainer.text.storyland.richness import Richness

MOST_QUESTIONS = 12
MOST_OPENINGS = 8
OPENING_WORDS = 5
LOOKED_THROUGH = 4000  # tokens of held-out text


def questions_to_try(richness: Richness) -> tuple[str, ...]:
    """Return questions of every task and group; of a user's text there are none that could be checked."""
    asked: dict[tuple[str, str], str] = {}
    for q in questions(richness):
        asked.setdefault((q.task.value, q.group.value), q.text)
    return tuple(asked.values())[:MOST_QUESTIONS]


def openings(corpus: Corpus | None) -> tuple[str, ...]:
    """Return beginnings of held-out passages of a user's text; none where it has not been read."""
    if corpus is None:
        return ()
    found: list[str] = []
    for document in corpus.tokenizer.decode(corpus.val[:LOOKED_THROUGH].tolist()).split(EOT):
        words = " ".join(document.split()[:OPENING_WORDS])
        if words and words not in found:
            found.append(words)
    return tuple(found[:MOST_OPENINGS])

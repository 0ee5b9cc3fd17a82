"""What people may try to ask a model: questions of the built-in world, and beginnings of a text of their own."""

from __future__ import annotations

import re

from explainer.text.corpus import Corpus
from explainer.text.markers import EOT
from explainer.text.scripts import first_letters, has_spaces
from explainer.text.storyland.chat import questions
from explainer.text.storyland.richness import Richness

MOST_QUESTIONS = 12
MOST_OPENINGS = 8
OPENING_WORDS = 5
OPENING_CHARS = 40  # of longer words, fewer
OPENING_LETTERS = 12  # of a script without spaces
LOOKED_THROUGH = 4000  # tokens of held-out text
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_PHRASE = re.compile(r"\W*[^，。！？；：、,.!?;:]*")  # up to where one would breathe


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
        words = opening(document)
        if words and words not in found:
            found.append(words)
    return tuple(found[:MOST_OPENINGS])


def opening(text: str) -> str:
    """Return the first few words of a text; of one without spaces, its first phrase or a few of its letters."""
    words = _CONTROLS.sub("", text).split()[:OPENING_WORDS]
    spaced = has_spaces(text)
    while len(words) > 1 and (not spaced or len(" ".join(words)) > OPENING_CHARS):
        words.pop()
    if not words:
        return ""
    if spaced and len(words[0]) <= OPENING_CHARS:
        return " ".join(words)
    phrase = words[0] if spaced else _PHRASE.findall(words[0])[0]
    return first_letters(phrase, OPENING_LETTERS)

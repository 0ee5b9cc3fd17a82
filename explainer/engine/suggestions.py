"""What people may try to ask a model: questions of the built-in world, and beginnings and words of their own text."""

from __future__ import annotations

import re
from collections import defaultdict

from explainer.text.corpus import Corpus
from explainer.text.markers import EOT
from explainer.text.scripts import first_letters, has_spaces
from explainer.text.storyland.chat import CANNOT_KNOW, questions
from explainer.text.storyland.richness import Richness

MOST_QUESTIONS = 12
MOST_OPENINGS = 8
EXCERPT_TOKENS, EXCERPT_CHARS = 200, 160
OPENING_WORDS = 5
OPENING_CHARS = 40  # of longer words, fewer
OPENING_LETTERS = 12  # of a script without spaces
LOOKED_THROUGH = 4000  # tokens of held-out text
MOST_WORDS = 8
WORD_LETTERS = 4  # shorter words mostly hold sentences together
WORDS_BEFORE = (2, 8)  # at least, so that something can speak for a meaning; and at most
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_ENDS = re.compile(r"[.!?…]|\n\s*\n")
_PHRASE = re.compile(r"\W*[^，。！？；：、,.!?;:]*")  # up to where one would breathe


def questions_to_try(richness: Richness) -> tuple[str, ...]:
    """Return questions of every task and group, and last one that it cannot know; of a user's text there are none."""
    asked: dict[tuple[str, str], str] = {}
    for q in questions(richness):
        asked.setdefault((q.task.value, q.group.value), q.text)
    return (*tuple(asked.values())[:MOST_QUESTIONS], CANNOT_KNOW)


def excerpt(corpus: Corpus | None) -> str:
    """Return the first words that are read, in one line, at most ``EXCERPT_CHARS`` characters; none without a text."""
    if corpus is None:
        return ""
    text = corpus.tokenizer.decode(corpus.train[:EXCERPT_TOKENS].tolist()).replace(EOT, " ")
    words = " ".join(_CONTROLS.sub("", text).split())
    if len(words) <= EXCERPT_CHARS:
        return words
    return words[: words.rfind(" ", 0, EXCERPT_CHARS + 1)] if " " in words[:EXCERPT_CHARS] else words[:EXCERPT_CHARS]


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


def word_places(corpus: Corpus | None) -> tuple[tuple[str, str, str, str], ...]:
    """Return (first, second, control, word): words that a user's text has in three sentences, each up to that word.

    The longest words come first: they are the likeliest to mean something. What they mean in each place is not known.
    Just before the word the three differ, so that no two are alike for that reason. There are none where the text has
    not been read, is short, or writes no spaces between words.
    """
    if corpus is None:
        return ()
    text = corpus.tokenizer.decode(corpus.val[:LOOKED_THROUGH].tolist()).replace(EOT, "\n\n")
    if not has_spaces(text):
        return ()
    places: defaultdict[str, dict[str, str]] = defaultdict(dict)  # word -> the word before it -> the passage
    fewest, most = WORDS_BEFORE
    for sentence in _SENTENCE_ENDS.split(_CONTROLS.sub("", text)):
        words = list(_WORD.finditer(sentence))
        for word, at in {words[at].group(): at for at in range(fewest, len(words))}.items():
            if len(word) >= WORD_LETTERS:
                passage = sentence[words[max(0, at - most)].start() : words[at].end()]
                places[word].setdefault(words[at - 1].group(), " ".join(passage.split()))
    often = {word: list(found.values())[:3] for word, found in places.items() if len(found) >= 3}
    longest = sorted(often, key=lambda word: -len(word))[:MOST_WORDS]
    return tuple((first, second, third, word) for word in longest for first, second, third in (often[word],))

"""Texts that teach how text is cut, to be tried with one click; the words on the buttons are translated."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.ui.translate import Marked, mark


@dataclass(frozen=True, slots=True)
class PromptExample:
    """A text, what its button says, and what it shows. The text itself is never translated."""

    id: str
    title: Marked
    tip: Marked
    text: str


EXAMPLES = (
    PromptExample(
        "story",
        mark("Tokens", "Story"),
        mark("Tokens", "A sentence of its own world: nearly every word is one piece"),
        "One rainy day, Mia put the red ball in the basket.",
    ),
    PromptExample(
        "invented",
        mark("Tokens", "Invented word"),
        mark("Tokens", "A word nobody has ever written: it falls into parts that are known"),
        "Mia put a zumblewick in the box.",
    ),
    PromptExample(
        "german",
        mark("Tokens", "German"),
        mark("Tokens", "Another language: pieces of English words, and letters in two bytes"),
        "Viele Grüße aus dem großen Garten!",
    ),
    PromptExample(
        "russian",
        mark("Tokens", "Russian"),
        mark("Tokens", "Another script: two bytes for every letter"),
        "Привет, Мия!",
    ),
    PromptExample(
        "emoji",
        mark("Tokens", "Emoji"),
        mark("Tokens", "One picture, four bytes or more"),
        "Mia saw a 🐈 and said hello 🙂",
    ),
)

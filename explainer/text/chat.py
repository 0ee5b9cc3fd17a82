"""How a talk is laid out in tokens: who speaks is told by markers, which no typed text can contain.

    <|endoftext|> <|user|> What does the cow say? <|assistant|> The cow says moo. <|end|>

A base model, which has never seen the last three markers, gets the bare text.

Decision: a space stands before what is said, as it does before nearly every word of the pretraining text. Without it
the first word would be cut into pieces that the model hardly knows ("calf" into letters, where " calf" is one piece):
answers of one word came out misspelt.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from explainer.text.tokenizer import Tokenizer


def prompt_ids(tokenizer: Tokenizer, question: str) -> list[int]:
    """What a model that can talk is given before it answers."""
    return [tokenizer.eot, tokenizer.user, *tokenizer.encode(f" {question}"), tokenizer.assistant]


def answer_ids(tokenizer: Tokenizer, answer: str) -> list[int]:
    """An answer as it should be written, its end marker included."""
    return [*tokenizer.encode(f" {answer}"), tokenizer.end]


def bare_ids(tokenizer: Tokenizer, text: str) -> list[int]:
    """What a base model is given: the text, at the start of a document."""
    return [tokenizer.eot, *tokenizer.encode(text)]


def answer_text(tokenizer: Tokenizer, ids: Iterable[int]) -> str:
    """The text of an answer, up to and without the first marker, without the space before it."""
    return tokenizer.decode(takewhile(lambda token: token not in tokenizer.markers, ids)).removeprefix(" ")


def is_ended(tokenizer: Tokenizer, ids: Iterable[int]) -> bool:
    """Whether an answer was brought to its end: its first marker is the end marker."""
    return next((token for token in ids if token in tokenizer.markers), None) == tokenizer.end

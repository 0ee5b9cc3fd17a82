"""How a talk is laid out in tokens: who speaks is told by markers, which no typed text can contain.

    <|endoftext|> <|user|> What does the cow say? <|assistant|> The cow says moo. <|end|>

A base model, which has never seen the last three markers, gets the bare text. The answer is encoded exactly as written,
without a space before it; pretraining text begins its documents the same way, so the pieces are known.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from explainer.text.tokenizer import Tokenizer


def prompt_ids(tokenizer: Tokenizer, question: str) -> list[int]:
    """What a model that can talk is given before it answers."""
    return [tokenizer.eot, tokenizer.user, *tokenizer.encode(question), tokenizer.assistant]


def answer_ids(tokenizer: Tokenizer, answer: str) -> list[int]:
    """An answer as it should be written, its end marker included."""
    return [*tokenizer.encode(answer), tokenizer.end]


def bare_ids(tokenizer: Tokenizer, text: str) -> list[int]:
    """What a base model is given: the text, at the start of a document."""
    return [tokenizer.eot, *tokenizer.encode(text)]


def answer_text(tokenizer: Tokenizer, ids: Iterable[int]) -> str:
    """The text of an answer, up to and without the first marker."""
    return tokenizer.decode(takewhile(lambda token: token not in tokenizer.markers, ids))


def is_ended(tokenizer: Tokenizer, ids: Iterable[int]) -> bool:
    """Whether an answer was brought to its end: its first marker is the end marker."""
    return next((token for token in ids if token in tokenizer.markers), None) == tokenizer.end

"""Stretches that stand word for word in another text, on texts short enough to be read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.text.copies import LEAST, _longest_apart, copies, longest_from, places, unknown_words
from explainer.text.tokenizer import Tokenizer

TEXT = "The cow says moo. The dog says woof. Mia saw the dog in the park. The cow says moo."


def drain(generator):
    while True:
        try:
            next(generator)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.train([TEXT * 20], 320)


@pytest.fixture(scope="module")
def text(tokenizer: Tokenizer):
    return np.array(tokenizer.encode(TEXT), dtype=np.uint16)


def found(words: str, text, tokenizer: Tokenizer) -> list[tuple[str, int]]:
    ids, stretches = drain(copies(words, text, tokenizer))
    assert tokenizer.decode(ids).strip() == words.strip()
    return [(tokenizer.decode(ids[c.start : c.end]).strip(), c.times) for c in stretches]


def test_a_sentence_that_was_read_is_one_stretch(text, tokenizer: Tokenizer) -> None:
    assert found("The cow says moo.", text, tokenizer) == [("The cow says moo.", 2)]


def test_a_new_sentence_is_made_of_stretches(text, tokenizer: Tokenizer) -> None:
    assert found("Mia saw the dog says woof.", text, tokenizer) == [("Mia saw the dog", 1), ("says woof.", 1)]


def test_the_first_word_is_found_within_a_text_as_well(text, tokenizer: Tokenizer) -> None:
    """Typed at the beginning it has no blank before it."""
    assert found("dog in the park", text, tokenizer) == [("dog in the park", 1)]


def test_what_stands_nowhere_is_no_stretch(text, tokenizer: Tokenizer) -> None:
    assert found("zzz qqq", text, tokenizer) == []
    assert found("", text, tokenizer) == []
    assert drain(copies("The cow", text[:0], tokenizer))[1] == ()


def test_it_says_where_it_stands_first(text, tokenizer: Tokenizer) -> None:
    ids, (copy,) = drain(copies("dog says woof.", text, tokenizer))
    assert text[copy.at : copy.at + copy.length].tolist() == ids[copy.start : copy.end]


def test_words_that_stand_nowhere_are_named_once_and_in_order(text, tokenizer: Tokenizer) -> None:
    asked = "Who is the president of America, dog? Is the president a COW or a Dog 7?"
    assert drain(unknown_words(asked, text, tokenizer)) == ("Who", "is", "president", "of", "America", "Is", "or")


@given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 3), max_size=40))
def test_the_longest_stretch_is_that_of_a_plain_search(ids: list[int], other: list[int]) -> None:
    array = np.array(other, dtype=np.uint16)
    for start in range(len(ids)):
        longest = 0
        for end in range(start + 1, len(ids) + 1):
            if any(other[at : at + end - start] == ids[start:end] for at in range(len(other))):
                longest = end - start
        copy = longest_from(start, ids, array)
        assert copy.length == longest
        if longest:
            piece = ids[start : copy.end]
            all_places = [at for at in range(len(other)) if other[at : at + longest] == piece]
            assert (copy.at, copy.times) == (all_places[0], len(all_places))
            assert places(piece, array).tolist() == all_places


@given(st.lists(st.integers(0, 3), max_size=14), st.lists(st.integers(0, 3), max_size=40))
def test_stretches_are_in_order_apart_and_long_enough(ids: list[int], other: list[int]) -> None:
    array = np.array(other, dtype=np.uint16)
    chosen = _longest_apart([longest_from(start, ids, array) for start in range(len(ids))])
    assert all(copy.length >= LEAST for copy in chosen)
    assert all(one.end <= two.start for one, two in pairwise(chosen))

"""Demonstrations as tensors: the mask is True on answers and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.training.examples import BatchesOfLikeLength, Deck, TokenExample, check_length, collate

IDS = st.lists(st.integers(1, 9), min_size=1, max_size=7)
EXAMPLES = st.lists(st.builds(TokenExample.of, IDS, IDS), min_size=1, max_size=6)


def test_two_examples_side_by_side():
    ids, mask = collate([TokenExample((5, 6, 7, 8, 9), n_prompt=3), TokenExample((5, 6, 9), n_prompt=1)])
    assert ids.tolist() == [[5, 6, 7, 8, 9], [5, 6, 9, 0, 0]]
    assert mask.tolist() == [[False, False, True, True], [True, True, False, False]]
    assert ids.dtype == torch.int64


@given(EXAMPLES)
def test_what_is_learned_is_every_token_of_every_answer_and_no_token_of_prompt_or_padding(examples):
    ids, mask = collate(examples)
    assert mask.shape == (len(examples), ids.shape[1] - 1)
    for example, row, chosen in zip(examples, ids, mask, strict=True):
        assert tuple(row[: len(example.ids)].tolist()) == example.ids
        assert tuple(row[1:][chosen].tolist()) == example.ids[example.n_prompt :]
        assert int(chosen.sum()) == example.n_answer
        places = (chosen.nonzero().flatten() + 1).tolist()  # of the targets in their row
        assert places == list(range(example.n_prompt, len(example.ids)))


@pytest.mark.parametrize("n_prompt", [0, 3, 4])
def test_an_example_without_prompt_or_answer_is_refused(n_prompt):
    with pytest.raises(ValueError, match="a prompt and an answer"):
        TokenExample((1, 2, 3), n_prompt)


def test_an_example_longer_than_the_context_is_refused_by_its_number():
    examples = [TokenExample((1, 2, 3), 1), TokenExample((1, 2, 3, 4, 5), 1)]
    check_length(examples, 5)
    with pytest.raises(ValueError, match="Example 2 has 5 tokens, and this model sees 4"):
        check_length(examples, 4)


@given(st.integers(1, 9), st.lists(st.integers(1, 7), min_size=1, max_size=9), st.integers(0, 99))
def test_a_deck_deals_everything_once_before_anything_again(n, draws, seed):
    deck = Deck(range(n), seed)
    dealt = [card for draw in draws for card in deck.draw(draw)]
    assert len(dealt) == sum(draws)
    for at in range(0, len(dealt) - n + 1, n):
        assert sorted(dealt[at : at + n]) == list(range(n))


@given(st.lists(st.integers(2, 40), min_size=16, max_size=40), st.integers(0, 2**16))
def test_of_four_batches_no_short_example_stands_beside_a_long_one(lengths, seed):
    examples = [TokenExample(tuple(range(n)), 1) for n in lengths]
    batches = BatchesOfLikeLength(examples, 4, seed)
    for _ in range(3):
        four = [next(batches) for _ in range(4)]
        assert all(len(batch) == 4 for batch in four)
        spans = sorted((min(map(_length, batch)), max(map(_length, batch))) for batch in four)
        assert all(longest <= shortest for (_, longest), (shortest, _) in pairwise(spans))


def _length(example: TokenExample) -> int:
    return len(example.ids)

"""Answers as tensors, and what models think of them token by token."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.model.generate import Sampling, generate
from explainer.training.examples import PAD
from explainer.training.rollout import (
    Rollout,
    answer_logits,
    answer_logprobs,
    distinct_2,
    entropies,
    exact_kl,
    roll_out,
    spread,
)

END = 3
PROMPTS = [[0, 1], [0, 4, 5, 2], [6]]


def finish(generator):
    """Run a generator through: what it yielded, and what it returned."""
    seen = []
    while True:
        try:
            seen.append(next(generator))
        except StopIteration as done:
            return seen, done.value


@pytest.fixture
def rollout() -> Rollout:
    return Rollout.of(PROMPTS, [[7, 8, END], [9], [10, 11, 7, 8]], END)


# ---- laying out -----------------------------------------------------------------------------------------------------


def test_a_rollout_says_what_is_answer_and_which_answers_ended(rollout):
    assert rollout.ids.tolist() == [[0, 1, 7, 8, END], [0, 4, 5, 2, 9], [6, 10, 11, 7, 8]]
    assert rollout.mask.int().tolist() == [[0, 1, 1, 1], [0, 0, 0, 1], [1, 1, 1, 1]]
    assert rollout.ended.tolist() == [True, False, False]
    assert len(rollout) == 3 and rollout.lengths == [5, 5, 5]


def test_some_rows_are_hardly_wider_than_the_longest_of_them():
    some = Rollout.of([[1], [1, 2]], [[4] * 30 + [END], [END]], END, n_ctx=64).rows([1])
    assert some.ids.tolist() == [[1, 2, END, PAD]]
    assert some.mask.tolist() == [[False, True, False]]
    assert some.ended.tolist() == [True]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=20), st.integers(1, 6))
def test_parts_hold_every_row_once_and_rows_of_like_length(lengths, size):
    rollout = Rollout.of([[1]] * len(lengths), [[5] * n for n in lengths], END)
    parts = rollout.parts(range(len(lengths)), size)
    assert sorted(row for part in parts for row in part) == list(range(len(lengths)))
    assert all(len(part) <= size for part in parts)
    assert [lengths[row] for part in parts for row in part] == sorted(lengths)


# ---- writing --------------------------------------------------------------------------------------------------------


def test_answers_are_those_that_generate_writes_and_each_token_is_reported(new_model):
    model = new_model()
    parts, rollout = finish(roll_out(model, PROMPTS, 4, [5, 6, 7], END))
    expected = generate(
        model, PROMPTS, max_new_tokens=4, sampling=Sampling(temperature=1.0), seeds=[5, 6, 7], stop=frozenset((END,))
    )
    assert rollout.answers == expected and rollout.prompts == PROMPTS
    assert [(p.what, p.done, p.of) for p in parts] == [("writing", n, 4) for n in range(1, len(parts) + 1)]
    assert rollout.ended.tolist() == [answer[-1] == END for answer in expected]


def test_an_answer_never_outgrows_the_context(new_model):
    _, rollout = finish(roll_out(new_model(), [[1, 2, 4, 5, 6]], 48, 0, end_token=99))
    assert len(rollout.answers[0]) == 3  # the context is 8
    assert rollout.ids.shape == (1, 8)


def test_a_prompt_that_fills_the_context_is_refused_with_a_plain_sentence(new_model):
    with pytest.raises(ValueError, match="leaves no room for an answer"):
        finish(roll_out(new_model(), [[1] * 8], 48, 0, END))


# ---- log-probabilities ----------------------------------------------------------------------------------------------


def test_logprobs_are_those_of_each_text_read_alone(new_model, rollout):
    model = new_model()
    found = answer_logprobs(model, rollout.ids, rollout.mask)
    for prompt, answer, row, mask in zip(rollout.prompts, rollout.answers, found, rollout.mask, strict=True):
        log_p = model(torch.tensor([prompt + answer]))[0].log_softmax(-1).detach()
        expected = [float(log_p[len(prompt) - 1 + i, token]) for i, token in enumerate(answer)]
        assert row[mask].tolist() == pytest.approx(expected, abs=1e-5)
        assert not row[~mask].any()


def test_padding_changes_nothing(new_model):
    model = new_model()
    short = Rollout.of([[1, 2]], [[4, END]], END)
    both = Rollout.of([[1, 2], [5]], [[4, END], [4, 5, 6, 7, END]], END)
    alone, beside = (answer_logprobs(model, r.ids, r.mask)[0] for r in (short, both))
    torch.testing.assert_close(alone, beside[: len(alone)])
    assert not beside[len(alone) :].any()


def test_logits_are_given_only_where_an_answer_was_drawn(new_model, rollout):
    model = new_model()
    logits = answer_logits(model, rollout.ids, rollout.mask)
    torch.testing.assert_close(logits, model(rollout.ids)[:, :-1][rollout.mask])


def test_spreading_puts_values_where_the_mask_is_true():
    mask = torch.tensor([[False, True], [True, True]])
    assert spread(torch.tensor([1.0, 2.0, 3.0]), mask).tolist() == [[0, 1], [2, 3]]


# ---- how far from the reference -------------------------------------------------------------------------------------


def test_exact_kl_of_a_fair_coin_from_a_loaded_one():
    """.5 ln(.5 / .25) + .5 ln(.5 / .75) = .1438; the second answer's two tokens are 0 and .1438."""
    fair, loaded = torch.tensor([0.5, 0.5]).log(), torch.tensor([0.25, 0.75]).log()
    mask = torch.tensor([[False, True, False], [True, True, False]])
    p, q = torch.stack([fair, fair, fair]), torch.stack([loaded, fair, loaded])
    per_token, per_answer = exact_kl(p, q, mask)
    kl = 0.5 * math.log(2) + 0.5 * math.log(2 / 3)
    torch.testing.assert_close(per_token, torch.tensor([[0.0, kl, 0.0], [0.0, kl, 0.0]]))
    torch.testing.assert_close(per_answer, torch.tensor([kl, kl]))


@given(st.integers(0, 10_000))
def test_kl_is_never_negative_and_does_not_care_for_a_constant_added_to_logits(seed):
    generator = torch.Generator().manual_seed(seed)
    p, q = (3 * torch.randn(4, 6, generator=generator) for _ in range(2))
    mask = torch.ones(2, 2, dtype=torch.bool)
    kl, _ = exact_kl(p, q, mask)
    assert (kl >= -1e-5).all()
    torch.testing.assert_close(exact_kl(p + 5, q - 2, mask)[0], kl, atol=1e-4, rtol=1e-4)
    assert float(exact_kl(p, p, mask)[1].abs().max()) < 1e-5


def test_entropy_of_even_bets_is_the_logarithm_of_their_number():
    torch.testing.assert_close(entropies(torch.zeros(2, 8)), torch.full((2,), math.log(8)))
    assert float(entropies(torch.tensor([[100.0, 0.0]]))[0]) < 1e-6


def test_distinct_2_counts_different_pairs():
    assert distinct_2([[1, 2, 1, 2]]) == pytest.approx(2 / 3)  # 1-2 twice, 2-1 once
    assert distinct_2([[1, 2], [1, 2], [3, 4]]) == pytest.approx(2 / 3)
    assert distinct_2([[1], [2]]) == 1

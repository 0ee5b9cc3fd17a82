"""Drawing text: what the dice see, what they pick, and that no short cut changes a word."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.model.cache import KVCache
from explainer.model.generate import (
    GREEDY,
    Sampling,
    generate,
    generate_stream,
    sample,
    sample_at,
    shape_logits,
    top_p_filter,
)

# ---- shaping, by hand -------------------------------------------------------------------------------------------

FOUR = torch.tensor([math.log(8), math.log(4), math.log(2), math.log(2)])  # 1/2, 1/4, 1/8, 1/8


def _shares(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32)


def test_temperature_1_leaves_the_bets_as_they_are():
    torch.testing.assert_close(shape_logits(FOUR, Sampling()), _shares(0.5, 0.25, 0.125, 0.125))


def test_temperature_one_half_squares_the_bets():
    torch.testing.assert_close(shape_logits(FOUR, Sampling(temperature=0.5)), _shares(64, 16, 4, 4) / 88)


def test_temperature_2_takes_the_root_of_the_bets():
    shaped = shape_logits(FOUR, Sampling(temperature=2))
    roots = _shares(8, 4, 2, 2).sqrt()
    torch.testing.assert_close(shaped, roots / roots.sum())


def test_temperature_0_is_greedy():
    assert shape_logits(FOUR, GREEDY).tolist() == [1, 0, 0, 0]


def test_top_k_keeps_the_k_likeliest_and_scales_them_up():
    torch.testing.assert_close(shape_logits(FOUR, Sampling(top_k=2)), _shares(2 / 3, 1 / 3, 0, 0))


def test_top_k_keeps_k_even_where_bets_are_equal():
    assert int((shape_logits(FOUR, Sampling(top_k=3)) > 0).sum()) == 3


@pytest.mark.parametrize("top_k", [0, 4, 99])
def test_top_k_of_none_or_all_keeps_all(top_k):
    torch.testing.assert_close(shape_logits(FOUR, Sampling(top_k=top_k)), _shares(0.5, 0.25, 0.125, 0.125))


@pytest.mark.parametrize(
    ("top_p", "kept"),
    [
        (0.01, (1, 0, 0, 0)),
        (0.5, (1, 0, 0, 0)),  # the first alone holds half already
        (0.51, (2 / 3, 1 / 3, 0, 0)),
        (0.75, (2 / 3, 1 / 3, 0, 0)),
        (0.8, (4 / 7, 2 / 7, 1 / 7, 0)),
        (1.0, (0.5, 0.25, 0.125, 0.125)),
    ],
)
def test_top_p_keeps_the_smallest_set_that_holds_enough(top_p, kept):
    torch.testing.assert_close(shape_logits(FOUR, Sampling(top_p=top_p)), _shares(*kept))
    torch.testing.assert_close(top_p_filter(_shares(0.125, 0.5, 0.125, 0.25), 0.75), _shares(0, 2 / 3, 0, 1 / 3))


def test_temperature_comes_before_top_p():
    # At temperature 1/2 the first holds 64/88 = .727; .75 then needs two, and .7 only one.
    assert int((shape_logits(FOUR, Sampling(temperature=0.5, top_p=0.75)) > 0).sum()) == 2
    assert int((shape_logits(FOUR, Sampling(temperature=0.5, top_p=0.7)) > 0).sum()) == 1
    assert int((shape_logits(FOUR, Sampling(top_p=0.7)) > 0).sum()) == 2


def test_top_p_looks_at_what_top_k_has_left():
    # Of the first two, the first holds 2/3: enough for .6, though it holds only half of all.
    assert shape_logits(FOUR, Sampling(top_k=2, top_p=0.6)).tolist() == [1, 0, 0, 0]


def test_rows_are_shaped_apart():
    both = torch.stack((FOUR, FOUR.flip(0)))
    shaped = shape_logits(both, Sampling(temperature=0.7, top_k=3, top_p=0.9))
    for row, alone in zip(shaped, both, strict=True):
        torch.testing.assert_close(row, shape_logits(alone, Sampling(temperature=0.7, top_k=3, top_p=0.9)))


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"temperature": -0.1}, "temperature"),
        ({"temperature": 101}, "temperature"),
        ({"temperature": math.nan}, "temperature"),
        ({"top_k": -1}, "top-k"),
        ({"top_p": 0.0}, "top-p"),
        ({"top_p": 1.01}, "top-p"),
        ({"top_p": math.nan}, "top-p"),
    ],
)
def test_values_out_of_range_are_refused_by_name(values, name):
    with pytest.raises(ValueError, match=name):
        Sampling(**values)


# ---- shaping, for any logits ------------------------------------------------------------------------------------

LOGITS = st.lists(st.floats(-50, 50, width=32), min_size=1, max_size=40).map(lambda x: torch.tensor(x))
SAMPLINGS = st.builds(
    Sampling,
    temperature=st.one_of(st.just(0.0), st.floats(0, 100)),
    top_k=st.integers(0, 50),
    top_p=st.floats(0, 1, exclude_min=True),
)


@given(LOGITS, SAMPLINGS)
def test_what_the_dice_see_is_always_a_distribution(logits, sampling):
    shaped = shape_logits(logits, sampling)
    assert torch.isfinite(shaped).all() and (shaped >= 0).all()
    assert float(shaped.sum()) == pytest.approx(1, abs=1e-5)
    # The likeliest always has a chance (or one that fp32 cannot tell from it).
    assert float(logits[shaped > 0].max()) == pytest.approx(float(logits.max()), abs=1e-5)
    if sampling.top_k:
        assert int((shaped > 0).sum()) <= sampling.top_k


@given(LOGITS, st.floats(0.05, 5), st.integers(0, 50), st.floats(0.01, 1))
def test_shaping_never_turns_the_order_around(logits, temperature, top_k, top_p):
    shaped = shape_logits(logits, Sampling(temperature=temperature, top_k=top_k, top_p=top_p))
    kept = logits[shaped > 0]
    dropped = logits[shaped == 0]
    # A bet may be too small to be told from 0, but never larger than one that is kept; what fp32 cannot tell apart in
    # a softmax (0 and the smallest number below it) counts as equal.
    assert len(dropped) == 0 or float(dropped.max()) <= float(kept.min()) + 1e-6


@given(LOGITS, st.floats(0.01, 0.99))
def test_the_set_kept_by_top_p_holds_enough_and_no_token_too_many(logits, top_p):
    own = logits.double().softmax(-1)
    kept = own[top_p_filter(own, top_p) > 0]
    assert float(kept.sum()) >= top_p - 1e-9
    assert float(kept.sum() - kept.min()) < top_p + 1e-9  # without its last member it would not hold enough


@given(LOGITS)
def test_greedy_is_the_largest_logit(logits):
    assert int(shape_logits(logits, GREEDY).argmax()) == int(logits.argmax())


@given(LOGITS, st.floats(0, 1e-3, exclude_min=True))
def test_tiny_temperatures_stay_numbers(logits, temperature):
    shaped = shape_logits(logits, Sampling(temperature=temperature))
    assert torch.isfinite(shaped).all()
    assert shaped[logits.argmax()] == shaped.max()


# ---- the dice ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("throw", "token"), [(0.0, 2), (0.49, 2), (0.5, 0), (0.79, 0), (0.8, 3), (0.999, 3), (np.nextafter(1, 0), 3)]
)
def test_the_dice_pick_from_tokens_laid_end_to_end_likeliest_first(throw, token):
    probabilities = torch.tensor([[0.3, 0.0, 0.5, 0.2]], dtype=torch.float64)
    assert sample(probabilities, np.array([throw])).tolist() == [token]


@given(LOGITS, st.floats(0, 1, exclude_max=True), SAMPLINGS)
def test_the_dice_never_pick_a_token_without_a_chance(logits, throw, sampling):
    shaped = shape_logits(logits, sampling)
    assert shaped[sample(shaped[None], np.array([throw]))[0]] > 0


@given(st.integers(0, 10_000), st.sampled_from([0.3, 1.0, 8.0]), st.booleans())
def test_of_a_large_vocabulary_too_the_dice_pick_from_all_tokens_laid_end_to_end(seed, sharpness, with_ties):
    """Also far down the tail, and where many tokens are as likely as each other."""
    generator = torch.Generator().manual_seed(seed)
    logits = sharpness * torch.randn(5, 300, generator=generator)
    probabilities = (logits.round() if with_ties else logits).softmax(-1)
    dice = np.random.default_rng(seed).random(5)
    dice[0], dice[1] = 0.0, 1 - 1e-12
    ordered, order = probabilities.double().sort(dim=-1, descending=True, stable=True)
    # The throw is scaled by the sum in the order of ids: in another order its last bit may be another, and with
    # equals in the tail that is another token.
    points = torch.from_numpy(dice) * probabilities.double().sum(dim=-1)
    expected = [
        int(ids[min(int((p.cumsum(0) <= u).sum()), 299)]) for p, ids, u in zip(ordered, order, points, strict=True)
    ]
    assert sample(probabilities, dice).tolist() == expected


def test_many_throws_come_out_as_often_as_the_bets_say():
    probabilities = torch.tensor([[0.1, 0.6, 0.3]]).expand(3000, 3)
    throws = (np.arange(3000) + 0.5) / 3000  # every throw once: no luck involved
    counts = torch.bincount(sample(probabilities, throws), minlength=3)
    assert counts.tolist() == [300, 1800, 900]


# ---- writing ----------------------------------------------------------------------------------------------------

WARM = Sampling(temperature=1.5)
PROMPTS = [[1, 2, 3], [4], [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], [17, 18]]


def _naive(model, prompt, n, sampling, seed):
    """Writing as the docstring defines it, with nothing clever: one text, no cache, no batch."""
    rng = np.random.default_rng(seed)
    n_ctx = model.config.n_ctx
    window, written = list(prompt)[-n_ctx:], []
    for _ in range(n):
        with torch.no_grad():
            logits = model(torch.tensor([window]))[0, -1]
        token = int(sample(shape_logits(logits, sampling)[None], np.array([rng.random()]))[0])
        written.append(token)
        if len(window) == n_ctx:
            window = window[-(n_ctx // 2) :]  # the older half goes
        window.append(token)
    return written


@pytest.mark.parametrize("sampling", [GREEDY, WARM])
@pytest.mark.parametrize("prompt", [[3], list(range(16)), list(range(40))])
def test_writing_past_the_context_is_what_the_docstring_says(tiny, prompt, sampling):
    expected = _naive(tiny, prompt, 50, sampling, seed=3)
    assert generate(tiny, [prompt], max_new_tokens=50, sampling=sampling, seeds=[3]) == [expected]


@pytest.mark.parametrize("sampling", [GREEDY, WARM, Sampling(temperature=0.9, top_k=20, top_p=0.9)])
def test_the_cache_changes_no_token_even_past_the_context(tiny, sampling):
    cached, plain = (
        generate(tiny, PROMPTS, max_new_tokens=45, sampling=sampling, seeds=7, use_cache=use) for use in (True, False)
    )
    assert cached == plain
    assert all(len(text) == 45 for text in cached)


@pytest.mark.parametrize("sampling", [GREEDY, WARM])
def test_a_batch_of_uneven_prompts_writes_what_each_would_alone(tiny, sampling):
    together = generate(tiny, PROMPTS, max_new_tokens=45, sampling=sampling, seeds=11)
    alone = [
        generate(tiny, [prompt], max_new_tokens=45, sampling=sampling, seeds=11 + i)[0]
        for i, prompt in enumerate(PROMPTS)
    ]
    assert together == alone
    assert len({tuple(text) for text in together}) == len(PROMPTS)


def test_the_same_dice_write_the_same_text_and_others_another(tiny):
    first, again, other = (
        generate(tiny, [[1, 2]], max_new_tokens=30, sampling=WARM, seeds=seed)[0] for seed in (5, 5, 6)
    )
    assert first == again
    assert first != other


def test_writing_more_keeps_the_beginning(tiny):
    short = generate(tiny, PROMPTS, max_new_tokens=5, sampling=WARM, seeds=2)
    long = generate(tiny, PROMPTS, max_new_tokens=25, sampling=WARM, seeds=2)
    assert [text[:5] for text in long] == short


def test_greedy_writing_needs_no_luck(tiny):
    assert generate(tiny, [[1, 2]], max_new_tokens=20, seeds=1) == generate(tiny, [[1, 2]], max_new_tokens=20, seeds=2)


def test_watched_token_by_token_the_text_is_the_same(tiny):
    prompts, how = [[1, 2, 3], [4]], {"max_new_tokens": 20, "sampling": Sampling(temperature=1.0), "seeds": 3}
    stop = frozenset(generate(tiny, prompts, **how)[0][4:5])  # ends the first text at its fifth token, or before
    whole = generate(tiny, prompts, stop=stop, **how)
    steps = [[list(text) for text in step.texts] for step in generate_stream(tiny, prompts, stop=stop, **how)]
    assert len(whole[0]) <= 5
    assert [[text[:n] for text in whole] for n in range(1, len(steps) + 1)] == steps
    assert steps[-1] == whole


def test_between_two_tokens_others_may_learn(tiny):
    """Inference mode holds while a token is drawn, and not in whoever draws it."""
    for _ in generate_stream(tiny, [[1, 2, 3]], max_new_tokens=3):
        assert not torch.is_inference_mode_enabled()
        tiny(torch.tensor([[1, 2]])).sum().backward()
    assert tiny.wpe.weight.grad[:2].any()


def test_a_prompt_longer_than_the_context_counts_only_with_its_end(tiny):
    long = list(range(40))
    assert generate(tiny, [long], max_new_tokens=20) == generate(tiny, [long[-16:]], max_new_tokens=20)


def test_a_stop_token_ends_its_own_text_only(tiny):
    free = generate(tiny, PROMPTS, max_new_tokens=30, sampling=WARM, seeds=4)
    stop = free[1][6]
    stopped = generate(tiny, PROMPTS, max_new_tokens=30, sampling=WARM, seeds=4, stop=frozenset({stop}))
    for text, whole in zip(stopped, free, strict=True):
        end = whole.index(stop) + 1 if stop in whole else len(whole)
        assert text == whole[:end]  # the stop token is the last one returned
    assert len(stopped[1]) < 30


def test_all_texts_may_stop_before_the_end(tiny):
    everything = frozenset(range(tiny.config.vocab_size))
    assert [len(text) for text in generate(tiny, PROMPTS, max_new_tokens=30, stop=everything)] == [1, 1, 1, 1]


def test_nothing_to_do_is_no_trouble(tiny):
    assert generate(tiny, [], max_new_tokens=5) == []
    assert generate(tiny, [[1], [2]], max_new_tokens=0) == [[], []]


def test_an_empty_prompt_is_refused_with_a_way_out(tiny):
    with pytest.raises(ValueError, match="at least one token; use the end-of-text token"):
        generate(tiny, [[1], []], max_new_tokens=3)


def test_a_wrong_number_of_seeds_is_refused(tiny):
    with pytest.raises(ValueError, match="2 prompts need as many seeds, and there are 1"):
        generate(tiny, [[1], [2]], max_new_tokens=3, seeds=[0])


@pytest.mark.parametrize("n_ctx", [1, 2, 3])
def test_the_smallest_contexts_write_too(make_model, tiny, n_ctx):
    model = make_model(replace(tiny.config, n_ctx=n_ctx))
    cached, plain = (
        generate(model, [[1, 2, 3], [4]], max_new_tokens=9, sampling=WARM, use_cache=use) for use in (True, False)
    )
    assert cached == plain
    assert [len(text) for text in cached] == [9, 9]


def test_writing_does_not_touch_the_caller_or_the_model(tiny):
    prompts = [[1, 2], [3]]
    before = [p.detach().clone() for p in tiny.parameters()]
    generate(tiny, prompts, max_new_tokens=20, sampling=WARM)
    assert prompts == [[1, 2], [3]]
    assert all(torch.equal(a, b) for a, b in zip(before, tiny.parameters(), strict=True))
    assert torch.is_grad_enabled() and not torch.is_inference_mode_enabled()


def test_each_step_tells_on_which_bets_its_tokens_were_sampled(tiny):
    prompts = [[1, 2, 3], [4]]
    how = {"max_new_tokens": 6, "sampling": WARM, "seeds": 3}
    stop = frozenset(generate(tiny, prompts, **how)[0][2:3])
    for n, step in enumerate(generate_stream(tiny, prompts, stop=stop, **how), start=1):
        for row, i in enumerate(step.rows):
            seen = [*prompts[i], *step.texts[i]]
            assert step.tokens[row] == seen[-1]
            assert step.ended == {i for i in step.rows if step.texts[i][-1] in stop}
            with torch.no_grad():
                torch.testing.assert_close(
                    step.logits[row], tiny(torch.tensor([seen[:-1]]))[0, -1], rtol=1e-4, atol=1e-4
                )
        assert step.cache.length >= max(len(prompts[i]) for i in step.rows) + n - 1


def test_whoever_watches_may_end_a_text(tiny):
    whole = generate(tiny, PROMPTS, max_new_tokens=30, sampling=WARM, seeds=4)
    for step in generate_stream(tiny, PROMPTS, max_new_tokens=30, sampling=WARM, seeds=4):
        step.ended.update(i for i in step.rows if len(step.texts[i]) == 5 + i)
    assert step.texts == [text[: 5 + i] for i, text in enumerate(whole)]


@pytest.mark.parametrize("sampling", [GREEDY, WARM])
@pytest.mark.parametrize("rest", [[[7]] * 3, [[1, 2], [3], [4, 5, 6]]])
def test_what_all_begin_with_may_have_been_read_before(tiny, sampling, rest):
    """Once for all, and also where a text then outgrows the context."""
    begin = [3, 1, 4, 1, 5]
    prompts, how = [[*begin, *more] for more in rest], {"max_new_tokens": 30, "sampling": sampling, "seeds": 2}
    cache, texts = KVCache(), []
    with torch.inference_mode():
        tiny(torch.tensor([begin]), cache=cache)
    for step in generate_stream(tiny, prompts, beginning=cache, **how):
        texts = step.texts
    assert texts == generate(tiny, prompts, **how)
    assert cache.length == 5


@pytest.mark.parametrize("sampling", [GREEDY, WARM])
def test_resumable_writing_goes_on_wherever_it_is_taken_up_as_if_asked_for_one_token_at_a_time(tiny, sampling):
    prompts, how = [[1, 2, 3], list(range(14))], {"sampling": sampling, "seeds": [5, 5], "resumable": True}
    *_, last = generate_stream(tiny, prompts, max_new_tokens=20, **how)
    *_, again = generate_stream(
        tiny, [[*p, *text[:7]] for p, text in zip(prompts, last.texts, strict=True)], max_new_tokens=13, **how
    )
    assert again.texts == [text[7:] for text in last.texts]
    for prompt, text in zip(prompts, last.texts, strict=True):
        seen = list(prompt)
        for token in text:
            with torch.no_grad():
                logits = tiny(torch.tensor([seen[-16:]]))[0, -1]
            assert sample_at(logits, sampling, 5, len(seen)) == token
            seen.append(token)

"""Drawing text: what the dice see, what they pick, and that no short cut changes a word."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.model.cache import KVCache
from explainer.model.generate import (
    GREEDY,
    Sampling,
    generate,
    generate_stream,
    sample,
    sample_at,
    shape_logits,
)

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

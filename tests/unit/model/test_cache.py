"""The cache while texts are written: who is read again when a window is full, and in which sizes attention sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from explainer.model.cache import KVCache
from explainer.model.generate import GREEDY, Sampling, generate

CLOSE = {"rtol": 1e-4, "atol": 1e-5}
UNEVEN = [[1 + i] * (1 + i % 13) for i in range(12)]


@pytest.fixture
def read(tiny, monkeypatch):
    """How many tokens were read in each pass, padding included."""
    passes: list[int] = []
    hidden = tiny.hidden

    def counted(ids, *rest, **more):
        passes.append(ids.numel())
        return hidden(ids, *rest, **more)

    monkeypatch.setattr(tiny, "hidden", counted)
    return passes


def test_a_full_window_has_only_its_own_text_read_again(tiny, read):
    """Texts of many lengths fill their windows one after the other; each is read again once in half a context."""
    generate(tiny, UNEVEN, max_new_tokens=60)
    beyond = sum(read) - len(UNEVEN) * (60 + tiny.config.n_ctx)  # the first reading, and one token a text and step
    assert beyond < 1000  # when one full window had all texts read again, it was 9,840


@pytest.mark.parametrize("sampling", [GREEDY, Sampling(temperature=1.5)])
def test_texts_of_many_lengths_go_on_past_the_context_as_without_a_cache(tiny, sampling):
    cached, plain = (
        generate(tiny, UNEVEN, max_new_tokens=50, sampling=sampling, seeds=3, use_cache=use) for use in (True, False)
    )
    assert cached == plain


def test_texts_may_end_while_others_are_read_again(tiny):
    how = {"max_new_tokens": 50, "sampling": Sampling(temperature=1.5), "seeds": 3}
    free = generate(tiny, UNEVEN, **how)
    stop = frozenset({free[0][20], free[5][30]})
    cached, plain = (generate(tiny, UNEVEN, stop=stop, use_cache=use, **how) for use in (True, False))
    assert cached == plain
    assert len({len(text) for text in cached}) > 1


def test_rows_put_in_the_place_of_others_go_on_as_they_would_alone(tiny):
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(tiny.config.vocab_size, (3, 12), generator=generator)
    other = torch.randint(tiny.config.vocab_size, (1, 5), generator=generator)
    more = torch.randint(tiny.config.vocab_size, (3, 3), generator=generator)
    with torch.inference_mode():
        cache, fresh = KVCache(), KVCache()
        tiny(ids, cache=cache)
        tiny(other, cache=fresh)
        mixed = cache.replaced([1], fresh)
        found = torch.cat([tiny(part, cache=mixed) for part in more.split(1, dim=1)], dim=1)
        for row, before in ((0, ids[0]), (1, other[0]), (2, ids[2])):
            alone = tiny(torch.cat((before, more[row]))[None])[0, -3:]
            torch.testing.assert_close(found[row], alone, **CLOSE)
        torch.testing.assert_close(
            tiny(more, cache=cache)[1], tiny(torch.cat((ids[1], more[1]))[None])[0, -3:], **CLOSE
        )


def test_what_is_hidden_in_all_rows_is_dropped(tiny):
    with torch.inference_mode():
        cache, fresh = KVCache(), KVCache()
        tiny(torch.ones(2, 12, dtype=torch.int64), cache=cache)
        tiny(torch.ones(2, 5, dtype=torch.int64), cache=fresh)
        mixed = cache.replaced([0, 1], fresh)
    assert mixed.length == 5 and mixed.padding is None


def test_attention_sees_few_sizes_while_a_text_grows(make_model, tiny, monkeypatch):
    model = make_model(replace(tiny.config, n_ctx=128))
    seen: set[tuple[int, ...]] = set()
    product = torch.baddbmm

    def watched(mask, queries, keys, **how):
        seen.add(tuple(keys.shape))
        return product(mask, queries, keys, **how)

    monkeypatch.setattr(torch, "baddbmm", watched)
    generate(model, [[1, 2], [3, 4]], max_new_tokens=120)
    assert 1 < len(seen) <= 5  # the prompt's, and one for every 32 tokens


def test_texts_that_begin_alike_go_on_without_each_other_from_one_reading(tiny):
    ids, more = torch.arange(8)[None], torch.tensor([[9, 3, 1], [2, 2, 5]])
    with torch.inference_mode():
        beginning = KVCache()
        tiny(ids, cache=beginning)
        both = beginning.expand(2)
        found = torch.cat([tiny(part, cache=both) for part in more.split(1, dim=1)], dim=1)
        for row in range(2):
            alone = tiny(torch.cat((ids, more[row : row + 1]), dim=1))[0, -3:]
            torch.testing.assert_close(found[row], alone, **CLOSE)
        assert beginning.length == 8
        torch.testing.assert_close(tiny(ids + 1, cache=beginning), tiny(torch.cat((ids, ids + 1), 1))[:, 8:], **CLOSE)


def test_the_room_of_a_cache_is_not_looked_at(tiny):
    """Whatever lies behind the last token, as long as it is a number, changes nothing."""
    ids = torch.arange(8)[None]
    with torch.inference_mode():
        cache = KVCache()
        tiny(ids[:, :5], cache=cache)
        tiny(ids[:, 5:6], cache=cache)
        for layer in range(tiny.config.n_layer):
            for wide in cache.roomy(layer):
                assert wide.shape[2] > cache.length
                wide[:, :, cache.length :] = 1e3
        torch.testing.assert_close(tiny(ids[:, 6:], cache=cache), tiny(ids)[:, 6:], **CLOSE)

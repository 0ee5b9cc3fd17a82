"""Cache and padding: what is read bit by bit, or beside longer rows, gets the same logits as at once and alone."""

from __future__ import annotations

import pytest
import torch

from explainer.model.cache import KVCache
from explainer.model.hooks import Trace

CLOSE = {"rtol": 1e-4, "atol": 1e-4}


def test_what_stands_before_the_head_gives_the_logits_and_may_be_asked_at_some_places_only(tiny, ids):
    trace = Trace()
    logits = tiny(ids, trace)
    x = tiny.hidden(ids)
    assert x.shape == (3, 16, 24)
    torch.testing.assert_close(x.detach(), trace["ln_final.hook_normalized"], **CLOSE)
    torch.testing.assert_close(tiny.head(x), logits, **CLOSE)
    places = torch.zeros(3, 16, dtype=torch.bool)
    places[0, 3] = places[2, 15] = True
    torch.testing.assert_close(tiny.head(x[places]), torch.stack([logits[0, 3], logits[2, 15]]), **CLOSE)


@pytest.mark.parametrize("pieces", [[16], [5, 11], [1] * 16, [3, 1, 1, 7, 4]])
def test_reading_bit_by_bit_with_a_cache_equals_reading_at_once(tiny, ids, pieces):
    cache = KVCache()
    with torch.no_grad():
        parts = [tiny(part, cache=cache) for part in ids.split(pieces, dim=1)]
        torch.testing.assert_close(torch.cat(parts, dim=1), tiny(ids), **CLOSE)
    assert cache.length == 16


def _padded(rows: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(len(row) for row in rows)
    ids = torch.stack([torch.cat((torch.full((longest - len(row),), 7), row)) for row in rows])
    padding = torch.stack([torch.arange(longest) < longest - len(row) for row in rows])
    return ids, padding


@pytest.mark.parametrize("traced", [False, True])
def test_a_row_filled_up_from_the_left_gets_the_same_logits_as_alone(tiny, ids, traced):
    rows = [ids[0], ids[1, :9], ids[2, :1]]
    together, padding = _padded(rows)
    with torch.no_grad():
        logits = tiny(together, Trace() if traced else None, padding=padding)
        assert torch.isfinite(logits).all()  # the padding's own rows too
        for row, found in zip(rows, logits, strict=True):
            torch.testing.assert_close(found[-len(row) :], tiny(row[None])[0], **CLOSE)


def test_padded_rows_go_on_with_a_cache_as_they_would_alone(tiny, ids):
    rows = [ids[0, :6], ids[1, :3], ids[2, :1]]
    together, padding = _padded(rows)
    more = ids[:, 8:13]
    cache = KVCache()
    with torch.no_grad():
        tiny(together, cache=cache, padding=padding)
        found = torch.cat([tiny(part, cache=cache) for part in more.split(2, dim=1)], dim=1)
        for i, row in enumerate(rows):
            alone = tiny(torch.cat((row, more[i]))[None])[0, -5:]
            torch.testing.assert_close(found[i], alone, **CLOSE)


def test_some_rows_of_a_cache_go_on_as_they_would_alone_and_the_others_are_not_disturbed(tiny, ids):
    expected = tiny(ids).detach()
    with torch.no_grad():
        cache = KVCache()
        tiny(ids[:, :5], cache=cache)
        tiny(ids[:, 5:7], cache=cache)
        some = cache.select([2, 0])
        for at in range(7, 16):
            torch.testing.assert_close(tiny(ids[[2, 0], at : at + 1], cache=some)[:, 0], expected[[2, 0], at], **CLOSE)
        torch.testing.assert_close(tiny(ids[:, 7:], cache=cache), expected[:, 7:], **CLOSE)


def test_two_texts_may_go_on_from_the_same_beginning(tiny, ids):
    """A cache made from the keys and values of another does not write into that one's."""
    with torch.no_grad():
        cache = KVCache()
        tiny(ids[:, :3], cache=cache)
        tiny(ids[:, 3:6], cache=cache)
        twin = KVCache(list(cache.keys), list(cache.values))
        other = ids.flip(1)
        first, second = tiny(ids[:, 6:], cache=cache), tiny(other[:, 6:], cache=twin)
        torch.testing.assert_close(first, tiny(ids)[:, 6:], **CLOSE)
        torch.testing.assert_close(second, tiny(torch.cat((ids[:, :6], other[:, 6:]), 1))[:, 6:], **CLOSE)


def test_a_cache_lets_gradients_through_and_may_leave_inference_mode(tiny, ids):
    with torch.inference_mode():
        cache = KVCache()
        for at in range(4):
            tiny(ids[:, at : at + 1], cache=cache)
    with torch.no_grad():
        torch.testing.assert_close(tiny(ids[:, 4:], cache=cache), tiny(ids)[:, 4:], **CLOSE)
    cache = KVCache()
    for at in range(16):
        logits = tiny(ids[:, at : at + 1], cache=cache)
    logits.sum().backward()
    found = [p.grad.clone() for p in tiny.parameters()]
    tiny.zero_grad()
    tiny(ids)[:, -1].sum().backward()
    for p, grad in zip(tiny.parameters(), found, strict=True):
        torch.testing.assert_close(grad, p.grad, atol=1e-3, rtol=1e-3)


def test_a_text_longer_than_the_context_is_refused_with_both_numbers(tiny, ids):
    with pytest.raises(ValueError, match="17 tokens do not fit the context of 16"):
        tiny(torch.cat((ids, ids[:, :1]), dim=1))


def test_a_cache_that_is_full_refuses_and_stays_as_it_was(tiny, ids):
    cache = KVCache()
    tiny(ids, cache=cache)
    with pytest.raises(ValueError, match="17 tokens do not fit the context of 16"):
        tiny(ids[:, :1], cache=cache)
    assert cache.length == 16

    together, padding = _padded([ids[0], ids[1, :9]])
    cache = KVCache()
    tiny(together, cache=cache, padding=padding)
    for _ in range(2):  # the second time must say the same: the first attempt has left nothing behind
        with pytest.raises(ValueError, match="17 tokens do not fit the context of 16"):
            tiny(ids[:2, :1], cache=cache)
    assert cache.padding is not None and cache.padding.shape == (2, 16)


def test_short_rows_may_outgrow_the_context_in_columns_but_not_in_tokens(tiny, ids):
    """Padding takes no position: to the short row, these 16 columns are a text of 8 tokens."""
    together, padding = _padded([ids[0, :10], ids[1, :2]])
    cache = KVCache()
    with torch.no_grad():
        tiny(together, cache=cache, padding=padding)
        found = tiny(ids[:2, 10:16], cache=cache)
        torch.testing.assert_close(found[1], tiny(torch.cat((ids[1, :2], ids[1, 10:16]))[None])[0, -6:], **CLOSE)

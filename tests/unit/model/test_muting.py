"""Muting a head: its part is left out, on every path through the model, and everything else stays as it is."""

from __future__ import annotations

import copy

import pytest
import torch

from explainer.model.cache import KVCache
from explainer.model.gpt import GPT
from explainer.model.hooks import Trace, ablate_heads

CLOSE = {"rtol": 1e-4, "atol": 1e-4}
SOME = frozenset({(0, 1), (1, 0), (1, 2)})


def without(model: GPT, heads: frozenset[tuple[int, int]]) -> GPT:
    """A model whose output projections do not take up what ``heads`` gathered."""
    changed = copy.deepcopy(model)
    with torch.no_grad():
        for layer, head in heads:
            weight = changed.h[layer].attn.c_proj.weight  # (C, C): columns are what is read
            d = model.config.d_head
            weight[:, head * d : (head + 1) * d] = 0
    return changed


@pytest.mark.parametrize("heads", [frozenset({(0, 0)}), frozenset({(1, 2)}), SOME])
def test_a_muted_head_equals_one_whose_slice_of_the_projection_is_zero(tiny, ids, heads):
    with torch.no_grad():
        expected = without(tiny, heads)(ids)
        torch.testing.assert_close(tiny(ids, ablate_heads(heads)), expected, **CLOSE)
        assert float((expected - tiny(ids)).abs().max()) > 0.05  # otherwise agreement would prove little


def test_muting_works_bit_by_bit_with_a_cache_and_with_padding(tiny, ids):
    with torch.no_grad():
        mute = ablate_heads(SOME)
        expected = tiny(ids, mute)
        cache = KVCache()
        parts = [tiny(part, mute, cache=cache) for part in ids.split([5, 1, 10], dim=1)]
        torch.testing.assert_close(torch.cat(parts, dim=1), expected, **CLOSE)
        padding = torch.zeros(3, 16, dtype=torch.bool)
        padding[:, :4] = True
        padded = torch.cat((torch.full((3, 4), 7), ids[:, :12]), dim=1)
        found = tiny(padded, mute, padding=padding)[:, 4:]
        torch.testing.assert_close(found, tiny(ids[:, :12], mute), **CLOSE)


def test_the_trace_of_a_muted_head_shows_where_it_looked_and_that_nothing_came_of_it(tiny, ids):
    trace, whole, mute = Trace(), Trace(), ablate_heads(SOME)
    tiny(ids, lambda name, value: trace(name, mute(name, value)))
    tiny(ids, whole)
    assert (trace["blocks.0.attn.hook_z"][:, 1] == 0).all()
    assert torch.equal(trace["blocks.0.attn.hook_z"][:, 0], whole["blocks.0.attn.hook_z"][:, 0])
    assert torch.equal(trace["blocks.0.attn.hook_pattern"], whole["blocks.0.attn.hook_pattern"])


def test_muting_nothing_changes_not_a_bit(tiny, ids):
    with torch.no_grad():
        assert torch.equal(tiny(ids), tiny(ids, ablate_heads(())))


def test_a_head_that_gives_no_numbers_can_be_muted_away(tiny, ids):
    with torch.no_grad():
        tiny.h[0].attn.c_attn.bias[2 * 24 : 2 * 24 + 8] = float("nan")  # the values of head 0
        assert torch.isnan(tiny(ids)).any()
        assert torch.isfinite(tiny(ids, ablate_heads({(0, 0)}))).all()

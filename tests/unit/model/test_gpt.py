"""The GPT: exactly GPT-2's graph, on every path through it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from explainer.model import gpt
from explainer.model.cache import KVCache
from explainer.model.config import PRESETS, GPTConfig
from explainer.model.gpt import GPT
from explainer.model.hooks import Trace

CLOSE = {"rtol": 1e-4, "atol": 1e-4}


# ---- sizes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_the_formula_for_the_number_of_dials_equals_the_count(preset):
    config = PRESETS[preset]
    with torch.device("meta"):
        model = GPT(config)
    assert sum(p.numel() for p in model.parameters()) == config.n_params


def test_the_presets_are_the_ones_people_were_promised():
    shapes = {name: (c.n_layer, c.n_head, c.n_embd) for name, c in PRESETS.items()}
    assert shapes == {"xs": (2, 2, 64), "s": (4, 4, 128), "m": (6, 6, 192), "l": (6, 8, 256)}
    assert all(c.n_embd == c.n_head * c.d_head for c in PRESETS.values())


@pytest.mark.parametrize("name", ["n_layer", "n_head", "n_embd", "n_ctx", "vocab_size"])
@pytest.mark.parametrize("value", [0, -3])
def test_a_size_below_one_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=rf"{name} must be at least 1.*{value}"):
        replace(PRESETS["xs"], **{name: value})


@pytest.mark.parametrize("name", ["n_layer", "n_head", "n_embd", "n_ctx", "vocab_size"])
@pytest.mark.parametrize("value", [2.0, "2", None, True])
def test_a_size_that_is_no_whole_number_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=f"{name} must be a whole number"):
        replace(PRESETS["xs"], **{name: value})


def test_a_width_that_the_heads_do_not_divide_is_refused():
    with pytest.raises(ValueError, match=r"n_embd \(10\) must be a multiple of n_head \(3\)"):
        GPTConfig(n_layer=1, n_head=3, n_embd=10, n_ctx=4, vocab_size=5)


@pytest.mark.parametrize("change", [{"gelu": "relu"}, {"layer_norm_eps": 0.0}, {"layer_norm_eps": "small"}])
def test_an_unknown_gelu_or_a_useless_epsilon_is_refused(change):
    with pytest.raises(ValueError, match=next(iter(change))):
        replace(PRESETS["xs"], **change)


# ---- the untrained model ----------------------------------------------------------------------------------------


def test_weights_start_as_gpt2_starts():
    config = replace(PRESETS["s"], n_layer=2)
    model = GPT(config, generator=torch.Generator().manual_seed(1))
    for name, p in model.state_dict().items():
        if p.dim() == 1:
            expected = 1.0 if name.endswith("weight") else 0.0
            assert torch.all(p == expected), name
        else:
            std = 0.02 / math.sqrt(2 * config.n_layer) if name.endswith("c_proj.weight") else 0.02
            assert abs(float(p.mean())) < 4 * std / math.sqrt(p.numel()), name
            assert float(p.std()) == pytest.approx(std, rel=0.03), name


def test_an_untrained_model_does_not_know_more_than_guessing():
    config = PRESETS["xs"]
    model = GPT(config, generator=torch.Generator().manual_seed(0))
    ids = torch.randint(0, config.vocab_size, (4, 32), generator=torch.Generator().manual_seed(1))
    loss = torch.nn.functional.cross_entropy(model(ids[:, :-1]).flatten(0, 1), ids[:, 1:].flatten())
    assert float(loss.detach()) == pytest.approx(math.log(config.vocab_size), abs=0.1)


def test_the_seed_decides_the_weights(make_model):
    def weights(seed):
        return GPT(PRESETS["xs"], generator=torch.Generator().manual_seed(seed)).wte.weight

    assert torch.equal(weights(3), weights(3))
    assert not torch.equal(weights(3), weights(4))


# ---- against Hugging Face ---------------------------------------------------------------------------------------


def _hugging_face(model: GPT):
    """The same model in ``transformers``. Its Conv1D holds weights the other way round, also the square ones."""
    transformers = pytest.importorskip("transformers")
    c = model.config
    theirs = transformers.GPT2LMHeadModel(
        transformers.GPT2Config(
            vocab_size=c.vocab_size,
            n_positions=c.n_ctx,
            n_embd=c.n_embd,
            n_layer=c.n_layer,
            n_head=c.n_head,
            activation_function="gelu" if c.gelu == "exact" else "gelu_new",
            layer_norm_epsilon=c.layer_norm_eps,
            bos_token_id=0,
            eos_token_id=0,
            attn_implementation="eager",
        )
    ).eval()
    turned = ("attn.c_attn.weight", "attn.c_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight")
    weights = {
        f"transformer.{name}": (p.T if name.endswith(turned) else p).detach().clone()
        for name, p in model.named_parameters()
    }
    missing, unexpected = theirs.load_state_dict(weights, strict=False)
    assert unexpected == []
    assert missing == ["lm_head.weight"]  # tied to the embedding
    theirs.tie_weights()
    return theirs


@pytest.mark.parametrize("gelu", ["exact", "tanh"])
def test_logits_and_attention_agree_with_hugging_faces_gpt2(make_model, tiny, ids, gelu):
    model = make_model(replace(tiny.config, gelu=gelu, layer_norm_eps=3e-4))
    theirs = _hugging_face(model)
    trace = Trace()
    with torch.no_grad():
        fast = model(ids)
        traced = model(ids, trace)
        expected = theirs(ids, output_attentions=True)
    assert float(expected.logits.std()) > 0.5  # otherwise agreement would prove little
    torch.testing.assert_close(fast, expected.logits, **CLOSE)
    torch.testing.assert_close(traced, expected.logits, **CLOSE)
    assert len(expected.attentions) == model.config.n_layer
    for layer, pattern in enumerate(expected.attentions):
        torch.testing.assert_close(trace[f"blocks.{layer}.attn.hook_pattern"], pattern, **CLOSE)
    hidden = theirs(ids, output_hidden_states=True).hidden_states
    for layer in range(model.config.n_layer):
        torch.testing.assert_close(trace[f"blocks.{layer}.hook_resid_pre"], hidden[layer].detach(), **CLOSE)


def test_exact_and_tanh_gelu_are_told_apart_by_the_logits(make_model, tiny, ids):
    """If this failed, the reference test could not notice a mixed-up activation."""
    with torch.no_grad():
        other = make_model(replace(tiny.config, gelu="tanh"))(ids)
        assert float((tiny(ids) - other).abs().max()) > 1e-4


# ---- one path, looked at or not ---------------------------------------------------------------------------------


def test_looking_inside_changes_not_a_bit(tiny, ids):
    with torch.no_grad():
        assert torch.equal(tiny(ids, Trace()), tiny(ids))


def test_what_a_hook_puts_in_the_place_of_an_activation_goes_on(tiny, ids):
    """With the stream of another text in one place, all that follows is that text's."""
    other = Trace()
    with torch.no_grad():
        expected = tiny(ids.flip(1), other)
        for place in ("blocks.0.hook_resid_pre", "blocks.1.hook_resid_pre", "ln_final.hook_normalized", "logits"):
            found = tiny(ids, lambda name, value, place=place: other[place] if name == place else value)
            assert torch.equal(found, expected)


def test_every_activation_is_on_the_way_to_the_bets(tiny, ids):
    trace = Trace()
    with torch.no_grad():
        expected = tiny(ids, trace)
        for place in trace:
            noise = torch.rand(trace[place].shape, generator=torch.Generator().manual_seed(1))
            found = tiny(ids, lambda name, value, place=place, by=noise: value + by if name == place else value)
            assert not torch.allclose(found, expected, **CLOSE), place


def test_the_fused_attention_of_other_devices_gives_the_same_bets(tiny, ids, monkeypatch):
    padding = torch.zeros(3, 16, dtype=torch.bool)
    padding[1, :5] = padding[2, :15] = True

    def bets():
        cache, padded = KVCache(), KVCache()
        bit_by_bit = [tiny(part, cache=cache) for part in ids.split([9, 1, 1, 5], dim=1)]
        uneven = [tiny(ids[:, :10], cache=padded, padding=padding[:, 6:]), tiny(ids[:, 10:], cache=padded)]
        return torch.cat([tiny(ids), *bit_by_bit, *uneven], dim=1)

    with torch.no_grad():
        written_out = bets()
        monkeypatch.setattr(gpt, "_has_fast_attention", lambda device: True)
        monkeypatch.setattr(torch, "baddbmm", None)  # nothing is written out any more
        torch.testing.assert_close(bets(), written_out, **CLOSE)
        with pytest.raises(TypeError):
            tiny(ids, Trace())  # but where somebody looks


def test_every_documented_activation_is_recorded_in_its_shape(tiny, ids):
    c, (B, T) = tiny.config, ids.shape
    stream, heads, square, wide = (
        (B, T, c.n_embd),
        (B, c.n_head, T, c.d_head),
        (B, c.n_head, T, T),
        (B, T, 4 * c.n_embd),
    )
    expected = {
        "hook_embed": stream,
        "hook_pos_embed": stream,
        "ln_final.hook_normalized": stream,
        "logits": (B, T, c.vocab_size),
    }
    for n in range(c.n_layer):
        here = f"blocks.{n}"
        expected |= {f"{here}.{name}": stream for name in ("hook_resid_pre", "hook_resid_mid", "hook_resid_post")}
        expected |= {f"{here}.{name}": stream for name in ("hook_attn_out", "hook_mlp_out")}
        expected |= {f"{here}.attn.hook_{name}": heads for name in ("q", "k", "v", "z")}
        expected |= {f"{here}.attn.hook_{name}": square for name in ("attn_scores", "pattern")}
        expected |= {f"{here}.mlp.hook_{name}": wide for name in ("pre", "post")}
    trace = Trace()
    tiny(ids, trace)
    assert {name: tuple(value.shape) for name, value in trace.items()} == expected
    assert not any(value.requires_grad for value in trace.values())


def test_a_trace_tells_all_blocks_and_the_stream_in_order(tiny, ids):
    trace = Trace()
    tiny(ids, trace)
    last = tiny.config.n_layer - 1
    patterns, stream = trace.of_blocks("attn.hook_pattern"), trace.stream()
    assert (len(patterns), len(stream)) == (last + 1, last + 2)
    for n, pattern in enumerate(patterns):
        assert torch.equal(pattern, trace[f"blocks.{n}.attn.hook_pattern"])
        assert torch.equal(stream[n], trace[f"blocks.{n}.hook_resid_pre"])
    assert torch.equal(stream[-1], trace[f"blocks.{last}.hook_resid_post"])
    with pytest.raises(KeyError, match="hook_nothing"):
        trace.of_blocks("hook_nothing")


def test_recorded_activations_add_up(tiny, ids):
    trace = Trace()
    tiny(ids, trace)
    stream = trace["hook_embed"] + trace["hook_pos_embed"]
    for n in range(tiny.config.n_layer):
        here = f"blocks.{n}"
        torch.testing.assert_close(trace[f"{here}.hook_resid_pre"], stream, **CLOSE)
        stream = stream + trace[f"{here}.hook_attn_out"]
        torch.testing.assert_close(trace[f"{here}.hook_resid_mid"], stream, **CLOSE)
        stream = stream + trace[f"{here}.hook_mlp_out"]
        torch.testing.assert_close(trace[f"{here}.hook_resid_post"], stream, **CLOSE)
        z = trace[f"{here}.attn.hook_pattern"] @ trace[f"{here}.attn.hook_v"]
        torch.testing.assert_close(trace[f"{here}.attn.hook_z"], z, **CLOSE)
    torch.testing.assert_close(trace["logits"], trace["ln_final.hook_normalized"] @ tiny.wte.weight.detach().T, **CLOSE)


def test_attention_is_a_share_of_the_past(tiny, ids):
    trace = Trace()
    tiny(ids, trace)
    future = torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool).triu(1)
    for n in range(tiny.config.n_layer):
        pattern = trace[f"blocks.{n}.attn.hook_pattern"]
        torch.testing.assert_close(pattern.sum(-1), torch.ones_like(pattern.sum(-1)))
        assert (pattern >= 0).all()
        assert (pattern[..., future] == 0).all()


@pytest.mark.parametrize("traced", [False, True])
def test_a_later_word_changes_no_earlier_bet(tiny, ids, traced):
    with torch.no_grad():
        before = tiny(ids, Trace() if traced else None)
        for place in (1, 7, 15):
            changed = ids.clone()
            changed[:, place] = (changed[:, place] + 1) % tiny.config.vocab_size
            after = tiny(changed, Trace() if traced else None)
            assert torch.equal(after[:, :place], before[:, :place])
            assert not torch.allclose(after[:, place:], before[:, place:])


def test_the_head_shares_its_weights_with_the_embedding(tiny, ids):
    tiny(ids).sum().backward()
    assert tiny.wte.weight.grad is not None
    assert "lm_head.weight" not in tiny.state_dict()
    assert "causal" not in tiny.state_dict()  # a buffer that is no weight stays out of the file


def test_bf16_autocast_gives_nearly_the_same_bets(tiny, ids):
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        rough = tiny(ids).float()
    with torch.no_grad():
        exact = tiny(ids)
    assert float((rough.softmax(-1) - exact.softmax(-1)).abs().max()) < 0.1


def test_every_weight_learns_looked_at_or_not(tiny, ids):
    grads = []
    for trace in (None, Trace()):
        tiny.zero_grad()
        logits = tiny(ids[:, :-1], trace)
        torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten()).backward()
        grads.append([p.grad.clone() for p in tiny.parameters()])
    for fast, traced in zip(*grads, strict=True):
        torch.testing.assert_close(fast, traced, rtol=1e-3, atol=1e-5)
        assert torch.isfinite(fast).all() and float(fast.norm()) > 0

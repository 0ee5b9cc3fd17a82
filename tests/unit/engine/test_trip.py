"""The Overview's trip: every number equals a recomputation from the weights, written out here in float64 NumPy."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.engine.commands import SetDemand, SetPrompt, StepOnce
from explainer.engine.frames import Topic, Trip
from explainer.model.config import GPTConfig
from tests.unit.engine import conftest

TEXTS = ["The cat", "", "👩‍🚀🐈 é", "The cat sat on the mat. " * 20, "x"]


@pytest.fixture
def deep(monkeypatch: pytest.MonkeyPatch, new_show):
    """A model of three blocks that has learned for three steps, with weights big enough to tell heads apart."""
    size = replace(conftest.SMALL, n_layer=3, n_head=4)
    for module in (conftest.preparing, conftest.opening):
        monkeypatch.setattr(module, "PRESETS", {"xs": size})
    show = new_show()
    show.do(SetDemand(frozenset({Topic.TRIP})))
    show.do(*[StepOnce()] * 3)
    show.settle()
    show.tick(3)
    with torch.no_grad():
        for p in show.session.model.parameters():
            p.add_(0.3 * torch.randn(p.shape, generator=torch.Generator().manual_seed(p.numel())))
    return show


def trip(show, text: str) -> Trip:
    show.do(SetPrompt(text, serial=7))
    return show.mailbox.take()[Topic.TRIP]


def recomputed(show, text: str) -> dict[str, np.ndarray]:
    """The forward pass with everything on the way, nothing of the program's own."""
    session = show.session
    c: GPTConfig = session.config
    w = {name: p.double().numpy() for name, p in session.model.state_dict().items()}
    ids = session.tokenizer.encode(text)[-c.n_ctx :] or [session.tokenizer.eot]
    S = len(ids)

    def norm(x, name):
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + c.layer_norm_eps)
        return x * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(x, name):
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def softmax(x):
        e = np.exp(x - x.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)

    erf = np.vectorize(math.erf)
    token, position = w["wte.weight"][ids], w["wpe.weight"][:S]
    x = token + position
    resid, patterns, attns, mlps, neurons = [x], [], [], [], []
    for n in range(c.n_layer):
        q, k, v = np.split(linear(norm(x, f"h.{n}.ln_1"), f"h.{n}.attn.c_attn"), 3, axis=-1)
        heads, pattern = [], []
        for h in range(c.n_head):
            part = slice(h * c.d_head, (h + 1) * c.d_head)
            scores = q[:, part] @ k[:, part].T / math.sqrt(c.d_head)
            scores[np.triu_indices(S, 1)] = -np.inf
            pattern.append(softmax(scores))
            heads.append(pattern[-1] @ v[:, part])
        attn = linear(np.concatenate(heads, -1), f"h.{n}.attn.c_proj")
        x = x + attn
        inner = linear(norm(x, f"h.{n}.ln_2"), f"h.{n}.mlp.c_fc")
        inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
        mlp = linear(inner, f"h.{n}.mlp.c_proj")
        x = x + mlp
        for where, what in zip(
            (resid, patterns, attns, mlps, neurons), (x, np.stack(pattern), attn, mlp, inner), strict=True
        ):
            where.append(what)
    return {
        "token": token,
        "position": position,
        "resid": np.stack(resid),
        "pattern": np.stack(patterns),
        "attn_out": np.stack(attns),
        "mlp_out": np.stack(mlps),
        "neurons": np.stack(neurons),
        "bets": softmax(norm(x, "ln_f")[-1] @ w["wte.weight"].T),
        "ids": np.array(ids),
    }


@pytest.mark.parametrize("text", TEXTS)
def test_every_number_equals_an_independent_recomputation_from_the_weights(deep, text):
    frame, right = trip(deep, text), recomputed(deep, text)
    for name in ("token", "position", "resid", "pattern", "attn_out", "mlp_out", "neurons"):
        value = getattr(frame, name)
        assert value.shape == right[name].shape, name
        np.testing.assert_allclose(value, right[name], rtol=2e-3, atol=2e-5, err_msg=name)
    order = np.argsort(-right["bets"], kind="stable")[: len(frame.bet_ids)]
    np.testing.assert_allclose(frame.bets, right["bets"][frame.bet_ids], rtol=2e-3, atol=1e-7)
    np.testing.assert_allclose(frame.bets, right["bets"][order], rtol=2e-3, atol=1e-7)
    np.testing.assert_array_equal(frame.seen_ids, right["ids"])
    assert (frame.prompt, frame.serial, frame.step) == (text, 7, 3)


@pytest.mark.parametrize("text", TEXTS)
def test_parts_add_up(deep, text):
    frame = trip(deep, text)
    np.testing.assert_allclose(frame.token + frame.position, frame.resid[0], atol=1e-6)
    np.testing.assert_allclose(frame.resid[:-1] + frame.attn_out + frame.mlp_out, frame.resid[1:], atol=1e-4)
    np.testing.assert_allclose(frame.pattern.sum(-1), 1, atol=1e-5)
    S = len(frame.seen_ids)
    assert (frame.pattern[..., *np.triu_indices(S, 1)] == 0).all(), "nothing looks ahead"
    everything = recomputed(deep, text)["bets"]
    rest = everything.sum() - everything[frame.bet_ids].sum()
    assert float(frame.bets.sum()) + rest == pytest.approx(1, abs=1e-5)


def test_a_long_prompt_is_seen_from_its_last_pieces(deep):
    frame, n_ctx = trip(deep, TEXTS[3]), deep.session.config.n_ctx
    assert len(frame.seen_ids) == len(frame.seen_pieces) == n_ctx
    assert frame.n_dropped == len(frame.ids) - n_ctx > 0


def test_an_empty_prompt_is_one_end_of_text_piece(deep):
    frame = trip(deep, "")
    assert frame.seen_ids.tolist() == [deep.session.tokenizer.eot]
    assert frame.pattern.shape[-2:] == (1, 1)
    assert frame.pattern.min() == 1


def test_the_bets_are_those_of_the_prediction_view(deep):
    deep.do(SetDemand(frozenset({Topic.TRIP, Topic.NEXT_TOKEN})), SetPrompt("The cat sat"))
    frames = deep.mailbox.take()
    next_token, mine = frames[Topic.NEXT_TOKEN], frames[Topic.TRIP]
    np.testing.assert_array_equal(mine.bet_ids, next_token.order[: len(mine.bet_ids)])
    np.testing.assert_allclose(mine.bets, next_token.probability[mine.bet_ids], rtol=1e-5)


def test_the_frame_is_read_only_and_stays_as_it_was_while_the_model_learns_on(deep):
    frame = trip(deep, "The cat")
    arrays = {
        name: value for name in Trip.__dataclass_fields__ if isinstance(value := getattr(frame, name), np.ndarray)
    }
    before = {name: value.copy() for name, value in arrays.items()}
    deep.do(StepOnce())
    deep.tick(3)
    for name, value in arrays.items():
        assert not value.flags.writeable, name
        np.testing.assert_array_equal(value, before[name])

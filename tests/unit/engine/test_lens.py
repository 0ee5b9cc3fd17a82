"""The logit lens equals reading every stage of the stream by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from explainer.engine.commands import SetDemand, SetPrompt, StepOnce
from explainer.engine.frames import Lens, Topic

TEXTS = ["The cat sat", "", "👩‍🚀🐈 é", "The cat sat on the mat. " * 20, "x"]


@pytest.fixture
def asked(show):
    """A model after three steps, and its frame for a text."""
    show.do(SetDemand(frozenset({Topic.LENS, Topic.NEXT_TOKEN})))
    show.do(*[StepOnce()] * 3)
    show.settle()
    show.tick(3)

    def ask(text: str) -> dict:
        show.do(SetPrompt(text, serial=5))
        return show.mailbox.take()

    return ask


def _stages(session, ids: list[int]) -> list[np.ndarray]:
    """The stream before the first block and after each, (S, C): NumPy in float64, from the weights alone."""
    w = {name: p.double().numpy() for name, p in session.model.state_dict().items()}
    c = session.config

    def norm(x, name):
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + c.layer_norm_eps)
        return x * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(x, name):
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    x = w["wte.weight"][ids] + w["wpe.weight"][: len(ids)]
    stages = [x]
    for n in range(c.n_layer):
        q, k, v = np.split(linear(norm(x, f"h.{n}.ln_1"), f"h.{n}.attn.c_attn"), 3, axis=-1)
        heads = []
        for h in range(c.n_head):
            part = slice(h * c.d_head, (h + 1) * c.d_head)
            scores = q[:, part] @ k[:, part].T / math.sqrt(c.d_head)
            scores[np.triu_indices(len(ids), 1)] = -np.inf
            heads.append(_softmax(scores) @ v[:, part])
        x = x + linear(np.concatenate(heads, -1), f"h.{n}.attn.c_proj")
        inner = linear(norm(x, f"h.{n}.ln_2"), f"h.{n}.mlp.c_fc")
        gelu = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        x = x + linear(gelu, f"h.{n}.mlp.c_proj")
        stages.append(x)
    # The last layer norm and the tied head, on every stage alike.
    return [_softmax(norm(x, "ln_f") @ w["wte.weight"].T) for x in stages]


def _softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


@pytest.mark.parametrize("text", TEXTS)
def test_every_stage_equals_an_independent_recomputation_from_the_weights(show, asked, text):
    frame = asked(text)[Topic.LENS]
    assert isinstance(frame, Lens)
    bets = _stages(show.session, frame.seen_ids.tolist())  # n_layer + 1 of (S, V)
    assert len(frame.probability) == len(bets) == show.session.config.n_layer + 1
    for stage, right in enumerate(bets):
        np.testing.assert_allclose(frame.probability[stage], right[-1], rtol=1e-3, atol=1e-6)
        np.testing.assert_allclose(frame.top_probability[stage], right.max(-1), rtol=1e-3)
        shown = right[np.arange(len(right)), frame.top_ids[stage]]
        np.testing.assert_allclose(shown, right.max(-1), rtol=1e-3), "the likeliest, or as good as it"
    np.testing.assert_allclose(frame.probability.sum(-1), 1, atol=1e-5)


@pytest.mark.parametrize("text", TEXTS)
def test_the_last_stage_is_the_models_own_bet(asked, text):
    frames = asked(text)
    lens, bets = frames[Topic.LENS], frames[Topic.NEXT_TOKEN]
    np.testing.assert_allclose(lens.probability[-1], bets.probability, rtol=1e-4, atol=1e-7)
    assert lens.top_probability[-1, -1] == pytest.approx(float(bets.probability.max()), rel=1e-4)
    assert (lens.prompt, lens.serial) == (text, 5)


def test_an_empty_text_and_a_long_one_tell_what_was_seen(show, asked):
    empty = asked("")[Topic.LENS]
    assert empty.seen_ids.tolist() == [show.session.tokenizer.eot] and empty.top_ids.shape[1] == 1
    long = asked("The cat sat on the mat. " * 20)[Topic.LENS]
    assert long.top_ids.shape[1] == len(long.seen_ids) == show.session.config.n_ctx
    assert long.n_dropped == len(long.ids) - show.session.config.n_ctx > 0

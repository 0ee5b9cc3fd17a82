"""Who looks at whom: the frame says what the weights say, recomputed here without a line of the program's own."""

from __future__ import annotations

import math
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
import torch

from explainer.engine import preparing
from explainer.engine.commands import SetDemand, SetPrompt, StepOnce
from explainer.engine.frames import Topic
from explainer.engine.observe.attention import attention_frame
from explainer.engine.observe.context import ObservationContext
from explainer.engine.queries import ViewQueries
from tests.unit.engine.conftest import SMALL

TEXTS = ["The cat sat", "", "👩‍🚀🐈 é", "The cat sat on the mat. " * 20, "x"]


def _recomputed(session, ids):
    """Queries, keys and weights (L, H, S, …) straight from the weights: NumPy in float64."""
    w = {name: p.double().numpy() for name, p in session.model.state_dict().items()}
    c = session.config

    def norm(x, name):
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + c.layer_norm_eps)
        return x * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(x, name):
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    erf = np.vectorize(math.erf)
    x = w["wte.weight"][ids] + w["wpe.weight"][: len(ids)]
    found = {"q": [], "k": [], "pattern": []}
    for n in range(c.n_layer):
        q, k, v = np.split(linear(norm(x, f"h.{n}.ln_1"), f"h.{n}.attn.c_attn"), 3, axis=-1)
        gathered = []
        for name in found:
            found[name].append([])
        for h in range(c.n_head):
            part = slice(h * c.d_head, (h + 1) * c.d_head)
            scores = q[:, part] @ k[:, part].T / math.sqrt(c.d_head)
            scores[np.triu_indices(len(ids), 1)] = -np.inf
            weights = np.exp(scores - scores.max(-1, keepdims=True))
            weights /= weights.sum(-1, keepdims=True)
            gathered.append(weights @ v[:, part])
            for name, value in (("q", q[:, part]), ("k", k[:, part]), ("pattern", weights)):
                found[name][-1].append(value)
        x = x + linear(np.concatenate(gathered, -1), f"h.{n}.attn.c_proj")
        inner = linear(norm(x, f"h.{n}.ln_2"), f"h.{n}.mlp.c_fc")
        x = x + linear(inner * 0.5 * (1 + erf(inner / math.sqrt(2))), f"h.{n}.mlp.c_proj")
    return {name: np.array(values) for name, values in found.items()}


@pytest.fixture
def deep(quick, monkeypatch, new_session):
    """A session whose model has three blocks, all of whose weights are large and uneven."""
    presets = MappingProxyType({"xs": replace(SMALL, n_layer=3)})
    monkeypatch.setattr(preparing, "PRESETS", presets)
    session = new_session()
    dice = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for p in session.model.parameters():
            p.add_(0.3 * torch.randn(p.shape, generator=dice))
    return session


def _frame(session, text):
    context = ObservationContext(session, ViewQueries())
    context.queries.prompt.set(text, 4, session.tokenizer)
    return attention_frame(context)


@pytest.mark.parametrize("text", TEXTS)
def test_weights_queries_and_keys_equal_an_independent_recomputation(deep, text):
    frame = _frame(deep, text)
    ids = deep.tokenizer.encode(text)[-SMALL.n_ctx :] or [deep.tokenizer.eot]
    expected = _recomputed(deep, ids)
    assert frame.pattern.shape == (3, SMALL.n_head, len(ids), len(ids))
    np.testing.assert_allclose(frame.pattern, expected["pattern"], rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(frame.q, expected["q"], rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(frame.k, expected["k"], rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(frame.pattern.sum(-1), 1, atol=1e-5)
    assert frame.seen_ids.tolist() == ids
    assert len(frame.seen_pieces) == len(ids)
    assert frame.n_dropped == max(0, len(deep.tokenizer.encode(text)) - SMALL.n_ctx)
    assert not any(array.flags.writeable for array in (frame.pattern, frame.q, frame.k))


def test_weights_equal_those_of_hugging_faces_gpt2(deep):
    transformers = pytest.importorskip("transformers")
    c = deep.config
    theirs = transformers.GPT2LMHeadModel(
        transformers.GPT2Config(
            vocab_size=c.vocab_size,
            n_positions=c.n_ctx,
            n_embd=c.n_embd,
            n_layer=c.n_layer,
            n_head=c.n_head,
            activation_function="gelu",
            layer_norm_epsilon=c.layer_norm_eps,
            bos_token_id=0,
            eos_token_id=0,
            attn_implementation="eager",
        )
    ).eval()
    turned = ("attn.c_attn.weight", "attn.c_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight")
    weights = {
        f"transformer.{name}": (p.T if name.endswith(turned) else p).detach().clone()
        for name, p in deep.model.named_parameters()
    }
    theirs.load_state_dict(weights, strict=False)
    theirs.tie_weights()
    frame = _frame(deep, "The cat sat on the mat.")
    with torch.no_grad():
        expected = theirs(torch.from_numpy(frame.seen_ids.copy())[None], output_attentions=True).attentions
    for layer, pattern in enumerate(expected):
        np.testing.assert_allclose(frame.pattern[layer], pattern[0].numpy(), rtol=1e-3, atol=1e-5)


def test_it_is_told_when_a_panel_wants_it_and_follows_prompt_and_weights(show):
    show.do(SetDemand(frozenset({Topic.ATTENTION})), SetPrompt("The cat", serial=7))
    show.do(StepOnce())
    show.settle()
    show.tick(2)
    show.worker.at.publisher.all_due()  # however little time has passed
    show.tick()
    first = show.mailbox.take()[Topic.ATTENTION]
    assert (first.prompt, first.serial, first.step) == ("The cat", 7, 1)
    show.do(SetPrompt("A dog ran", serial=8))
    assert show.mailbox.take()[Topic.ATTENTION].serial == 8
    show.tick()
    assert Topic.ATTENTION not in show.mailbox.take(), "nothing changed, so nothing is computed"

"""The map of words, a word in two contexts, and the positions: all equal to what is computed here in another way."""

from __future__ import annotations

import math
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.engine.commands import SetContexts, SetDemand, StepOnce
from explainer.engine.frames import Contexts, Embeddings, Positions, Topic
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.meaning import kind_of, whole_words
from explainer.engine.observe.projection import align
from explainer.engine.queries import ViewQueries
from explainer.engine.suggestions import word_places
from explainer.text.storyland import RICHNESS, homonyms, word_kinds
from tests.unit.engine import conftest
from tests.unit.engine.conftest import Show
from tests.unit.engine.shares import svd_shares

# ---- words ---------------------------------------------------------------------------------------------------------


def test_whole_words_are_those_that_are_not_gone_on_with() -> None:
    pieces = (" ba", "sket", " cat", "s", ".", " the", "X", " a1", *tuple(f" {c}{c}" for c in "bdefghijklmn"))
    rest = list(range(8, 20))
    ids = np.array([0, 1, 0, 1, 2, 3, 2, 4, 2, 5, 2, 5, 6, 7, *rest, 4], np.int64)
    found = whole_words(pieces, ids)
    names = [pieces[i] for i in found]
    assert " ba" not in names, "always the beginning of basket"
    assert " a1" not in names and "X" not in names and "." not in names
    assert names[:2] == [" cat", " the"], "cat 4 times, of which once in cats"
    assert set(found) == {2, 5, *rest}


def test_a_text_without_blanks_has_its_pieces_with_letters_instead() -> None:
    pieces = (*tuple("狗猫鸟鱼牛羊马鸡鸭鹅猪鼠"), "。", "犬")
    ids = np.array([*range(13), 3, 3], np.int64)
    found = whole_words(pieces, ids)
    assert set(found.tolist()) == set(range(12))
    assert found[0] == 3


def test_without_a_text_to_count_in_the_shape_decides() -> None:
    pieces = ("a", "b", *(f" word{c}" for c in "abcdefghijklmnop"))
    assert whole_words(pieces, np.zeros(0, np.int64)).tolist() == list(range(2, 18))


# ---- frames --------------------------------------------------------------------------------------------------------


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch, new_show: Callable[..., Show]) -> Show:
    """A model of three blocks after a few steps, with weights big enough to tell things apart, standing still."""
    size = replace(conftest.SMALL, n_layer=3, n_head=4)
    for module in (conftest.preparing, conftest.opening):
        monkeypatch.setattr(module, "PRESETS", {"xs": size})
    show = new_show()
    show.do(*[StepOnce()] * 2)
    show.settle()
    show.tick(2)
    with torch.no_grad():
        for p in show.session.model.parameters():
            p.add_(0.3 * torch.randn(p.shape, generator=torch.Generator().manual_seed(p.numel())))
    return show


def look(show: Show, topic: Topic) -> object:
    """The frame of ``topic``, as a panel that was just opened is given it."""
    show.do(SetDemand(frozenset()), SetDemand(frozenset({topic})))
    return show.mailbox.take()[topic]


def test_the_map_equals_principal_components_of_the_words_directions(idle: Show) -> None:
    frame = look(idle, Topic.EMBEDDINGS)
    assert isinstance(frame, Embeddings)
    weights = idle.session.model.wte.weight.detach().numpy()
    assert np.array_equal(frame.vectors, weights)
    unit = weights.astype(np.float64) / np.sqrt((weights.astype(np.float64) ** 2).sum(axis=1))[:, None]
    words = unit[frame.words]
    assert frame.explained == pytest.approx(svd_shares(words)[:2].sum(), abs=1e-6)
    assert frame.best_explained == pytest.approx(svd_shares(words)[:2].sum(), abs=1e-6)
    _, _, directions = np.linalg.svd(words - words.mean(axis=0), full_matrices=False)
    expected = (unit - words.mean(axis=0)) @ directions[:2].T
    gaps = np.linalg.norm(expected[:, None] - expected[None], axis=-1)
    shown = np.linalg.norm(frame.xy[:, None].astype(np.float64) - frame.xy[None], axis=-1)
    assert np.allclose(shown, gaps, atol=1e-5), "every distance on the map"
    ids = idle.session.corpus.train[:150_000].astype(int)
    assert np.array_equal(frame.frequency, np.bincount(ids, minlength=len(weights)))
    assert frame.n_tokens == len(ids)
    assert not any(frame.kinds), "a text that is not ours has no kinds"
    assert all(not a.flags.writeable for a in (frame.vectors, frame.xy, frame.words, frame.frequency))


def test_the_map_keeps_its_orientation_while_the_model_learns(idle: Show) -> None:
    frame = look(idle, Topic.EMBEDDINGS)
    observer = idle.worker.at.publisher._slots[Topic.EMBEDDINGS].observer
    context = idle.worker.at.publisher.context
    assert isinstance(frame, Embeddings) and context is not None
    generator = torch.Generator().manual_seed(1)
    for _ in range(15):
        with torch.no_grad():
            weights = idle.session.model.wte.weight
            weights += 0.001 * torch.randn(weights.shape, generator=generator)
        after = observer(context)
        assert isinstance(after, Embeddings)
        words = frame.words
        before_xy, xy = frame.xy[words].astype(np.float64), after.xy[words].astype(np.float64)
        mirrored = before_xy * [1, -1]
        assert np.linalg.norm(xy - before_xy) < np.linalg.norm(mirrored @ align(mirrored, xy) - xy)
        assert np.linalg.norm(xy - before_xy) < 0.35 * np.linalg.norm(before_xy)
        frame = after


def test_words_of_an_opened_run_whose_text_is_gone_are_still_shown(idle: Show) -> None:
    def gone() -> None:
        raise FileNotFoundError("cats.txt")

    idle.session._corpus = None
    idle.session.make_corpus = gone  # type: ignore[assignment]
    assert len(ObservationContext(idle.session, ViewQueries()).first_tokens()) == 0
    frame = look(idle, Topic.EMBEDDINGS)
    assert isinstance(frame, Embeddings)
    assert frame.n_tokens == 0 and not frame.frequency.any() and len(frame.words)


def test_position_cosines_and_map_equal_a_recomputation(idle: Show) -> None:
    frame = look(idle, Topic.POSITIONS)
    assert isinstance(frame, Positions)
    weights = idle.session.model.wpe.weight.detach().numpy().astype(np.float64)
    n = len(weights)
    for i in range(n):
        for j in range(n):
            a, b = weights[i], weights[j]
            assert frame.similarity[i, j] == pytest.approx(a @ b / math.sqrt((a @ a) * (b @ b)), abs=1e-5)
    assert frame.explained == pytest.approx(svd_shares(weights)[:2].sum(), abs=1e-6)
    u, sizes, _ = np.linalg.svd(weights - weights.mean(axis=0), full_matrices=False)
    assert np.allclose(np.abs(frame.xy), np.abs(u[:, :2] * sizes[:2]), atol=1e-5)


def layer_norm(x: np.ndarray, norm: torch.nn.LayerNorm) -> np.ndarray:
    weight, bias = norm.weight.detach().numpy(), norm.bias.detach().numpy()
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + norm.eps) * weight + bias


def linear(x: np.ndarray, layer: torch.nn.Linear) -> np.ndarray:
    return x @ layer.weight.detach().numpy().T + layer.bias.detach().numpy()


def forward(model: torch.nn.Module, ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """The residual stream (L + 1, S, C) and the bets (S, V), written out in NumPy."""
    n, heads = len(ids), model.config.n_head
    x = model.wte.weight.detach().numpy()[ids] + model.wpe.weight.detach().numpy()[:n]
    stream = [x]
    erf = np.vectorize(math.erf)
    for block in model.h:
        q, k, v = np.split(linear(layer_norm(x, block.ln_1), block.attn.c_attn), 3, axis=-1)
        out = np.zeros_like(x)
        size = x.shape[1] // heads
        for head in range(heads):
            part = slice(head * size, (head + 1) * size)
            scores = q[:, part] @ k[:, part].T / math.sqrt(size)
            scores[np.triu_indices(n, 1)] = -np.inf
            weights = np.exp(scores - scores.max(axis=1, keepdims=True))
            out[:, part] = weights / weights.sum(axis=1, keepdims=True) @ v[:, part]
        x = x + linear(out, block.attn.c_proj)
        hidden = linear(layer_norm(x, block.ln_2), block.mlp.c_fc)
        x = x + linear(hidden * 0.5 * (1 + erf(hidden / math.sqrt(2))), block.mlp.c_proj)
        stream.append(x)
    logits = layer_norm(x, model.ln_f) @ model.wte.weight.detach().numpy().T
    bets = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.stack(stream), bets / bets.sum(axis=1, keepdims=True)


def test_contexts_equal_a_forward_written_out(idle: Show) -> None:
    idle.do(SetContexts("The cat sat", "A dog and the cat", "My cat"))
    frame = look(idle, Topic.CONTEXTS)
    assert isinstance(frame, Contexts)
    texts = ("The cat sat", "A dog and the cat", "My cat")
    for seen, text in zip((frame.first, frame.second, frame.control), texts, strict=True):
        ids = idle.session.tokenizer.encode(text)
        stream, bets = forward(idle.session.model, ids)
        assert seen.text == text and seen.ids.tolist() == ids and "".join(seen.pieces) == text
        assert seen.resid.shape == stream.shape
        assert np.allclose(seen.resid, stream, atol=1e-5)
        for at in range(len(ids)):
            best = np.argsort(-bets[at], kind="stable")[:3]
            assert np.allclose(seen.bets[at], bets[at][best], atol=1e-6)


def test_two_texts_are_compared_without_a_control(idle: Show) -> None:
    idle.do(SetContexts("The cat sat", "A dog and the cat"))
    frame = look(idle, Topic.CONTEXTS)
    assert isinstance(frame, Contexts)
    assert frame.control.text == "" and frame.control.ids.tolist() == [idle.session.tokenizer.eot]


def test_own_texts_begin_empty_and_offer_words_of_their_own(idle: Show) -> None:
    frame = look(idle, Topic.CONTEXTS)
    assert isinstance(frame, Contexts)
    assert frame.from_text and frame.suggestions == word_places(idle.session.corpus)
    assert frame.first.text == "" and frame.first.ids.tolist() == [idle.session.tokenizer.eot]


@pytest.mark.parametrize("text", ["", "🙂", "x" * 400, "\n", "Mia\n\nMia"])
def test_odd_texts_are_looked_into(idle: Show, text: str) -> None:
    idle.do(SetContexts(text, "Mia"))
    frame = look(idle, Topic.CONTEXTS)
    assert isinstance(frame, Contexts)
    n_ctx = idle.session.config.n_ctx
    n = len(idle.session.tokenizer.encode(text))
    assert len(frame.first.ids) == min(max(1, n), n_ctx)
    assert frame.first.n_dropped == max(0, n - n_ctx)
    assert np.isfinite(frame.first.resid).all()


@pytest.mark.parametrize("name", RICHNESS)
def test_suggestions_have_their_word_in_all_texts_after_other_words(name: str) -> None:
    found = homonyms(RICHNESS[name])
    assert len(found) >= 5
    for *texts, word in found:
        before = []
        for text in texts:
            words = text.rstrip(".").replace(",", "").split()
            assert word in words
            before.append(words[words.index(word) - 1])
        assert len(set(texts)) == 3
        first, second, control = before
        assert first != control or first == second, "nothing but the meaning speaks for first and control"


@pytest.mark.skipif(platform.machine().lower() not in ("x86_64", "amd64"), reason="said on x86 only")
def test_numpy_takes_no_cores_from_training() -> None:
    program = "import os, explainer; print(os.environ['OPENBLAS_NUM_THREADS'])"
    env = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env, check=True)
    assert run.stdout.strip() == "1"
    kept = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=env | {"OPENBLAS_NUM_THREADS": "3"},
        check=True,
    )
    assert kept.stdout.strip() == "3", "what the user has set counts"


def test_a_word_at_the_beginning_of_a_sentence_is_of_its_kind_too() -> None:
    known = {"she": "person", "Mia": "name"}
    assert [kind_of(piece, known) for piece in (" she", " She", " Mia", " mia", "she", ".")] == [
        "person",
        "person",
        "name",
        "",
        "",
        "",
    ]


def test_storyland_words_have_kinds() -> None:
    kinds = word_kinds(RICHNESS["s"])
    assert kinds["dog"] == "animal" and kinds["Mia"] == "name" and kinds["red"] == "colour"

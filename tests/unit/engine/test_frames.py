"""What panels are told: equal to what the weights say, and nothing that nobody asked for."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.engine.commands import (
    ExamineStep,
    Pause,
    Prepare,
    SetDemand,
    SetPrompt,
    SetSampling,
    Start,
    StepOnce,
    WriteOn,
)
from explainer.engine.events import Failed, PictureFailed, PromptWritten, Refused, TextEnded
from explainer.engine.frames import Topic
from explainer.engine.observe.bets import next_logits, next_token_frame, prompt_fields, reading_frame
from explainer.engine.observe.source import Observer
from explainer.engine.observe.sources import SOURCES
from explainer.engine.prompt import EncodedPrompt
from explainer.engine.publisher import Publisher
from explainer.model.generate import Sampling, sample_at
from explainer.training.reports import Stage, StepReport

LATER = {Topic.TUNING, Topic.BALLOT}  # nothing to show of these before stage two, or of a text with little to ask
EVERYTHING = frozenset(str(source.topic) for source in SOURCES) - LATER
EMOJI = "👩‍🚀🐈 é"


def _trained(show, steps: int = 3):
    show.do(SetDemand(EVERYTHING))
    show.do(*[StepOnce()] * steps)
    show.settle()
    show.tick(steps)
    show.mailbox.take()
    return show


def _asked(show, text: str, **sampling):
    """The bets after a prompt, as a panel is told them."""
    show.do(SetSampling(**sampling), SetPrompt(text, serial=7))
    return show.mailbox.take()[Topic.NEXT_TOKEN]


def _recomputed(show, text: str) -> np.ndarray:
    """The model's bets, straight from the weights: NumPy in float64, nothing of the program's own."""
    session = show.session
    w = {name: p.double().numpy() for name, p in session.model.state_dict().items()}
    c = session.config
    ids = session.tokenizer.encode(text)[-c.n_ctx :] or [session.tokenizer.eot]

    def norm(x, name):
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + c.layer_norm_eps)
        return x * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(x, name):
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def softmax(x):
        e = np.exp(x - x.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)

    erf = np.vectorize(math.erf)
    x = w["wte.weight"][ids] + w["wpe.weight"][: len(ids)]
    for n in range(c.n_layer):
        q, k, v = np.split(linear(norm(x, f"h.{n}.ln_1"), f"h.{n}.attn.c_attn"), 3, axis=-1)
        heads = []
        for h in range(c.n_head):
            part = slice(h * c.d_head, (h + 1) * c.d_head)
            scores = q[:, part] @ k[:, part].T / math.sqrt(c.d_head)
            scores[np.triu_indices(len(ids), 1)] = -np.inf
            heads.append(softmax(scores) @ v[:, part])
        x = x + linear(np.concatenate(heads, -1), f"h.{n}.attn.c_proj")
        inner = linear(norm(x, f"h.{n}.ln_2"), f"h.{n}.mlp.c_fc")
        x = x + linear(inner * 0.5 * (1 + erf(inner / math.sqrt(2))), f"h.{n}.mlp.c_proj")
    return softmax(norm(x, "ln_f")[-1] @ w["wte.weight"].T)


# ---- the next token ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["The cat", "", EMOJI, "The cat sat on the mat. " * 20, "x"])
def test_the_bets_shown_equal_an_independent_recomputation_from_the_weights(show, text):
    frame = _asked(_trained(show), text)
    np.testing.assert_allclose(frame.probability, _recomputed(show, text), rtol=1e-3, atol=1e-6)
    assert float(frame.probability.sum()) == pytest.approx(1, abs=1e-5)
    assert float(frame.shaped.sum()) == pytest.approx(1, abs=1e-5)
    assert sorted(frame.order.tolist()) == list(range(show.session.config.vocab_size))
    assert (np.diff(frame.probability[frame.order]) <= 0).all()
    p = frame.probability.astype(np.float64)
    assert frame.entropy == pytest.approx(float(-(p * np.log(p)).sum()), rel=1e-4)
    assert (frame.prompt, frame.serial, frame.step) == (text, 7, 3)


def test_a_prompt_longer_than_the_context_says_how_much_was_not_seen(show):
    text = "The cat sat on the mat. " * 20
    frame = _asked(_trained(show), text)
    n_ctx = show.session.config.n_ctx
    assert frame.n_dropped == len(frame.ids) - n_ctx > 0
    assert len(frame.pieces) == len(frame.ids)
    np.testing.assert_array_equal(
        frame.probability, next_logits(show.session.model, frame.ids[-n_ctx:].tolist(), 0).softmax(-1).numpy()
    )


def test_an_empty_prompt_is_the_beginning_of_a_text(show):
    frame = _asked(_trained(show), "")
    assert len(frame.ids) == 0 and frame.pieces == () and frame.n_dropped == 0
    after_the_end = next_logits(show.session.model, [show.session.tokenizer.eot], 0).softmax(-1)
    np.testing.assert_array_equal(frame.probability, after_the_end.numpy())


def test_an_emoji_is_cut_into_pieces_that_can_be_shown(show):
    frame = _asked(_trained(show), EMOJI)
    assert show.session.tokenizer.decode(frame.ids.tolist()) == EMOJI
    assert all(piece.encode() for piece in frame.pieces)  # no half of a character in any


def test_sampling_reshapes_the_bets_as_asked(show):
    _trained(show)
    own = _asked(show, "The", temperature=1.0, top_k=0, top_p=1.0)
    np.testing.assert_allclose(own.shaped, own.probability, atol=1e-6)
    assert own.kept == show.session.config.vocab_size

    top = _asked(show, "The", temperature=1.0, top_k=5, top_p=1.0)
    assert top.kept == 5 == int((top.shaped > 0).sum())
    assert set(np.flatnonzero(top.shaped)) == set(top.order[:5])
    five = own.probability[own.order[:5]]
    np.testing.assert_allclose(top.shaped[top.order[:5]], five / five.sum(), rtol=1e-4)

    half = _asked(show, "The", temperature=1.0, top_k=0, top_p=0.5)
    kept = own.probability[half.shaped > 0]
    assert kept.sum() >= 0.5 > kept.sum() - kept.min()

    greedy = _asked(show, "The", temperature=0.0, top_k=0, top_p=1.0)
    assert greedy.kept == 1 and greedy.shaped[greedy.order[0]] == 1
    np.testing.assert_array_equal(greedy.probability, own.probability)  # what the model thinks is not changed


def test_frames_are_read_only_and_hold_no_tensors(show):
    _trained(show)
    show.do(ExamineStep())
    show.do(StepOnce(), SetPrompt("The"), Pause())
    frames = _frames_of_everything(show)
    assert set(frames) == EVERYTHING
    for frame in frames.values():
        for name in type(frame).__dataclass_fields__:
            value = getattr(frame, name)
            assert not isinstance(value, torch.Tensor)
            if isinstance(value, np.ndarray):
                assert not value.flags.writeable, name
        assert frame.run == show.session.record.run and frame.stage is Stage.PRETRAIN


def _frames_of_everything(show):
    show.do(SetDemand(frozenset()))
    show.do(SetDemand(EVERYTHING))
    frames = show.mailbox.take()
    for _ in range(200):  # some are made in parts
        if set(frames) == EVERYTHING:
            break
        show.tick()
        frames |= show.mailbox.take()
    return frames


# ---- writing on -------------------------------------------------------------------------------------------------


def _write(show, text: str, n: int, seed: int) -> list[PromptWritten]:
    show.do(SetSampling(temperature=1.5, top_k=0, seed=seed), SetPrompt("other"), SetPrompt(text))
    told = []
    for _ in range(n):
        told += show.do(WriteOn())
        if isinstance(told[-1], TextEnded):
            break
    written = [event for event in told if isinstance(event, PromptWritten)]
    assert len(written) >= 2 and len(told) - len(written) <= 1
    return written


def test_writing_on_with_the_same_dice_writes_the_same_and_with_others_another(show):
    _trained(show)
    tokens = [[event.token for event in _write(show, "The cat", 25, seed)] for seed in (1, 1, 2)]
    assert tokens[0] == tokens[1] != tokens[2]


def test_each_word_written_tells_where_it_came_from(show):
    _trained(show)
    ids = show.session.tokenizer.encode("The cat")
    text = "The cat"
    for event in _write(show, "The cat", 20, seed=3):
        own = next_logits(show.session.model, ids, 0).softmax(-1)
        assert event.before == text
        assert event.probability == pytest.approx(float(own[event.token]), rel=1e-4)
        assert event.piece == show.session.pieces[event.token]
        ids.append(event.token)
        text = event.text
        assert text == show.session.tokenizer.decode(ids)
    frame = show.mailbox.take()[Topic.NEXT_TOKEN]
    assert frame.ids.tolist() == ids and frame.prompt == text


def test_another_branch_can_be_taken_by_hand(show):
    _trained(show)
    show.do(SetPrompt("The"))
    token = show.session.tokenizer.encode(" dog")[0]
    (written,) = show.do(WriteOn(token=token))
    assert written.token == token and written.before == "The"
    for wrong in (-1, 10**6):
        (refused,) = show.do(WriteOn(token=wrong))
        assert isinstance(refused, Refused) and str(wrong) in str(refused.why)


def test_the_dice_of_a_place_depend_on_seed_and_place_only():
    logits = torch.zeros(100)
    first = [sample_at(logits, Sampling(), seed=5, position=n) for n in range(30)]
    assert first == [sample_at(logits, Sampling(), seed=5, position=n) for n in range(30)]
    assert first != [sample_at(logits, Sampling(), seed=6, position=n) for n in range(30)]
    assert len(set(first)) > 10


# ---- demand -----------------------------------------------------------------------------------------------------


def test_what_nobody_asked_for_is_never_computed(show):
    made = []

    def watched(source):
        class Watched(Observer):
            def __init__(self):
                self.inner = source.make()

            def __call__(self, context):
                made.append(source.topic)
                return self.inner(context)

        return replace(source, make=Watched)

    show.worker.at.publisher = Publisher(show.mailbox, [watched(source) for source in SOURCES])
    show.do(Start())
    show.settle()
    show.tick(5)
    show.do(SetPrompt("The"), SetSampling(temperature=0.5))
    assert made == [] and show.mailbox.take() == {}
    show.do(SetDemand(frozenset({Topic.LOSS, "no such topic"})))
    show.tick(5)
    assert set(made) == {Topic.LOSS} == set(show.mailbox.take())


def test_a_new_panel_sees_its_picture_at_once_and_nothing_is_drawn_twice_for_nothing(show):
    show.do(Prepare())
    show.settle()
    show.do(SetDemand(frozenset({Topic.PROGRESS})))
    assert set(show.mailbox.take()) == {Topic.PROGRESS}
    show.tick(20)
    assert show.mailbox.take() == {}  # nothing has changed


def test_a_prompt_typed_while_training_is_answered_after_the_present_step(show):
    show.do(SetDemand(frozenset({Topic.NEXT_TOKEN})), Start())
    show.settle()
    for n, text in enumerate(["T", "Th", "The", "The c", "The ca", "The cat"]):
        show.do(SetPrompt(text, serial=n))
        frame = show.mailbox.take()[Topic.NEXT_TOKEN]
        assert (frame.prompt, frame.serial) == (text, n)
        assert frame.step == show.step - 1, "of the weights there were when it was heard: not one step later"


def test_while_it_learns_its_bets_are_those_of_the_present_weights(show):
    _trained(show, 1)
    before = _asked(show, "The cat")
    show.do(StepOnce())
    show.do(SetSampling(temperature=0.9))  # shows it anew at once; the prompt has not been touched
    after = show.mailbox.take()[Topic.NEXT_TOKEN]
    assert after.step == before.step + 1
    assert not np.allclose(after.probability, before.probability)
    np.testing.assert_allclose(after.probability, _recomputed(show, "The cat"), rtol=1e-3, atol=1e-6)


# ---- reading ----------------------------------------------------------------------------------------------------


def _report(tokenizer, text: str) -> StepReport:
    ids = np.array(tokenizer.encode(text) if isinstance(text, str) else text)
    return StepReport(
        step=1, tokens=1, text_bytes=1, loss=1.0, accuracy=0.0, learning_rate=0.0, grad_norm=0.0, seconds=0.0,
        tokens_per_second=1.0, steps_per_second=1.0, progress=0.0, seconds_left=None, example_ids=ids,
        example_surprise=np.arange(1, len(ids), dtype=np.float32),  # its own place, so that a shift would show
    )  # fmt: skip


def test_each_piece_read_carries_its_own_surprise(shared_corpus):
    tokenizer = shared_corpus.tokenizer
    pieces = [tokenizer.piece(i) for i in range(tokenizer.vocab_size)]
    report = _report(tokenizer, "on the mat. A dog ran to the park, and the cat saw it.")
    frame = reading_frame(report, tokenizer, pieces, run="r", stage=Stage.PRETRAIN)
    begin = int(frame.surprise[0])
    assert frame.surprise.tolist() == list(range(begin, begin + len(frame.pieces)))
    assert frame.pieces == tuple(pieces[i] for i in report.example_ids[begin : begin + len(frame.pieces)])
    assert re.match(r"\s*A", "".join(frame.pieces))  # from the beginning of a sentence


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids=st.lists(st.integers(0, 299), min_size=2, max_size=60), ends=st.sets(st.integers(0, 59)))
def test_any_stretch_of_text_can_be_shown_as_it_is_read(shared_corpus, ids, ends):
    tokenizer = shared_corpus.tokenizer
    pieces = [tokenizer.piece(i) for i in range(tokenizer.vocab_size)]
    ids = [tokenizer.eot if i in ends else token % tokenizer.vocab_size for i, token in enumerate(ids)]
    frame = reading_frame(_report(tokenizer, ids), tokenizer, pieces, run="r", stage=Stage.PRETRAIN)
    assert len(frame.pieces) == len(frame.surprise) <= 40
    assert pieces[tokenizer.eot] not in frame.pieces
    for piece, surprise in zip(frame.pieces, frame.surprise, strict=True):
        assert pieces[ids[int(surprise)]] == piece


def test_a_frame_can_be_made_of_any_prompt(shared_corpus):
    tokenizer = shared_corpus.tokenizer
    pieces = [tokenizer.piece(i) for i in range(tokenizer.vocab_size)]
    prompt = EncodedPrompt()
    prompt.set("x" * 5000, 1, tokenizer)
    logits = torch.zeros(tokenizer.vocab_size)
    stamp = {"run": "r", "stage": Stage.PRETRAIN, "step": 0} | prompt_fields(prompt, pieces, 16)
    frame = next_token_frame(logits, Sampling(), lambda shown: ("",) * len(shown), stamp)
    assert frame.n_dropped == len(prompt.ids) - 16
    assert frame.entropy == pytest.approx(math.log(tokenizer.vocab_size), rel=1e-4)


def test_half_a_character_in_the_prompt_fails_nothing(show):
    told = _trained(show).do(SetPrompt("cat \ud83d"))
    assert not [event for event in told if isinstance(event, Failed | PictureFailed)]
    assert show.mailbox.take()[Topic.NEXT_TOKEN].prompt == "cat \ud83d"

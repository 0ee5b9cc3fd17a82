"""One door to the weights: observers reach them through their context alone, which says whose they are."""

from __future__ import annotations

import ast
import copy
from pathlib import Path

import numpy as np
import pytest
import torch

from explainer.engine import observe
from explainer.engine.checkpoint import Checkpoint
from explainer.engine.mailbox import Mailbox
from explainer.engine.observe.context import ObservationContext
from explainer.engine.observe.heads import HeadsObserver, MutingObserver
from explainer.engine.observe.meaning import in_context
from explainer.engine.observe.sources import SOURCES
from explainer.engine.publisher import Publisher
from explainer.engine.queries import ViewQueries
from explainer.engine.stages.kept import KeptMind, copied
from explainer.model.gpt import GPT
from explainer.training.reports import Stage

FOLDER = Path(observe.__file__).parent
DOOR = "context.py"  # where the session is
FROM = {  # what is the model's, and of whom it may be asked
    "model": {"context", "self", "work", "mind", "before", "judge", "log", "reward_log"},
    "config": {"context", "model"},
    "tokenizer": {"context", "self"},
    "pieces": {"context", "self", "frame"},
    "minds": set(),
    "kept": {"context"},
}


def past_the_door(source: str) -> list[str]:
    """Where a module reaches for weights, or for what belongs to them, other than through its context."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module="explainer.engine.session"):
                found.append(f"{node.lineno}: imports the session")
            case ast.Attribute(attr="session" | "_session" | "_mind"):
                found.append(f"{node.lineno}: {ast.unparse(node)}")
            case ast.Attribute(value=value, attr=attr) if attr in FROM:
                asked = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
                if asked not in FROM[attr]:
                    found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_no_observer_reaches_past_its_context(path: Path) -> None:
    if path.name != DOOR:
        assert past_the_door(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "context.session.model",
        "from explainer.engine.session import Session",
        "context._mind.model",
        "context.history.course.model",
        "course = context.history.course\ncourse.model(ids)",
        "context.history.course.minds['sft'].model",
        "course.run.model",
        "history.course.tokenizer",
    ],
)
def test_whoever_reaches_past_it_is_found(source: str) -> None:
    assert past_the_door(source)


# ---- other weights than those that are there now -------------------------------------------------------------------


@pytest.fixture
def session(new_session):
    made = new_session()
    dice = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for p in made.model.parameters():
            p.add_(0.3 * torch.randn(p.shape, generator=dice))
    return made


def sight_of(session, mind: KeptMind | None = None) -> ObservationContext:
    made = ObservationContext(session, ViewQueries(), mind)
    made.queries.prompt.set("The cat sat", 1, session.tokenizer)
    return made


@pytest.fixture
def past(session) -> KeptMind:
    """The model as it was at step 3 of a mishap; the one that is there has learned on since."""
    kept = KeptMind(Checkpoint(Stage.RLHF, "no_leash", 3), copied(session.model))
    session.pipeline.go_on()
    for _ in range(4):
        session.pipeline.advance()
    assert session.course.present == Checkpoint(Stage.PRETRAIN, step=3)
    return kept


def made_by(context: ObservationContext, topic: str) -> object:
    observer = next(source for source in SOURCES if source.topic == topic).make()
    for _ in range(200):
        frame = observer(context)
        if not observer.unfinished and frame is not None:
            return frame
    raise AssertionError("it does not end")


def logits_of(model: GPT, ids: list[int]) -> torch.Tensor:
    with torch.no_grad():
        return model(torch.tensor([ids]))[0].float()


def test_every_picture_of_kept_weights_is_of_them_and_says_so(session, past):
    """Each number is computed once more from the kept weights alone; none of the live ones comes near it."""
    context, live, model = sight_of(session, past), session.model, past.model
    ids = context.seen
    bets = logits_of(model, ids)[-1].softmax(-1).numpy()
    assert not np.allclose(bets, logits_of(live, ids)[-1].softmax(-1).numpy(), atol=1e-4)
    frames = {
        topic: made_by(context, topic)
        for topic in ("next_token", "lens", "attention", "trip", "embeddings", "positions", "contexts", "why",
                      "branches", "muting")
    }  # fmt: skip
    for topic, frame in frames.items():
        assert frame.checkpoint == past.checkpoint, topic
    np.testing.assert_allclose(frames["next_token"].probability, bets, atol=1e-6)
    np.testing.assert_allclose(frames["lens"].probability[-1], bets, atol=1e-6)
    np.testing.assert_allclose(frames["muting"].probability, bets, atol=1e-6)
    branches = frames["branches"].entries
    first = [branch.token for branch in branches]
    np.testing.assert_allclose([branch.probability for branch in branches], bets[first], atol=1e-6)
    np.testing.assert_array_equal(frames["embeddings"].vectors, model.wte.weight.numpy())
    np.testing.assert_array_equal(frames["positions"].vectors, model.wpe.weight.numpy())
    with torch.no_grad():  # the first block's attention, by hand
        block, n_head = model.h[0], model.config.n_head
        x = block.ln_1(model.wte(torch.tensor(ids)) + model.wpe(torch.arange(len(ids))))
        q, k, _ = (
            part.view(len(ids), n_head, -1).transpose(0, 1) for part in block.attn.c_attn(x).split(x.shape[-1], -1)
        )
        scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
        pattern = scores.masked_fill(torch.ones(len(ids), len(ids)).triu(1).bool(), -torch.inf).softmax(-1)
    np.testing.assert_allclose(frames["attention"].pattern[0], pattern.numpy(), atol=1e-5)
    read = in_context(context, "A dog ran")
    expected = logits_of(model, session.tokenizer.encode("A dog ran")).softmax(-1)
    np.testing.assert_allclose(read.bets[:, 0], expected.max(-1).values.numpy(), atol=1e-6)


def test_the_same_question_to_the_live_weights_is_answered_by_them(session, past):
    context = sight_of(session)
    frame = made_by(context, "next_token")
    assert frame.checkpoint == session.course.present and context.is_live
    np.testing.assert_allclose(frame.probability, logits_of(session.model, context.seen)[-1].softmax(-1), atol=1e-6)


def test_looking_at_kept_weights_changes_neither_them_nor_the_live_ones(session, past):
    before = [copy.deepcopy(model.state_dict()) for model in (past.model, session.model)]
    context = sight_of(session, past)
    for source in SOURCES:
        observer = source.make()
        for _ in range(3):
            observer(context)
    for model, there in zip((past.model, session.model), before, strict=True):
        assert all(torch.equal(there[name], p) for name, p in model.state_dict().items())


def test_a_maker_that_has_measured_other_weights_begins_anew(session, past):
    """Whatever the step: a number of one model stands for no other."""
    heads, muting = HeadsObserver(), MutingObserver()
    live, then = sight_of(session), sight_of(session, past)
    while heads(live) is None or heads.unfinished:
        pass
    old = heads(live).loss_rise
    loss = muting(live).loss
    first = heads(then)
    assert np.isnan(first.loss_rise).sum() == first.loss_rise.size - 1 and first.checkpoint == past.checkpoint
    while heads.unfinished:
        first = heads(then)
    assert not np.isclose(first.loss_rise, old, atol=1e-6).all()
    assert muting(then).loss != loss


def test_frames_of_the_show_are_stamped_as_what_is_present(session):
    publisher = Publisher(Mailbox())
    publisher.new_session(session)
    assert publisher.context.stamp() == {
        "run": session.record.run, "stage": Stage.PRETRAIN, "made_by": "honest", "step": 0
    }  # fmt: skip

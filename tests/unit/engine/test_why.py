"""What is told of a piece left out is what the model bets without it."""

from __future__ import annotations

import time

import numpy as np
import pytest
import torch

from explainer.engine.commands import SetDemand, SetPrompt, SetWanted, StepOnce
from explainer.engine.events import Failed, PictureFailed, Refused
from explainer.engine.frames import Topic, Why
from explainer.engine.observe import why
from explainer.engine.observe.why import MOST_PIECES

LONG = "The cat sat on the mat. " * 20


@pytest.fixture
def trained(show):
    show.do(SetDemand(frozenset({Topic.WHY, Topic.NEXT_TOKEN})))
    show.do(*[StepOnce()] * 3)
    show.settle()
    show.tick(3)
    show.mailbox.take()
    return show


def _made(show, *commands) -> Why:
    told = show.do(*commands)
    for _ in range(100):
        assert not [event for event in told if isinstance(event, Failed | PictureFailed)]
        frame = show.mailbox.take().get(Topic.WHY)
        if frame is not None:
            return frame
        time.sleep(0.011)
        told = show.tick()
    raise AssertionError("the measurement never comes to an end")


def _bet(show, ids: list[int], token: int) -> float:
    """The model reads the whole of a text, alone and without a cache."""
    with torch.inference_mode():
        return float(show.session.model(torch.tensor([ids]))[0, -1].softmax(-1)[token])


@pytest.mark.parametrize("part", [1, 40, 10_000])
@pytest.mark.parametrize("text", ["The cat sat on", "x", "👩‍🚀🐈 é", LONG])
def test_each_bet_equals_reading_the_shortened_text(trained, monkeypatch, text, part):
    monkeypatch.setattr(why, "PART_TOKENS", part)
    monkeypatch.setattr(why, "FIRST_PART_TOKENS", part)
    frame = _made(trained, SetPrompt(text, serial=4))
    seen = frame.seen_ids.tolist()
    assert (frame.prompt, frame.serial) == (text, 4)
    assert frame.first == max(0, len(seen) - MOST_PIECES)
    assert len(frame.without) == len(seen) - frame.first
    assert frame.probability == pytest.approx(_bet(trained, seen, frame.token), rel=1e-4)
    for i, bet in enumerate(frame.without, start=frame.first):
        shorter = seen[:i] + seen[i + 1 :] or [trained.session.tokenizer.eot]
        assert float(bet) == pytest.approx(_bet(trained, shorter, frame.token), rel=1e-3)


def test_only_the_last_pieces_are_tried_where_there_are_many(trained, monkeypatch):
    monkeypatch.setattr(why, "MOST_PIECES", 5)
    frame = _made(trained, SetPrompt(LONG))
    seen = frame.seen_ids.tolist()
    assert frame.first == len(seen) - 5 > 0
    for i, bet in enumerate(frame.without, start=frame.first):
        assert float(bet) == pytest.approx(_bet(trained, seen[:i] + seen[i + 1 :], frame.token), rel=1e-3)


def test_of_an_empty_text_nothing_can_be_left_out(trained):
    _made(trained, SetPrompt("The"))
    frame = _made(trained, SetPrompt(""))
    assert len(frame.without) == 0 and frame.first == 1
    assert frame.probability == pytest.approx(_bet(trained, [trained.session.tokenizer.eot], frame.token), rel=1e-4)


def test_the_likeliest_is_asked_about_until_another_is_chosen(trained):
    frame = _made(trained, SetPrompt("The cat"))
    ids = trained.session.tokenizer.encode("The cat")
    own = trained.session.model(torch.tensor([ids]))[0, -1].softmax(-1).detach().numpy()
    assert frame.token == int(np.argmax(own))
    other = trained.session.tokenizer.encode(" park")[0]
    frame = _made(trained, SetWanted(other))
    assert frame.token == other and frame.probability == pytest.approx(float(own[other]), rel=1e-4)
    assert float(frame.without[0]) == pytest.approx(_bet(trained, ids[1:], other), rel=1e-3)
    assert _made(trained, SetPrompt("The dog")).token != other or own[other] == own.max()
    (refused,) = trained.do(SetWanted(-1))
    assert isinstance(refused, Refused)


def test_a_step_in_the_midst_of_it_begins_it_anew(trained, monkeypatch):
    monkeypatch.setattr(why, "PART_TOKENS", 1)
    monkeypatch.setattr(why, "FIRST_PART_TOKENS", 1)
    trained.do(SetPrompt("The cat sat on the"))
    assert Topic.WHY not in trained.mailbox.take(), "one part only"
    frame = _made(trained, StepOnce())
    seen = frame.seen_ids.tolist()
    assert frame.step == trained.step
    for i, bet in enumerate(frame.without):
        assert float(bet) == pytest.approx(_bet(trained, seen[:i] + seen[i + 1 :], frame.token), rel=1e-3)

"""Other branches are what Write on would write, with the same dice, from other first tokens."""

from __future__ import annotations

import copy
import time

import numpy as np
import pytest
import torch

from explainer.engine.commands import SetBranches, SetDemand, SetPrompt, SetSampling, Start, StepOnce, WriteOn
from explainer.engine.events import Failed, PictureFailed, PromptWritten, Refused, TextEnded
from explainer.engine.frames import Branches, Topic
from explainer.engine.observe import branches
from explainer.engine.observe.branches import FEWEST, LENGTH, first_tokens
from explainer.engine.states import State
from explainer.model.generate import GREEDY, generate
from explainer.text.markers import EOT
from explainer.text.wordend import WordEnd

LONG = "The cat sat on the mat. " * 20


@pytest.fixture
def trained(show):
    show.do(SetDemand(frozenset({Topic.BRANCHES})))
    show.do(*[StepOnce()] * 3)
    show.settle()
    show.tick(3)
    show.mailbox.take()
    return show


def _made(show, *commands) -> Branches:
    """The branches after these commands."""
    told = show.do(*commands)
    for _ in range(100):
        assert not [event for event in told if isinstance(event, Failed | PictureFailed)]
        frame = show.mailbox.take().get(Topic.BRANCHES)
        if frame is not None and frame.complete:
            return frame
        time.sleep(0.011)
        told = show.tick()
    raise AssertionError("the branches never come to an end")


@pytest.mark.parametrize("text", ["The cat", "", "x", "👩‍🚀🐈 é", LONG, "The cat sat on"])
def test_a_branch_is_what_write_on_writes_with_the_same_dice(trained, text):
    frame = _made(trained, SetSampling(temperature=1.2, top_k=50, top_p=0.95, seed=4), SetPrompt(text, serial=3))
    assert (frame.prompt, frame.serial, frame.sampling) == (text, 3, (1.2, 50, 0.95, 4))
    trained.do(SetDemand(frozenset()))
    for branch in frame.entries[:3]:
        trained.do(SetPrompt(text + " "), SetPrompt(text))
        pieces, ended = [], ""
        tokens = [branch.token] + [None] * (LENGTH - 1)
        for i, token in enumerate(tokens):
            (event,) = (e for e in trained.do(WriteOn(token)) if isinstance(e, (PromptWritten, TextEnded)))
            if i == 0:
                assert event.probability == pytest.approx(branch.probability, rel=1e-4)
            if isinstance(event, TextEnded):
                ended = event.marker
                break
            pieces.append(event.piece)
        if ended in ("", EOT):
            assert branch.ended == (ended == EOT) and list(branch.pieces) == pieces
        else:  # a marker of a chat: the branch goes on, a person's line does not
            assert list(branch.pieces[: len(pieces) + 1]) == [*pieces, ended]


def test_the_first_word_is_that_of_the_branch_itself(trained):
    """With dice, here wild ones, it need not be the one that the model would write greedily."""
    session, found = trained.session, 0
    letters = tuple(session.tokenizer.encode("tomcat")[:1]) + tuple(map(session.pieces.index, "aosc"))
    for seed in range(8):
        asked = SetPrompt("The cat", serial=seed), SetBranches(letters)
        for branch in _made(trained, SetSampling(temperature=50, seed=seed), *asked).entries:
            word = WordEnd(session.tokenizer, branch.token)
            for piece in branch.pieces[1:]:
                word.take(session.pieces.index(piece))
            assert (branch.ending, branch.n_ending) == (word.ending, word.n)
            if "⟨" not in "".join(branch.pieces[: 1 + branch.n_ending]):
                assert branch.ending.removesuffix("…") == "".join(branch.pieces[1 : 1 + branch.n_ending])
            found += bool(branch.ending)
    assert found > 3


def test_without_dice_a_branch_is_what_generate_writes(trained):
    frame = _made(trained, SetSampling(temperature=0.0), SetPrompt("The cat"))
    session = trained.session
    ids, eot = session.tokenizer.encode("The cat"), session.tokenizer.eot
    for branch in frame.entries:
        (rest,) = generate(
            session.model, [[*ids, branch.token]], max_new_tokens=LENGTH - 1, sampling=GREEDY, stop=frozenset({eot})
        )
        tokens = [t for t in [branch.token, *rest] if t != eot]
        assert branch.pieces == tuple(session.pieces[t] for t in tokens)


def test_the_likeliest_are_taken_and_each_differs_in_its_first_token(trained):
    frame = _made(trained, SetPrompt("The cat"))
    session = trained.session
    logits = session.model(torch.tensor([session.tokenizer.encode("The cat")]))[0, -1]
    own = logits.softmax(-1).detach().numpy()
    assert [b.token for b in frame.entries] == np.argsort(-own, kind="stable")[:FEWEST].tolist()
    assert [b.probability for b in frame.entries] == pytest.approx(sorted(own, reverse=True)[:FEWEST], rel=1e-4)
    assert len({b.token for b in frame.entries}) == len(frame.entries) == FEWEST
    assert not any(b.asked for b in frame.entries)
    assert all(len(b.pieces) == LENGTH or b.ended for b in frame.entries)


def test_a_token_asked_for_comes_first_and_can_be_taken_back(trained):
    _made(trained, SetPrompt("The cat"))
    token = trained.session.tokenizer.encode(" park")[0]
    frame = _made(trained, SetBranches((token,)))
    assert frame.entries[0].token == token and frame.entries[0].asked
    assert not any(b.asked for b in frame.entries[1:])
    assert FEWEST <= len(frame.entries) <= FEWEST + 1
    assert not any(b.asked for b in _made(trained, SetBranches(())).entries)
    _made(trained, SetBranches((token,)))
    assert not any(b.asked for b in _made(trained, SetPrompt("The dog")).entries), "another text, other questions"
    (refused,) = trained.do(SetBranches((10**6,)))
    assert isinstance(refused, Refused)


def test_a_new_question_is_answered_at_once_and_a_newer_model_when_all_is_written(trained, monkeypatch):
    monkeypatch.setattr(branches, "PART", 0.0)  # one token a part
    complete = _made(trained, SetPrompt("The cat"))
    trained.do(SetPrompt("The dog", serial=9))
    first = trained.mailbox.take()[Topic.BRANCHES]
    assert (first.prompt, first.serial, first.complete) == ("The dog", 9, False)
    assert {len(b.pieces) for b in first.entries if not b.ended} == {2}
    last = _made(trained)
    for early, late in zip(first.entries, last.entries, strict=True):
        assert late.pieces[: len(early.pieces)] == early.pieces and late.probability == early.probability
    assert complete.complete and last.complete
    trained.do(StepOnce())
    for _ in range(30):
        time.sleep(0.011)
        trained.tick()
        frame = trained.mailbox.take().get(Topic.BRANCHES)
        assert frame is None or frame.complete


def test_never_more_than_six_and_never_the_same_twice():
    logits = torch.arange(10.0)
    assert first_tokens(logits, ()) == [9, 8, 7, 6]
    assert first_tokens(logits, (8,)) == [8, 9, 7, 6]
    assert first_tokens(logits, (0,)) == [0, 9, 8, 7, 6]
    assert first_tokens(logits, (0, 1, 2)) == [0, 1, 2, 9, 8, 7]
    assert first_tokens(logits, (0, 1, 2, 3, 4, 5)) == [0, 1, 2, 3, 4, 5]


def test_a_branch_that_ends_the_text_says_so(trained):
    eot = trained.session.tokenizer.eot
    frame = _made(trained, SetBranches((eot,)))
    assert frame.entries[0].ended and frame.entries[0].pieces == ()


def test_written_in_parts_between_steps_they_are_of_one_model(trained, monkeypatch):
    """However many steps are made meanwhile, the branches are those of the weights they were begun with."""
    monkeypatch.setattr(branches, "PART", 0.0)  # one token a part
    ids = trained.session.tokenizer.encode("The cat")
    trained.do(SetSampling(temperature=0.0), SetPrompt("The cat"))
    trained.do(Start())
    trained.mailbox.take()
    assert trained.state is State.RUNNING
    step, then = trained.step, copy.deepcopy(trained.session.model)
    trained.do(SetPrompt("The cat ", serial=1), SetPrompt("The cat", serial=2))  # heard before the next step
    frame = _made(trained)
    assert trained.step >= step + 3, "it took several steps"
    assert frame.step == step
    for branch in frame.entries:
        (written,) = generate(then, [[*ids, branch.token]], max_new_tokens=LENGTH - 1)
        pieces = [trained.session.pieces[t] for t in [branch.token, *written]]
        assert list(branch.pieces) == pieces[: len(branch.pieces)]

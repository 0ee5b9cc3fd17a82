"""Nothing that breaks, and nothing a person does wrong, ends the show."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from explainer.engine.commands import (
    Open,
    Prepare,
    Reset,
    Resume,
    Save,
    SetDemand,
    SetPrompt,
    SetSampling,
    Start,
    StepOnce,
    WriteOn,
)
from explainer.engine.events import Failed, Notice, PromptWritten, Refused, Saved
from explainer.engine.failures import not_taken_up
from explainer.engine.frames import Topic
from explainer.engine.states import State
from explainer.marking import Problem, mark
from explainer.model.gpt import GPT
from tests.unit.engine.telling import failures, kinds, plain


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), "computation failed"),
        (MemoryError(), "ran out of memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"), "out of memory"),
        (KeyError("x"), "unexpected"),
        (ValueError("some inner matter"), "unexpected"),
        (Problem(mark("engine", "A prompt of {n} tokens leaves no room."), n=90), "A prompt of 90 tokens"),
    ],
)
def test_a_failure_in_mid_training_is_told_plainly_and_start_over_works(show, monkeypatch, error, words):
    show.do(Start())
    show.settle()
    show.tick(3)
    real = GPT.forward

    def broken(*_, **__):
        raise error

    monkeypatch.setattr(GPT, "forward", broken)
    told = show.tick(3)
    (failed,) = kinds(told, Failed)
    assert words in plain(failed.what)
    assert "Traceback" in failed.details and type(error).__name__ in failed.details
    assert show.state is State.FAILED
    assert plain(show.do(WriteOn())[0].why)
    monkeypatch.setattr(GPT, "forward", real)
    told = show.do(Start()) + show.settle() + show.tick(3)
    assert failures(told) == [] and show.state is State.RUNNING and show.step == 3


def test_a_model_that_failed_cannot_spoil_starting_over(show, monkeypatch):
    """While the new model is being made, the old one is not asked what it thinks."""
    show.do(SetDemand(frozenset({Topic.NEXT_TOKEN})), Start())
    show.settle()
    broken_model = show.session.model
    real = GPT.forward

    def broken(self, *args, **options):
        if self is broken_model:
            raise RuntimeError("broken")
        return real(self, *args, **options)

    monkeypatch.setattr(GPT, "forward", broken)
    show.until(State.FAILED)
    told = show.do(Reset(), SetPrompt("The")) + show.settle()
    assert failures(told) == []
    assert show.session.model is not broken_model
    assert str(show.mailbox.take()[Topic.NEXT_TOKEN].prompt) == "The"


def test_weights_that_break_in_mid_run_are_told_and_the_show_goes_on(show):
    show.do(Start())
    show.settle()
    show.tick(5)
    with torch.no_grad():
        show.session.model.ln_f.weight.fill_(math.nan)
    told = show.until(State.IDLE)
    (notice,) = kinds(told, Notice)
    assert "no number" in plain(notice.what)
    assert show.step == 30 and show.session.record.complete
    assert all(torch.isfinite(p).all() for p in show.session.model.parameters())
    tokens, loss = show.session.record.train_curve.points()
    assert torch.isfinite(torch.tensor(loss)).all()
    assert (tokens[1:] > tokens[:-1]).all() and len(tokens) == 30


def test_a_run_that_diverges_ends_in_a_plain_sentence(show, monkeypatch):
    show.do(Start())
    show.settle()
    monkeypatch.setattr(
        GPT, "forward", lambda self, ids, *_, **__: self.wte.weight.sum() * torch.full((*ids.shape, 300), math.nan)
    )
    told = show.until(State.FAILED)
    (failed,) = kinds(told, Failed)
    assert "Start over" in plain(failed.what)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"preset": "xxl"}, "“xxl” is not a size Explainer knows. Choose xs, s, m or l."),
        ({"device": "tpu"}, "“tpu” is not a device"),
        ({"device": "cuda"}, "no “cuda” device"),
        ({"steps": 0}, "from 1 to"),
        ({"steps": -5}, "from 1 to"),
        ({"steps": None, "seconds": 0.0}, "more than 0 seconds"),
        ({"seed": -1}, "seed must be a whole number from 0"),
    ],
)
def test_settings_that_make_no_sense_are_told_plainly(new_show, settings, change, words, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    show = new_show(replace(settings, **change))
    told = show.do(Start()) + show.settle()
    (failed,) = kinds(told, Failed)
    assert words in plain(failed.what)
    assert show.state is State.FAILED
    told = show.do(Reset(settings)) + show.settle()
    assert failures(told) == [] and show.state is State.IDLE


def test_settings_that_fail_leave_the_model_that_was_there_and_its_settings(show, settings):
    show.do(StepOnce())
    show.settle()
    show.tick()
    run = show.session.record.run
    told = show.do(Reset(replace(settings, preset="xxl"))) + show.settle()
    assert len(kinds(told, Failed)) == 1
    assert show.state is State.PAUSED and show.session.record.run == run
    show.do(StepOnce())
    assert show.step == 2  # it goes on learning
    told = show.do(Reset()) + show.settle()
    assert failures(told) == [] and show.step == 0


def test_a_text_that_is_missing_is_told_plainly(small_world, make_show, settings, tmp_path):
    show = make_show(replace(settings, text_files=(tmp_path / "gone.txt",)))
    told = show.do(Start()) + show.settle()
    (failed,) = kinds(told, Failed)
    assert "gone.txt" in plain(failed.what) and "not found" in str(failed.what)


def test_an_opened_run_whose_text_is_gone_can_still_be_asked(small_world, make_show, settings, text_file, tmp_path):
    text = tmp_path / "mine.txt"
    text.write_bytes(text_file.read_bytes())
    show = make_show(replace(settings, text_files=(text,)))
    show.do(StepOnce())
    show.settle()
    show.tick()
    show.do(Save(tmp_path / "run"))
    text.unlink()
    again = make_show(settings)
    again.do(Open(tmp_path / "run"))
    again.settle()
    told = again.do(Start()) + again.settle()
    (failed,) = kinds(told, Failed)
    assert "mine.txt" in plain(failed.what)
    assert again.state is State.IDLE
    assert kinds(again.do(WriteOn()), PromptWritten)


@pytest.mark.parametrize(
    "bad",
    [
        SetSampling(temperature=-1),
        SetSampling(temperature=math.nan),
        SetSampling(temperature=1e9),
        SetSampling(top_k=-1),
        SetSampling(top_p=0),
        SetSampling(top_p=1.5),
        SetSampling(seed=-1),
    ],
)
def test_bad_sampling_is_refused_and_the_old_one_stays(show, bad):
    show.do(SetSampling(0.5, 7, 0.9, 3))
    told = show.do(bad)
    (refused,) = told
    assert isinstance(refused, Refused) and refused.command == "SetSampling"
    queries = show.worker.at.publisher.queries
    assert (queries.sampling.temperature, queries.sampling.top_k, queries.sampling.top_p) == (0.5, 7, 0.9)
    assert queries.seed == 3


def test_save_tells_where_and_refuses_where_it_cannot(show, tmp_path):
    (refused,) = show.do(Save(tmp_path / "early"))
    assert "no model to save" in plain(refused.why)
    show.do(Prepare())
    show.settle()
    assert Saved(tmp_path / "run") in show.do(Save(tmp_path / "run"))
    (tmp_path / "file").write_text("mine")
    (refused,) = show.do(Save(tmp_path / "file"))
    assert str(tmp_path / "file") in plain(refused.why)
    assert (tmp_path / "file").read_text() == "mine"
    assert show.state is State.IDLE


def test_opening_what_is_no_run_leaves_training_paused_where_it_was(show, tmp_path):
    show.do(Start())
    show.settle()
    show.tick(3)
    step = show.step
    told = show.do(Open(tmp_path / "nothing")) + show.settle()
    (failed,) = kinds(told, Failed)
    assert str(tmp_path / "nothing") in plain(failed.what)
    assert (show.state, show.step) == (State.PAUSED, step)
    show.do(Resume())
    assert show.step == step + 1


def test_a_prompt_is_answered_in_the_middle_of_an_exam_and_nothing_trains_meanwhile(show):
    show.worker.at.publisher.ask(SetDemand(frozenset({Topic.NEXT_TOKEN})))
    show.inbox.put(Start())
    for _ in range(30):
        show.inbox.put(None)
        show.worker.tick()
        if show.worker.at.sitting is not None and show.step > 0:
            break
    step = show.step
    show.inbox.put(SetPrompt("the", serial=7))
    show.worker.tick()
    assert show.worker.at.sitting is not None, "the exam goes on"
    assert show.mailbox.take()[Topic.NEXT_TOKEN].serial == 7
    assert show.step == step


def test_why_a_stage_cannot_be_taken_up_is_a_reason_in_brackets_or_a_sentence_of_its_own():
    assert str(not_taken_up(Problem(mark("engine", "there is no judge to go on with")))) == (
        "The stage that was under way cannot be taken up to the bit (there is no judge to go on with). "
        "Start goes on from its weights."
    )
    assert str(not_taken_up(Problem(mark("engine", "Your text is gone. Choose another.")))) == (
        "The stage that was under way cannot be taken up to the bit. Your text is gone. Choose another. "
        "Start goes on from its weights."
    )

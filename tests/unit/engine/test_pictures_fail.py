"""A picture that cannot be made is switched off, and told once; learning and the other pictures go on."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import replace

import pytest

from explainer.engine import evaluation as exam_module
from explainer.engine.commands import (
    ExamineStep,
    Pause,
    Prepare,
    Reset,
    SetDemand,
    SetPrompt,
    SetSampling,
    Start,
    TryAgain,
    UndoStep,
    WriteOn,
)
from explainer.engine.events import Failed, PictureFailed, PromptWritten
from explainer.engine.frames import Topic
from explainer.engine.handling import CommandHandler
from explainer.engine.observe.source import Observer
from explainer.engine.observe.sources import SOURCES
from explainer.engine.publisher import Publisher
from explainer.engine.running import Running
from explainer.engine.stages.run import StageRun
from explainer.engine.states import State
from explainer.engine.worker import Worker
from explainer.model.gpt import GPT
from tests.unit.engine.telling import kinds, plain

BETS, LENS, LOSS = Topic.NEXT_TOKEN, Topic.LENS, Topic.LOSS
DEMAND = frozenset({BETS, LENS, LOSS})


class Breaking(Observer):
    """Fails as long as it is told to, and counts how often it was asked."""

    error: BaseException | None = None
    calls = 0

    def __call__(self, context):
        type(self).calls += 1
        if self.error is not None:
            raise self.error
        return _REAL(context)


_REAL = next(source for source in SOURCES if source.topic is LENS).make()


@pytest.fixture
def breaking(show) -> type[Breaking]:
    """The lens, which anybody may break."""
    kind = type("Breaking", (Breaking,), {"error": KeyError("x")})
    sources = tuple(replace(s, make=kind) if s.topic is LENS else s for s in SOURCES)
    show.worker.at.publisher._sources = sources  # from the next model on
    return kind


def later(show, times: int = 3) -> list:
    """Turn the loop a few times, with more than the interval of any topic between two turns."""
    told = []
    for _ in range(times):
        time.sleep(max(source.every for source in SOURCES if source.topic in DEMAND) + 0.01)
        told += show.tick()
    return told


@pytest.mark.parametrize(
    "error",
    [KeyError("x"), ValueError("{braces}"), RuntimeError("broken"), MemoryError(), SystemExit(3), RecursionError()],
)
def test_a_failing_picture_ends_neither_learning_nor_the_others(show, breaking, error):
    breaking.error = error
    told = show.do(SetDemand(DEMAND), Start()) + show.settle() + show.tick(3) + later(show)
    (failed,) = kinds(told, PictureFailed)
    assert failed.topic == LENS and type(error).__name__ in failed.details and "Traceback" in failed.details
    assert "Learning goes on" in plain(failed.what)
    assert kinds(told, Failed) == [] and show.state is State.RUNNING and show.session.course.training
    step = show.step
    show.mailbox.take()
    later(show, 2)
    assert show.step > step
    assert {BETS, LOSS} <= set(show.mailbox.take()) and breaking.calls == 1


def test_what_failed_is_not_tried_again_by_itself_and_costs_nothing(show, breaking):
    """Also beyond its interval, and when what it shows has changed."""
    told = (
        show.do(Prepare(), SetDemand(DEMAND))
        + show.settle()
        + later(show, 4)
        + show.do(SetPrompt("The cat", 1))
        + later(show, 2)
    )
    assert len(kinds(told, PictureFailed)) == 1 and breaking.calls == 1
    show.worker.at.publisher.ask(SetDemand(frozenset({LENS})))
    assert show.worker.at.publisher.due_in(time.monotonic() + 100) is None, "the worker sleeps"


def test_it_is_tried_again_when_its_page_is_opened_again_and_told_anew_where_it_fails_again(show, breaking):
    show.do(Prepare(), SetDemand(DEMAND))
    show.settle()
    show.tick()
    show.do(SetDemand(frozenset({LOSS})))
    assert len(kinds(show.do(SetDemand(DEMAND)), PictureFailed)) == 1 and breaking.calls == 2
    breaking.error = None
    show.mailbox.take()
    show.do(SetDemand(frozenset()))
    assert kinds(show.do(SetDemand(DEMAND)), PictureFailed) == []
    assert LENS in show.mailbox.take()


def test_a_topic_that_is_wanted_all_the_time_is_tried_again_when_asked(show, breaking):
    show.do(Prepare(), SetDemand(DEMAND))
    show.settle()
    show.tick()
    breaking.error = None
    show.mailbox.take()
    show.do(TryAgain(frozenset({LENS, "no such topic"})))
    assert set(show.mailbox.take()) >= {LENS}
    before = breaking.calls
    show.do(TryAgain(frozenset({LENS})))
    assert breaking.calls == before, "it had not failed"


def test_another_model_has_pictures_of_its_own(show, breaking):
    show.do(Prepare(), SetDemand(DEMAND))
    show.settle()
    show.tick()
    breaking.error = None
    show.do(Start())
    show.until(State.RUNNING)
    show.do(Pause())
    show.do(Reset())
    show.settle()
    show.mailbox.take()
    show.tick()
    assert breaking.calls > 1


def test_a_model_that_cannot_be_asked_says_so_once_and_not_for_ever(show, monkeypatch):
    show.do(Prepare())
    show.settle()

    def broken(*_, **__):
        raise RuntimeError("broken")

    monkeypatch.setattr(GPT, "forward", broken)
    told = show.do(SetDemand(frozenset({BETS}))) + later(show, 4)
    (failed,) = told
    assert isinstance(failed, PictureFailed) and show.state is State.IDLE


def test_whatever_else_breaks_in_publishing_is_told_once_and_learning_goes_on(show, monkeypatch):
    show.do(SetDemand(DEMAND), Start())
    show.settle()

    def full(*_):
        raise MemoryError

    monkeypatch.setattr(show.mailbox, "put", full)
    told = show.tick(2) + later(show)
    assert len(kinds(told, PictureFailed)) == 1 and kinds(told, Failed) == []
    assert show.state is State.RUNNING


def test_an_exam_that_fails_is_left_out_and_learning_goes_on(show, monkeypatch):
    def broken(*_):
        raise IndexError("exam")

    monkeypatch.setattr(exam_module.Evaluator, "write", broken)
    show.do(Start())
    told = show.settle() + show.until(State.IDLE)
    assert show.session.record.complete and show.step == 30
    assert kinds(told, Failed) == []
    failures = kinds(told, PictureFailed)
    assert len(failures) == 1 and failures[0].topic == Topic.SAMPLES and "Learning goes on" in plain(failures[0].what)


@pytest.mark.parametrize("command", [SetPrompt("cat", 3), WriteOn(), SetSampling(0.5)])
def test_a_question_that_cannot_be_answered_ends_no_learning(show, monkeypatch, command):
    show.do(Start())
    show.settle()
    show.tick(3)

    def broken(*_, **__):
        raise TypeError("TextInputSequence must be str")

    monkeypatch.setattr(Publisher, "ask", broken)
    monkeypatch.setattr(Publisher, "write_on", broken)
    step = show.step
    (failed,) = kinds(show.do(command) + show.tick(2), Failed)
    assert "Learning goes on" in plain(failed.what) and "TextInputSequence" in failed.details
    assert show.state is State.RUNNING and show.step == step + 3
    monkeypatch.undo()
    assert kinds(show.do(WriteOn()), PromptWritten)


# ---- the loop -------------------------------------------------------------------------------------------------------


def test_a_stage_whose_model_cannot_even_be_kept_fails_in_a_sentence_and_the_loop_goes_on(show, monkeypatch):
    """As after an error of the device that sticks, or where memory is all gone."""
    show.do(Start())
    show.settle()
    show.tick(2)

    def broken(*_, **__):
        raise MemoryError

    monkeypatch.setattr(GPT, "forward", broken)
    monkeypatch.setattr(StageRun, "close", broken)
    told = show.tick(3)
    assert plain(kinds(told, Failed)[0].what).startswith("The computer ran out of memory")
    assert show.state is State.FAILED and not show.session.course.training
    monkeypatch.undo()
    show.do(Start())
    show.settle()
    show.tick()
    assert show.state is State.RUNNING


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), MemoryError(), GeneratorExit()])
def test_nothing_that_is_raised_in_a_step_comes_out_of_the_loop(show, monkeypatch, error):
    show.do(Start())
    show.settle()

    def broken(*_, **__):
        raise error

    monkeypatch.setattr(GPT, "forward", broken)
    told = show.tick(3)
    assert len(kinds(told, Failed)) == 1 and show.state is State.FAILED


@pytest.mark.parametrize("where", ["tick", "_patience", "_waiting_commands", "fail"])
def test_the_loop_outlives_its_own_failures_and_obeys_the_next_command(show, monkeypatch, where):
    """``run`` itself, on a thread of its own; it ends only when it is told to."""
    show.do(Prepare())
    show.settle()
    owner = Running if where == "fail" else Worker
    real, calls = getattr(owner, where), 0

    def breaks(self, *args):
        nonlocal calls
        calls += 1
        if calls <= 3:
            sys.exit("a library's own wish")
        return real(self, *args)

    def broken(_):
        raise KeyError("a move")

    monkeypatch.setattr(owner, where, breaks)
    if where == "fail":
        monkeypatch.setattr(CommandHandler, "_undo_step", broken)
        for _ in range(3):
            show.inbox.put(ExamineStep())
            show.inbox.put(UndoStep())
    thread = threading.Thread(target=show.worker.run)
    thread.start()
    for _ in range(200):
        show.inbox.put(WriteOn() if calls >= 3 else None)
        if calls > 3 or (where == "fail" and calls == 3):
            break
        time.sleep(0.02)
    told = []
    for _ in range(1000):
        told += show.queue.take()
        if kinds(told, PromptWritten):
            break
        show.inbox.put(WriteOn())
        time.sleep(0.02)
    show.closing.set()
    show.inbox.put(None)
    thread.join(20)
    assert kinds(told, PromptWritten) and not thread.is_alive() and calls >= 3
    failures = [failed.details for failed in kinds(told, Failed)]
    assert failures and len(failures) <= 3


def test_the_same_failure_is_told_once_until_somebody_asks_for_something(show, monkeypatch):
    show.do(Prepare())
    show.settle()

    def broken(_):
        raise KeyError("patience")

    monkeypatch.setattr(Worker, "_patience", broken)
    assert len(kinds(show.tick(5), Failed)) == 1
    assert len(kinds(show.do(SetPrompt("a", 1)) + show.tick(3), Failed)) == 1

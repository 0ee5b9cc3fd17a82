"""Should the worker's thread end though nobody closed the engine, that is told, and what there is can be saved."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from explainer.engine.commands import Open, Prepare, Save, SetDemand, SetPrompt, Start, StepOnce, WriteOn
from explainer.engine.engine import Engine
from explainer.engine.events import Failed, Prepared, PromptWritten, Refused, Saved, StateChanged, WorkerEnded
from explainer.engine.frames import Topic
from explainer.engine.states import State
from explainer.engine.worker import Worker
from tests.unit.engine.telling import kinds, plain

PATIENCE = 60.0  # seconds; a bound on hanging, not a measurement


def until(engine: Engine, kind: type, also=lambda event: True) -> list:
    told = []
    for event in engine.events(timeout=PATIENCE):
        told.append(event)
        if isinstance(event, kind) and also(event):
            return told
    raise AssertionError(f"it did not come; instead: {told}")


@pytest.fixture
def dies(monkeypatch):
    """Lets the next round of the loop end the thread, past all that guards it."""

    def tick(self):
        if armed.is_set():
            armed.clear()
            self.at.closing = _AtOnce(armed.fell)  # the loop ends
        return real_tick(self)

    armed, real_tick = threading.Event(), Worker.tick
    armed.fell = threading.Event()  # it reads no further command
    monkeypatch.setattr(Worker, "tick", tick)
    return armed


class _AtOnce:
    def __init__(self, fell: threading.Event) -> None:
        self.fell = fell

    def is_set(self) -> bool:
        self.fell.set()
        raise SystemError("not to be caught")

    def wait(self, _: float) -> bool:
        raise SystemError("not to be caught")


def learnt(engine: Engine) -> None:
    """Wait until it has done a step."""
    for _ in range(int(PATIENCE * 100)):
        frame = engine.take_frames().get(Topic.PROGRESS)
        if frame is not None and frame.step > 0:
            return
        time.sleep(0.01)
    raise AssertionError("it learns nothing")


def kill(engine: Engine, dies) -> list:
    """End the thread from within; return what was told."""
    dies.set()
    engine.send(SetPrompt("wake up", 1))
    told = until(engine, WorkerEnded)
    for _ in range(1000):
        if not engine.alive:
            break
        time.sleep(0.01)
    assert not engine.alive
    engine._worker.at.closing = engine._closing
    return told


def test_it_says_so_and_what_there_is_can_be_saved_and_goes_on(quick, settings, dies, tmp_path):
    with Engine(replace(settings, steps=100_000)) as engine:
        engine.send(Start())
        until(engine, StateChanged, lambda event: event.state is State.RUNNING)
        engine.send(SetDemand(frozenset({Topic.PROGRESS})))
        learnt(engine)
        (ended,) = kinds(kill(engine, dies), WorkerEnded)
        assert ended.can_save and "Traceback" in ended.details
        assert str(ended.what).endswith("save it now?")
        engine.send(Save(tmp_path / "run"))
        told = until(engine, Saved)
        assert engine.alive
        assert kinds(told, StateChanged)[-1].state is State.PAUSED, "nothing learns until somebody says so"
        engine.send(WriteOn())
        until(engine, PromptWritten)
        engine.send(Start())
        until(engine, StateChanged, lambda event: event.state is State.RUNNING)
    with Engine(settings) as engine:
        engine.send(Open(tmp_path / "run"))
        (prepared,) = kinds(until(engine, Prepared), Prepared)
        assert prepared.step > 0


def test_commands_that_it_did_not_come_to_are_answered(quick, settings, dies):
    with Engine(settings) as engine:
        engine.send(Prepare())
        for _ in range(int(PATIENCE * 100)):
            if (
                (worker := engine._worker) is not None
                and worker.at.session is not None
                and worker.at.state is State.IDLE
            ):
                break
            time.sleep(0.01)
        engine.take_events()
        dies.set()
        with engine._lock:
            while not dies.fell.wait(0.05):
                engine._commands.put(SetPrompt("wake up", 1))
            engine._commands.put(StepOnce())
            engine._commands.put(SetDemand(frozenset({Topic.LOSS})))
        told = until(engine, WorkerEnded)
        (refused,) = kinds(told, Refused)
        assert refused.command == "StepOnce" and plain(refused.why)
        for _ in range(1000):
            if not engine.alive:
                break
            time.sleep(0.01)
        engine._worker.at.closing = engine._closing
        engine.send(SetPrompt("The cat", 2))  # any command wakes it where there is a model
        engine.send(WriteOn())
        until(engine, PromptWritten)


def test_where_not_even_the_first_thread_could_begin_a_command_that_moves_tries_again(quick, settings, monkeypatch):
    import explainer.engine.worker as worker_module

    real = worker_module.Worker

    def missing(*_, **__):
        raise SystemExit("libtorch")

    monkeypatch.setattr(worker_module, "Worker", missing)
    with Engine(settings) as engine:
        until(engine, Failed)
        for serial in range(5):
            engine.send(SetPrompt("a", serial))
        time.sleep(0.1)
        assert kinds(engine.take_events(), Failed) == [], "not told again for every key"
        monkeypatch.setattr(worker_module, "Worker", real)
        engine.send(Prepare())
        until(engine, Prepared)

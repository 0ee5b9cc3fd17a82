"""A show so small that preparing it takes milliseconds, and a worker that is driven by hand, without a thread.

Everything is the real thing, save that the model has one layer, the text is a few sentences over and over, and the
exam is short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from queue import SimpleQueue
from threading import Event as Flag
from types import MappingProxyType

import pytest
import torch

from explainer.engine import evaluation, preparing
from explainer.engine.checkpoint import Checkpoint
from explainer.engine.commands import Command
from explainer.engine.events import Event, Failed
from explainer.engine.generators import drain_all
from explainer.engine.mailbox import EventQueue, Mailbox
from explainer.engine.preparing import prepare
from explainer.engine.runs import opening
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.engine.stages import making, taskset
from explainer.engine.states import State
from explainer.engine.worker import Worker
from explainer.model.config import GPTConfig
from explainer.text.corpus import Corpus
from explainer.training.precision import Precision
from explainer.training.pretrain import PretrainConfig

SMALL = GPTConfig(n_layer=1, n_head=2, n_embd=16, n_ctx=16, vocab_size=300)
SENTENCES = "The cat sat on the mat. A dog ran to the park, and the cat saw it. “Oh!” said Mia. The sun is warm.\n"


@pytest.fixture(scope="session", autouse=True)
def demonstrations_are_written_once() -> Iterator[None]:
    """They depend on seed and size of the world alone, and every session that asks anything wants the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taskset, "demonstrations", cache(taskset.demonstrations))
        yield


class Show:
    """A worker whose loop is turned by hand."""

    def __init__(self, settings: RunSettings, autosaves: Path | None = None) -> None:
        self.inbox: SimpleQueue[Command | None] = SimpleQueue()
        self.queue: EventQueue[Event] = EventQueue()
        self.mailbox: Mailbox = Mailbox()
        self.closing = Flag()
        self.worker = Worker(settings, self.inbox, self.queue, self.mailbox, self.closing, autosaves)

    @property
    def state(self) -> State:
        return self.worker.at.state

    @property
    def session(self) -> Session:
        assert self.worker.at.session is not None
        return self.worker.at.session

    @property
    def step(self) -> int:
        return self.session.record.step

    @property
    def present(self) -> Checkpoint:
        return self.session.course.present

    def tick(self, times: int = 1) -> list[Event]:
        """Turn the loop, each time to the end of an exam that falls due, and return what was told."""
        for _ in range(times):
            self.inbox.put(None)  # so that it never waits for a command
            self.worker.tick()
            while self.worker.at.sitting is not None:
                self.worker.tick()
        return self.queue.take()

    def do(self, *commands: Command) -> list[Event]:
        """Send commands together and turn the loop once."""
        for command in commands:
            self.inbox.put(command)
        return self.tick()

    def settle(self) -> list[Event]:
        """Turn the loop until preparation is over."""
        told: list[Event] = []
        for _ in range(20):
            if self.state is not State.STARTING:
                return told
            told += self.tick()
        raise AssertionError("preparation does not end")

    def until(self, state: State, ticks: int = 200) -> list[Event]:
        told: list[Event] = []
        for _ in range(ticks):
            if self.state is state:
                return told
            told += self.tick()
        failures = "".join(event.details for event in told if isinstance(event, Failed))
        raise AssertionError(f"the state is {self.state} and never became {state}\n{failures}")


@pytest.fixture(scope="session")
def text_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("text") / "cats.txt"
    path.write_text("\n".join(f"Story {i}.\n" + SENTENCES * 5 for i in range(60)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def shared_corpus(text_file: Path) -> Corpus:
    return Corpus.from_files([text_file], vocab_size=SMALL.vocab_size)


@pytest.fixture
def small_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small sizes, short exams, no timing of the arithmetic; texts are read for real."""
    presets = MappingProxyType({"xs": SMALL})
    fp32 = Precision("cpu", torch.float32)
    for module in (preparing, opening):
        monkeypatch.setattr(module, "PRESETS", presets)
        monkeypatch.setattr(module, "choose_precision", lambda device: fp32)
    monkeypatch.setattr(making, "PretrainConfig", partial(PretrainConfig, batch_tokens=64, val_tokens=64))
    for name, value in {"SHOWN_TOKENS": 6, "JUDGED_TEXTS": 1, "JUDGED_TOKENS": 4}.items():
        monkeypatch.setattr(evaluation, name, value)
    yield


@pytest.fixture
def quick(small_world: None, monkeypatch: pytest.MonkeyPatch, shared_corpus: Corpus) -> Iterator[None]:
    """The same, and the text is there already."""
    for module in (preparing, opening):
        monkeypatch.setattr(module, "make_corpus", lambda *_, **__: shared_corpus)
    yield


@pytest.fixture
def settings(text_file: Path) -> RunSettings:
    return RunSettings(preset="xs", text_files=(text_file,), device="cpu", steps=30)


@pytest.fixture
def make_show() -> type[Show]:
    return Show


@pytest.fixture
def new_show(quick: None, settings: RunSettings) -> Callable[..., Show]:
    def make(chosen: RunSettings = settings) -> Show:
        return Show(chosen)

    return make


@pytest.fixture
def show(new_show: Callable[..., Show]) -> Show:
    return new_show()


@pytest.fixture
def new_session(quick: None, settings: RunSettings) -> Callable[..., Session]:
    def make(chosen: RunSettings = settings) -> Session:
        return drain_all(prepare(chosen))

    return make

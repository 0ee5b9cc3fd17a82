"""The engine with its thread: it starts, answers, fails and ends; and the default run is what was promised."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.engine import preparing, told
from explainer.engine.commands import Pause, Prepare, SetDemand, SetPrompt, Start, StepOnce
from explainer.engine.engine import Engine
from explainer.engine.events import Failed, PictureFailed, Prepared, Preparing, StateChanged
from explainer.engine.frames import Topic
from explainer.engine.generators import drain_all
from explainer.engine.states import State
from explainer.model.gpt import GPT
from explainer.training.reports import StepReport

PATIENCE = 60.0  # seconds; a bound on hanging, not a measurement


def _until(engine: Engine, wanted) -> list:
    told = []
    for event in engine.events(timeout=PATIENCE):
        told.append(event)
        if wanted(event):
            return told
    raise AssertionError(f"it did not come; instead: {told}")


def _enters(state: State):
    return lambda event: isinstance(event, StateChanged) and event.state is state


@pytest.fixture
def long_run(quick, settings):
    return replace(settings, steps=100_000)


def test_a_whole_run_through_the_thread(quick, settings):
    with Engine(settings) as engine:
        engine.send(SetDemand(frozenset({Topic.LOSS})))
        engine.send(Start())
        told = _until(engine, lambda event: isinstance(event, StateChanged) and event.complete)
        states = [event.state for event in told if isinstance(event, StateChanged)]
        assert states == [State.IDLE, State.STARTING, State.RUNNING, State.IDLE]
        assert not [event for event in told if isinstance(event, Failed | PictureFailed)]
        engine.send(SetDemand(frozenset()))
        engine.send(SetDemand(frozenset({Topic.LOSS})))
        engine.send(Prepare())
        _until(engine, lambda event: isinstance(event, Prepared))
    assert not engine.alive


def test_preparation_tells_how_far_it_is(quick, settings):
    with Engine(settings) as engine:
        engine.send(Prepare())
        told = _until(engine, lambda event: isinstance(event, Prepared))
    shares = [event.fraction for event in told if isinstance(event, Preparing)]
    assert len(shares) >= 2 and shares == sorted(shares) and all(0 <= share <= 1 for share in shares)


def test_closing_in_mid_training_leaves_no_thread(long_run):
    engine = Engine(long_run)
    engine.start()
    engine.send(Start())
    _until(engine, _enters(State.RUNNING))
    assert engine.close(timeout=PATIENCE)
    assert not engine.alive
    assert not [thread for thread in threading.enumerate() if thread.name == "explainer-worker"]


def test_closing_in_mid_step_waits_for_that_step_only(long_run, monkeypatch):
    """The step is held in its middle; closing returns once it is let go, and no further step is done."""
    entered, go_on = threading.Event(), threading.Event()
    real = GPT.forward
    training = threading.Event()

    def held(self, *args, **options):
        if training.is_set() and torch.is_grad_enabled():
            entered.set()
            assert go_on.wait(PATIENCE)
        return real(self, *args, **options)

    monkeypatch.setattr(GPT, "forward", held)
    engine = Engine(long_run)
    engine.start()
    training.set()
    engine.send(Start())
    assert entered.wait(PATIENCE)
    assert not engine.close(timeout=0.01)  # it says so while the thread is still at work
    go_on.set()
    assert engine.close(timeout=PATIENCE)


def test_closing_in_mid_preparation_leaves_no_thread(quick, settings, monkeypatch):
    entered, go_on = threading.Event(), threading.Event()
    real = preparing.make_corpus

    def held(*args, **options):
        entered.set()
        assert go_on.wait(PATIENCE)
        return real(*args, **options)

    monkeypatch.setattr(preparing, "make_corpus", held)
    engine = Engine(settings)
    engine.start()
    engine.send(Start())
    assert entered.wait(PATIENCE)
    engine.close(timeout=0.01)
    go_on.set()
    assert engine.close(timeout=PATIENCE)
    states = [event.state for event in engine.take_events() if isinstance(event, StateChanged)]
    assert State.RUNNING not in states


def test_closing_an_engine_that_waits_for_commands_ends_it(quick, settings):
    engine = Engine(settings)
    engine.start()
    _until(engine, _enters(State.IDLE))
    assert engine.close(timeout=PATIENCE)
    assert engine.close()  # once more does no harm


def test_closing_an_engine_that_never_started_is_no_trouble(settings):
    assert Engine(settings).close()


def test_many_engines_one_after_the_other_leave_nothing_behind(long_run):
    before = threading.active_count()
    for n in range(8):
        with Engine(long_run) as engine:
            engine.send(Start() if n % 2 else StepOnce())
            _until(engine, _enters(State.RUNNING if n % 2 else State.PAUSED))
    assert threading.active_count() == before


def test_an_engine_starts_once(settings):
    with Engine(settings) as engine, pytest.raises(RuntimeError, match="started already"):
        engine.start()


def test_commands_from_many_threads_are_all_answered(long_run):
    """Whoever presses what: the engine stays alive and the last prompt is the one that is answered."""
    with Engine(long_run) as engine:
        engine.send(SetDemand(frozenset({Topic.NEXT_TOKEN})))
        engine.send(Start())
        _until(engine, _enters(State.RUNNING))

        def type_quickly(k: int) -> None:
            for n in range(20):
                engine.send(SetPrompt(f"The cat {n}", serial=100 * k + n))

        typists = [threading.Thread(target=type_quickly, args=(k,), name=f"typist {k}") for k in range(3)]
        for typist in typists:
            typist.start()
        for typist in typists:
            typist.join()
        engine.send(SetPrompt("The last word", serial=999))
        engine.send(Pause())
        _until(engine, _enters(State.PAUSED))
        seen = _frames_until(engine, lambda frames: frames and frames[-1].serial == 999)
        assert seen[-1].prompt == "The last word"
        assert engine.alive


def _frames_until(engine: Engine, enough) -> list:
    seen: list = []
    for _ in range(int(PATIENCE * 100)):
        frame = engine.take_frames().get(Topic.NEXT_TOKEN)
        if frame is not None:
            seen.append(frame)
        if enough(seen):
            return seen
        threading.Event().wait(0.01)
    raise AssertionError("the frame did not come")


def test_a_worker_that_cannot_even_begin_says_so(settings, monkeypatch):
    import explainer.engine.worker as worker_module

    def missing(*_, **__):
        raise ImportError("libtorch_cpu.so: cannot open shared object file")

    monkeypatch.setattr(worker_module, "Worker", missing)
    with Engine(settings) as engine:
        told = _until(engine, lambda event: isinstance(event, Failed))
    assert "doctor" in str(told[-1].what) and "libtorch_cpu.so" in told[-1].details


def test_importing_the_engine_loads_neither_torch_nor_qt():
    import subprocess
    import sys

    code = (
        "import sys, explainer.engine.engine; print([m for m in ('torch', 'PySide6', 'pyqtgraph') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


# ---- Storyland, as newcomers get it -----------------------------------------------------------------------------


def test_the_smallest_preset_learns_storyland():
    """The real text, size and recipe, without stand-ins: thirty steps beat guessing by far."""
    session = drain_all(preparing.prepare(_storyland()))
    assert session.corpus_name == "Storyland"
    assert told.prepared(session).examples
    session.pipeline.go_on()
    losses = []
    while (report := session.pipeline.advance()) is not None:
        if isinstance(report, StepReport):
            losses.append(report.loss)
    assert len(losses) == 30 and session.record.complete
    assert losses[0] == pytest.approx(np.log(session.config.vocab_size), abs=0.3)
    assert session.record.validation.loss < losses[0] - 1.2
    assert session.record.validation.bits_per_byte == pytest.approx(
        _bits_per_byte(session), rel=0.02
    )  # bf16 or fp32, in batches or at once


def _storyland():
    from explainer.engine.settings import RunSettings

    return RunSettings(preset="xs", device="cpu", steps=30)


@torch.no_grad()
def _bits_per_byte(session) -> float:
    """Nats of the validation windows over the bytes of the text they decode to; the markers are no text."""
    from explainer.training.batches import validation_windows

    windows = validation_windows(session.corpus, session.config.n_ctx + 1, 4096)
    logits = session.model(windows[:, :-1])
    nats = torch.nn.functional.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten(), reduction="sum")
    pieces = [
        session.tokenizer.piece_bytes(token)
        for token in windows[:, 1:].flatten().tolist()
        if token != session.tokenizer.eot
    ]
    return float(nats) / len(b"".join(pieces)) / float(np.log(2))

"""Frames and an engine made by hand, so that a test can say exactly what a person should see."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from explainer.engine.commands import Command
from explainer.engine.events import Event, Prepared, StateChanged, WorkChanged
from explainer.engine.frames import Frame, LossCurve, MilestoneMark, NextToken, Progress, Reading, Sample, Samples
from explainer.engine.states import State
from explainer.training.reports import Stage

PIECES = tuple(
    ["\n", " ", "⟨E2⟩", "🙂"]
    + [" park", " house", " garden", " box", " door", "s", ".", ",", '"']
    + [f" w{i}" for i in range(500)]
)
HEAD = {"run": "r1", "stage": Stage.PRETRAIN}


class FakeEngine:
    """Remembers what it was sent and gives back what it was told to."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.events: list[Event] = []
        self.frames: dict[str, Frame] = {}

    def send(self, command: Command) -> None:
        self.sent.append(command)

    def take_events(self) -> list[Event]:
        events, self.events = self.events, []
        return events

    def take_frames(self) -> dict[str, Frame]:
        frames, self.frames = self.frames, {}
        return frames

    def sent_of(self, kind: type) -> list:
        return [command for command in self.sent if isinstance(command, kind)]


def prepared(**changes: object) -> Prepared:
    values: dict = {
        "run": "r1",
        "preset": "xs",
        "n_params": 917_248,
        "n_layer": 4,
        "n_head": 4,
        "n_embd": 128,
        "n_ctx": 128,
        "device": "cpu",
        "corpus": "Storyland",
        "pieces": PIECES,
        "planned_steps": 1000,
        "step": 0,
        "recorded": False,
        "examples": ("One rainy day, Mia", "The bat flew out of the"),
        "text_start": "One",
    }
    return Prepared(**(values | changes))


def state(name: State, complete: bool = False, stage: Stage = Stage.PRETRAIN) -> StateChanged:
    return StateChanged(name, stage, complete)


def work(*, unsaved: bool = True, folder: Path | None = None, run: str = "r1") -> WorkChanged:
    return WorkChanged(run, folder, unsaved)


def progress(step: int = 400, loss: float = 1.06, fraction: float = 0.4, **changes: object) -> Progress:
    values: dict = {
        "step": step,
        "tokens": step * 1024,
        "text_bytes": step * 3700,
        "fraction": fraction,
        "planned_steps": 1000,
        "seconds": step / 26,
        "seconds_left": 49.0,
        "tokens_per_second": 24_612.0,
        "steps_per_second": 26.0,
        "loss": loss,
        "smooth_loss": loss,
        "accuracy": 0.58,
        "learning_rate": 0.02,
        "grad_norm": 0.7,
    }
    return Progress(**HEAD, **(values | changes))


MARKS = (
    ("words", "First real words", 40),
    ("almost", "Almost only real words", 120),
    ("sentences", "First whole sentences", 260),
    ("quotes", "Quotation marks are closed", 260),
    ("facts", "Knows its first facts", 260),
    ("agree", "He and she agree", 330),
)


def loss_curve(steps: int = 400, seed: int = 1, marks: tuple = MARKS) -> LossCurve:
    n = np.arange(1, steps + 1)
    noise = np.random.default_rng(seed).normal(0, 0.06, steps)
    loss = 1.0 + 5.9 * np.exp(-n / 60) + noise * (1 - np.exp(-n / 30))
    val = n[::50]
    return LossCurve(
        **HEAD,
        step=steps,
        tokens=n * 1024,
        loss=loss.astype(np.float32),
        val_tokens=val * 1024,
        val_loss=(1.05 + 5.9 * np.exp(-val / 60)).astype(np.float32),
        val_bits_per_byte=0.6,
        guessing=math.log(len(PIECES)),
        marks=tuple(
            MilestoneMark(mark_id, title, step, step * 1024, float(loss[step - 1]), "97 % of 200")
            for mark_id, title, step in marks
            if step <= steps
        ),
    )


def reading(step: int = 400) -> Reading:
    pieces = ("Mia", " put", " the", " red", " ball", " in", " the", " ba", "sket", ".", " Ben", " looked", " in")
    surprise = np.array([0.2, 1.5, 0.05, 4.0, 0.6, 0.4, 0.02, 2.3, 0.1, 0.01, 3.5, 6.5, 0.7], np.float32)
    return Reading(**HEAD, step=step, pieces=pieces, surprise=surprise)


def samples(n: int = 12) -> Samples:
    texts = ["tw lk ##q ball zum the the . o Ben gr", "the the to . Mia the a dog the . was the"]
    texts += ["Mia went to the ball. She was a happy. The dog said hello to the ball and the box."] * 50
    entries = [Sample(0 if i == 0 else 2 ** min(i, 6) * 5 * i, i * 9999, "One", " " + texts[i]) for i in range(n)]
    last = "One rainy day, Mia took the red ball to the park. She saw a hungry dog near the gate."
    entries[-1] = Sample(entries[-1].step, 812_000, "One", last)
    return Samples(**HEAD, step=entries[-1].step, entries=tuple(entries))


def next_token(
    prompt: str = "One rainy day, Mia", serial: int = 0, step: int = 400, kept: int = 40, **changes: object
) -> NextToken:
    rng = np.random.default_rng(len(prompt))
    logits = rng.normal(0, 1.2, len(PIECES))
    logits[4:9] += (6.0, 5.4, 5.0, 4.2, 4.0)
    own = np.exp(logits) / np.exp(logits).sum()
    order = np.argsort(-own, kind="stable")
    shaped = np.zeros_like(own)
    shaped[order[:kept]] = own[order[:kept]] ** 1.25
    shaped /= shaped.sum()
    words = prompt.split(" ")
    pieces = tuple(word if i == 0 else " " + word for i, word in enumerate(words)) if prompt else ()
    values: dict = {
        "step": step,
        "prompt": prompt,
        "serial": serial,
        "ids": np.arange(len(pieces)),
        "pieces": pieces,
        "n_dropped": 0,
        "order": order,
        "probability": own.astype(np.float32),
        "shaped": shaped.astype(np.float32),
        "kept": kept,
        "entropy": float(-(own * np.log(own)).sum()),
    }
    return NextToken(**HEAD, **(values | changes))


def all_frames(prompt: str = "One rainy day, Mia") -> dict[str, Frame]:
    return {
        "progress": progress(),
        "loss": loss_curve(),
        "reading": reading(),
        "samples": samples(),
        "next_token": next_token(prompt, serial=99),
    }

"""A run of all three stages, made in a second, and looks into its folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest
import torch

from explainer.engine import preparing
from explainer.engine.generators import drain_all
from explainer.engine.preparing import prepare
from explainer.engine.runs import opening
from explainer.engine.runs.opening import open_run
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.engine.stages import making
from explainer.engine.stages.course import Recipes
from explainer.model.config import GPTConfig
from explainer.training.ppo import PPOConfig
from explainer.training.precision import Precision
from explainer.training.pretrain import PretrainConfig

SMALL = GPTConfig(n_layer=1, n_head=2, n_embd=16, n_ctx=96, vocab_size=400)
MINDS = ["base", "sft", "rlhf", "rlhf.no_leash"]


@contextmanager
def small() -> Iterator[None]:
    """A model that learns in milliseconds; everything else is the real thing."""
    fp32 = Precision("cpu", torch.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "PRESETS", MappingProxyType({"xs": SMALL}))
        for module in (preparing, opening):
            patch.setattr(module, "choose_precision", lambda device: fp32)
        patch.setattr(making, "PretrainConfig", partial(PretrainConfig, batch_tokens=96, val_tokens=96))
        patch.setattr("explainer.engine.stages.taskset.EXAMINED", 4)
        yield


def new_session(**settings: object) -> Session:
    made = drain_all(prepare(RunSettings(preset="xs", device="cpu", steps=4, **settings)))
    made.course.recipes = Recipes(tuning_steps=3, rounds=2, ppo=PPOConfig(prompts_per_round=4, max_new_tokens=8))
    made.course.preferences.n_simulated = 60
    return made


def through(made: Session) -> None:
    """Train the present stage to its end."""
    while made.pipeline.advance() is not None:
        pass


def opened(folder: Path, mind: str = "") -> Session:
    return drain_all(open_run(folder, "cpu", mind))


def weights(module: torch.nn.Module) -> dict[str, list[float]]:
    return {name: p.flatten().tolist() for name, p in module.state_dict().items()}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(folder: Path, change) -> None:
    data = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    change(data)
    (folder / "run.json").write_text(json.dumps(data), encoding="utf-8")


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch, victim: str, room: int) -> Iterator[None]:
    """No room on the disk after the first ``room`` bytes of a file whose name has ``victim`` in it."""
    real_open, real_write, left = os.open, os.write, {}

    def opened(path, *args, **options):
        handle = real_open(path, *args, **options)
        left.pop(handle, None)
        if victim in Path(path).name and str(path).endswith(".part"):
            left[handle] = room
        return handle

    def write(handle, data):
        if handle not in left:
            return real_write(handle, data)
        if not left[handle]:
            raise OSError(28, "No space left on device")
        n = real_write(handle, memoryview(data)[: left[handle]])
        left[handle] -= n
        return n

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", opened)
        patch.setattr(os, "write", write)
        yield


def the_file(folder: Path, name: str) -> Path:
    (found,) = (folder / "snapshots").glob(f"{name}-*.safetensors")
    return found

"""A run on disk: what was trained, on what, how it went, and the weights.

::

    run.json          version, settings, sizes, stages, milestones, what it wrote; read first
    tokenizer.json    the vocabulary and its merges (Hugging Face ``tokenizers``)
    metrics.jsonl     one report a line: the loss curve
    snapshots/NAME.safetensors   weights, named by stage and step

No pickle is read or written, so opening a stranger's run runs no code of theirs. All files are written beside their
places first; only when all are whole are they moved into them, ``run.json`` last. So a full disk or a pulled plug
leaves the run as it was before.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from explainer import __version__
from explainer.engine.events import Preparing, Sentence
from explainer.engine.frames import Mark, Sample
from explainer.engine.record import Record
from explainer.engine.session import Session, make_corpus
from explainer.engine.settings import RunSettings
from explainer.model.config import PRESETS, GPTConfig
from explainer.model.gpt import GPT
from explainer.text.tokenizer import Tokenizer
from explainer.training.arithmetic import choose_arithmetic, choose_device
from explainer.training.reports import Stage, ValidationReport

VERSION = 1


class RunFolderError(ValueError):
    """A run folder cannot be opened; the text is a sentence for people."""


def save_run(session: Session, folder: Path) -> None:
    """Write ``session`` into ``folder``, made where it does not exist.

    Raises:
        OSError: no permission, no room, or a file where the folder should be.
    """
    folder = Path(folder)
    record = session.record
    snapshot = f"{record.stage}-{record.step:08d}.safetensors"
    (folder / "snapshots").mkdir(parents=True, exist_ok=True)
    weights = {name: p.detach().cpu().contiguous() for name, p in session.model.state_dict().items()}
    s = session.settings
    data = {
        "version": VERSION,
        "program": f"Explainer {__version__}",
        "saved": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "run": record.run,
        "settings": {
            "preset": s.preset,
            "seed": s.seed,
            "text_files": [str(p) for p in s.text_files],
            "steps": s.steps,
            "seconds": s.seconds,
        },
        "corpus": {"name": session.corpus_name},
        "model": asdict(session.config),
        "arithmetic": str(session.arithmetic),
        "stages": [
            {
                "stage": record.stage,
                "step": record.step,
                "tokens": record.tokens,
                "text_bytes": record.text_bytes,
                "complete": record.complete,
                "snapshot": snapshot,
                "val_loss": record.validation.loss if record.validation else None,
                "bits_per_byte": record.validation.bits_per_byte if record.validation else None,
            }
        ],
        "milestones": [asdict(mark) for mark in record.marks],
        "samples": [asdict(sample) for sample in record.samples],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    _write_all(
        {
            folder / "snapshots" / snapshot: lambda path: save_file(weights, path, metadata={"format": "pt"}),
            folder / "tokenizer.json": session.tokenizer.save,
            folder / "metrics.jsonl": lambda path: _write_lines(path, _curve_lines(record)),
            folder / "run.json": lambda path: path.write_text(text, encoding="utf-8"),
        }
    )
    for older in (folder / "snapshots").glob(f"{record.stage}-{'[0-9]' * 8}.safetensors"):
        if older.name != snapshot:  # of an earlier save; run.json names the new one by now
            older.unlink(missing_ok=True)


def _curve_lines(record: Record) -> Iterable[str]:
    for kind, curve in (("step", record.train_curve), ("validation", record.val_curve)):
        for tokens, loss in zip(*(a.tolist() for a in curve.points()), strict=True):
            yield json.dumps({"kind": kind, "tokens": tokens, "loss": round(loss, 6)})


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def _write_all(files: Mapping[Path, Callable[[Path], object]]) -> None:
    """Let each function fill a file beside its place, then move all into place; on failure none has changed."""
    beside = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in files}
    try:
        for path, write in files.items():
            write(beside[path])
        for path, part in beside.items():
            part.replace(path)
    except SafetensorError as error:  # safetensors wraps a full disk
        raise OSError(str(error)) from error
    finally:
        for part in beside.values():
            part.unlink(missing_ok=True)


def open_run(folder: Path, device: str = "auto", step: int | None = None) -> Generator[Preparing, None, Session]:
    """Open a run folder, telling how far it is; the session is the generator's return value.

    Args:
        folder: written by ``save_run``.
        device: where to compute.
        step: the snapshot of this step, or None for the last one.

    Raises:
        RunFolderError: it is no run folder, is damaged, or comes from a newer version.
    """
    folder = Path(folder)
    yield Preparing(Sentence("Opening {name}", {"name": folder.name}), 0.1)
    data = _read_json(folder)
    try:
        config = GPTConfig(**data["model"])
        stage = data["stages"][-1]
        settings = data["settings"]
        last_step, tokens, text_bytes = int(stage["step"]), int(stage["tokens"]), int(stage["text_bytes"])
        snapshot = _snapshot(folder, Path(stage["snapshot"]).name, step)
        marks = [Mark(**mark) for mark in data["milestones"]]
        samples = [Sample(**sample) for sample in data["samples"]]
        run = RunSettings(
            preset=settings["preset"] if settings["preset"] in PRESETS else "s",
            text_files=tuple(Path(p) for p in settings["text_files"]),
            seed=int(settings["seed"]),
            steps=settings.get("steps"),
            seconds=settings.get("seconds"),
            device=device,
        )
        record = Record(
            run=str(data["run"]),
            vocab_size=config.vocab_size,
            stage=Stage(stage["stage"]),
            step=last_step if step is None else step,
            tokens=tokens,
            text_bytes=text_bytes,
            complete=bool(stage["complete"]),
            marks=marks,
            samples=samples,
        )
        if stage["val_loss"] is not None:
            record.validation = ValidationReport(
                last_step, tokens, float(stage["val_loss"]), float(stage["bits_per_byte"])
            )
        name = str(data["corpus"]["name"])
    except RunFolderError:
        raise
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise RunFolderError(
            f"{folder / 'run.json'} is damaged or incomplete ({error}). Train the run again, or open another folder."
        ) from error
    yield Preparing(Sentence("Loading the vocabulary and the dials"), 0.5)
    tokenizer = Tokenizer.load(folder / "tokenizer.json")
    if tokenizer.vocab_size != config.vocab_size:
        raise RunFolderError(
            f"{folder / 'tokenizer.json'} has {tokenizer.vocab_size} pieces and the model expects {config.vocab_size}. "
            "The files do not belong together."
        )
    _read_curve(folder / "metrics.jsonl", record)
    place = choose_device(device)
    model = GPT(config)
    _load_weights(model, snapshot)
    return Session(
        settings=run,
        config=config,
        tokenizer=tokenizer,
        model=model.to(place),
        arithmetic=choose_arithmetic(place),
        corpus_name=name,
        make_corpus=lambda: make_corpus(run, config, tokenizer),
        record=record,
        recorded=True,
    )


def _snapshot(folder: Path, last: str, step: int | None) -> Path:
    """The file of the weights wanted."""
    if step is None:
        return folder / "snapshots" / last
    named = {path.stem.rpartition("-")[2]: path for path in sorted((folder / "snapshots").glob("*-*.safetensors"))}
    found = {int(number): path for number, path in named.items() if number.isdecimal()}
    if step not in found:
        kept = ", ".join(str(s) for s in sorted(found))
        raise RunFolderError(f"{folder} has no snapshot of step {step}. It has: {kept}.")
    return found[step]


def _read_json(folder: Path) -> dict[str, Any]:
    path = folder / "run.json"
    try:
        there, whole = folder.exists(), path.is_file()
    except OSError as error:  # a folder that may not be entered
        raise RunFolderError(f"{folder} cannot be opened ({error.strerror}). Choose another folder.") from error
    if not there:
        raise RunFolderError(f"There is no folder {folder}. Train one with: python main.py train --out {folder}")
    if not whole:
        raise RunFolderError(f"{folder} is not a run: it has no run.json. Choose a folder that “train --out” wrote.")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        version = int(data["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunFolderError(
            f"{path} cannot be read ({error}). Train the run again, or open another folder."
        ) from error
    if version > VERSION:
        raise RunFolderError(f"{folder} was written by a newer Explainer. Update this one to open it.")
    return dict(data)


def _load_weights(model: GPT, path: Path) -> None:
    try:
        model.load_state_dict(load_file(path))
    except FileNotFoundError as error:
        raise RunFolderError(f"The weights {path} are missing. The run was copied incompletely.") from error
    except (SafetensorError, OSError, RuntimeError) as error:
        raise RunFolderError(
            f"The weights {path} cannot be read ({str(error).splitlines()[0]}). The file is damaged or another model’s."
        ) from error
    if not all(bool(torch.isfinite(p).all()) for p in model.parameters()):
        raise RunFolderError(f"The weights {path} contain values that are not numbers. The file is damaged.")


def _read_curve(path: Path, record: Record) -> None:
    """Read the loss curve back; a line that was cut off ends it, a missing file leaves it empty."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        try:
            point = json.loads(line)
            kind, tokens, loss = point["kind"], int(point["tokens"]), float(point["loss"])
        except (ValueError, KeyError, TypeError):
            continue
        if kind == "step":
            record.replay(tokens, loss)
        elif kind == "validation":
            record.val_curve.add(tokens, loss)

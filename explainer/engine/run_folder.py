"""A run on disk: what was trained, on what, how it went, and the weights.

::

    run.json            version, settings, sizes, stages, minds, milestones, what it wrote; read first
    tokenizer.json      the vocabulary and its merges (Hugging Face ``tokenizers``)
    metrics.jsonl       one report a line: the loss curve, and what the other stages told (see ``run_logs``)
    preferences.jsonl   votes by hand, once there are any (see ``stages.votes``)
    snapshots/NAME.safetensors   weights (see ``run_weights``)

No pickle is read or written, so opening a stranger's run runs no code of theirs. All files are written beside their
places first; only when all are whole are they moved into them, ``run.json`` last. So a full disk or a pulled plug
leaves the run as it was before.

Decision: a run is of version 2 only where it has more than pretraining, so that programs that know no other stages can
open what they understand, and say plainly of the rest that it is too new for them. A mind, a judge, votes or logs that
are damaged cost no more than themselves: the base opens, and a sentence says what is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from explainer import __version__
from explainer.engine import run_logs, run_weights
from explainer.engine.events import Preparing, Sentence
from explainer.engine.frames import Mark, Sample
from explainer.engine.jsonable import line, number, plain
from explainer.engine.recipes import HONEST
from explainer.engine.record import Record
from explainer.engine.run_weights import NoSuchMind, RunFolderError
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.engine.stages.kept import BASE, TUNED, mind_id
from explainer.engine.stages.votes import VoteBook, VotesError
from explainer.engine.texts import make_corpus
from explainer.model.config import PRESETS, GPTConfig
from explainer.model.gpt import GPT
from explainer.text.tokenizer import Tokenizer
from explainer.training.arithmetic import choose_arithmetic, choose_device
from explainer.training.reports import Stage, ValidationReport

__all__ = ["NoSuchMind", "RunFolderError", "open_run", "save_run"]

VERSION = 2  # the newest that is understood


# ---- saving ----------------------------------------------------------------------------------------------------------


def save_run(session: Session, folder: Path) -> None:
    """Write ``session`` into ``folder``, made where it does not exist; votes by hand are kept there from now on.

    Raises:
        OSError: no permission, no room, or a file where the folder should be.
    """
    folder = Path(folder)
    snapshots, preferences = folder / "snapshots", folder / "preferences.jsonl"
    snapshots.mkdir(parents=True, exist_ok=True)
    text = json.dumps(plain(_about(session)), ensure_ascii=False, indent=1, allow_nan=False)
    votes = session.course.votes
    modules = {snapshots / name: module for name, module in run_weights.weights_of(session).items()}
    files: dict[Path, Callable[[Path], object]] = {
        path: partial(run_weights.write, module)
        for path, module in modules.items()
        if not run_weights.is_on_disk(session, path, module)
    }
    files[folder / "tokenizer.json"] = session.tokenizer.save
    files[folder / "metrics.jsonl"] = lambda path: _write_lines(path, _lines(session))
    if votes.path != preferences and votes.votes:
        files[preferences] = votes.export
    if preferences.name in session.unread and folder == session.folder:
        shutil.copyfile(preferences, folder / "preferences.damaged.jsonl")  # perhaps somebody can mend it
    files[folder / "run.json"] = lambda path: path.write_text(text, encoding="utf-8")
    _write_all(files)
    for path, module in modules.items():
        run_weights.now_on_disk(session, path, module)
    if votes.path != preferences:
        if not votes.votes:
            preferences.unlink(missing_ok=True)  # of another run that lay here
        votes.go_on_in(preferences)
    session.folder = folder
    session.unread -= {preferences.name}
    run_weights.remove_older(session, snapshots)  # run.json names the new ones by now


def _about(session: Session) -> dict[str, object]:
    """What ``run.json`` says."""
    s, record, course = session.settings, session.record, session.course
    minds = {mind.id: mind for mind in run_weights.minds_of(session)}
    stages: list[dict[str, object]] = [
        {
            "stage": record.stage,
            "step": record.step,
            "tokens": record.tokens,
            "text_bytes": record.text_bytes,
            "complete": record.complete,
            "snapshot": run_weights.mind_file(minds[BASE]),
            "val_loss": record.validation.loss if record.validation else None,
            "bits_per_byte": record.validation.bits_per_byte if record.validation else None,
        }
    ]
    for stage in (Stage.SFT, Stage.RLHF):
        mind = minds.get(mind_id(stage, HONEST))
        if mind is not None:
            complete = course.trained.get(stage, False)
            snapshot = run_weights.mind_file(mind)
            stages.append({"stage": stage, "step": mind.step, "complete": complete, "snapshot": snapshot})
    about: dict[str, object] = {
        "version": 1 if len(minds) == 1 else 2,
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
        "stages": stages,
        "minds": [
            {
                "id": mind.id,
                "stage": mind.stage,
                "recipe": mind.recipe,
                "step": mind.step,
                "complete": mind.complete,
                "share": round(mind.share, 6),
                "snapshot": run_weights.mind_file(mind),
            }
            for mind in minds.values()
        ],
        "present": {"mind": run_weights.present_mind(session), "complete": session.complete},
        "judge_snapshot": run_weights.judge_file(course.judge) if course.judge.model is not None else None,
        "milestones": record.marks,
        "samples": record.samples,
    }
    return about | run_logs.told(course)


def _lines(session: Session) -> Iterable[str]:
    yield from _curve_lines(session.record)
    yield from run_logs.lines(session.course)


def _curve_lines(record: Record) -> Iterable[str]:
    for kind, curve in (("step", record.train_curve), ("validation", record.val_curve)):
        for tokens, loss in zip(*(a.tolist() for a in curve.points()), strict=True):
            yield line(kind, {"tokens": tokens, "loss": round(loss, 6)})


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


# ---- opening ---------------------------------------------------------------------------------------------------------


def open_run(folder: Path, device: str = "auto", mind: str = "") -> Generator[Preparing, None, Session]:
    """Open a run folder, telling how far it is; the session is the generator's return value.

    Args:
        folder: written by ``save_run``.
        device: where to compute.
        mind: which age of the model is to be the present one: an id such as ``base``, ``sft`` or ``rlhf.no_leash``, or
            the step of a snapshot; "" takes the one that was when the run was saved.

    Raises:
        RunFolderError: it is no run folder, is damaged, or comes from a newer version.
        NoSuchMind: it has no such mind.
    """
    folder = Path(folder)
    yield Preparing(Sentence("Opening {name}", {"name": folder.name}), 0.1)
    data = _read_json(folder)
    try:
        config = GPTConfig(**data["model"])
        settings, record = _settings(data["settings"], device), _record(data, config)
        snapshot = folder / "snapshots" / Path(data["stages"][0]["snapshot"]).name
        name = str(data["corpus"]["name"])
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
    metrics = run_logs.read_lines(folder / "metrics.jsonl")
    _replay_curve(metrics, record)
    place = choose_device(device)
    run_weights.expect(config, snapshot)
    model = GPT(config)
    run_weights.read(model, snapshot)
    session = Session(
        settings=settings,
        config=config,
        tokenizer=tokenizer,
        model=model.to(place),
        arithmetic=choose_arithmetic(place),
        corpus_name=name,
        make_corpus=lambda: make_corpus(settings, config, tokenizer),
        record=record,
        recorded=True,
        folder=folder,
    )
    damage = _open_votes(session, folder / "preferences.jsonl")
    problems: dict[str, str] = {}
    if len(data["stages"]) > 1 or data.get("judge_snapshot") or "tuning" in data:
        yield Preparing(Sentence("Laying out questions and answers"), 0.8)
        problems = _open_stages(session, folder, data)
        if not session.course.syllabus.enough:
            damage.append(session.why_no_questions)
    damage += problems.values()
    lost = run_logs.restore(session.course, data, metrics)
    if lost:
        damage.append(f"{_and(lost)} in {folder} cannot be read. Everything else was opened.")
    session.damage = tuple(f"{sentence[0].upper()}{sentence[1:]}" for sentence in damage)
    _take_present(session, folder, data, mind, problems)
    return session


def _settings(data: dict[str, Any], device: str) -> RunSettings:
    return RunSettings(
        preset=data["preset"] if data["preset"] in PRESETS else "s",
        text_files=tuple(Path(p) for p in data["text_files"]),
        seed=int(data["seed"]),
        steps=data.get("steps"),
        seconds=data.get("seconds"),
        device=device,
    )


def _record(data: dict[str, Any], config: GPTConfig) -> Record:
    """Of pretraining, which comes first in every run."""
    stage = data["stages"][0]
    record = Record(
        run=str(data["run"]),
        vocab_size=config.vocab_size,
        stage=Stage(stage["stage"]),
        step=int(stage["step"]),
        tokens=int(stage["tokens"]),
        text_bytes=int(stage["text_bytes"]),
        complete=bool(stage["complete"]),
        marks=[Mark(**mark | {"loss": number(mark["loss"])}) for mark in data["milestones"]],
        samples=[Sample(**sample) for sample in data["samples"]],
    )
    if stage["val_loss"] is not None:
        loss, bits = float(stage["val_loss"]), float(stage["bits_per_byte"])
        record.validation = ValidationReport(record.step, record.tokens, loss, bits)
    return record


def _replay_curve(metrics: Iterable[run_logs.Line], record: Record) -> None:
    """Put the loss curve back, as far as it can be read."""
    for point in metrics:
        try:
            kind, tokens, loss = point["kind"], int(point["tokens"]), number(point["loss"])
        except (ValueError, KeyError, TypeError, OverflowError):
            continue
        if kind == "step":
            record.replay(tokens, loss)
        elif kind == "validation":
            record.val_curve.add(tokens, loss)


def _open_votes(session: Session, path: Path) -> list[str]:
    """Put the votes by hand into the course; return what went wrong."""
    try:
        votes = session.course.votes = VoteBook(path)
    except (VotesError, OSError) as error:
        session.unread |= {path.name}
        return [f"The votes by hand cannot be used: {error}"]
    if not votes.unreadable:
        return []
    many = f"{votes.unreadable:,} lines that are no votes; they were"
    return [f"{path} has {many if votes.unreadable > 1 else '1 line that is no vote; it was'} passed over."]


def _open_stages(session: Session, folder: Path, data: dict[str, Any]) -> dict[str, str]:
    """Put minds and judge into the course; return what cannot be used, and why."""
    course, snapshots = session.course, folder / "snapshots"
    entries = data.get("minds", [])
    problems = run_weights.open_minds(session, snapshots, entries if isinstance(entries, list) else [])
    if (judge := data.get("judge_snapshot")) is not None:
        problem = run_weights.open_judge(session, snapshots / Path(str(judge)).name)
        if problem:
            problems["judge"] = problem
    for entry in data["stages"][1:]:
        try:
            stage, complete = Stage(entry["stage"]), bool(entry["complete"])
        except (KeyError, TypeError, ValueError):
            continue
        if mind_id(stage, HONEST) in course.minds:
            course.trained[stage] = complete
    return problems


def _take_present(session: Session, folder: Path, data: dict[str, Any], wanted: str, problems: dict[str, str]) -> None:
    """Make the mind that is wanted the present one: else the one that was, else what is left of those before it."""
    course, present = session.course, data.get("present")
    was = present if isinstance(present, dict) else {}
    name = run_weights.chosen(session, folder, wanted, problems) if wanted else str(was.get("mind", BASE))
    if name not in course.minds:
        name = TUNED if TUNED in course.minds and name != BASE else BASE
    if name in course.minds:
        course.take(name)
    if name == was.get("mind"):
        course.complete = bool(was.get("complete", True))


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


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

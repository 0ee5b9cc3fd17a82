"""Opening a run folder: what is there is a session again, and what is damaged costs only itself.

A run folder may come from anywhere, so everything is checked as it is read, and nothing outside of it is read or
written.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.events import Preparing
from explainer.engine.frames import MilestoneMark, Sample
from explainer.engine.jsonable import number, read, whole
from explainer.engine.recipes import BASE, HONEST, TUNED, newest_honest
from explainer.engine.record import Record, new_run_id
from explainer.engine.runs import logs, store, weights
from explainer.engine.runs.about import DAMAGED, read_about
from explainer.engine.runs.problems import RunFolderError, reason, shown
from explainer.engine.runs.saving import METRICS, TOKENIZER, VOTES
from explainer.engine.runs.underway import read_under_way
from explainer.engine.session import Session
from explainer.engine.settings import RunSettings
from explainer.engine.stages.votes import PreferenceLog, VotesError
from explainer.engine.texts import TextPrint, make_corpus, prints_of
from explainer.marking import Problem, Sentence, joined, mark, sentence_of
from explainer.model.config import PRESETS, GPTConfig
from explainer.model.gpt import GPT
from explainer.text.corpus import Corpus, CorpusError
from explainer.text.tokenizer import Tokenizer
from explainer.training.precision import choose_device, choose_precision
from explainer.training.reports import Stage, StepReport, ValidationReport


def open_run(
    folder: Path, device: str = "auto", mind: str = "", texts: Sequence[Path] = ()
) -> Generator[Preparing, None, Session]:
    """Open a run folder, telling how far it is; the session is the generator's return value.

    Args:
        folder: written by ``save_run``.
        device: where to compute.
        mind: which age of the model is to be the present one: an id such as ``base``, ``sft`` or ``rlhf.no_leash``, or
            the step of a snapshot; "" takes the one that was when the run was saved, with the stage that was under way
            (see ``Pipeline.resume``), or the honest one where that was what a mishap had made.
        texts: the user's own texts, where they are now; () takes them from where they were.

    Raises:
        RunFolderError: it is no run folder, is damaged, or comes from a newer version.
        NoSuchMind: it has no such mind.
    """
    folder = Path(folder)
    yield Preparing(Sentence(mark("engine", "Opening {name}"), {"name": folder.name}), 0.1)
    data = read_about(folder)
    snapshots = folder / store.SNAPSHOTS
    try:
        config = GPTConfig(**data["model"])
        settings, record = _settings(data["settings"], device), _record(data, config)
        snapshot = store.inside(snapshots, data["stages"][0]["snapshot"])
        name = shown(data["corpus"]["name"])
        files = data.get("files") or {}
        tokenizer_path, metrics_path, votes_path = (
            store.place_of(folder, plain, files.get(plain)) for plain in (TOKENIZER, METRICS, VOTES)
        )
        prints = _texts(data, settings, folder, texts)
    except CorpusError:
        raise
    except DAMAGED as error:
        damaged = mark(
            "engine", "{path} is damaged or incomplete ({why}). Train the run again, or open another folder."
        )
        raise RunFolderError(damaged, path=folder / store.RUN_FILE, why=reason(error)) from error
    settings = replace(settings, text_files=tuple(print_.path for print_ in prints))
    yield Preparing(Sentence(mark("engine", "Loading the vocabulary and the dials")), 0.5)
    tokenizer = Tokenizer.load(tokenizer_path)
    if tokenizer.vocab_size != config.vocab_size:
        strangers = mark(
            "engine", "{path} has {n} pieces and the model expects {expected}. The files do not belong together."
        )
        raise RunFolderError(strangers, path=tokenizer_path, n=tokenizer.vocab_size, expected=config.vocab_size)
    metrics = logs.read_lines(metrics_path)
    _replay_curve(metrics, record, data)
    place = choose_device(device)
    dials = weights.read_file(snapshot, config.n_params)
    weights.expect(config, dials, snapshot)
    model = GPT(config)
    weights.fill_module(model, dials, snapshot)
    missing = tuple(print_.path for print_ in prints if print_.is_gone)
    changed = tuple(print_.path for print_ in prints if print_.is_changed)
    session = Session(
        settings=settings,
        config=config,
        tokenizer=tokenizer,
        model=model.to(place),
        precision=choose_precision(place),
        corpus_name=name,
        make_corpus=lambda: _corpus(settings, config, tokenizer, missing, changed),
        record=record,
        folder=folder,
        texts=prints,
        texts_missing=missing,
        texts_changed=changed,
    )
    session.pipeline.recorded = True
    damage = _open_votes(session, votes_path)
    problems: dict[str, Sentence] = {}
    if len(data["stages"]) > 1 or data.get("judge_snapshot") or "tuning" in data:
        yield Preparing(Sentence(mark("engine", "Laying out questions and answers")), 0.8)
        problems = _open_stages(session, snapshots, data)
        if (why := session.course.preferences.tasks.why_not) is not None:
            damage.append(why)
    damage += problems.values()
    if lost := logs.restore(session.course, data, metrics):
        unread = mark("engine", "{lost} in {folder} cannot be read. Everything else was opened.")
        damage.append(Sentence(unread, {"lost": joined(lost), "folder": folder}))
    _take_present(session, folder, data, mind, problems)
    if not mind and data.get("under_way") is not None:
        try:
            session.pipeline.kept = read_under_way(data["under_way"], snapshots, config.n_params)
        except RunFolderError as error:
            damage.append(error.sentence)
    session.damage = tuple(damage)
    return session


def _corpus(
    settings: RunSettings, config: GPTConfig, tokenizer: Tokenizer, missing: Sequence[Path], changed: Sequence[Path]
) -> Corpus:
    """The text to go on with, unless it is not the one the run learned from.

    Raises:
        Problem: it is gone, or another.
    """
    if missing:
        gone = mark(
            "engine",
            "The text {path} that this run learns from is not there any more. Put it back, or choose where it is now.",
        )
        raise Problem(gone, path=shown(missing[0]))
    if changed:
        other = mark(
            "engine",
            "The text {path} is not the one that this run learned from: it was changed since. Choose the right file, "
            "or choose this one to go on with it as it is.",
        )
        raise Problem(other, path=shown(changed[0]))
    return make_corpus(settings, config, tokenizer)


def _texts(data: dict[str, Any], settings: RunSettings, folder: Path, chosen: Sequence[Path]) -> tuple[TextPrint, ...]:
    """The user's own texts, where they were or where they are now said to be."""
    if chosen:
        if not settings.text_files:
            return ()
        return prints_of([Path(path).absolute() for path in chosen])
    said = data.get("texts")
    if said:
        return tuple(TextPrint(Path(str(t["path"])), whole(t["bytes"]), str(t["sha256"])) for t in said)
    found = []
    for path in settings.text_files:  # until version 2 they were named as they were typed
        places = [path.absolute(), (folder.parent / path).absolute(), (folder / path).absolute()]
        found.append(TextPrint(next((p for p in places if not TextPrint(p).is_gone), places[0])))
    return tuple(found)


def _settings(data: dict[str, Any], device: str) -> RunSettings:
    steps, seconds = data.get("steps"), data.get("seconds")
    settings = RunSettings(
        preset=data["preset"] if data["preset"] in PRESETS else "s",
        text_files=tuple(Path(str(p)) for p in data["text_files"]),
        seed=_count(data["seed"]),
        steps=None if steps is None else _count(steps),
        seconds=None if seconds is None else _seconds(seconds),
        device=device,
    )
    settings.check()
    return settings


def _record(data: dict[str, Any], config: GPTConfig) -> Record:
    """Of pretraining, which comes first in every run."""
    stage = data["stages"][0]
    run = str(data["run"])
    record = Record(
        run=run if len(run) <= 80 and store.is_name(run) else new_run_id(),
        vocab_size=config.vocab_size,
        stage=Stage(stage["stage"]),
        step=_count(stage["step"]),
        tokens=_count(stage["tokens"]),
        text_bytes=_count(stage["text_bytes"]),
        seconds=_seconds(stage.get("seconds") or 0.0),
        complete=bool(stage["complete"]),
        marks=[read(MilestoneMark, found, values=logs.values_of(found, "measured")) for found in data["milestones"]],
        samples=[read(Sample, sample) for sample in data["samples"]],
    )
    if record.stage is not Stage.PRETRAIN:
        raise Problem(mark("engine", "the first stage is not pretraining"))
    if stage["val_loss"] is not None:
        loss, bits = number(stage["val_loss"]), number(stage["bits_per_byte"])
        record.validation = ValidationReport(record.step, record.tokens, loss, bits)
    if stage.get("last") is not None:
        left = stage["last"]["seconds_left"]
        record.last = read(
            StepReport,
            stage["last"],
            seconds_left=None if left is None else _seconds(left),
            example_ids=_example(stage["last"].get("example_ids"), config),
            example_surprise=np.zeros(0, dtype=np.float32),
        )
        record.note_accuracy(record.last.accuracy)
    return record


def _example(said: object, config: GPTConfig) -> npt.NDArray[np.int64]:
    """The ids of the sentence that the last step has read; none where they are not there or cannot be of this model."""
    ids = said if isinstance(said, list) and len(said) <= config.n_ctx + 1 else []
    if not all(type(token) is int and 0 <= token < config.vocab_size for token in ids):
        ids = []
    return np.array(ids, dtype=np.int64)


def _seconds(value: str | float) -> float:
    found = number(value)
    if not 0 <= found < math.inf:
        raise Problem(mark("engine", "{value} is no time"), value=found)
    return found


def _count(value: str | float) -> int:
    found = whole(value)
    if found < 0:
        raise Problem(mark("engine", "{value} is no count"), value=found)
    return found


def _replay_curve(metrics: Iterable[logs.Line], record: Record, data: dict[str, Any]) -> None:
    """Put the loss curve back, as far as it can be read."""
    for point in metrics:
        try:
            kind, tokens, loss = point["kind"], _count(point["tokens"]), number(point["loss"])
        except DAMAGED:
            continue
        if kind == "step":
            record.replay(tokens, loss)
        elif kind == "validation":
            record.val_curve.add(tokens, loss)
    width = data["stages"][0].get("curve_width")
    if isinstance(width, int) and 0 < width < 2**40 and not width & (width - 1):
        record.train_curve.widen(width)


def _open_votes(session: Session, path: Path) -> list[Sentence]:
    """Put the votes by hand into the course; return what went wrong."""
    try:
        if path.exists() and not path.is_file():
            raise VotesError(mark("engine", "“{name}” is not a file."), name=path.name)
        votes = session.course.preferences.votes = PreferenceLog(path)
    except (VotesError, OSError) as error:
        session.unread |= {path.name}
        return [Sentence(mark("engine", "The votes by hand cannot be used: {why}"), {"why": sentence_of(error)})]
    if not votes.unreadable:
        return []
    if votes.unreadable == 1:
        return [Sentence(mark("engine", "{path} has 1 line that is no vote; it was passed over."), {"path": path})]
    several = mark("engine", "{path} has {n:,} lines that are no votes; they were passed over.")
    return [Sentence(several, {"path": path, "n": votes.unreadable})]


def _open_stages(session: Session, snapshots: Path, data: dict[str, Any]) -> dict[str, Sentence]:
    """Put minds and judge into the course; return what cannot be used, and why."""
    course = session.course
    entries = data.get("minds", [])
    problems = weights.open_minds(session, snapshots, entries if isinstance(entries, list) else [])
    if (judge := data.get("judge_snapshot")) is not None:
        try:
            problem = weights.open_judge(session, store.inside(snapshots, judge))
        except DAMAGED as error:
            problem = Sentence(
                mark("engine", "The judge that {path} speaks of cannot be used ({why})."),
                {"path": snapshots.parent / store.RUN_FILE, "why": reason(error)},
            )
        if problem is not None:
            problems["judge"] = problem
    for entry in data["stages"][1:]:
        try:
            stage, complete = Stage(entry["stage"]), bool(entry["complete"])
        except DAMAGED:
            continue
        if (mind := course.minds.get(Checkpoint(stage).mind)) is not None:
            course.trained[stage] = mind.complete = complete
    return problems


def _take_present(
    session: Session, folder: Path, data: dict[str, Any], wanted: str, problems: dict[str, Sentence]
) -> None:
    """Make the mind that is wanted the present one: else the one that was, else what is left of those before it."""
    course, present = session.course, data.get("present")
    was = present if isinstance(present, dict) else {}
    name = weights.chosen(session, folder, wanted, problems) if wanted else str(was.get("mind", BASE))
    mind = course.minds.get(name)
    if mind is not None and mind.checkpoint.recipe != HONEST and not wanted and data.get("under_way") is None:
        name = newest_honest(course.minds)  # a broken model is looked at by those who ask for it, and by nobody else
    if name not in course.minds:
        name = TUNED if TUNED in course.minds and name != BASE else BASE
    if name in course.minds:
        course.take(name, complete=bool(was.get("complete", True)) if name == was.get("mind") else None)

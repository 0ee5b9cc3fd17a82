"""Writing a session into a run folder: all files first, then ``run.json``, which names them (see ``store``)."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from explainer import __version__
from explainer.engine.checkpoint import Checkpoint
from explainer.engine.jsonable import line, plain
from explainer.engine.recipes import BASE
from explainer.engine.record import Record
from explainer.engine.runs import logs, store, weights
from explainer.engine.runs.about import VERSION
from explainer.engine.runs.underway import as_file, told
from explainer.engine.session import Session
from explainer.engine.stages.underway import UnderWay
from explainer.training.reports import Stage

TOKENIZER, METRICS, VOTES = "tokenizer.json", "metrics.jsonl", "preferences.jsonl"
#: Half a character, of a path or of an older file, as JSON writes it: ``\\udcff``.
HALVES = "backslashreplace"
_OURS = re.compile(r"(tokenizer|metrics|preferences)-[0-9a-f]{16}\.jsonl?")


def save_run(session: Session, folder: Path) -> None:
    """Write ``session`` into ``folder``, made where it does not exist; votes by hand are kept there from now on.

    Raises:
        OSError: no permission, no room, or a file where the folder should be; the folder holds what it held.
    """
    folder = Path(folder)
    write_run(session, folder)
    session.course.preferences.votes.go_on_in(folder / VOTES)
    session.folder = folder
    session.unread -= {VOTES}
    session.work.saved()


def write_run(session: Session, folder: Path, more: Mapping[str, object] | None = None) -> None:
    """Write ``session`` into ``folder``; the session goes on as if nobody had asked.

    Args:
        session: with a stage under way, or without.
        folder: made where it does not exist.
        more: goes into ``run.json`` too.

    Raises:
        OSError: as for ``save_run``.
    """
    snapshots = folder / store.SNAPSHOTS
    store.make_folder(snapshots)
    names, under_way = _put_weights(session, snapshots)
    course = session.course
    curves = "".join(text + "\n" for text in _lines(session)).encode("utf-8", HALVES)
    staged = {
        TOKENIZER: store.put(folder, "tokenizer", ".json", session.tokenizer.to_json().encode()),
        METRICS: store.put(folder, "metrics", ".jsonl", curves),
    }
    votes = course.preferences.votes
    if votes.path != folder / VOTES and (votes.votes or (folder / VOTES).exists()):
        staged[VOTES] = store.put(folder, "preferences", ".jsonl", votes.as_bytes())
    if VOTES in session.unread and folder == session.folder:  # perhaps somebody can mend it
        store.write_whole(folder / "preferences.damaged.jsonl", (folder / VOTES).read_bytes())
    about = _about(session, names, under_way) | {"files": staged} | dict(more or {})
    text = json.dumps(plain(about), ensure_ascii=False, indent=1, allow_nan=False)
    store.write_whole(folder / store.RUN_FILE, text.encode("utf-8", HALVES))
    store.settle(folder, staged)
    store.tidy(snapshots, {*names.values(), *session.unread}, weights.OURS)
    store.tidy(folder, staged.values(), _OURS)


_JUDGE, _UNDER_WAY = "the judge", "the stage under way"  # beside the ids of minds


def _put_weights(session: Session, snapshots: Path) -> tuple[dict[str, str], UnderWay | None]:
    """Write all weights; return the names of their files, and the stage under way.

    In the middle of a round of practice, the weights of that stage are those of the round's beginning, as there nobody
    could go on from others.
    """
    under_way = session.pipeline.under_way()
    names = {}
    minds = weights.minds_of(session)
    # Of a stage that was kept and not gone on with, the present weights are those of its state, which has none.
    trained = under_way.state.part("model").tensors if under_way is not None and under_way.state is not None else {}
    for mind in minds:
        stem = str(mind.checkpoint)
        if mind.model is session.model and trained:
            data = weights.as_bytes(dict(trained))
            names[mind.id] = store.put(snapshots, stem, weights.SUFFIX, data)
        else:
            names[mind.id] = weights.put_module(session, snapshots, stem, mind.model)
    judge = session.course.preferences.reward_log
    if judge.model is not None:
        names[_JUDGE] = weights.put_module(session, snapshots, weights.stem_of_judge(judge), judge.model)
    if under_way is not None and under_way.state is not None:
        stem = f"underway-{under_way.stage}-{session.course.present.step:08d}"
        names[_UNDER_WAY] = store.put(snapshots, stem, weights.SUFFIX, as_file(under_way))
    return names, under_way


def _about(session: Session, names: Mapping[str, str], under_way: UnderWay | None) -> dict[str, object]:
    """What ``run.json`` says."""
    s, record, course = session.settings, session.record, session.course
    minds = {mind.id: mind for mind in weights.minds_of(session)}
    stages: list[dict[str, object]] = [
        {
            "stage": record.stage,
            "step": record.step,
            "tokens": record.tokens,
            "text_bytes": record.text_bytes,
            "seconds": record.seconds,
            "complete": record.complete,
            "snapshot": names[BASE],
            "val_loss": record.validation.loss if record.validation else None,
            "bits_per_byte": record.validation.bits_per_byte if record.validation else None,
            "last": last_told(record),
            "curve_width": record.train_curve.width,
        }
    ]
    for stage in (Stage.SFT, Stage.RLHF):
        mind = minds.get(Checkpoint(stage).mind)
        if mind is not None:
            complete = course.trained.get(stage, False)
            stages.append(
                {"stage": stage, "step": mind.checkpoint.step, "complete": complete, "snapshot": names[mind.id]}
            )
    about: dict[str, object] = {
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
        "texts": [{"path": str(t.path), "bytes": t.n_bytes, "sha256": t.sha256} for t in session.texts],
        "model": asdict(session.config),
        "arithmetic": str(session.precision),
        "stages": stages,
        "minds": [
            {
                "id": mind.id,
                "stage": mind.checkpoint.stage,
                "recipe": mind.checkpoint.recipe,
                "step": mind.checkpoint.step,
                "complete": mind.complete,
                "share": round(mind.share, 6),
                "snapshot": names[mind.id],
            }
            for mind in minds.values()
        ],
        "present": {"mind": weights.present_mind(session), "complete": course.complete},
        "judge_snapshot": names.get(_JUDGE),
        "under_way": None if under_way is None else told(under_way, names.get(_UNDER_WAY)),
        "milestones": record.marks,
        "samples": record.samples,
    }
    return about | logs.told(course)


def last_told(record: Record) -> dict[str, object] | None:
    """The last step, without the surprise at its example: a saved run is asked for that anew, as it is then."""
    last = record.last
    if last is None:
        return None
    numbers = asdict(last)
    del numbers["example_surprise"]
    return numbers


def _lines(session: Session) -> Iterable[str]:
    yield from _curve_lines(session.record)
    yield from logs.lines(session.course)


def _curve_lines(record: Record) -> Iterable[str]:
    for kind, curve in (("step", record.train_curve), ("validation", record.val_curve)):
        for tokens, loss in zip(*(a.tolist() for a in curve.points()), strict=True):
            yield line(kind, {"tokens": tokens, "loss": round(loss, 6)})

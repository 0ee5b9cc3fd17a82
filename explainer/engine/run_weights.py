"""The weights in a run folder: every mind and the judge, each in a safetensors file of its own.

A file is named by stage, recipe and step: ``pretrain-00003000``, ``sft-00000400``, ``rlhf-00000060``,
``rlhf.no_leash-00000060``; that of the judge by the votes it has seen: ``judge-00000900``. What is kept is never
trained again, so a file that is there already need not be written again.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from explainer.engine.recipes import HONEST, RECIPES
from explainer.engine.session import Session
from explainer.engine.stages.judgelog import JudgeLog
from explainer.engine.stages.kept import BASE, KeptMind, copied, mind_id
from explainer.model.config import GPTConfig
from explainer.model.gpt import GPT
from explainer.training.reports import Stage
from explainer.training.reward import RewardModel

_OURS = re.compile(r"(pretrain|sft|rlhf(\.\w+)?|judge)-\d{8,}\.safetensors")


class RunFolderError(ValueError):
    """A run folder cannot be opened; the text is a sentence for people."""


class NoSuchMind(RunFolderError):
    """The run is whole, and does not have what was asked for."""


# ---- what there is to save -------------------------------------------------------------------------------------------


def minds_of(session: Session) -> list[KeptMind]:
    """Return all minds, the base first; the present weights stand for the stage under way, once it has changed them."""
    course, run = session.course, session.course.run
    found = dict(course.minds)
    present = mind_id(session.stage, course.recipe)
    stage = run if run is not None and run.makes_mind else None
    if stage.touched if stage is not None else session.pretraining or present not in found:
        found.pop(present, None)
        share = stage.pace.fraction if stage is not None else course.share
        step, complete = session.step, session.complete
        found[present] = KeptMind(present, session.stage, course.recipe, step, session.model, complete, share)
    return sorted(found.values(), key=lambda mind: mind.id != BASE)


def present_mind(session: Session) -> str:
    """Return the id of the mind that the present weights are; of a stage that has changed nothing, where it began."""
    name = mind_id(session.stage, session.course.recipe)
    return name if name in {mind.id for mind in minds_of(session)} else session.course.start_of(session.stage)


def mind_file(mind: KeptMind) -> str:
    """The name of the file of a mind."""
    name = str(Stage.PRETRAIN) if mind.id == BASE else mind.id
    return f"{name}-{mind.step:08d}.safetensors"


def judge_file(log: JudgeLog) -> str:
    """The name of the file of the judge."""
    return f"judge-{log.n_simulated + log.n_hand:08d}.safetensors"


def weights_of(session: Session) -> dict[str, nn.Module]:
    """Everything that has weights, by the name of its file."""
    found: dict[str, nn.Module] = {mind_file(mind): mind.model for mind in minds_of(session)}
    judge = session.course.judge
    if judge.model is not None:
        found[judge_file(judge)] = judge.model
    return found


def is_on_disk(session: Session, path: Path, module: nn.Module) -> bool:
    """Whether ``path`` holds these weights already, as this session wrote or read them."""
    known = session.on_disk.get(path)
    return known is not None and known() is module and path.is_file()


def now_on_disk(session: Session, path: Path, module: nn.Module) -> None:
    """Remember that ``path`` holds these weights, unless they will change."""
    if module is not session.model:
        session.on_disk[path] = weakref.ref(module)


def write(module: nn.Module, path: Path) -> None:
    """Write weights into a file."""
    weights = {name: p.detach().cpu().contiguous() for name, p in module.state_dict().items()}
    save_file(weights, path, metadata={"format": "pt"})


def remove_older(session: Session, folder: Path) -> None:
    """Remove the files of earlier saves; what could not be read when the run was opened, and strangers' files, stay."""
    keep = {*weights_of(session), *session.unread}
    for path in folder.glob("*.safetensors"):
        if _OURS.fullmatch(path.name) and path.name not in keep:
            path.unlink(missing_ok=True)


# ---- opening ---------------------------------------------------------------------------------------------------------


def expect(config: GPTConfig, path: Path) -> None:
    """Refuse sizes that the file of weights cannot hold by far, before memory is taken for them.

    Raises:
        RunFolderError: ``run.json`` speaks of a model many times as large as the file.
    """
    n_bytes = path.stat().st_size if path.is_file() else 0
    if n_bytes and 4 * config.n_params > 8 * n_bytes + 2**20:
        raise RunFolderError(
            f"The weights {path} cannot be read: run.json speaks of a model of {config.n_params:,} dials, and the file "
            f"holds {n_bytes // 4:,} at most. One of the two is damaged."
        )


def read(module: nn.Module, path: Path, what: str = "weights") -> None:
    """Fill ``module`` with the weights of a file.

    Raises:
        RunFolderError: it is missing, damaged, or another model's.
    """
    try:
        module.load_state_dict(load_file(path))
    except FileNotFoundError as error:
        raise RunFolderError(f"The {what} {path} are missing. The run was copied incompletely.") from error
    except (SafetensorError, OSError, RuntimeError) as error:
        raise RunFolderError(
            f"The {what} {path} cannot be read ({str(error).splitlines()[0]}). The file is damaged or another model’s."
        ) from error
    if not all(bool(torch.isfinite(p).all()) for p in module.state_dict().values()):
        raise RunFolderError(f"The {what} {path} contain values that are not numbers. The file is damaged.")


def open_minds(session: Session, folder: Path, entries: Sequence[object]) -> dict[str, str]:
    """Put all minds but the base, which ``session`` has, into its course.

    Args:
        session: with the base weights as the present ones.
        folder: of the snapshots.
        entries: of ``run.json``; those that cannot be used are passed over.

    Returns:
        By the id of each mind that cannot be used: a sentence why.
    """
    course, problems = session.course, {}
    base = KeptMind(BASE, Stage.PRETRAIN, HONEST, session.record.step, copied(session.model))
    for said in entries:
        entry: dict[str, Any] = said if isinstance(said, dict) else {}
        name = str(entry.get("id", "?"))
        if name == BASE:
            course.minds[BASE] = base
            continue
        try:
            stage, recipe, step = Stage(entry["stage"]), str(entry["recipe"]), int(entry["step"])
            path = folder / Path(entry["snapshot"]).name
            if recipe not in RECIPES or name != mind_id(stage, recipe) or stage is Stage.PRETRAIN or step < 0:
                raise ValueError("it is of a kind that this Explainer does not know")
        except (KeyError, TypeError, ValueError) as error:
            problems[name] = f"The entry “{name}” in {folder.parent / 'run.json'} cannot be used ({error})."
            continue
        model = GPT(session.config)
        try:
            read(model, path)
        except RunFolderError as error:
            problems[name] = str(error)
            session.unread |= {path.name}
            continue
        complete, share = bool(entry.get("complete", True)), entry.get("share", 1.0)
        share = min(1.0, max(0.0, float(share))) if isinstance(share, int | float) and share == share else 1.0
        kept = KeptMind(name, stage, recipe, step, copied(model.to(session.model.device)), complete, share)
        course.minds[name] = kept
        now_on_disk(session, path, kept.model)
    return problems


def open_judge(session: Session, path: Path) -> str:
    """Put the judge into the course; return why it cannot be used, or ""."""
    judge = RewardModel(GPT(session.config))
    try:
        read(judge, path, "judge’s weights")
    except RunFolderError as error:
        session.unread |= {path.name}
        return str(error)
    session.course.judge.model = judge.to(session.model.device)
    now_on_disk(session, path, judge)
    return ""


def chosen(session: Session, folder: Path, wanted: str, problems: dict[str, str]) -> str:
    """Return the id of the mind that ``wanted`` names: an id, a stage, or the number of a step.

    Args:
        session: just opened.
        folder: its run.
        wanted: such as ``sft``, ``rlhf.no_leash`` or ``400``.
        problems: of the minds that are there and cannot be used.

    Raises:
        NoSuchMind: there is none.
        RunFolderError: there is, and it cannot be used.
    """
    minds = minds_of(session)
    if wanted in problems:
        raise RunFolderError(problems[wanted])
    if wanted in {mind.id for mind in minds}:
        return wanted
    if not wanted.isdecimal():
        there = ", ".join(mind.id for mind in minds)
        raise NoSuchMind(f"{folder} has no stage “{wanted}”; it has: {there}.")
    found = [mind.id for mind in minds if mind.step == int(wanted)]
    if not found:
        steps = ", ".join(str(mind.step) for mind in minds)
        raise NoSuchMind(f"{folder} has no snapshot of step {wanted}. It has: {steps}.")
    if len(found) > 1 and found[0] != BASE:
        raise NoSuchMind(f"Step {wanted} is the age of more than one: {', '.join(found)}. Name one of these.")
    return found[0]

"""The weights in a run folder: every mind and the judge, each in a safetensors file of its own.

A file is named by stage, recipe, step and content: ``pretrain-00003000-5f0c…``, ``sft-00000400-…``,
``rlhf.no_leash-00000060-…``; that of the judge by the votes it has seen: ``judge-00000900-…``. What is kept is never
trained again, so it is made into bytes once. (Until version 2 of the format, names had no content in them.)

Decision: files are read and written as bytes here and not by safetensors itself, which opens no path that is not UTF-8,
maps files that some drives cannot map, and writes files that only their owner may read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from explainer.engine.checkpoint import Checkpoint
from explainer.engine.jsonable import whole
from explainer.engine.recipes import BASE, RECIPES
from explainer.engine.runs import store
from explainer.engine.runs.about import DAMAGED
from explainer.engine.runs.problems import NoSuchMind, RunFolderError, reason, shown
from explainer.engine.session import Session
from explainer.engine.stages.kept import KeptMind, copied
from explainer.engine.stages.rewardlog import RewardLog
from explainer.marking import Problem, Sentence, mark
from explainer.model.config import GPTConfig
from explainer.model.gpt import GPT
from explainer.training.reports import Stage
from explainer.training.reward import RewardModel

OURS = re.compile(r"(pretrain|sft|rlhf(\.\w+)?|judge|underway)-[\w-]+\.safetensors")
SUFFIX = ".safetensors"
MOST_CONTEXT = 4096  # pieces; attention takes the square of it, and the largest preset has 256
_HEADER = 2**20  # bytes, beside the numbers


# ---- what there is to save -------------------------------------------------------------------------------------------


def minds_of(session: Session) -> list[KeptMind]:
    """Return all minds, the base first; the present weights stand for the stage under way, once it has changed them."""
    course, run = session.course, session.course.run
    found = dict(course.minds)
    if course.is_ahead:
        share = run.pace.fraction if run is not None and run.makes_mind else course.share
        present = KeptMind(course.present, session.model, course.complete, share)
        found.pop(present.id, None)
        found[present.id] = present
    return sorted(found.values(), key=lambda mind: mind.id != BASE)


def present_mind(session: Session) -> str:
    """Return the id of the mind that the present weights are; of a stage that has changed nothing, where it began."""
    course = session.course
    name = course.present.mind
    return name if name in {mind.id for mind in minds_of(session)} else course.start_of(course.present.stage)


def stem_of_judge(log: RewardLog) -> str:
    """The name of the file of the judge, without its content."""
    return f"judge-{log.n_simulated + log.n_hand:08d}"


def as_bytes(weights: dict[str, Tensor], **about: str) -> bytes:
    """Weights as the content of a file."""
    found = {name: p.detach().cpu().contiguous() for name, p in weights.items()}
    return save(found, metadata={"format": "pt", **about})


def put_module(session: Session, folder: Path, stem: str, module: nn.Module) -> str:
    """Write a module into the folder of the snapshots, unless it is there; return the name of its file.

    Raises:
        OSError: no permission or no room.
    """
    known = session.file_of.get(module)
    if known is not None and (folder / known).is_file() and known.startswith(f"{stem}-"):
        return known
    name = store.put(folder, stem, SUFFIX, as_bytes(module.state_dict()))
    if module is not session.model:  # which will change
        session.file_of[module] = name
    return name


# ---- opening ---------------------------------------------------------------------------------------------------------


def expect(config: GPTConfig, weights: dict[str, Tensor], path: Path) -> None:
    """Refuse sizes that a file of weights does not hold, before time and memory are taken for them.

    Raises:
        RunFolderError: ``run.json`` speaks of another model than the file.
    """
    n_there = sum(tensor.numel() for tensor in weights.values())
    if config.n_params > n_there or config.n_layer > len(weights):
        other_size = mark(
            "engine",
            "The weights {path} cannot be read: run.json speaks of a model of {n_said} dials, and the file holds "
            "{n_there:,}. One of the two is damaged.",
        )
        raise RunFolderError(other_size, path=path, n_said=shown(f"{config.n_params:,}"), n_there=n_there)
    if config.n_ctx > MOST_CONTEXT:
        too_long = mark(
            "engine",
            "The weights {path} cannot be read: run.json speaks of a model that sees {n:,} pieces at once, and this "
            "Explainer can show {most:,}.",
        )
        raise RunFolderError(too_long, path=path, n=config.n_ctx, most=MOST_CONTEXT)


def read_file(path: Path, n_params: int, *, judges: bool = False) -> dict[str, Tensor]:
    """Read the tensors of a file.

    Args:
        path: of the file.
        n_params: of the model; a file of many times its size is not read.
        judges: whether sentences call them the judge's.

    Raises:
        RunFolderError: it is missing or damaged.
    """
    try:
        data = store.read(path, 16 * n_params + _HEADER)
        if not store.is_whole(path, data):
            changed = (
                mark("engine", "The judge’s weights {path} cannot be read: the file was changed after it was written.")
                if judges
                else mark("engine", "The weights {path} cannot be read: the file was changed after it was written.")
            )
            raise RunFolderError(changed, path=path)
        return load(data)
    except FileNotFoundError as error:
        missing = (
            mark("engine", "The judge’s weights {path} are missing. The run was copied incompletely.")
            if judges
            else mark("engine", "The weights {path} are missing. The run was copied incompletely.")
        )
        raise RunFolderError(missing, path=path) from error
    except RunFolderError:
        raise
    except Exception as error:  # whatever safetensors makes of bytes that are none of its own
        raise _unreadable(path, reason(error), judges=judges) from error


def _unreadable(path: Path, why: Sentence, *, judges: bool) -> RunFolderError:
    return RunFolderError(
        mark("engine", "The judge’s weights {path} cannot be read ({why}). The file is damaged or another model’s.")
        if judges
        else mark("engine", "The weights {path} cannot be read ({why}). The file is damaged or another model’s."),
        path=path,
        why=why,
    )


def fill_module(module: nn.Module, weights: dict[str, Tensor], path: Path, *, judges: bool = False) -> None:
    """Fill ``module`` with weights.

    Raises:
        RunFolderError: they are another model's, or no numbers.
    """
    try:
        module.load_state_dict(weights)
    except RuntimeError as error:
        theirs = Sentence(mark("engine", "its parts are not this model’s"))
        raise _unreadable(path, theirs, judges=judges) from error
    if not all(bool(torch.isfinite(p).all()) for p in module.state_dict().values()):
        no_numbers = (
            mark("engine", "The judge’s weights {path} contain values that are not numbers. The file is damaged.")
            if judges
            else mark("engine", "The weights {path} contain values that are not numbers. The file is damaged.")
        )
        raise RunFolderError(no_numbers, path=path)


def read(module: nn.Module, path: Path, *, judges: bool = False) -> None:
    """Fill ``module`` with the weights of a file.

    Raises:
        RunFolderError: it is missing, damaged, or another model's.
    """
    n_params = sum(p.numel() for p in module.parameters())
    fill_module(module, read_file(path, n_params, judges=judges), path, judges=judges)


def open_minds(session: Session, folder: Path, entries: Sequence[object]) -> dict[str, Sentence]:
    """Put all minds but the base, which ``session`` has, into its course.

    Args:
        session: with the base weights as the present ones.
        folder: of the snapshots.
        entries: of ``run.json``; those that cannot be used are passed over.

    Returns:
        By the id of each mind that cannot be used: a sentence why.
    """
    course = session.course
    problems: dict[str, Sentence] = {}
    base = KeptMind(course.present, copied(session.model))
    if entries:
        course.minds[BASE] = base
    for said in entries:
        entry: dict[str, Any] = said if isinstance(said, dict) else {}
        name = shown(entry.get("id", "?"))
        if name == BASE:
            continue
        try:
            at = Checkpoint(Stage(entry["stage"]), str(entry["recipe"]), whole(entry["step"]))
            path = store.inside(folder, entry["snapshot"])
            if at.recipe not in RECIPES or name != at.mind or at.stage is Stage.PRETRAIN or at.step < 0:
                raise Problem(mark("engine", "it is of a kind that this Explainer does not know"))
        except DAMAGED as error:
            problems[name] = Sentence(
                mark("engine", "The entry “{name}” in {path} cannot be used ({why})."),
                {"name": name, "path": folder.parent / store.RUN_FILE, "why": reason(error)},
            )
            continue
        model = GPT(session.config)
        try:
            read(model, path)
        except RunFolderError as error:
            problems[name] = error.sentence
            session.unread |= {path.name}
            continue
        complete, share = bool(entry.get("complete", True)), entry.get("share", 1.0)
        share = min(1.0, max(0.0, float(share))) if isinstance(share, int | float) and share == share else 1.0
        kept = KeptMind(at, copied(model.to(session.model.device)), complete, share)
        course.minds[name] = kept
        remember(session, path, kept.model)
    return problems


def remember(session: Session, path: Path, module: nn.Module) -> None:
    """Note that a file holds what this module is, so that it need not be made into bytes again."""
    if store.is_named_by_content(path):
        session.file_of[module] = path.name


def open_judge(session: Session, path: Path) -> Sentence | None:
    """Put the judge into the course; return why it cannot be used, if it cannot."""
    judge = RewardModel(GPT(session.config))
    try:
        read(judge, path, judges=True)
    except RunFolderError as error:
        session.unread |= {path.name}
        return error.sentence
    session.course.preferences.reward_log.model = judge.to(session.model.device)
    remember(session, path, judge)
    return None


def chosen(session: Session, folder: Path, wanted: str, problems: dict[str, Sentence]) -> str:
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
        raise RunFolderError.of(problems[wanted])
    if wanted in {mind.id for mind in minds}:
        return wanted
    if not wanted.isdecimal():
        there = ", ".join(mind.id for mind in minds)
        no_stage = mark("engine", "{folder} has no stage “{wanted}”; it has: {there}.")
        raise NoSuchMind(no_stage, folder=folder, wanted=wanted, there=there)
    found = [mind.id for mind in minds if mind.checkpoint.step == int(wanted)]
    if not found:
        steps = ", ".join(str(mind.checkpoint.step) for mind in minds)
        no_step = mark("engine", "{folder} has no snapshot of step {wanted}. It has: {steps}.")
        raise NoSuchMind(no_step, folder=folder, wanted=wanted, steps=steps)
    if len(found) > 1 and found[0] != BASE:
        several = mark("engine", "Step {wanted} is the age of more than one: {found}. Name one of these.")
        raise NoSuchMind(several, wanted=wanted, found=", ".join(found))
    return found[0]

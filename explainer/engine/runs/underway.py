"""A stage under way in a run folder: what it is stands in ``run.json``, what it goes on from in a file of tensors.

The plain values of its state (dice, decks, counts) lie in that file's header, as JSON: they belong together.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors.torch import load

from explainer.engine.jsonable import plain
from explainer.engine.recipes import RECIPES
from explainer.engine.runs import store
from explainer.engine.runs.about import DAMAGED
from explainer.engine.runs.problems import RunFolderError, reason
from explainer.engine.runs.weights import as_bytes
from explainer.engine.stages.underway import UnderWay, UnderWayKind
from explainer.marking import Problem, mark
from explainer.training.reports import Stage
from explainer.training.state import TrainerState

_VALUES = "state"
_MOST_MODELS = 32  # numbers for each of the model: two models and their optimisers take eight
_MOST_NESTED = 16
_MOST_VALUES = 64_000_000  # bytes of answers, dice and decks beside them


def told(under_way: UnderWay, snapshot: str | None) -> dict[str, object]:
    """What ``run.json`` says of it."""
    return {
        "kind": under_way.kind,
        "stage": under_way.stage,
        "recipe": under_way.recipe,
        "again": under_way.again,
        "values": plain(under_way.values),
        "snapshot": snapshot,
    }


def as_file(under_way: UnderWay) -> bytes:
    """Its state, as the content of a file; the weights it trains have a file of their own."""
    assert under_way.state is not None
    state = under_way.state.without("model")
    values = json.dumps(plain(state.values), ensure_ascii=True, allow_nan=False)
    return as_bytes(dict(state.tensors), **{_VALUES: values})


def read_under_way(said: Mapping[str, Any], snapshots: Path, n_params: int) -> UnderWay:
    """Read what ``told`` and ``as_file`` gave; the model's weights are not part of it.

    Args:
        said: of ``run.json``.
        snapshots: the folder of its file.
        n_params: of the model; a file of many times its size is not read.

    Raises:
        RunFolderError: it cannot be read.
    """
    try:
        kind, stage, recipe = UnderWayKind(said["kind"]), Stage(said["stage"]), str(said["recipe"])
        if recipe not in RECIPES:
            raise Problem(mark("engine", "there is no such recipe"))
        state = None
        if said["snapshot"] is not None:
            state = _read_state(store.inside(snapshots, said["snapshot"]), n_params)
        elif kind in (UnderWayKind.READING, UnderWayKind.TUNING, UnderWayKind.ROUNDS):
            raise Problem(mark("engine", "its file is not named"))
        values = {str(key): value for key, value in said["values"].items()}
        _check(values)
        return UnderWay(kind=kind, stage=stage, recipe=recipe, again=bool(said["again"]), values=values, state=state)
    except RunFolderError:
        raise
    except DAMAGED as error:
        lost = mark("engine", "What was under way in {folder} cannot be gone on with ({why}).")
        raise RunFolderError(lost, folder=snapshots.parent, why=reason(error)) from error


def _check(value: object, depth: int = 0) -> None:
    """Refuse what ``told`` and ``as_file`` never write, before it is believed, and written again.

    Raises:
        Problem: it is nested without end, or has a number that is none.
    """
    if depth > _MOST_NESTED:
        raise Problem(mark("engine", "it is nested too deeply"))
    if isinstance(value, float) and not math.isfinite(value):
        raise Problem(mark("engine", "it has a number that is none"))
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check(part, depth + 1)


def _read_state(path: Path, n_params: int) -> TrainerState:
    try:
        data = store.read(path, 4 * _MOST_MODELS * n_params + _MOST_VALUES)
        if not store.is_whole(path, data):
            raise Problem(mark("engine", "the file was changed after it was written"))
        tensors = load(data)
        n_header = int.from_bytes(data[:8], "little")
        values = json.loads(json.loads(data[8 : 8 + n_header])["__metadata__"][_VALUES])
        if not isinstance(values, dict):
            raise Problem(mark("engine", "it holds no values"))
        _check(values)
    except Exception as error:  # whatever safetensors and JSON make of bytes that are none of their own
        unread = mark("engine", "{path} cannot be read ({why}), so the stage under way begins again.")
        raise RunFolderError(unread, path=path, why=reason(error)) from error
    return TrainerState(tensors, values)

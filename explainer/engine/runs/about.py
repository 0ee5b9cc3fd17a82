"""Reading ``run.json``: what a run is, without its weights. Neither torch nor Qt is needed for that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from explainer.engine.runs import store
from explainer.engine.runs.problems import RunFolderError, reason
from explainer.marking import Problem, Sentence, mark
from explainer.shipped import command

VERSION = 3  # the newest that is understood: 2 brought stages two and three, 3 names by content and stages under way
MOST_BYTES = 64_000_000  # hundreds of times as much as any run has to say
#: What values of a file raise that are not what they should be.
DAMAGED = (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


def read_about(folder: Path) -> dict[str, Any]:
    """Read ``run.json``.

    Raises:
        RunFolderError: there is none, it is damaged, or comes from a newer version.
    """
    path = folder / store.RUN_FILE
    try:
        there, whole = folder.exists(), path.is_file()
        size = path.stat().st_size if whole else 0
    except (OSError, ValueError) as error:  # a folder that may not be entered, a name that cannot be one
        cannot = mark("engine", "{folder} cannot be opened ({why}). Choose another folder.")
        raise RunFolderError(cannot, folder=folder, why=reason(error)) from error
    if not there:
        nothing = mark("engine", "There is no folder {folder}. Train one with: {command} train --out {folder}")
        raise RunFolderError(nothing, folder=folder, command=command())
    if not whole:
        no_run = mark("engine", "{folder} is not a run: it has no run.json. Choose a folder that “train --out” wrote.")
        raise RunFolderError(no_run, folder=folder)
    try:
        if size > MOST_BYTES:
            raise Problem(mark("engine", "it has {n:,} bytes, far more than any run needs"), n=size)
        data = json.loads(path.read_bytes().decode("utf-8"))
        version = int(data["version"])
    except (OSError, *DAMAGED) as error:
        strange = isinstance(error, KeyError | TypeError | AttributeError)
        why = Sentence(mark("engine", "it is not a run’s")) if strange else reason(error)
        unread = mark("engine", "{path} cannot be read ({why}). Train the run again, or open another folder.")
        raise RunFolderError(unread, path=path, why=why) from error
    if version > VERSION:
        newer = mark("engine", "{folder} was written by a newer Explainer. Update this one to open it.")
        raise RunFolderError(newer, folder=folder)
    return dict(data)

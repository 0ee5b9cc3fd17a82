"""Reading ``run.json``: what a run is, without its weights. Neither torch nor Qt is needed for that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from explainer.engine.runs import store
from explainer.engine.runs.problems import RunFolderError, reason
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
        raise RunFolderError(f"{folder} cannot be opened ({reason(error)}). Choose another folder.") from error
    if not there:
        raise RunFolderError(f"There is no folder {folder}. Train one with: {command()} train --out {folder}")
    if not whole:
        raise RunFolderError(f"{folder} is not a run: it has no run.json. Choose a folder that “train --out” wrote.")
    try:
        if size > MOST_BYTES:
            raise ValueError(f"it has {size:,} bytes, far more than any run needs")
        data = json.loads(path.read_bytes().decode("utf-8"))
        version = int(data["version"])
    except (OSError, *DAMAGED) as error:
        strange = isinstance(error, KeyError | TypeError | AttributeError)
        why = "it is not a run’s" if strange else reason(error)
        raise RunFolderError(f"{path} cannot be read ({why}). Train the run again, or open another folder.") from error
    if version > VERSION:
        raise RunFolderError(f"{folder} was written by a newer Explainer. Update this one to open it.")
    return dict(data)

"""A home folder for those who have none: services, containers, accounts that were taken away.

Settings, unsaved work and the caches of libraries lie in the home folder, which Python, Qt and ``platformdirs`` each
find in a way of their own, or fail over. So where there is none, ``HOME`` names a folder that can be used, once, before
anything asks. Leaves alone a home that is there and cannot be written to: ``doctor`` says so.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


def provide_home() -> str:
    """Make ``HOME`` name a folder. Returns a sentence for people where that is not their own, else ""."""
    if os.name == "nt":  # Windows asks the system, not the environment
        return ""
    if not os.environ.get("HOME", "/"):
        del os.environ["HOME"]  # empty: Python would take that for the root of everything
    wanted = os.path.expanduser("~")  # noqa: PTH111 - that of pathlib raises where there is none
    if Path(wanted).is_absolute() and Path(wanted).is_dir():
        os.environ["HOME"] = wanted  # Qt knows no other way to find it
        return ""
    named = f"The home folder {wanted} does not exist" if Path(wanted).is_absolute() else "There is no home folder"
    os.environ["HOME"] = str(_a_folder())
    return f"{named}, so settings and unsaved work are kept in {os.environ['HOME']}, for as long as that lasts."


def _a_folder() -> Path:
    """The same folder at every start, unless somebody else has taken its name."""
    folder = Path(tempfile.gettempdir()) / f"explainer-home-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
        if stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o022:
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="explainer-home-"))

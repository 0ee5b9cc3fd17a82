"""``python3 main.py install-desktop``: an entry in the menu of a Linux desktop, with the program's icon.

Written for this user alone, into the folders that the freedesktop specifications name (Desktop Entry 1.5, Icon Theme
0.13). It starts the program as it is started now: the installed command, or this Python with this ``main.py``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import explainer
from explainer.cli.problems import CommandError
from explainer.shipped import asset, command, is_installed

NAME = "explainer"  # of the entry, which Qt is told too, so that a desktop knows whose windows these are
_ENTRY = """[Desktop Entry]
Type=Application
Version=1.5
Name=Explainer
GenericName=How language models learn
Comment=Watch a small, real GPT learn, live, on your own computer
Exec={command}
Icon={name}
Terminal=false
Categories=Education;Science;ArtificialIntelligence;
Keywords=GPT;language model;neural network;AI;transformer;
StartupWMClass={name}
StartupNotify=true
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument("--remove", action="store_true", help="take the entry away again")


def run(args: argparse.Namespace) -> int:
    """Write both files, or take them away."""
    if sys.platform != "linux":
        raise CommandError(f"Only desktops of Linux have such entries. Here, start it with: {command()}", exit_code=2)
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    entry = data / "applications" / f"{NAME}.desktop"
    icon = data / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg"
    try:
        if args.remove:
            for path in (entry, icon):
                path.unlink(missing_ok=True)
            print("Explainer is no more in the menu.")
        else:
            for path in (entry, icon):
                path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(asset("icons", "explainer.svg"), icon)
            entry.write_text(_ENTRY.format(command=start_command(), name=NAME), encoding="utf-8")
            print(f"Explainer is in the menu now.\n  {entry}\n  {icon}")
    except OSError as error:
        raise CommandError(f"{error.filename} cannot be written ({error.strerror}).") from error
    _tell_the_desktop(entry.parent)
    return 0


def start_command() -> str:
    """What the entry starts, quoted as a desktop entry wants it."""
    if not is_installed():
        return " ".join(
            _quoted(word) for word in (sys.executable, str(Path(explainer.__file__).parents[1] / "main.py"))
        )
    beside = Path(sys.executable).with_name("explainer")
    return _quoted(str(beside) if beside.is_file() else shutil.which("explainer") or "explainer")


def _quoted(word: str) -> str:
    """One argument of ``Exec``: in quotes, with what counts in them escaped, twice for the file itself."""
    for sign in ("\\", '"', "`", "$"):
        word = word.replace(sign, f"\\{sign}")
    return '"{}"'.format(word.replace("\\", "\\\\").replace("%", "%%"))


def _tell_the_desktop(folder: Path) -> None:
    """Most desktops notice by themselves; some read a table that this tool makes."""
    if tool := shutil.which("update-desktop-database"):
        subprocess.run([tool, "-q", str(folder)], check=False, capture_output=True)

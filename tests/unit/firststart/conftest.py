"""A Python with nothing installed, a stand-in for the registry, and a copy of the program, all in temporary folders.

The processes are real: ``main.py``, ``venv`` and pip run as on somebody's computer. Only what pip fetches is small (a
folder of wheels that hold a line each, under the names and versions of the real ones), and so is the program that is
started in the end: it prints where it runs. Nothing is looked for on the network or in the user's own settings.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from explainer.firststart import packages

ROOT = Path(__file__).parents[3]
PATIENCE = 240.0  # seconds until a process counts as hung; on a busy machine pip takes half a minute

PROGRAM = """
import json, os, sys, time

def main():
    import torch
    told = {"prefix": sys.prefix, "arguments": sys.argv[1:], "cwd": os.getcwd(), "pid": os.getpid()}
    told["utf8"] = sys.flags.utf8_mode
    print(json.dumps(told), flush=True)
    if "wait" in sys.argv:
        time.sleep(600)
    return int(os.environ.get("CODE", "0"))
"""


def make_wheel(folder: Path, name: str, version: str) -> Path:
    """A wheel of one module of one line."""
    module = {"pyside6-essentials": "PySide6"}.get(name.lower(), name.lower().replace("-", "_"))
    stem = f"{name.replace('-', '_')}-{version}"
    path = folder / f"{stem}-py3-none-any.whl"
    info = f"{stem}.dist-info"
    files = {
        f"{module}/__init__.py": f"__version__ = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
        wheel.writestr(f"{info}/RECORD", "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"]))
    return path


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny wheel for every package that ``pyproject.toml`` names."""
    folder = tmp_path_factory.mktemp("wheels")
    for wanted in packages.requirements(ROOT, ("test",)):
        version = next((version for operator, version in wanted.limits if operator == ">="), "1.0")
        make_wheel(folder, wanted.name, version)
    return folder


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that finds nothing but the standard library."""
    place = tmp_path_factory.mktemp("bare") / "python"
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-m", "venv", "--without-pip", str(place)], check=True, timeout=PATIENCE)
    return place / "bin" / "python"


@dataclass
class Copy:
    """A copy of the program and how it is started."""

    root: Path
    python: Path
    env: dict[str, str]
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def place(self) -> Path:
        return self.root / ".venv"

    def popen(self, *arguments: str, python: Path | None = None, cwd: Path | None = None, **env: str):
        """Start ``main.py`` in a process group of its own, with nobody at the keyboard."""
        command = [str(python or self.python), str(self.root / "main.py"), *arguments]
        process = subprocess.Popen(
            command,
            env=self.env | env,
            cwd=cwd or self.root.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str, **options: Any) -> tuple[int, str, str]:
        """Start it, wait for its end, and return exit code, output and what was told."""
        process = self.popen(*arguments, **options)
        out, told = process.communicate(timeout=PATIENCE)
        return process.returncode, out, told

    def told(self, *arguments: str, **options: Any) -> tuple[dict[str, Any], str]:
        """The same where it must end well: what the program printed, and what was told on the way."""
        code, out, told = self.run(*arguments, **options)
        assert code == 0, told
        return json.loads(out), told


def make_copy(folder: Path, bare_python: Path, wheels: Path) -> Copy:
    """A copy of the program in a folder with blanks in its name, beside an empty home."""
    root, home = folder / "my copy of it", folder / "home"
    home.mkdir()
    root.mkdir()
    for name in ("main.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "explainer" / "firststart", root / "explainer" / "firststart")
    (root / "explainer" / "engine").mkdir()
    for name in ("__init__.py", "surroundings.py", "engine/__init__.py", "engine/cores.py"):  # what loads before torch
        shutil.copy(ROOT / "explainer" / name, root / "explainer" / name)
    (root / "explainer" / "cli.py").write_text(PROGRAM, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name in ("LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")}
    env = kept | {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
    }
    return Copy(root, bare_python, env)


def end_all(copy: Copy) -> None:
    """Leave nothing running."""
    for process in copy.started:
        if process.poll() is None:
            os.killpg(process.pid, 9)
        process.communicate()


@pytest.fixture
def copy(tmp_path: Path, bare_python: Path, wheels: Path) -> Iterator[Copy]:
    """A copy of the program that was never started."""
    made = make_copy(tmp_path, bare_python, wheels)
    yield made
    end_all(made)


@pytest.fixture(scope="session")
def started_once(tmp_path_factory: pytest.TempPathFactory, bare_python: Path, wheels: Path) -> Path:
    """The folder of a copy after its first start."""
    made = make_copy(tmp_path_factory.mktemp("once"), bare_python, wheels)
    made.told("train")
    end_all(made)
    return made.root


@pytest.fixture
def ready(copy: Copy, started_once: Path) -> Copy:
    """A copy that was started once: its environment is a copy too, which works in any place."""
    shutil.copytree(started_once / ".venv", copy.place, symlinks=True)
    shutil.copy2(started_once / "pyproject.toml", copy.root / "pyproject.toml")
    return copy

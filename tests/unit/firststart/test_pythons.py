"""An old Python says in one sentence what to do, or lets a newer one of the machine take its place."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.firststart import pythons, system
from tests.unit.firststart.conftest import ROOT, Copy

OLD_TOO = ["main.py", "explainer/__init__.py", "tests/__init__.py", "tests/__main__.py"] + [
    f"explainer/firststart/{name}.py" for name in ("__init__", "interrupt", "pythons", "start", "system")
]
OLD = [path for path in Path.home().glob(".pyenv/versions/3.[6-9].*/bin/python3") if path.exists()]


@pytest.mark.parametrize("file", OLD_TOO)
def test_what_an_old_python_reads_is_written_as_it_knows_it(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 6))
    futures = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert futures == [], "Python 3.6 does not know annotations from the future"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            hints = [node.returns, *(argument.annotation for argument in node.args.args + node.args.kwonlyargs)]
            new = [ast.unparse(hint) for hint in hints if isinstance(hint, ast.Subscript | ast.BinOp)]
            assert new == [], f"in quotes, please: {node.name}"


@pytest.mark.skipif(not OLD, reason="no old Python is on this machine")
@pytest.mark.parametrize("python", OLD, ids=lambda path: path.parents[1].name)
def test_a_real_old_python_names_the_command(python: Path, tmp_path: Path) -> None:
    """With nothing on the path that could take its place, and as somebody whom it asks."""
    trick = tmp_path / "sitecustomize.py"
    trick.write_text(
        "import os, subprocess\nos.geteuid = lambda: 1000\n"
        "def none(*a, **k):\n    raise OSError('no such Python')\nsubprocess.run = none\n",
        encoding="utf-8",
    )
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("apt-get", "sudo"):
        (tools / tool).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (tools / tool).chmod(0o755)
    env = {"PATH": str(tools), "HOME": str(tmp_path), "PYTHONPATH": str(tmp_path), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [str(python), str(ROOT / "main.py"), "train"], env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("Explainer needs Python 3.11 or newer, and this is Python 3.")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not OLD, reason="no old Python is on this machine")
def test_a_newer_python_of_the_machine_takes_its_place(ready: Copy, tmp_path: Path) -> None:
    (ready.place / "explainer-ready.txt").unlink()
    tools = tmp_path / "bin"
    tools.mkdir()
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    (tools / name).symlink_to(getattr(sys, "_base_executable", sys.executable))
    env = {"PATH": f"{tools}{os.pathsep}/usr/bin"}
    program, _ = ready.told("train", python=OLD[0], **env)
    assert program["prefix"] == str(ready.place) and program["arguments"] == ["train"]


@pytest.mark.skipif(not OLD, reason="no old Python is on this machine")
def test_an_old_python_starts_what_a_newer_one_has_made(ready: Copy) -> None:
    program, told = ready.told("train", "x", python=OLD[0], PIP_FIND_LINKS="/nowhere", PATH="/nowhere")
    assert program["prefix"] == str(ready.place) and told == ""


@pytest.mark.parametrize(
    ("release", "tool", "words"),
    [
        ({"ID": "debian", "VERSION_ID": "12"}, "apt", "sudo apt-get install -y python3 python3-venv; then once more"),
        (
            {"ID": "debian", "VERSION_ID": "11"},
            "apt",
            "python3 -m pip install --user uv; then once more: python3 main.py",
        ),
        ({"ID": "ubuntu", "VERSION_ID": "24.04"}, "apt", "sudo apt-get install -y python3 python3-venv;"),
        ({"ID": "ubuntu", "VERSION_ID": "22.04"}, "apt", "sudo apt-get install -y python3.11 python3.11-venv;"),
        ({"ID": "ubuntu", "VERSION_ID": "20.04"}, "apt", "python3 -m pip install --user uv;"),
        ({"ID": "rocky", "VERSION_ID": "9.4"}, "dnf", "sudo dnf install -y python3.12;"),
        ({"ID": "opensuse-leap", "VERSION_ID": "15.6"}, "zypper", "sudo zypper install -y python311;"),
        ({"ID": "arch"}, "pacman", "sudo pacman -S --needed python;"),
        ({}, "brew", "Type: brew install python@3.13;"),
        ({}, "winget", "Type: winget install Python.Python.3.13;"),
        ({}, "", "This system has none; uv brings one."),
    ],
)
def test_the_command_is_that_of_the_system(release, tool, words, monkeypatch) -> None:
    monkeypatch.setattr(system, "is_root", lambda: False)
    monkeypatch.setattr("shutil.which", lambda name, path=None: "/usr/bin/sudo" if name == "sudo" else None)
    monkeypatch.setattr(system, "_has_no_lists", lambda: False)
    for module in (system, pythons):
        monkeypatch.setattr(module, "family", lambda: tool)
    monkeypatch.setattr(pythons, "os_release", lambda: release)
    assert words in pythons._sentence(pythons._packages(), ["/somewhere/main.py"])


@pytest.mark.parametrize(
    ("root", "sudo", "lists", "command"),
    [
        (True, False, True, "apt-get install -y a b"),
        (True, False, False, "apt-get update && apt-get install -y a b"),
        (False, True, False, "sudo apt-get update && sudo apt-get install -y a b"),
        (False, False, True, "su -c 'apt-get install -y a b'"),
    ],
)
def test_a_command_is_what_this_person_can_type(root, sudo, lists, command, monkeypatch) -> None:
    monkeypatch.setattr(system, "family", lambda: "apt")
    monkeypatch.setattr(system, "is_root", lambda: root)
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/sudo" if sudo and name == "sudo" else None)
    monkeypatch.setattr(system, "_has_no_lists", lambda: not lists)
    assert system.install_command(["a", "b"]) == command

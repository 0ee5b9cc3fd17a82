"""Run folders and kept runs to look at; no engine reads them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.engine import autosaves
from explainer.engine.autosaves import Autosave
from explainer.training.reports import Stage
from explainer.ui.runs.recents import Recent
from explainer.ui.window import MainWindow
from tests.ui.conftest import flush, wait_until

MakeRun = Callable[[str], Path]


@pytest.fixture
def make_run(tmp_path: Path) -> MakeRun:
    """Make a folder that looks like a run."""

    def make(name: str) -> Path:
        folder = tmp_path / name
        (folder / "snapshots").mkdir(parents=True)
        (folder / "run.json").write_text("{}")
        (folder / "snapshots" / "a.safetensors").write_bytes(b"0" * 1000)
        return folder

    return make


def recent(path: Path, **changes: object) -> Recent:
    values: dict = {
        "path": path,
        "corpus": "Storyland",
        "preset": "xs",
        "stage": Stage.SFT,
        "step": 340,
        "complete": True,
        "when": time.time() - 250,
    }
    return Recent(**(values | changes))


def kept(path: Path, **changes: object) -> Autosave:
    values: dict = {
        "path": path,
        "run": path.name,
        "corpus": "Storyland",
        "preset": "s",
        "stage": Stage.SFT,
        "step": 120,
        "planned": 340,
        "complete": False,
        "when": time.time() - 250,
        "n_bytes": 15_300_000,
        "home": None,
        "open": False,
    }
    return Autosave(**(values | changes))


@pytest.fixture
def keep(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Have these runs kept by themselves."""

    def these(*items: Autosave) -> None:
        there = list(items)
        monkeypatch.setattr(autosaves, "list_kept", lambda folder: tuple(there))
        monkeypatch.setattr(autosaves, "delete", there.remove)

    return these


def settle(window: MainWindow) -> None:
    """Wait until the disk has been looked at."""
    flush()
    wait_until(lambda: not window.desk.jobs.busy)
    flush()


@pytest.fixture(autouse=True)
def bin_of_our_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the desktop puts what is deleted: never into that of whoever runs the tests."""
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "Trash" / "files"

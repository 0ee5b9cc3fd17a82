"""An installed program finds what ships beside its code, and is called by its own name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from explainer.shipped import asset, command, is_installed

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel holds, laid out as pip does, beside nothing of the project's folder."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*cache", "tests")
    shutil.copytree(ROOT, folder / "source", ignore=ignored)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=folder / "source", check=True, capture_output=True, timeout=120)
    shutil.rmtree(folder / "source")
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def _ask(site: Path, code: str) -> str:
    env = os.environ | {"PYTHONPATH": str(site), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=site, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_here_the_assets_lie_beside_the_program() -> None:
    assert asset("icons") == ROOT / "assets" / "icons" and not is_installed()
    assert command() in ("python3 main.py", "python main.py")


def test_all_assets_are_in_the_wheel(site: Path) -> None:
    here = {path.relative_to(ROOT / "assets") for path in (ROOT / "assets").rglob("*") if path.is_file()}
    there = site / "explainer" / "assets"
    assert here and here == {path.relative_to(there) for path in there.rglob("*") if path.is_file()}


def test_an_installed_program_paints_its_icons(site: Path) -> None:
    told = _ask(
        site,
        "from PySide6.QtGui import QGuiApplication; app = QGuiApplication([])\n"
        "from explainer.ui.icons import pixmap; import explainer\n"
        "image = pixmap('play', '#ff0000', 32).toImage()\n"
        "print(explainer.__file__, image.pixelColor(14, 16).name())",
    )
    assert told == f"{site / 'explainer' / '__init__.py'} #ff0000"


def test_an_installed_program_is_called_by_its_name(site: Path) -> None:
    assert _ask(site, "from explainer.shipped import command; print(command())") == "explainer"
    entries = next(site.glob("*.dist-info/entry_points.txt")).read_text(encoding="utf-8")
    assert "[console_scripts]\nexplainer = explainer.cli:main\n" in entries
    assert "[gui_scripts]\nexplainer-window = explainer.cli:main_window\n" in entries


def test_its_licence_comes_with_it(site: Path) -> None:
    metadata = next(site.glob("*.dist-info/METADATA")).read_text(encoding="utf-8")
    assert "\nLicense-Expression: MIT\n" in metadata
    assert (site / "explainer" / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")

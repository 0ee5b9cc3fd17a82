"""What counts as there: the name and version that pip has left, within the limits of ``pyproject.toml``."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest

from explainer.firststart import packages
from explainer.firststart.packages import lacking, requirements
from tests.unit.firststart.conftest import ROOT


def test_the_versions_are_those_that_python_itself_knows() -> None:
    found = packages.installed(sys.path)
    for wanted in requirements(ROOT):
        assert packages.version_in(found, wanted.name) == metadata.version(wanted.name)
    assert lacking(ROOT) == []


@pytest.mark.parametrize(
    ("limits", "version", "fits"),
    [
        (">=6.8.3,!=6.11.0,<6.12", "6.11.3", True),
        (">=6.8.3,!=6.11.0,<6.12", "6.11.0", False),
        (">=6.8.3,!=6.11.0,<6.12", "6.12.0", False),
        (">=6.8.3,!=6.11.0,<6.12", "6.8.2", False),
        (">=2.6,<2.14", "2.13.0+cpu", True),
        (">=2.6,<2.14", "2.6", True),
        (">=2.6,<2.14", "2.14.0+cu128", False),
        (">=4", "10.1", True),
        ("==1.*", "1.9", True),
        ("~=1.4.2", "1.5.0", False),
        ("~=1.4.2", "1.4.9", True),
        ("", "0.1", True),
    ],
)
def test_versions_are_compared_as_numbers(limits: str, version: str, fits: bool, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[project]\ndependencies = ["Some.Thing {limits}"]', encoding="utf-8")
    (tmp_path / f"some_thing-{version}.dist-info").mkdir()
    found = lacking(tmp_path, folders=[str(tmp_path)])
    assert [str(lack) for lack in found] == ([] if fits else [str(found[0])])
    assert fits or f"Some.Thing {version} does not fit" in str(found[0])


def test_a_package_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["torch>=2.6"]', encoding="utf-8")
    assert [str(lack) for lack in lacking(tmp_path, folders=[])] == ["torch is not installed"]

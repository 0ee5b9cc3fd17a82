"""What only the system can bring: installed by root with nobody to ask, told to everybody else with the command."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from explainer.firststart import fonts, inputmethods, installing, parts, system
from explainer.firststart.parts import Missing, missing_for, provide
from tests.unit.firststart.conftest import Copy

VENV = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lacks such parts")


@pytest.fixture
def debian(copy: Copy, tmp_path: Path) -> Copy:
    """A copy on a Debian without the module ``venv``; apt-get writes down what it is asked for, and sudo is there."""
    tools, tricks = tmp_path / "tools", tmp_path / "tricks"
    for folder in (tools, tricks):
        folder.mkdir()
    (tools / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked.txt"\n', encoding="utf-8")
    (tools / "sudo").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    trick = 'import os, sys\nsys.modules["ensurepip"] = None\nos.geteuid = lambda: int(os.environ["UID_OF_TEST"])\n'
    (tricks / "sitecustomize.py").write_text(trick, encoding="utf-8")
    copy.env |= {"PATH": f"{tools}:/usr/bin:/bin", "PYTHONPATH": str(tricks)}
    return copy


def test_root_with_nobody_to_ask_gets_the_module_venv_and_is_told(debian: Copy, tmp_path: Path) -> None:
    program, told = debian.told("train", UID_OF_TEST="0")
    assert program["prefix"] == str(debian.place)
    assert told.splitlines()[0] == f"Installing with apt-get, as root and with nobody to ask: {VENV}."
    asked = (tmp_path / "asked.txt").read_text(encoding="utf-8").splitlines()
    assert f"-qq -y --no-install-recommends install {VENV}" in asked


def test_anybody_else_gets_the_command(debian: Copy, tmp_path: Path) -> None:
    code, out, told = debian.run("train", UID_OF_TEST="1000")
    assert (code, out) == (1, "") and len(told.splitlines()) == 1
    assert "The first start needs Python’s module venv" in told
    assert f"sudo apt-get install -y {VENV}; then start again." in told
    assert not (tmp_path / "asked.txt").exists()


def test_an_apt_get_that_fails_is_told_with_its_words(debian: Copy, tmp_path: Path) -> None:
    (tmp_path / "tools" / "apt-get").write_text("#!/bin/sh\necho E: no such package\nexit 100\n", encoding="utf-8")
    code, _, told = debian.run("train", UID_OF_TEST="0")
    assert code == 1
    assert told.splitlines()[-2] == "E: no such package" and "did not work" in told.splitlines()[-1]


def test_a_library_is_missing_when_it_cannot_be_loaded(monkeypatch) -> None:
    loads = parts._loads
    monkeypatch.setattr(parts, "_loads", lambda name: name != "libEGL.so.1" and (name in parts._XCB or loads(name)))
    monkeypatch.setattr(system, "family", lambda: "apt")
    assert Missing("libEGL.so.1", "libegl1") in missing_for("painting")
    monkeypatch.setattr(system, "family", lambda: "dnf")
    assert Missing("libEGL.so.1", "libEGL.so.1()(64bit)") in missing_for("painting")
    monkeypatch.setattr(system, "is_root", lambda: True)
    told = provide([Missing("libEGL.so.1", "libEGL.so.1()(64bit)"), Missing("a"), Missing("b")], "The window")
    assert told == (
        "The window needs libEGL.so.1, a and b, which this system lacks. Type: dnf install -y 'libEGL.so.1()(64bit)'"
    )
    assert not parts._loads("libnothing-of-this-name.so.7")


def test_every_library_of_qt_stands_in_the_table() -> None:
    """As the files of PySide6 themselves say it; those of the C library and of Qt are no parts."""
    pyside = Path(__import__("PySide6").__file__).parent / "Qt"
    wanted = set()
    for pattern in ("lib/libQt6Core.so.6", "lib/libQt6Gui.so.6", "lib/libQt6Widgets.so.6", "lib/libQt6Svg.so.6"):
        wanted |= _needed(pyside / pattern)
    assert wanted <= set(parts._PAINTING), wanted - set(parts._PAINTING)
    xcb = _needed(pyside / "plugins/platforms/libqxcb.so") | _needed(pyside / "lib/libQt6XcbQpa.so.6")
    assert xcb <= set(parts._PAINTING) | set(parts._XCB), xcb


def _needed(library: Path) -> set[str]:
    """The names of libraries in a file that lie outside of Qt."""
    import re

    names = {name.decode() for name in re.findall(rb"lib[\w+-]+\.so\.\d+(?=\0)", library.read_bytes())}
    ours = ("libQt6", "libicu", "libc.", "libm.", "libpthread", "libdl", "libstdc", "libgcc", "librt")
    return {name for name in names if not name.startswith(ours) and name in _linked(library)}


def _linked(library: Path) -> set[str]:
    """What the loader finds for it (``ldd``), by name."""
    import subprocess

    told = subprocess.run(["ldd", str(library)], capture_output=True, text=True, check=True).stdout
    return {line.split()[0] for line in told.splitlines() if "=>" in line}


def test_the_letters_that_fonts_can_show_are_counted() -> None:
    missing = fonts.missing_scripts()
    assert missing is not None and "Latin" not in {script for script, _ in missing}
    import ctypes

    library = ctypes.CDLL("libfontconfig.so.1")
    assert fonts._count(library, ":charset=41") > 0 == fonts._count(library, ":charset=10ffff")


@pytest.mark.parametrize(
    ("env", "wanted", "advised"),
    [
        ({}, [], False),
        ({"QT_IM_MODULE": "ibus"}, ["ibus"], False),
        ({"QT_IM_MODULE": "fcitx"}, ["fcitx"], True),
        ({"QT_IM_MODULES": "wayland;fcitx;ibus", "QT_IM_MODULE": "fcitx"}, ["ibus"], False),
        ({"QT_IM_MODULE": "uim"}, ["uim"], True),
    ],
)
def test_an_input_method_that_this_qt_has_not_is_told(env, wanted, advised, monkeypatch) -> None:
    for name in ("QT_IM_MODULE", "QT_IM_MODULES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    found, there, advice = inputmethods.input_methods()
    assert found == wanted and "ibus" in there
    assert bool(advice) == advised and all("no plug-in" in sentence for sentence in advice)


def test_who_has_told_pip_where_packages_come_from_keeps_that(monkeypatch, tmp_path: Path) -> None:
    for name in ("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX", "CONFIG_FILE"):
        monkeypatch.delenv(f"PIP_{name}", raising=False)
    own = tmp_path / "pip.conf"
    monkeypatch.setattr(installing, "_pip_files", lambda env: [own])
    assert not installing.pip_sources()
    own.write_text("[global]\ntimeout = 60\n", encoding="utf-8")
    assert not installing.pip_sources()
    own.write_text("[install]\nfind-links = /somewhere\n", encoding="utf-8")
    assert installing.pip_sources() and not installing.plan().fetch_uv
    own.write_bytes(b"\xff\xfe no settings")
    assert not installing.pip_sources()
    monkeypatch.setenv("PIP_INDEX_URL", "somewhere")
    assert installing.pip_sources()


def test_without_a_card_of_nvidia_no_cuda_is_fetched(monkeypatch) -> None:
    monkeypatch.delenv("UV_TORCH_BACKEND", raising=False)
    monkeypatch.setattr(installing, "pip_sources", lambda: False)
    monkeypatch.setattr(installing, "find_uv", lambda: "/somewhere/uv")
    for card, backend in ((False, "cpu"), (True, "auto")):
        monkeypatch.setattr(installing, "has_nvidia_card", lambda card=card: card)
        plan = installing.plan()
        assert (plan.uv, plan.backend, plan.fetch_uv) == ("/somewhere/uv", backend, False)
        assert ("CUDA" in plan.told) == card
    monkeypatch.setattr(installing, "find_uv", lambda: "")
    monkeypatch.setattr(installing, "has_nvidia_card", lambda: False)
    assert installing.plan().fetch_uv, "pip alone would fetch the build with CUDA"

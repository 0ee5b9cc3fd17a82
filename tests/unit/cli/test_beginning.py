"""The first moments of a command: without a home, interrupted while it is loaded, and put into the menu."""

from __future__ import annotations

import configparser
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explainer import cli
from explainer.cli import home
from tests.e2e.commands import ROOT

MAIN = str(ROOT / "main.py")


def test_ctrl_c_while_it_is_loaded_says_one_word(tmp_path: Path) -> None:
    """Loading PyTorch is made endless."""
    torch = tmp_path / "torch"
    torch.mkdir()
    text = "import pathlib, time\n(pathlib.Path(__file__).parent / 'begun').touch()\ntime.sleep(600)\n"
    (torch / "__init__.py").write_text(text, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, MAIN, "train", "--out", str(tmp_path / "run")],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        end = time.monotonic() + 120
        while not (torch / "begun").exists() and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, out, told) == (130, "", "Interrupted.\n")


def test_what_has_switched_interruptions_off_keeps_them_off(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as nohup does
    try:
        assert cli.main(["train", "--steps", "no"]) == 2
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("value", [None, "", "not/absolute", "/nowhere/at/all"])
def test_without_a_home_there_is_a_sentence_and_a_folder(value, monkeypatch, tmp_path: Path) -> None:
    """As a user whom the system does not know."""
    monkeypatch.setattr(home.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(home.os.path, "expanduser", lambda path: os.environ.get("HOME", path))
    monkeypatch.setenv("HOME", value or "")
    if value is None:
        monkeypatch.delenv("HOME")
    told = home.provide_home()
    folder = Path(os.environ["HOME"])
    assert folder.parent == tmp_path and folder.is_dir() and str(folder) in told
    assert home.provide_home() == "", "told once"


def test_a_home_that_only_the_system_knows_is_given_to_qt_too(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(home.os.path, "expanduser", lambda path: str(tmp_path))
    assert home.provide_home() == ""
    assert os.environ["HOME"] == str(tmp_path)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows asks the system for it")
def test_a_name_that_somebody_else_has_taken_is_not_used(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(home.tempfile, "gettempdir", lambda: str(tmp_path))
    taken = tmp_path / f"explainer-home-{os.getuid()}"
    taken.symlink_to(tmp_path)
    monkeypatch.setenv("HOME", "/nowhere")
    home.provide_home()
    assert Path(os.environ["HOME"]) != taken


def test_without_a_home_commands_work(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    env |= {"HOME": "/nowhere/at/all", "TMPDIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, MAIN, "doctor"], env=env, capture_output=True, text=True, timeout=240)
    assert done.stderr.startswith("The home folder /nowhere/at/all does not exist, so settings")
    assert len(done.stderr.splitlines()) == 1
    assert f"settings: {tmp_path}" in done.stdout and "\nResult\n" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="entries of this kind are Linux’s")
def test_the_entry_in_the_menu_starts_the_program(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert cli.main(["install-desktop"]) == 0
    entry, icon = (tmp_path / "data" / path for path in ("applications/explainer.desktop", ICON))
    assert capsys.readouterr().out.splitlines()[1:] == [f"  {entry}", f"  {icon}"]
    assert icon.read_text(encoding="utf-8").startswith("<svg")
    parsed = configparser.RawConfigParser()
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(entry, encoding="utf-8")
    told = dict(parsed["Desktop Entry"])
    assert (told["Type"], told["Icon"], told["Terminal"]) == ("Application", "explainer", "false")
    done = subprocess.run([*shlex.split(told["Exec"]), "--version"], capture_output=True, text=True, timeout=120)
    assert done.stdout.startswith("Explainer ")
    if validate := shutil.which("desktop-file-validate"):
        subprocess.run([validate, str(entry)], check=True)
    assert cli.main(["install-desktop", "--remove"]) == 0
    assert not entry.exists() and not icon.exists()


ICON = "icons/hicolor/scalable/apps/explainer.svg"


@pytest.mark.skipif(sys.platform != "linux", reason="entries of this kind are Linux’s")
def test_a_menu_that_cannot_be_written_to_is_named(tmp_path: Path, monkeypatch, capsys) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert cli.main(["install-desktop"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_blanks_and_signs_in_a_path_are_quoted_as_an_entry_wants_it() -> None:
    from explainer.cli.install_desktop import _quoted

    assert _quoted("/my apps/a") == '"/my apps/a"'
    assert _quoted('a"b$c`d\\e%f') == '"a\\\\"b\\\\$c\\\\`d\\\\\\\\e%%f"'

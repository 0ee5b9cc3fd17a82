"""A screen that does not answer ends the program with one sentence, never with Qt's own end of the process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.cli.display import require_window, try_qt
from explainer.cli.problems import CommandError
from explainer.firststart.screen import find_screen
from tests.e2e.commands import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH")


@pytest.fixture
def left_over() -> Iterator[str]:
    """A display whose server has gone and left its socket behind."""
    folder = Path("/tmp/.X11-unix")
    folder.mkdir(exist_ok=True)
    number = next(n for n in range(7700, 7800) if not (folder / f"X{n}").exists())
    path = folder / f"X{number}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
    yield f":{number}"
    path.unlink()


def _start(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    others = {name: value for name, value in os.environ.items() if name not in NAMES}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        env=others | env,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({}, "There is no display to open a window on."),
        ({"DISPLAY": "LEFT"}, "DISPLAY names “LEFT”, and an X server does not answer there"),
        ({"DISPLAY": "LEFT", "QT_QPA_PLATFORM": "xcb"}, "and an X server does not answer there"),
        ({"WAYLAND_DISPLAY": "none"}, "WAYLAND_DISPLAY names “none”, and a Wayland compositor does not answer there"),
        ({"DISPLAY": "nohost.invalid:5"}, "DISPLAY names “nohost.invalid:5”"),
        ({"DISPLAY": "rubbish"}, "DISPLAY names “rubbish”"),
        ({"QT_QPA_PLATFORM": "nonsense"}, "Qt cannot open a window here"),
    ],
)
def test_a_dead_display_is_told_in_one_sentence(env: dict[str, str], words: str, left_over: str) -> None:
    done = _start(env={name: value.replace("LEFT", left_over) for name, value in env.items()})
    assert done.returncode == 2, done.stderr
    assert done.stdout == "" and len(done.stderr.splitlines()) == 1
    assert words.replace("LEFT", left_over) in done.stderr


@pytest.mark.parametrize("env", [{"DISPLAY": "LEFT"}, {"QT_QPA_PLATFORM": "nonsense"}])
def test_doctor_ends_its_report_on_a_dead_display(env: dict[str, str], left_over: str) -> None:
    done = _start("doctor", env={name: value.replace("LEFT", left_over) for name, value in env.items()})
    assert done.returncode == 1 and done.stderr == ""
    result = done.stdout.split("\nResult\n")[1]
    assert "wrong: " in result
    assert left_over in result or "Qt cannot open a window here" in result


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_a_screen_that_answers_is_taken_in_place_of_one_that_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        display = f":{pipe.readline().strip()}"
    try:
        monkeypatch.setenv("DISPLAY", display)
        monkeypatch.setenv("WAYLAND_DISPLAY", "none")
        found = find_screen()
        assert (found.platform, found.where) == ("xcb", display) and "“none”" in found.wrong[0]
        monkeypatch.setenv("QT_QPA_PLATFORM", "")
        require_window()
        assert os.environ["QT_QPA_PLATFORM"] == "xcb", "Qt is not to try the other one"
        answer = try_qt()
        assert (answer.why_not, answer.platform, answer.screens) == ("", "xcb", ("640×480",))
    finally:
        server.terminate()
        server.wait(timeout=30)
    with pytest.raises(CommandError, match="does not answer there"):
        require_window()

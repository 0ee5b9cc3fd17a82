"""A virtual screen, and the program in a real window on it, driven by real clicks and keys (Xvfb and xdotool)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.commands import ROOT, Report, reports, run_all

DRIVEN = Path(__file__).with_name("driven.py")


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The name of a fresh virtual screen of 1440×900."""
    missing = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"end-to-end tests need {' and '.join(missing)} (Debian: apt-get install xvfb xdotool)")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[Report]]:
    """Two run folders of tiny models, and what was told of the second: pretrained alone, and through all stages."""
    folder = tmp_path_factory.mktemp("runs")
    base, aligned = folder / "tiny", folder / "taught"
    small = ("--preset", "xs", "--steps", "40", "--json")
    stages = ("--stages", "pretrain,sft,rlhf", "--sft-steps", "12", "--votes", "60", "--rounds", "2")
    first, second = run_all(("train", "--out", str(base), *small), ("train", "--out", str(aligned), *small, *stages))
    assert reports(first)
    assert second.stderr == ""
    return base, aligned, reports(second)


@pytest.fixture(scope="session")
def trained(runs: tuple[Path, Path, list[Report]]) -> Path:
    """A run folder of a tiny model that has seen 40 steps. Nobody writes into it."""
    return runs[0]


@pytest.fixture(scope="session")
def taught(runs: tuple[Path, Path, list[Report]]) -> tuple[Path, list[Report]]:
    """A run folder of a tiny model that went through all stages, and what was told on the way."""
    return runs[1:]


class Program:
    """A running Explainer: look by name, act by mouse and keyboard."""

    def __init__(self, display: str, home: Path, *arguments: str) -> None:
        self.env = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "PYTHONPATH": str(ROOT),
        }
        self.errors = (home / "stderr.txt").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, str(DRIVEN), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env=self.env,
            cwd=home,
        )

    def ask(self, ask: str, **more: str) -> dict[str, Any]:
        """Put a question to the listener in the program."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"ask": ask, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the program ended: {self.error_text()}"
        told = dict(json.loads(line))
        assert "error" not in told, told["error"]
        return told

    def find(self, name: str) -> dict[str, Any]:
        return self.ask("widget", name=name)

    def wait(self, what: str, condition: Callable[[], Any], seconds: float = 60.0) -> Any:
        """Wait until ``condition`` holds and return its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = condition()
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds:.0f} s in vain for: {what}. {self.error_text()}")

    def wait_for(self, name: str, seconds: float = 60.0) -> dict[str, Any]:
        """Wait until a widget of this name is visible and enabled."""

        def there() -> dict[str, Any] | None:
            found = self.find(name)
            return found if found["found"] and found["enabled"] else None

        return dict(self.wait(f"“{name}”", there, seconds))

    def click(self, name: str, button: int = 1) -> None:
        """Move the mouse there and press it."""
        place = self.wait_for(name)
        self.xdotool("mousemove", str(place["x"]), str(place["y"]), "click", str(button))

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "25", text)

    def key(self, *keys: str) -> None:
        self.xdotool("key", *keys)

    def xkb(self, layout: str) -> None:
        """Change what is on the keys of this screen's keyboard."""
        subprocess.run(["setxkbmap", layout], env=self.env, check=True, capture_output=True)

    def xdotool(self, *arguments: str) -> str:
        done = subprocess.run(["xdotool", *arguments], env=self.env, check=True, capture_output=True, text=True)
        return done.stdout

    def ask_to_quit(self) -> None:
        """Press the key that closes the window; without a window manager there is no close button."""
        self.xdotool("mousemove", "30", "60", "click", "1")  # on the name: keys go to the window clicked last
        # which takes a busy machine a moment: a key pressed before that goes nowhere
        self.wait("a window that hears keys", lambda: self.ask("active")["active"])
        self.key("ctrl+q")

    def quit(self, answer: str = "") -> int:
        """Close the window and return the exit code; ``answer`` is the button to press where it asks."""
        self.ask_to_quit()
        if answer:
            self.click(answer)
        return self.process.wait(timeout=30)

    def error_text(self) -> str:
        self.errors.seek(0)
        return self.errors.read()[-3000:]

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=15)
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.errors.close()


@pytest.fixture
def launch(display: str, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Start the program with arguments; it is ended after the test."""
    programs: list[Program] = []

    def start(*arguments: str) -> Program:
        program = Program(display, tmp_path, *arguments)
        programs.append(program)
        return program

    yield start
    for program in programs:
        program.end()

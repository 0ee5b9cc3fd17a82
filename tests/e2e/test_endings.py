"""Commands that are ended from outside, or whose streams are closed or full: processes, real signals and pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.commands import COMMAND, Report, run, run_all

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its shells and signals are others")
LONG = ("--preset", "xs", "--steps", "1000000")


def shell(script: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which ``$EXPLAINER`` is the program."""
    program = {"PYTHON": COMMAND[0], "MAIN": COMMAND[1]}
    done = subprocess.run(
        ["/bin/bash", "-c", script.replace("EXPLAINER", '"$PYTHON" "$MAIN"')],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | program | env,
        timeout=180,
        check=False,
    )
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr
    return done


def steps(folder: Path) -> int:
    return int(json.loads((folder / "run.json").read_text("utf-8"))["stages"][0]["step"])


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_that_ends_the_training_saves_first(name: str, code: int, tmp_path: Path) -> None:
    with Training(tmp_path / "run", *LONG) as training:
        training.until(lambda told: told.get("step", 0) >= 5)
        training.process.send_signal(getattr(signal, name))
        rest, errors = training.process.communicate(timeout=60)
    assert training.process.returncode == code, errors
    assert json.loads(rest.splitlines()[-1]) == {"report": "saved", "out": str(tmp_path / "run"), "interrupted": True}
    assert steps(tmp_path / "run") >= 5


def test_a_terminal_that_is_closed_saves_first(tmp_path: Path) -> None:
    """The terminal goes away under it: a hang-up, and whatever is printed then fails."""
    import pty

    leader, follower = pty.openpty()
    arguments = [*COMMAND, "train", "--out", str(tmp_path / "run"), *LONG]
    with subprocess.Popen(arguments, stdin=follower, stdout=follower, stderr=follower, start_new_session=True) as it:
        os.close(follower)
        seen = b""
        while b"step " not in seen:
            seen += os.read(leader, 1000)
        os.close(leader)
        it.send_signal(signal.SIGHUP)
        assert it.wait(timeout=60) == 129
    assert steps(tmp_path / "run") > 0


def test_a_pipe_that_is_closed_saves_what_was_trained(tmp_path: Path) -> None:
    done = shell(
        f"EXPLAINER train --json --out run {' '.join(LONG)} | head -4 >head; exit ${{PIPESTATUS[0]}}", tmp_path
    )
    assert done.returncode == 1
    assert done.stderr == "Nobody reads the reports any more, so it stopped. What was trained is saved in run.\n"
    assert steps(tmp_path / "run") >= 1


def test_streams_that_are_closed_or_full_lose_nothing(tmp_path: Path) -> None:
    small = "--preset xs --steps 3"
    for name, streams, code in (
        ("closed", ">&- 2>&- <&-", 0),
        ("full", "--json >/dev/full", 1),
        ("errors_full", "2>/dev/full", 0),
    ):
        assert shell(f"EXPLAINER train --out {name} {small} {streams}", tmp_path).returncode == code, name
        assert steps(tmp_path / name) == 3


def test_output_that_cannot_be_written_is_told(trained: Path, tmp_path: Path) -> None:
    done = shell(f"EXPLAINER ask '{trained}' x >/dev/full", tmp_path)
    assert (done.returncode, done.stderr) == (1, "The output could not be written (No space left on device).\n")


def test_a_terminal_of_ascii_gets_help_and_answers(trained: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    done = run("--help", env=ascii_only)
    assert done.returncode == 0 and "?python3 main.py COMMAND --help? tells" in done.stdout
    done = run("ask", str(trained), "é", "--temperature", "100", "--json", env=ascii_only)
    assert done.returncode == 0 and json.loads(done.stdout)["prompt"] == "é"


def test_names_of_other_encodings_are_refused_and_prompts_are_answered(trained: Path, tmp_path: Path) -> None:
    latin = os.fsdecode(b"b\xfcch")
    (tmp_path / latin).write_text("They sang.\n\n" * 4000)
    done = run_all(
        ("train", "--out", "lat", "--preset", "xs", "--steps", "5", "--text", latin),
        ("train", "--out", latin + "2", "--preset", "xs", "--steps", "5"),
        ("ask", str(trained), os.fsdecode(b"caf\xe9"), "--json"),
        cwd=tmp_path,
    )
    assert [d.returncode for d in done] == [2, 2, 0]
    assert "b?ch” has bytes that are no UTF-8 letters; rename it first." in done[0].stderr
    assert len(list(tmp_path.iterdir())) == 1
    assert json.loads(done[2].stdout)["prompt"] == "caf?"


def test_time_in_which_the_process_is_stopped_is_no_learning_time(tmp_path: Path) -> None:
    with Training(tmp_path / "run", "--preset", "xs", "--seconds", "5") as training:
        training.until(lambda told: told.get("step", 0) >= 5)
        training.process.send_signal(signal.SIGSTOP)
        time.sleep(12)
        training.process.send_signal(signal.SIGCONT)
        rest, errors = training.process.communicate(timeout=120)
    assert training.process.returncode == 0, errors
    told = [json.loads(line) for line in rest.splitlines()]
    afterwards = [r for r in told if r["report"] == "step" and 0.3 < r["progress"] < 0.9]
    assert len(afterwards) > 3, "it went on learning for what was left of its time"


class Training:
    """A training whose reports are read as they come."""

    def __init__(self, out: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "train", "--out", str(out), *options, "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until(self, when: Callable[[Report], bool]) -> None:
        """Read reports until one says so."""
        assert self.process.stdout is not None
        assert any(when(json.loads(line)) for line in self.process.stdout), "it ended before that"

    def __enter__(self) -> Training:
        return self

    def __exit__(self, *_: Any) -> None:
        self.process.kill()
        self.process.communicate()

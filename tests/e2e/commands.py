"""Commands as people start them: as processes of their own.

Most of the time of each goes into loading torch, on one core; so what can be asked at once is asked at once.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, str(ROOT / "main.py"))
Done = subprocess.CompletedProcess[str]
Report = dict[str, Any]


def run(*arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None, timeout: float = 120) -> Done:
    """Run one command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        env=os.environ | (env or {}),
        cwd=cwd,
        timeout=timeout,
        check=False,
    )


def run_all(*commands: Sequence[str], cwd: Path | None = None) -> list[Done]:
    """Run several commands that need nothing of each other, as many at a time as there are cores."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda arguments: run(*arguments, cwd=cwd), commands))


def interrupt(when: Callable[[Report], bool], *arguments: str) -> tuple[int, Report]:
    """Press Ctrl+C once a report says ``when``, and return the exit code and the last report."""
    with subprocess.Popen(
        [*COMMAND, *arguments, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert any(when(json.loads(line)) for line in process.stdout), "it ended before that"
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert rest, errors
    return process.returncode, json.loads(rest.splitlines()[-1])


def reports(done: Done) -> list[Report]:
    """What a command that ended well told, one object a line."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]

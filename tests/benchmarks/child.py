"""A process that is asked, one JSON object a line, and answers, one JSON object a line."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.benchmarks.measure import CannotRun

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(__file__).parent / "children"


class Child:
    """Runs a script of ``children``; ended when the ``with`` block is left.

    Attributes:
        spawned: ``time.monotonic()`` just before the process was made. The clock is the same in all processes.
    """

    def __init__(self, script: str, env: Mapping[str, str], *arguments: str) -> None:
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in __exit__
        self.spawned = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPTS / script), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            cwd=ROOT,
            env=dict(env) | {"PYTHONPATH": str(ROOT)},
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def ask(self, do: str, *, timeout: float = 600.0, **more: object) -> dict[str, Any]:
        """Send a request and wait for its answer."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise CannotRun(f"The process under test has ended. {self.error_text()}") from None
        return self.hear(timeout)

    def hear(self, timeout: float = 600.0) -> dict[str, Any]:
        """Wait for the next thing it says.

        Raises:
            CannotRun: it ended, or said nothing in time.
        """
        try:
            line = self._lines.get(timeout=timeout)
        except queue.Empty:
            raise CannotRun(f"The process under test said nothing for {timeout:.0f} s. {self.error_text()}") from None
        if not line:
            raise CannotRun(f"The process under test has ended. {self.error_text()}")
        return dict(json.loads(line))

    def wait(self, timeout: float = 60.0) -> int:
        """Wait for its end and return its exit code; negative where a signal ended it."""
        return self.process.wait(timeout=timeout)

    def error_text(self) -> str:
        """Return the end of what it wrote to standard error."""
        self._errors.seek(0)
        return self._errors.read()[-3000:]

    def __enter__(self) -> Child:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=30)
        self._reader.join(timeout=10)
        self.process.stdin.close()
        self.process.stdout.close()
        self._errors.close()

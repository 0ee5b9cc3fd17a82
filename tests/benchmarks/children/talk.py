"""The child's side of the conversation with the benchmark: requests from standard input, answers to standard output."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()


def listen() -> None:
    """Begin to take in requests, in a thread of its own; the end of standard input is the request to quit."""
    threading.Thread(target=_listen, name="benchmark-listener", daemon=True).start()


def _listen() -> None:
    for line in sys.stdin:
        requests.put(json.loads(line))
    requests.put({"do": "quit"})


def say(**answer: object) -> None:
    """Answer."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def end_on_error() -> None:
    """End the process at the first exception that nobody catches: a broken window must not be measured."""

    def end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        sys.stderr.flush()
        os._exit(3)

    sys.excepthook = end

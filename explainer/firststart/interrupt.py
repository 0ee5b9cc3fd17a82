"""Ctrl+C while the program is still being loaded: one word and exit code 130, with no traceback.

Loading is no work that could be lost, and libraries written in C turn an interruption in the middle of their loading
into errors of their own; so it ends the process at once. Once a command runs, Python's own way is back. An
interruption that the caller has switched off (``nohup``) stays so. Written for Python 3.6.
"""

import contextlib
import os
import signal

INTERRUPTED = 130  # the exit code that shells use


def end_quietly() -> None:
    """From now on, Ctrl+C ends the process with one word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def be_raised() -> None:
    """From now on, Ctrl+C raises ``KeyboardInterrupt`` again."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(number: int, frame: object) -> None:
    with contextlib.suppress(OSError):  # nobody reads what is said
        os.write(2, b"Interrupted.\n")
    os._exit(INTERRUPTED)

"""What is printed: in words that no terminal takes for a command, and so that output that fails never ends the work.

Whatever a text, a model or a file name holds may be printed, and a terminal obeys escape characters: whoever wrote the
text could set the reader's colours, title, or worse. So on the way out control characters become signs that show them.
Letters that the terminal cannot print become “?”. A stream that was closed before the program started swallows what is
written; one whose reader goes away raises ``BrokenPipeError`` once; one that cannot be written to for another reason (a
full disk) is given up in silence, and says so at the end.

It leaves out right-to-left letters, which are text, and the progress bar's return to the beginning of its line.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import TextIO

_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they turn the order of letters that follow
_SIGNS = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"},
    0x7F: "␡",
    **{code: f"⟨{code:02X}⟩" for code in (*range(0x80, 0xA0), *map(ord, _TURNING), 0x2028, 0x2029)},
}
_NOT_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029\ud800-\udfff{_TURNING}]")


def printable(text: str) -> str:
    """Return ``text`` with signs in place of what a terminal would obey."""
    return text if text.isascii() and text.isprintable() else text.translate(_SIGNS)


def json_line(value: object) -> str:
    """Return ``value`` as one line of JSON, in which what a terminal would obey is escaped.

    Where standard output cannot print every letter, all that are not ASCII are escaped.
    """
    text = json.dumps(value, ensure_ascii=not _prints_every_letter(), allow_nan=False)
    return _NOT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _prints_every_letter() -> bool:
    try:
        "é书🙂".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def tell(text: str) -> None:
    """Print a sentence on standard error; where there is nobody to read it, that is no failure."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)


class Output:
    """A stream that prints only what ``printable`` lets through.

    Attributes:
        failed: why it could not be written to, other than that its reader has gone; "" where it could.
    """

    def __init__(self, stream: TextIO, *, bars: bool) -> None:
        """Print on ``stream``; ``bars`` lets a progress bar go back to the beginning of its line."""
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
        self.stream = stream
        self._bars = bars
        self.failed = ""
        self._over = False

    def write(self, text: str) -> int:
        """Print ``text``."""
        start = "\r" if self._bars and text.startswith("\r") else ""
        if not self._over:
            with self._guarded():
                self.stream.write(start + printable(text[len(start) :]))
        return len(text)

    def flush(self) -> None:
        """Send what was written."""
        if not self._over:
            with self._guarded():
                self.stream.flush()

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._give_up()
            if isinstance(error, BrokenPipeError):
                raise
            self.failed = str(error.strerror or error)

    def _give_up(self) -> None:
        """Let what is still waiting to be written go nowhere, else Python fails over it when it ends."""
        self._over = True
        with contextlib.suppress(OSError, ValueError):  # a stream of a test has no number
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.stream.fileno())
            os.close(nowhere)

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


@contextlib.contextmanager
def plain_output() -> Iterator[Output]:
    """Print through ``Output`` meanwhile; gives that of standard output."""
    before = sys.stdout, sys.stderr
    _open_closed()
    out, errors = Output(sys.stdout, bars=False), Output(sys.stderr, bars=True)
    sys.stdout, sys.stderr = out, errors
    try:
        yield out
    finally:
        for output in (out, errors):
            with contextlib.suppress(BrokenPipeError):
                output.flush()
            if output.stream not in before:  # there was none
                output.stream.close()
        sys.stdout, sys.stderr = before


def _open_closed() -> None:
    """Give streams that were closed before the program started (``>&-``) a place where nothing comes out.

    Else the next file to be opened would take their number, and be written into by whoever prints.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")

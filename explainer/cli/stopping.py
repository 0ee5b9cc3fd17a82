"""Being told to end, by ``kill`` or by a terminal that is closed: as Ctrl-C, so that what there is can be saved."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGTERM", "SIGHUP", "SIGBREAK")  # the last is Windows', of a console that is closed


class Stopped(KeyboardInterrupt):
    """The process was told to end.

    Attributes:
        exit_code: what shells say of a process that a signal has ended.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


@contextmanager
def stopping_interrupts() -> Iterator[None]:
    """Raise ``Stopped`` where a signal would end the process meanwhile; a second one changes nothing.

    A signal that is ignored, as under ``nohup``, stays so. Ctrl-C is left as it is.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [number for name in _NAMES if (number := getattr(signal, name, None)) is not None]
    taken = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]

    def stop(number: int, frame: FrameType | None) -> None:
        for other in taken:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(number)

    for number in taken:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)

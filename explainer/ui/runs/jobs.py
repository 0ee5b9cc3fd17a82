"""Work on files that may take long, on a thread of its own, piece after piece; its end is told on the window's thread.

No signal crosses threads: a result is laid out, and a timer, which runs only as long as something is awaited, takes it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, QThreadPool, QTimer

T = TypeVar("T")
LOOK_MS = 30
LAST_MS = 5000  # how long a window that is closed waits for the piece in hand


class Jobs(QObject):
    """Runs functions that touch neither Qt's widgets nor torch."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._done: SimpleQueue[tuple[Callable[[], object], BaseException | None]] = SimpleQueue()
        self._awaited = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether something is still being done."""
        return self._awaited > 0

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[OSError], object] = lambda error: None,
    ) -> None:
        """Do ``work``; ``then`` gets what it returned, or ``failed`` the ``OSError`` it raised."""

        def run() -> None:
            try:
                self._done.put((partial(then, work()), None))
            except OSError as error:
                self._done.put((partial(failed, error), None))
            except BaseException as error:  # a fault of ours: raised where the window tells of it
                self._done.put((lambda: None, error))

        self._awaited += 1
        self._timer.start()
        self._pool.start(run)

    def end(self) -> None:
        """Forget what is awaited; what has begun may end."""
        self._timer.stop()
        self._pool.clear()
        self._pool.waitForDone(LAST_MS)
        self._awaited = 0

    def _take(self) -> None:
        try:
            while True:
                act, error = self._done.get_nowait()
                self._awaited -= 1
                if self._awaited == 0:
                    self._timer.stop()
                if error is not None:
                    raise error
                act()
        except Empty:
            return

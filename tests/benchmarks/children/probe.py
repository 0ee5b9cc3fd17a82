"""Probes inside the window's process. They look on and press keys; they change nothing in the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

TICK_MS = 4


class GapMeter(QObject):
    """How long the event loop leaves a 4 ms timer waiting: what a person would feel as a hitch."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ticks: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(lambda: self._ticks.append(time.perf_counter()))

    def start(self) -> None:
        """Begin anew."""
        self._ticks = []
        self._timer.start()

    def stop(self, begin: float = 0.0, end: float = float("inf")) -> list[float]:
        """Stop, and return the gaps between ticks from ``begin`` on that began before ``end``, in milliseconds."""
        self._timer.stop()
        ticks = [tick for tick in self._ticks if tick >= begin]
        return [1000 * (b - a) for a, b in pairwise(ticks) if a <= end]


class PaintWatch(QObject):
    """Calls ``painted`` after every paint of a widget among several, when what was painted is on the screen.

    The filter sees the event before the widget paints; a timer of zero milliseconds runs when the event loop is back
    from painting all that was due and has handed it to the screen. Work that is done first counts as waiting too.

    Args:
        widgets: what is watched.
        note: called before the paint; what it returns is passed to ``painted``; None is not passed on.
        painted: called afterwards with it.
        parent: who ends it.
    """

    def __init__(
        self,
        widgets: Iterable[QWidget],
        note: Callable[[], object | None],
        painted: Callable[[object], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._note = note
        self._painted = painted
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            noted = self._note()
            if noted is not None:
                QTimer.singleShot(0, self, lambda: self._painted(noted))
        return False

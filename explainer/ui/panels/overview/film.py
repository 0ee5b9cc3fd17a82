"""The trip as a film: one stage after the other comes into sight, with a pause after each to read its sentence.

A timer runs only while it plays, and ticks only while something moves. Where motion is not wanted, stages change
without moves.
"""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

MOVE_MS = 450
PAUSE_MS = 2400  # enough to read one sentence aloud, nearly
TICK_MS = 34  # 30 pictures a second at the most


class FilmStage(IntEnum):
    """The stages of the trip, in order."""

    TOKENS = 0
    MEANING = 1
    LOOK = 2
    GATHER = 3
    THINK = 4
    BLOCKS = 5
    BETS = 6


class Film(QObject):
    """Plays the stages; ``moved`` says that the picture of a stage changed, ``changed`` that play began or ended."""

    moved = Signal(int)  # the stage that moves
    entered = Signal(int)  # the stage that begins
    changed = Signal()

    def __init__(self, parent: QObject | None = None, *, animate: bool = True) -> None:
        super().__init__(parent)
        self.animate = animate
        self._stage: FilmStage | None = None
        self._share = 1.0
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def playing(self) -> bool:
        """Whether a trip is being shown."""
        return self._stage is not None

    @property
    def stage(self) -> FilmStage | None:
        """The stage that is shown, or None when nothing plays."""
        return self._stage

    def share(self, stage: FilmStage) -> float:
        """How much of ``stage`` is in sight, 0 to 1; all of it while nothing plays."""
        if self._stage is None or stage < self._stage:
            return 1.0
        return self._share if stage == self._stage else 0.0

    def play(self) -> None:
        """Begin at the first stage."""
        self._enter(FilmStage.TOKENS)
        self.changed.emit()

    def stop(self) -> None:
        """Show everything again."""
        if self._stage is not None:
            self._timer.stop()
            self._stage, self._share = None, 1.0
            self.changed.emit()

    def go_on(self) -> None:
        """Go to the next stage at once; after the last one, stop."""
        if self._stage is None:
            return
        if self._stage == FilmStage.BETS:
            self.stop()
        else:
            self._enter(FilmStage(self._stage + 1))

    def _enter(self, stage: FilmStage) -> None:
        self._stage = stage
        self._share = 0.0 if self.animate else 1.0
        self._since.start()
        self._timer.start(TICK_MS if self.animate else PAUSE_MS)
        self.entered.emit(int(stage))

    def _tick(self) -> None:
        if self._stage is None:
            return
        if self._share >= 1.0:  # the pause is over
            self.go_on()
            return
        passed = min(1.0, self._since.elapsed() / MOVE_MS)
        self._share = passed * passed * (3 - 2 * passed) if passed < 1 else 1.0  # slowly out of rest and into it
        if passed >= 1:
            self._timer.start(PAUSE_MS)
        self.moved.emit(int(self._stage))

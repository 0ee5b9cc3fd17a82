"""The one place where engine and window meet: a timer on the GUI thread that reads what the engine has laid out.

No signal is ever emitted from the worker thread; a widget is only ever touched from here on. Frames are handed on no
faster than people can read them and paint is worth (``frames.rates``). A frame that comes too early waits; a newer one
takes its place.

Only what a visible panel or the prompt line wants is demanded from the engine. While the window is minimised nothing
is demanded and only events are read, a few times a second.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from explainer.engine.commands import Command, SetDemand, TryAgain
from explainer.engine.events import Event, PictureFailed, Prepared
from explainer.engine.frames import PROMPT_TOPICS, Frame, PromptFrame
from explainer.engine.frames.rates import shown_every
from explainer.ui.show import Show

TICK_MS = 40  # how often the mailbox is looked into
EAGER_MS = 15  # the same while an answer to a keystroke is awaited,
EAGER_SECONDS = 1.0  # though not for longer than this: an engine that is making a model cannot answer
ASLEEP_MS = 400  # the same while minimised: events only


class EngineLike(Protocol):
    """What the bridge needs of ``engine.engine.Engine``; tests give it a stand-in."""

    def send(self, command: Command) -> None:
        """Ask for something."""

    def take_events(self) -> list[Event]:
        """All events since the last call."""

    def take_frames(self) -> dict[str, Frame]:
        """The latest frame of every topic since the last call."""


class Bridge(QObject):
    """Pulls events and frames, keeps ``show`` up to date, and passes both on."""

    happened = Signal(object)  # an event
    arrived = Signal(str, object)  # topic and frame
    looked = Signal()  # all that was due has been handed on

    def __init__(self, engine: EngineLike, show: Show, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._show = show
        self._wanted: dict[str, frozenset[str]] = {}
        self._sent_demand: frozenset[str] = frozenset()
        self._waiting: dict[str, Frame] = {}
        self._passed_at: dict[str, float] = {}
        self._latest: dict[str, Frame] = {}
        self._asleep = False
        self._awaited: dict[str, int] = {}  # serial of the prompt whose answer each topic still owes
        self._eager_until = 0.0
        self._failed: set[str] = set()  # topics that the engine has switched off
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.pull)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def send(self, command: Command) -> None:
        """Pass ``command`` to the engine."""
        self._engine.send(command)

    def want(self, who: str, topics: Iterable[str]) -> None:
        """Say which topics ``who`` wants from now on; an empty set takes the wish back."""
        self._wanted[who] = frozenset(str(topic) for topic in topics)
        self._send_demand()

    def try_again(self, topics: Iterable[str]) -> None:
        """Have the engine make these topics again where they failed; a page that draws them has been opened."""
        if again := self._failed & {str(topic) for topic in topics}:
            self._failed -= again
            self._engine.send(TryAgain(frozenset(again)))

    def await_prompt(self, serial: int) -> None:
        """Look more often until everything that is shown about prompt ``serial`` is there."""
        self._awaited = dict.fromkeys(self._sent_demand & PROMPT_TOPICS, serial)
        self._eager_until = time.perf_counter() + EAGER_SECONDS
        if not self._asleep:
            self._timer.setInterval(EAGER_MS)

    def latest(self, topic: str) -> Frame | None:
        """The last frame of ``topic`` of the present run, for a panel that has just become visible."""
        return self._waiting.get(topic) or self._latest.get(topic)

    def set_asleep(self, asleep: bool) -> None:
        """Minimised or back again."""
        if asleep == self._asleep:
            return
        self._asleep = asleep
        self._timer.setInterval(ASLEEP_MS if asleep else TICK_MS)
        self._send_demand()
        if not asleep:
            self.pull()

    def pull(self) -> None:
        """Read everything that lies ready, and pass on what is due."""
        for event in self._engine.take_events():
            if isinstance(event, Prepared):
                # A frame of the new model may have come before the word of it.
                self._waiting = {topic: frame for topic, frame in self._waiting.items() if frame.run == event.run}
                self._latest.clear()
                self._passed_at.clear()
                self._failed.clear()
            elif isinstance(event, PictureFailed):
                self._failed.add(str(event.topic))
            try:  # one that cannot be taken must not take those after it away
                self._show.take_event(event)
                self.happened.emit(event)
            except Exception as error:
                sys.excepthook(type(error), error, error.__traceback__)
        if self._asleep:
            return
        run = self._show.prepared.run if self._show.prepared is not None else None
        for topic, frame in self._engine.take_frames().items():
            self._waiting[str(topic)] = frame
        now = time.perf_counter()
        if self._timer.interval() == EAGER_MS and now > self._eager_until:
            self._timer.setInterval(TICK_MS)
        for topic in list(self._waiting):
            if self._waiting[topic].run == run and self._is_due(topic, now):
                frame = self._waiting.pop(topic)
                self._passed_at[topic] = now
                self._latest[topic] = frame
                try:
                    self._show.take_frame(topic, frame)
                    self.arrived.emit(topic, frame)
                except Exception as error:
                    sys.excepthook(type(error), error, error.__traceback__)
        self.looked.emit()

    def _is_due(self, topic: str, now: float) -> bool:
        frame = self._waiting[topic]
        if isinstance(frame, PromptFrame) and topic in self._awaited:
            if frame.serial < self._awaited[topic]:
                return False  # an answer to an older key: the right one is on its way
            del self._awaited[topic]
            if not self._awaited:
                self._timer.setInterval(TICK_MS)
            return True
        wait = shown_every(topic) - TICK_MS / 1000  # made in time, it is not to wait for another look
        return now - self._passed_at.get(topic, 0.0) >= wait

    def _send_demand(self) -> None:
        union: frozenset[str] = frozenset() if self._asleep else frozenset().union(*self._wanted.values())
        if union != self._sent_demand:
            self._sent_demand = union
            self._engine.send(SetDemand(union))

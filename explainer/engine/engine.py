"""The engine's handle: what the window, the lessons and the tests hold.

It starts one worker thread and passes commands down and events and frames up. It imports neither torch nor Qt; torch is
loaded by the worker thread, so that a window can be painted before.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

from explainer.engine.commands import Command
from explainer.engine.events import Event, Failed, Sentence
from explainer.engine.frames import Frame
from explainer.engine.mailbox import EventQueue, Mailbox
from explainer.engine.settings import RunSettings

_BROKEN = Sentence(
    "The training thread has ended. Run “python3 main.py doctor”; if it finds nothing, copy the details."
)


class Engine:
    """One running show.

    Args:
        settings: of the run that ``Prepare`` or ``Start`` makes.
        autosaves: folder in which the work is kept by itself (see ``autosaves``); None keeps nothing.
    """

    def __init__(self, settings: RunSettings, autosaves: Path | None = None) -> None:
        self.settings = settings
        self.autosaves = autosaves
        self._commands: SimpleQueue[Command | None] = SimpleQueue()
        self._events: EventQueue[Event] = EventQueue()
        self._frames: Mailbox[Frame] = Mailbox()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the worker thread. Once."""
        if self._thread is not None:
            raise RuntimeError("the engine has been started already")
        self._thread = threading.Thread(target=self._run, name="explainer-worker", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            from explainer.engine.worker import Worker  # loads torch: 1 to 2 seconds, and not in the window's thread

            Worker(self.settings, self._commands, self._events, self._frames, self._closing, self.autosaves).run()
        except Exception:  # the worker turns its own failures into events; this is for what hinders it from working
            self._events.put(Failed(_BROKEN, traceback.format_exc()))

    def send(self, command: Command) -> None:
        """Hand a command to the worker; never waits. What came of it is told by events."""
        self._commands.put(command)

    def take_events(self) -> list[Event]:
        """Return all events since the last call, oldest first; never waits."""
        return self._events.take()

    def take_frames(self) -> dict[str, Frame]:
        """Return the latest frame of each topic that has a new one since the last call; never waits."""
        return self._frames.take()

    def events(self, timeout: float | None = None) -> Iterator[Event]:
        """Yield events as they come, until the engine is closed or ``timeout`` seconds have passed."""
        end = None if timeout is None else time.monotonic() + timeout
        while not self._closing.is_set() and (end is None or time.monotonic() < end):
            self._events.wait(0.1 if end is None else max(0.0, min(0.1, end - time.monotonic())))
            yield from self._events.take()

    @property
    def alive(self) -> bool:
        """Whether the worker thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def close(self, timeout: float = 5.0) -> bool:
        """End the worker after the piece of work in hand, which it keeps; return whether no thread is left."""
        self._closing.set()
        self._commands.put(None)
        if self._thread is not None:
            self._thread.join(timeout)
        return not self.alive

    def __enter__(self) -> Engine:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close(timeout=10.0)

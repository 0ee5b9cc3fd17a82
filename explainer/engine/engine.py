"""The engine's handle: what the window, the lessons and the tests hold.

It starts one worker thread and passes commands down and events and frames up. It imports neither torch nor Qt; torch is
loaded by the worker thread, so that a window can be painted before.

Decision: the worker's loop lets nothing end it (see ``worker``). Should its thread end all the same, the ``Worker``
itself is still there, and with it the model, the votes and all that was told. So the handle keeps hold of it: it says
that the thread has ended, and the next command starts another over the same worker, at rest. Only so can what there is
be saved, by the same code as ever. Rejected: to save from the thread that noticed, since the window must not compute
and two threads must not touch one model; and to begin anew at once without a word, since whatever ended the thread may
end the next one, and on and on.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING

from explainer.engine.commands import Command, MoveCommand, Save, SetPace, Voting
from explainer.engine.events import Event, Failed, Refused, WorkerEnded
from explainer.engine.frames import Frame
from explainer.engine.mailbox import EventQueue, Mailbox
from explainer.engine.settings import RunSettings
from explainer.marking import Sentence, mark

if TYPE_CHECKING:
    from explainer.engine.worker import Worker

_NEVER_BEGAN = Sentence(
    mark(
        "engine",
        "The training thread could not begin. Run “python3 main.py doctor”; if it finds nothing, copy the details.",
    )
)
_ENDED = Sentence(
    mark("engine", "The training thread has ended, and nothing learns any more. The model is still there: save it now?")
)
_ENDED_EMPTY = Sentence(
    mark("engine", "The training thread has ended. Press Start to begin again, or copy the details for a report.")
)
_NOT_DONE = Sentence(mark("engine", "The training thread ended before it came to this. Ask once more."))


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
        self._lock = threading.Lock()  # of the two below
        self._thread: threading.Thread | None = None
        self._ended = False  # the thread has ended, or is about to, though nobody closed the engine
        self._worker: Worker | None = None

    def start(self) -> None:
        """Start the worker thread. Once."""
        if self._thread is not None:
            raise RuntimeError("the engine has been started already")
        self._begin()

    def _begin(self) -> None:
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="explainer-worker", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            if self._worker is not None:
                self._worker.revive()
                return
            from explainer.engine.worker import Worker  # loads torch: 1 to 2 seconds, and not in the window's thread

            self._worker = Worker(
                self.settings, self._commands, self._events, self._frames, self._closing, self.autosaves
            )
            self._worker.run()
        except BaseException:  # the worker turns its own failures into events; this is for what ended it all the same
            self._end(traceback.format_exc())

    def _end(self, details: str) -> None:
        """Tell that the thread ends, and which commands it did not come to."""
        worker = self._worker
        with self._lock:  # from here on a command begins another thread
            self._ended = True
            while True:
                try:
                    command = self._commands.get_nowait()
                except Empty:
                    break
                if isinstance(command, MoveCommand | Save | Voting):
                    self._events.put(Refused(type(command).__name__, _NOT_DONE))
        if worker is None:
            self._events.put(Failed(_NEVER_BEGAN, details))
        else:
            can_save = worker.at.session is not None
            self._events.put(WorkerEnded(_ENDED if can_save else _ENDED_EMPTY, details, can_save))

    def send(self, command: Command) -> None:
        """Hand a command to the worker; never waits. What came of it is told by events.

        Where the worker's thread has ended, the command begins another; but what only asks for a picture must not where
        not even the first could begin, or every key would tell it anew.
        """
        self._commands.put(command)
        with self._lock:
            wakes = self._worker is not None or isinstance(command, MoveCommand | Save | SetPace)
            if self._ended and wakes and not self._closing.is_set():
                self._begin()

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
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(timeout)
        return not self.alive

    def __enter__(self) -> Engine:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close(timeout=10.0)

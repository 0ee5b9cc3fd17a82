"""The two ways up from the worker: a queue that loses nothing, and a mailbox that keeps only the latest."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """One slot a topic; the latest wins. Any thread may put and take."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots: dict[str, T] = {}

    def put(self, topic: str, frame: T) -> None:
        """Lay ``frame`` into its slot in place of the one that may lie there unread."""
        with self._lock:
            self._slots[topic] = frame

    def take(self) -> dict[str, T]:
        """Return all unread frames by topic and leave the mailbox empty."""
        with self._lock:
            slots, self._slots = self._slots, {}
        return slots


class EventQueue(Generic[T]):
    """First in, first out, with a bound: a listener that never reads costs ``maxlen`` events, not all memory.

    The bound is far above what a listener who reads at all can leave behind. When it is reached, the oldest are
    dropped and counted in ``dropped``, so the loss can be told rather than hidden.
    """

    def __init__(self, maxlen: int = 10_000) -> None:
        self._lock = threading.Lock()
        self._events: deque[T] = deque()
        self._maxlen = maxlen
        self.dropped = 0
        self._arrived = threading.Condition(self._lock)

    def put(self, event: T) -> None:
        """Append ``event``."""
        with self._lock:
            if len(self._events) >= self._maxlen:
                self._events.popleft()
                self.dropped += 1
            self._events.append(event)
            self._arrived.notify_all()

    def take(self) -> list[T]:
        """Return all waiting events, oldest first, without waiting."""
        with self._lock:
            events, self._events = list(self._events), deque()
        return events

    def wait(self, timeout: float) -> bool:
        """Wait until there is an event, ``timeout`` seconds at most; return whether there is one."""
        with self._lock:
            return self._arrived.wait_for(lambda: bool(self._events), timeout)

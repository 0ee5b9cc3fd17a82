"""When somebody else ends the program: Ctrl-C in its terminal, a signal, or the end of the desktop's session.

The window then closes without a question, for nobody may be there to answer it; what there is stays in the autosave.

Python runs a signal's handler only between two of its own steps, and Qt's loop may sleep for long. So the interpreter
writes the signal's number into a socket too (``signal.set_wakeup_fd``), which Qt's loop listens to, also on Windows.
"""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication, QSessionManager

from explainer.ui.window import MainWindow

Handler = Callable[[int, FrameType | None], Any] | int | signal.Handlers
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # those that this system has
SESSION_SECONDS = 60.0  # how long after the session began to end a closing window asks nothing


class SignalEndings(QObject):
    """Listens from ``start`` to ``stop``, on the main thread.

    Attributes:
        exit_code: 128 + the signal's number, as shells have it, or 0 where no signal came.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.exit_code = 0
        self._before: dict[signal.Signals, Handler] = {}
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)
        self._wakeup = -1

    def start(self) -> None:
        """Take the signals."""
        self._wakeup = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for name in SIGNALS:
            if hasattr(signal, name):
                number = signal.Signals[name]
                before = signal.signal(number, self._signalled)
                self._before[number] = before if before is not None else signal.SIG_DFL
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.connect(self._session_ends)

    def stop(self) -> None:
        """Leave everything as it was."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.disconnect(self._session_ends)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self.exit_code = 128 + number
        QTimer.singleShot(0, self, self._end)  # not here: the window may be in the middle of painting itself

    def _end(self) -> None:
        self._window.end()
        QGuiApplication.quit()  # also where the window was closed already

    def _wake(self) -> None:
        """Only lets Python run, which then calls the handler."""
        try:
            self._read.recv(64)
        except OSError:
            return

    def _session_ends(self, manager: QSessionManager) -> None:
        self._window.desk.quiet_until = time.monotonic() + SESSION_SECONDS

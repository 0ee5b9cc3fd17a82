"""The real window, used without pause: it learns, finishes, learns on, starts over; views change, text is typed.

Frames and painting are let through ``speedup`` times as often as in the app, by shortening the intervals of the
publisher and the bridge before the window is made; nothing else differs from ``run_app``.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from explainer.engine import running
from explainer.engine.commands import Reset
from explainer.engine.frames import Topic, rates
from explainer.engine.observe.sources import SOURCES
from explainer.engine.publisher import Publisher
from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from explainer.ui import bridge
from explainer.ui.app import run_app
from explainer.ui.panels.registry import PAGES
from explainer.ui.settings_store import SettingsStore
from explainer.ui.window import MainWindow
from tests.benchmarks.children.steplog import StepLog
from tests.benchmarks.children.talk import end_on_error, listen, requests, say

ACT_MS = 400  # between two things a person does
ONE_OF = 12  # runs that end: one in so many is followed by a new model, the others learn on


class User(QObject):
    """Does what people do, and tells how far the program is when asked."""

    def __init__(self, window: MainWindow, log: StepLog) -> None:
        super().__init__(window)
        self.window = window
        self.log = log
        self.frames = self.repaints = self.acts = self.finished = 0
        self._random = random.Random(0)
        self._process = psutil.Process()
        end_on_error()
        window.bridge.arrived.connect(self._count)
        window.installEventFilter(self)
        for wait, act in ((ACT_MS, self._act), (50, self._look)):
            timer = QTimer(self)
            timer.timeout.connect(act)
            timer.start(wait)
        listen()

    def _count(self, topic: str, frame: object) -> None:
        self.frames += 1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.repaints += event.type() == QEvent.Type.UpdateRequest
        return False

    def _act(self) -> None:
        window, show = self.window, self.window.show_state
        if show.prepared is None or show.state is State.STARTING:
            return
        self.acts += 1
        if show.state is State.IDLE:
            self.finished += show.complete
            if show.complete and self.finished % ONE_OF == 0:
                window.dispatcher.do(Reset())
            else:
                window.top.start.click()
            return
        match self._random.randrange(8):
            case 0:
                window.show_view(self._random.choice(list(PAGES)))
            case 1:
                window.actions_["write_on"].trigger()
            case 2:
                window.prompt.undo()
            case 3:
                window.actions_["theme"].trigger()
            case 4:
                window.resize(self._random.randint(1100, 1440), self._random.randint(700, 900))
            case _:
                line = window.findChild(QWidget, "prompt")
                if len(window.prompt.text) > 200:
                    window.prompt.replace("Once")
                QTest.keyClick(line, self._random.choice("abcdefgh "))

    def _look(self) -> None:
        while not requests.empty():
            if requests.get()["do"] == "quit":
                self.window.end()
            else:
                rss = self._process.memory_info().rss / 1e6
                say(
                    steps=self.log.total,
                    frames=self.frames,
                    repaints=self.repaints,
                    acts=self.acts,
                    finished=self.finished,
                    rss_mb=rss,
                )


def main() -> int:
    preset, run_steps, speedup, store = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4])
    hurried = tuple(replace(source, every=source.every / speedup) for source in SOURCES)
    running.Publisher = partial(Publisher, sources=hurried)  # type: ignore[misc, assignment]
    shown = {topic: rates.shown_every(topic) / speedup for topic in Topic}
    rates.SHOWN_EVERY = shown  # type: ignore[assignment]
    bridge.TICK_MS = max(4, round(bridge.TICK_MS / speedup))
    log = StepLog()
    code = run_app(
        RunSettings(preset=preset, steps=run_steps),
        theme="light",
        zoom=1.0,
        store=SettingsStore.at(store),
        on_window=lambda window: User(window, log),
    )
    time.sleep(0.2)
    ours = ("MainThread", "benchmark-listener")
    say(threads_left=[thread.name for thread in threading.enumerate() if thread.name not in ours], code=code)
    return code


if __name__ == "__main__":
    raise SystemExit(main())

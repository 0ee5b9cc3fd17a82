"""The real window, asked to train up to a step with a view open, or to be typed into while it trains.

Arguments: preset, steps of pretraining, file of settings, and for a later stage its name and the run folder to begin
from.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from explainer.engine.commands import BeginStage, Pause
from explainer.engine.frames import PROMPT_TOPICS
from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from explainer.training.reports import Stage
from explainer.ui.app import run_app
from explainer.ui.panels.registry import PAGES
from explainer.ui.settings_store import SettingsStore
from explainer.ui.window import MainWindow
from tests.benchmarks.children.probe import GapMeter, PaintWatch
from tests.benchmarks.children.steplog import StepLog
from tests.benchmarks.children.talk import end_on_error, listen, requests, say

SETTLE_MS = 700  # after a change of view, before anything is measured
KEY_MS = (180, 420)  # between an answer and the next key
PATIENCE = 5.0  # seconds until an answer counts as missing
REST_MS = 400  # a window at rest is one that used less than a tenth of a core for this long
RESTING = 0.1
LETTERS = "and the bird said to "


class Driver(QObject):
    """Takes one request at a time and answers it."""

    def __init__(self, window: MainWindow, log: StepLog, stage: Stage) -> None:
        super().__init__(window)
        self.window = window
        self.log = log
        self.stage = stage
        self.gaps = GapMeter(self)
        self.request: dict[str, Any] | None = None
        self.started = 0.0
        self.tokens_before = 0
        self.first = True
        self.typist: Typist | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(25)
        self._ready_said = False
        self._answer: dict[str, Any] | None = None  # measured, to be told once the window is at rest
        end_on_error()
        listen()

    def _look(self) -> None:
        """Go on with the request in hand, or take the next."""
        show = self.window.show_state
        if not self._ready_said:
            if show.prepared is not None and show.state is State.IDLE:
                self._ready_said = True
                say(ready=True, views=list(PAGES), platform=self._platform())
            return
        if self._answer is not None:
            return
        if self.request is None:
            if not requests.empty():
                self._take(requests.get())
        elif self.request["do"] in ("train", "begin") and self.log.reached is not None and show.state is State.PAUSED:
            self._finish_training()
        elif self.typist is not None and self.typist.done:
            self._finish_typing()

    def _platform(self) -> str:
        from PySide6.QtGui import QGuiApplication

        return QGuiApplication.platformName()

    def _take(self, request: dict[str, Any]) -> None:
        if request["do"] == "quit":
            self.window.end()
            return
        self.request = request
        self.log.reached = None
        self.window.show_view(request["view"])
        QTimer.singleShot(SETTLE_MS, self, self._begin)

    def _begin(self) -> None:
        assert self.request is not None
        self.tokens_before = self.log.tokens
        if self.request["do"] in ("train", "begin"):
            self.log.wait_for(self.request["until"], lambda: self.window.bridge.send(Pause()))
        if self.request["do"] == "begin" and self.window.show_state.prepared.questions:
            self.window.prompt.replace(self.window.show_state.prepared.questions[0])  # that all minds are asked
        self.gaps.start()
        self.started = time.perf_counter()
        if self.request["do"] == "begin":
            self.window.dispatcher.do(BeginStage(self.stage))
            return
        QTest.mouseClick(self.window.top.start, Qt.MouseButton.LeftButton)
        if self.request["do"] == "type":
            self.typist = Typist(self.window, self.request["keys"])

    def _finish_training(self) -> None:
        assert self.log.reached is not None
        ended, tokens = self.log.reached
        # The first second of all is torch's warm-up: it is told apart.
        warm = self.started + (1.0 if self.first else 0.0)
        self.first = False
        self.request = None
        gaps = self.gaps.stop(warm, ended)
        self._answer = {
            "seconds": ended - self.started,
            "tokens": tokens - self.tokens_before,
            "step": self.log.step,
            "of": self.log.of,
            "gaps": gaps,
        }
        self._answer_at_rest(time.process_time())

    def _answer_at_rest(self, used: float) -> None:
        """Tell what was measured once this process lies still.

        A paused page still measures what it shows (the heads, for a second): answered at once, the half without a
        window would run beside that and look slow.
        """

        def look() -> None:
            now = time.process_time()
            if now - used > RESTING * REST_MS / 1000:
                self._answer_at_rest(now)
            elif self._answer is not None:
                say(**self._answer)
                self._answer = None

        QTimer.singleShot(REST_MS, self, look)

    def _finish_typing(self) -> None:
        assert self.typist is not None
        gaps = self.gaps.stop(self.started)
        self.window.bridge.send(Pause())
        say(waits=self.typist.waits, missing=self.typist.missing, target=self.typist.target, gaps=gaps)
        self.typist.deleteLater()
        self.typist = None
        self.request = None


class Typist(QObject):
    """Presses keys in the prompt line and notes when the answer to each is painted.

    A key's time is the moment at which it was due, so that a busy event loop counts. The answer is painted when the
    panel of the open page has been painted with every frame it draws about a prompt, each for exactly the text with
    this key; on a page that draws nothing about the prompt, when the prompt line shows the model's pieces of it.
    """

    def __init__(self, window: MainWindow, keys: int) -> None:
        super().__init__(window)
        self.window = window
        self.left = keys
        self.waits: list[float] = []
        self.missing = 0
        self.done = False
        self._random = random.Random(0)
        self._due = 0.0
        self._awaited: int | None = None  # serial of the prompt
        self._pressed = 0
        line = window.findChild(QWidget, "prompt")
        assert line is not None
        self.line = line
        line.setFocus()
        self.panel = window.panel(window.view) if PAGES[window.view].topics & PROMPT_TOPICS else None
        self.target = "panel" if self.panel is not None else "pieces"
        watched = [self.panel, *self.panel.findChildren(QWidget)] if self.panel is not None else [line]
        self.watch = PaintWatch(watched, self._shown, self._painted, self)
        self._next_key = QTimer(self)
        self._next_key.setSingleShot(True)
        self._next_key.setTimerType(Qt.TimerType.PreciseTimer)
        self._next_key.timeout.connect(self._press)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._give_up)
        self._plan()

    def _plan(self) -> None:
        wait = self._random.randint(*KEY_MS)
        self._due = time.perf_counter() + wait / 1000
        self._next_key.start(wait)

    def _press(self) -> None:
        # A word is typed and taken back, letter by letter: every key changes the text.
        n = self._pressed % (2 * len(LETTERS))
        self._pressed += 1
        before = self.window.prompt.serial
        if n < len(LETTERS):
            QTest.keyClick(self.line, LETTERS[n])
        else:
            QTest.keyClick(self.line, Qt.Key.Key_Backspace)
        assert self.window.prompt.serial > before, "the key did not change the prompt"
        self._awaited = self.window.prompt.serial
        self._late.start(round(1000 * PATIENCE))

    def _shown(self) -> int | None:
        """Serial of what is about to be painted, if it belongs to the present text."""
        if self.panel is not None:
            serial = self.panel.prompt_serial
            return serial if serial == self.window.prompt.serial else None
        frame = self.window.show_state.next_token
        if frame is None or frame.prompt != self.window.prompt.text:
            return None
        return int(frame.serial)

    def _painted(self, serial: object) -> None:
        if self._awaited is not None and serial == self._awaited:
            self.waits.append(1000 * (time.perf_counter() - self._due))
            self._next()

    def _give_up(self) -> None:
        self.missing += 1
        self._next()

    def _next(self) -> None:
        self._awaited = None
        self._late.stop()
        self.left -= 1
        if self.left > 0:
            self._plan()
        else:
            self.done = True


def main() -> int:
    preset, steps, store = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    stage, run = (Stage(sys.argv[4]), Path(sys.argv[5])) if len(sys.argv) > 4 else (Stage.PRETRAIN, None)
    log = StepLog(stage)
    return run_app(
        RunSettings(preset=preset, steps=steps),
        open_run=run,
        theme="light",
        zoom=1.0,
        store=SettingsStore.at(store),
        on_window=lambda window: Driver(window, log, stage),
    )


if __name__ == "__main__":
    raise SystemExit(main())

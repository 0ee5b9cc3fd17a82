"""Whole courses one after the other in one process: pretraining, fine-tuning, feedback, and then a new model.

Arguments: preset, steps of pretraining, of fine-tuning, votes, rounds, courses, and ``window`` or ``headless``; with a
window the file for its settings too. It says resident memory at the end of every stage of every course.

Without a window the engine's worker is told by commands and nothing is asked for. With one, it is the real window with
all its frames and paints; a person goes through all pages in every course, types and lets the model write on. Only the
lengths of the stages are made shorter, in the tables that hold them.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from explainer.engine.commands import BeginStage, Command, Prepare, Reset, SetVotes, Start
from explainer.engine.engine import Engine
from explainer.engine.events import Event, Failed, StagesChanged
from explainer.engine.settings import RunSettings
from explainer.engine.stages import making
from explainer.training.reports import Stage
from tests.benchmarks.children.talk import end_on_error, say

ACT_MS = 700  # between two things a person does


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the stages are, and how many courses there are."""

    preset: str
    steps: int
    sft_steps: int
    votes: int
    rounds: int
    courses: int

    def settle(self) -> RunSettings:
        """Make the stages that long."""
        making.ROUNDS = dict.fromkeys(making.ROUNDS, self.rounds)
        making.TUNING_STEPS = dict.fromkeys(making.ROUNDS, self.sft_steps)
        return RunSettings(preset=self.preset, steps=self.steps)


class Teacher:
    """Leads from stage to stage and from course to course."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.course = 0
        self.done = False
        self._process = psutil.Process()
        self._begun: Stage | None = None
        self._since = time.monotonic()

    def on(self, event: Event) -> list[Command]:
        """What to send now."""
        if isinstance(event, Failed):
            raise SystemExit(f"{event.what}\n{event.details}")
        if not isinstance(event, StagesChanged):
            return []
        trained = dict(event.trained)
        if self._begun is None:
            self._begun = Stage.PRETRAIN
            return [SetVotes(self.plan.votes), Start()]
        if not trained.get(self._begun, False):
            return []
        self._tell(self._begun)
        following = {Stage.PRETRAIN: Stage.SFT, Stage.SFT: Stage.RLHF}.get(self._begun)
        if following is not None:
            self._begun = following
            return [BeginStage(following)]
        self.course += 1
        self.done = self.course >= self.plan.courses
        self._begun = None
        another = RunSettings(preset=self.plan.preset, steps=self.plan.steps, seed=self.course)
        return [] if self.done else [Reset(another)]

    def _tell(self, stage: Stage) -> None:
        rss = self._process.memory_info().rss / 1e6
        say(course=self.course + 1, stage=stage, rss_mb=rss, peak_mb=peak_mb(), seconds=time.monotonic() - self._since)


def peak_mb() -> float:
    """The most resident memory so far, where the system tells it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return psutil.Process().memory_info().rss / 1e6
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) * 1.024e-3


def without_window(plan: Plan) -> None:
    teacher = Teacher(plan)
    with Engine(plan.settle()) as engine:
        engine.send(Prepare())
        for event in engine.events():
            for command in teacher.on(event):
                engine.send(command)
            if teacher.done:
                return


def with_window(plan: Plan, store: Path) -> int:
    from PySide6.QtCore import QObject, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QWidget

    from explainer.ui.app import run_app
    from explainer.ui.panels.registry import PAGES
    from explainer.ui.settings_store import SettingsStore
    from explainer.ui.window import MainWindow

    class Person(QObject):
        """Does what people do, while the teacher leads."""

        def __init__(self, window: MainWindow) -> None:
            super().__init__(window)
            end_on_error()
            self.window = window
            self.teacher = Teacher(plan)
            self._random = random.Random(0)
            self._acts = 0
            window.bridge.happened.connect(self._heard)
            self._timer = QTimer(self)
            self._timer.timeout.connect(self._act)
            self._timer.start(ACT_MS)

        def _heard(self, event: Event) -> None:
            for command in self.teacher.on(event):
                self.window.bridge.send(command)
            if self.teacher.done:
                QTimer.singleShot(0, self.window.end)

        def _act(self) -> None:
            window = self.window
            if window.show_state.prepared is None:
                return
            self._acts += 1
            window.show_view(list(PAGES)[self._acts % len(PAGES)])
            match self._acts % 3:
                case 0:
                    window.actions_["write_on"].trigger()
                case 1:
                    window.prompt.undo()
                case _:
                    if len(window.prompt.text) > 200:
                        window.prompt.replace("Once")
                    QTest.keyClick(window.findChild(QWidget, "prompt"), self._random.choice("abcdefgh "))

    return run_app(
        plan.settle(), theme="light", zoom=1.0, store=SettingsStore.at(store), on_window=lambda window: Person(window)
    )


def main() -> int:
    preset, *numbers = sys.argv[1:7]
    plan = Plan(preset, *map(int, numbers))
    code = with_window(plan, Path(sys.argv[8])) if sys.argv[7] == "window" else without_window(plan) or 0
    time.sleep(0.2)
    say(threads_left=[thread.name for thread in threading.enumerate() if thread.name != "MainThread"], code=code)
    return code


if __name__ == "__main__":
    raise SystemExit(main())

"""The engine without window and demand: trains up to a step when asked, and says how long that took.

Arguments: preset, steps of pretraining, and for a later stage its name and the run folder to begin from.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TypeVar

from explainer.engine.commands import BeginStage, Open, Pause, Prepare, Start
from explainer.engine.engine import Engine
from explainer.engine.events import Event, Failed, PictureFailed, Refused, StagesChanged, StateChanged
from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from explainer.training.reports import Stage
from tests.benchmarks.children.steplog import StepLog
from tests.benchmarks.children.talk import listen, requests, say

E = TypeVar("E", bound=Event)


def wait_for_event(engine: Engine, kind: type[E], state: State | None = None) -> E:
    for event in engine.events():
        if isinstance(event, Failed | PictureFailed):
            raise SystemExit(f"{event.what}\n{event.details}")
        if isinstance(event, Refused):
            raise SystemExit(f"{event.command} was refused: {event.why}")
        if isinstance(event, kind) and (state is None or event.state is state):
            return event
    raise SystemExit("The engine has ended.")


def main() -> None:
    preset, steps = sys.argv[1], int(sys.argv[2])
    stage, run = (Stage(sys.argv[3]), Path(sys.argv[4])) if len(sys.argv) > 3 else (Stage.PRETRAIN, None)
    log = StepLog(stage)
    listen()
    with Engine(RunSettings(preset=preset, steps=steps)) as engine:
        engine.send(Prepare() if run is None else Open(run))
        say(ready=True, minds=wait_for_event(engine, StagesChanged).minds)  # it follows when all is prepared
        while (request := requests.get())["do"] != "quit":
            before = log.tokens
            log.wait_for(request["until"], lambda: engine.send(Pause()))
            started = time.perf_counter()
            engine.send(BeginStage(stage) if request["do"] == "begin" else Start())
            wait_for_event(engine, StateChanged, State.PAUSED)
            assert log.reached is not None
            say(seconds=log.reached[0] - started, tokens=log.reached[1] - before, step=log.step)


if __name__ == "__main__":
    main()

"""The engine without window and demand: trains up to a step when asked, and says how long that took."""

from __future__ import annotations

import sys
import time

from explainer.engine.commands import Pause, Prepare, Start
from explainer.engine.engine import Engine
from explainer.engine.events import Failed, Prepared, StateChanged
from explainer.engine.settings import RunSettings
from explainer.engine.states import State
from tests.benchmarks.children.steplog import StepLog
from tests.benchmarks.children.talk import listen, requests, say


def wait_for_event(engine: Engine, kind: type, state: State | None = None) -> None:
    for event in engine.events():
        if isinstance(event, Failed):
            raise SystemExit(f"{event.what}\n{event.details}")
        if isinstance(event, kind) and (state is None or event.state is state):
            return


def main() -> None:
    preset, steps = sys.argv[1], int(sys.argv[2])
    log = StepLog()
    listen()
    with Engine(RunSettings(preset=preset, steps=steps)) as engine:
        engine.send(Prepare())
        wait_for_event(engine, Prepared)
        say(ready=True)
        while (request := requests.get())["do"] != "quit":
            before = log.tokens
            log.wait_for(request["until"], lambda: engine.send(Pause()))
            started = time.perf_counter()
            engine.send(Start())
            wait_for_event(engine, StateChanged, State.PAUSED)
            assert log.reached is not None
            say(seconds=log.reached[0] - started, tokens=log.reached[1] - before, step=log.step)


if __name__ == "__main__":
    main()

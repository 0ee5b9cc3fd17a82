"""A show in a process of its own, which can be killed; run as a program by ``test_autosave``.

``python -m tests.unit.engine.runs.showing AUTOSAVES [RUN]`` trains a new model, or goes on with a run that was kept. It
prints the step and the loss of every step, and ends when the stage is complete.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from queue import SimpleQueue
from threading import Event as Flag

import pytest
import torch

from explainer.engine.commands import Open, Start
from explainer.engine.mailbox import EventQueue, Mailbox
from explainer.engine.runs import autosave
from explainer.engine.settings import RunSettings
from explainer.engine.stages.pipeline import Pipeline
from explainer.engine.states import State
from explainer.engine.worker import Worker
from explainer.training.reports import StepReport
from tests.unit.engine.runs.whole_run import small

STEPS = 40


def main() -> None:
    """Train, slowly enough to be killed in the middle."""
    torch.set_num_threads(1)
    autosaves = Path(sys.argv[1])
    real = Pipeline.advance

    def told(self: Pipeline, *, closely: bool = False) -> object:
        report = real(self, closely=closely)
        if isinstance(report, StepReport):
            sys.stdout.write(f"{report.step} {report.loss.hex()}\n")
            sys.stdout.flush()
            time.sleep(0.02)
        return report

    with small(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(autosave, "INTERVAL", 0.1)
        patch.setattr(Pipeline, "advance", told)
        patch.setattr("explainer.engine.evaluation.JUDGED_TEXTS", 1)
        inbox: SimpleQueue = SimpleQueue()
        settings = RunSettings(preset="xs", device="cpu", steps=STEPS)
        worker = Worker(settings, inbox, EventQueue(), Mailbox(), Flag(), autosaves)
        if len(sys.argv) > 2:
            inbox.put(Open(Path(sys.argv[2])))
            while worker.at.session is None:
                worker.tick()
            assert worker.at.state is State.PAUSED, worker.at.state
        inbox.put(Start())
        worker.tick()
        while worker.at.state is not State.IDLE:
            worker.tick()


if __name__ == "__main__":
    main()

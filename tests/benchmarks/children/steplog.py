"""Notes when every training step was done, from outside: where its report is taken in. Knows no Qt."""

from __future__ import annotations

import time
from collections.abc import Callable

from explainer.engine.record import Record
from explainer.engine.stages.run import StageRun
from explainer.training.reports import Report, Stage, StepReport


class StepLog:
    """Steps, tokens and the moment of the last one; calls back, in the worker's thread, when a step is reached.

    Args:
        stage: whose steps count; of human feedback they are rounds.

    Attributes:
        step, tokens: of the model. total: steps seen here, over all models. at: ``time.perf_counter()`` of the last.
        of: steps that the stage has in all, or None in pretraining.
        reached: (moment, tokens) of the step waited for, or None while it is waited for.
    """

    def __init__(self, stage: Stage = Stage.PRETRAIN) -> None:
        self.step = self.tokens = self.total = 0
        self.at = 0.0
        self.of: int | None = None
        self.reached: tuple[float, int] | None = None
        self._until: int | None = None
        self._then: Callable[[], None] | None = None
        if stage is Stage.PRETRAIN:
            self._watch_pretraining()
        else:
            self._watch_runs(stage)

    def _watch_pretraining(self) -> None:
        original = Record.apply

        def apply(record: Record, report: Report) -> None:
            original(record, report)
            if isinstance(report, StepReport):
                self._note(report.step, report.tokens)

        Record.apply = apply

    def _watch_runs(self, stage: Stage) -> None:
        original = StageRun.advance

        def advance(run: StageRun, *, closely: bool = False) -> object | None:
            report = original(run, closely=closely)
            if run.stage is stage and run.whole:
                self.of = run.pace.steps
                self._note(run.pace.step, run.pace.tokens)
            return report

        StageRun.advance = advance

    def wait_for(self, step: int, then: Callable[[], None]) -> None:
        """Call ``then`` when ``step`` has been done."""
        self.reached = None
        self._then = then
        self._until = step

    def _note(self, step: int, tokens: int) -> None:
        self.at = time.perf_counter()
        self.step, self.tokens = step, tokens
        self.total += 1
        if self._until is not None and step >= self._until and self._then is not None:
            self._until = None
            self.reached = (self.at, self.tokens)
            self._then()

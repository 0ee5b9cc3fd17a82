"""Notes when every training step was done, from outside: where the record takes in a step's report. Knows no Qt."""

from __future__ import annotations

import time
from collections.abc import Callable

from explainer.engine.record import Record
from explainer.training.reports import Report, StepReport


class StepLog:
    """Steps, tokens and the moment of the last one; calls back, in the worker's thread, when a step is reached.

    Attributes:
        step, tokens: of the model. total: steps seen here, over all models. at: ``time.perf_counter()`` of the last.
        reached: (moment, tokens) of the step waited for, or None while it is waited for.
    """

    def __init__(self) -> None:
        self.step = self.tokens = self.total = 0
        self.at = 0.0
        self.reached: tuple[float, int] | None = None
        self._until: int | None = None
        self._then: Callable[[], None] | None = None
        original = Record.apply

        def apply(record: Record, report: Report) -> None:
            original(record, report)
            if isinstance(report, StepReport):
                self._note(report)

        Record.apply = apply

    def wait_for(self, step: int, then: Callable[[], None]) -> None:
        """Call ``then`` when ``step`` has been done."""
        self.reached = None
        self._then = then
        self._until = step

    def _note(self, report: StepReport) -> None:
        self.at = time.perf_counter()
        self.step, self.tokens = report.step, report.tokens
        self.total += 1
        if self._until is not None and report.step >= self._until and self._then is not None:
            self._until = None
            self.reached = (self.at, self.tokens)
            self._then()

"""Stage two: fine-tuning on demonstrations, with the same questions asked again and again on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from explainer.engine.frames import Probe, Result
from explainer.engine.recipes import HONEST
from explainer.engine.stages.run import StageRun, count, put_questions, rating_of
from explainer.engine.stages.taskset import TaskSet
from explainer.engine.stages.underway import UnderWay, UnderWayKind
from explainer.model.gpt import GPT
from explainer.text.tokenizer import Tokenizer
from explainer.training.batches import TokenSource
from explainer.training.finetune import FinetuneConfig, finetune
from explainer.training.precision import Precision
from explainer.training.reports import FinetuneReport, RollbackReport, Stage
from explainer.training.schedule import Budget

PROBE_AT = (0, 10, 25, 50, 100, 150, 200, 300, 400)  # steps after which the probes are asked


@dataclass(slots=True)
class TuningLog:
    """What fine-tuning has told so far.

    Attributes:
        at, loss, rehearsal: the curve, a point a step.
        last: the last report.
        probes: answers by question: (step, answer, rating).
        results: of all examinations.
    """

    tasks: TaskSet
    manners: dict[str, int]
    steps: int = 0
    at: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    rehearsal: list[float] = field(default_factory=list)
    last: FinetuneReport | None = None
    probes: list[Probe] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    @classmethod
    def of(cls, tasks: TaskSet) -> TuningLog:
        """An empty log."""
        return cls(tasks, dict(Counter(shown.manner for shown in tasks.shown if shown.manner)))


class TuningRun(StageRun):
    """Fine-tuning, from the weights the model has.

    Args:
        model: changed in place.
        source: pretraining text to rehearse, or None where it is gone.
        log: is written to.
        start_step: steps done before, without those of ``resume``.
        resume: go on from there; the log is that of then.
    """

    stage = Stage.SFT
    recipe = HONEST

    def __init__(
        self,
        model: GPT,
        tokenizer: Tokenizer,
        tasks: TaskSet,
        source: TokenSource | None,
        precision: Precision,
        log: TuningLog,
        config: FinetuneConfig,
        start_step: int = 0,
        resume: UnderWay | None = None,
    ) -> None:
        super().__init__()
        self.model = model
        self.tokenizer = tokenizer
        self.tasks = tasks
        self.log = log
        self._start = start_step
        self._budget = Budget(steps=config.steps)
        examples = tasks.examples(tokenizer, model.config.n_ctx)
        self._steps = config.steps
        state = resume.state if resume is not None else None
        self._reports = finetune(model, examples, source, precision, config, budget=self._budget, resume=state)
        self._done_before = int(state.values["done"][0]) if state is not None else 0  # steps of this budget
        self.touched = self._done_before > 0
        self.pace.steps = log.steps = start_step + config.steps
        self.pace.step = start_step + self._done_before
        self.pace.fraction = self._done_before / max(1, config.steps)
        self._exam_at = {0, config.steps // 3}
        self._work = self._through()

    def finish(self) -> None:
        """Let the rate run down and end."""
        self._budget.finish_early(self.pace.step - self._start, self.pace.seconds)

    def close(self) -> None:
        """As for every stage."""
        self._reports.close()
        super().close()

    def under_way(self) -> UnderWay:
        """What is needed to go on from here."""
        if not self.touched:
            return UnderWay(kind=UnderWayKind.BEGUN, stage=self.stage, again=self._start > 0)
        values = {"start": self._start, "steps": self._steps}
        return UnderWay(kind=UnderWayKind.TUNING, stage=self.stage, values=values, state=self._reports.state())

    def _through(self) -> Iterator[object]:
        if self._start == 0 or self._done_before > 0:
            yield from self._ask(self._done_before)
        for report in self._reports:
            if isinstance(report, FinetuneReport):
                self._take(report)
                yield report
                if report.progress < 1.0:
                    yield from self._ask(report.step)
            elif isinstance(report, RollbackReport):
                self.changed = True
                self._take_back(self._start + report.back_to)
                yield report
        yield from self._probe()
        yield from self._examine()

    def _take(self, report: FinetuneReport) -> None:
        log, pace = self.log, self.pace
        self.changed = self.whole = True
        log.last = report
        log.at.append(self._start + report.step)
        log.loss.append(report.loss)
        log.rehearsal.append(np.nan if report.rehearsal_loss is None else report.rehearsal_loss)
        pace.step = self._start + report.step
        pace.steps = log.steps = self._start + report.steps
        pace.fraction = report.progress
        pace.seconds_left = report.seconds_left
        pace.loss = report.loss
        pace.learning_rate, pace.grad_norm = report.learning_rate, report.grad_norm
        pace.tokens, pace.tokens_per_second = report.tokens, report.tokens_per_second
        pace.steps_per_second = report.step / report.seconds if report.seconds > 0 else 0.0

    def _take_back(self, step: int) -> None:
        """The weights are those after an earlier step again: what was told of later ones was of no model that is."""
        log = self.log
        kept = sum(at <= step for at in log.at)
        del log.at[kept:], log.loss[kept:], log.rehearsal[kept:]
        log.probes = [
            replace(probe, answers=tuple(given for given in probe.answers if given[0] <= step)) for probe in log.probes
        ]
        log.results = [result for result in log.results if result.step <= step]
        self.pace.step = step

    def _ask(self, step: int) -> Iterator[object]:
        if step in PROBE_AT:
            yield from self._probe()
        if step in self._exam_at:
            yield from self._examine()

    def _probe(self) -> Iterator[object]:
        """Ask the few questions that are followed by eye, unless that was done at this step."""
        if any(probe.answers and probe.answers[-1][0] == self.pace.step for probe in self.log.probes):
            return
        given = yield from put_questions(self.model, self.tokenizer, self.tasks, self.tasks.probes)
        before = {probe.question: probe.answers for probe in self.log.probes}
        self.log.probes = [
            Probe(
                g.asked.text,
                g.asked.group,
                (
                    *before.get(g.asked.text, ()),
                    (self.pace.step, g.text, rating_of(g.check)),
                ),
            )
            for g in given
        ]

    def _examine(self) -> Iterator[object]:
        """Ask many, and count, unless that was done at this step."""
        if not self.tasks.can_check or any(result.step == self.pace.step for result in self.log.results):
            return
        given = yield from put_questions(self.model, self.tokenizer, self.tasks, self.tasks.exam)
        self.log.results += count(self.pace.step, given)

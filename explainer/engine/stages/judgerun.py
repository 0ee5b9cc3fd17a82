"""The judge trained alone, anew, with all the votes there are; the model that answers stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.engine.stages.judging import Judging
from explainer.engine.stages.run import StageRun
from explainer.engine.stages.underway import Kind, UnderWay
from explainer.training.reports import RewardReport, RollbackReport, Stage


class JudgeRun(StageRun):
    """Training a judge.

    Args:
        stage, recipe: of the weights there are, which do not change.
        judging: does the work.
        collect: whether simulated votes must be collected first.
    """

    makes_mind = False

    def __init__(self, stage: Stage, recipe: str, judging: Judging, *, collect: bool) -> None:
        super().__init__()
        self.stage = stage
        self.recipe = recipe
        self._judging = judging
        self._work = self._through(collect)

    @property
    def judging(self) -> Judging:
        """What does the work."""
        return self._judging

    def under_way(self) -> UnderWay:
        """It begins again: it takes seconds, and comes to the same judge."""
        return UnderWay(kind=Kind.JUDGE, stage=self.stage, recipe=self.recipe)

    def finish(self) -> None:
        """A judge half trained is none: it is brought to its end, which takes seconds."""

    def _through(self, collect: bool) -> Iterator[object]:
        begin = 0.5 if collect else 0.0
        if collect:
            for part in self._judging.collect():
                self.pace.fraction = begin * part.done / max(1, part.of)
                yield part
        for report in self._judging.train():
            if isinstance(report, RewardReport):
                self.whole = True
                self.pace.step, self.pace.steps, self.pace.loss = report.step, report.steps, report.loss
                self.pace.seconds_left = report.seconds_left
            elif isinstance(report, RollbackReport):
                self.pace.step = report.back_to
            self.pace.fraction = begin + (1 - begin) * self._judging.learned / max(1, self._judging.to_learn)
            yield report

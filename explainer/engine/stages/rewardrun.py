"""The judge trained alone, anew, with all the votes there are; the model that answers stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.engine.stages.rewardtraining import RewardTraining
from explainer.engine.stages.run import StageRun
from explainer.engine.stages.underway import UnderWay, UnderWayKind
from explainer.training.reports import RewardReport, RollbackReport, Stage

FORECAST_FROM = 0.03  # of the work: before that its speed is not known


class RewardRun(StageRun):
    """Training a judge.

    Args:
        stage, recipe: of the weights there are, which do not change.
        reward_training: does the work.
        collect: whether simulated votes must be collected first.
    """

    makes_mind = False

    def __init__(self, stage: Stage, recipe: str, reward_training: RewardTraining, *, collect: bool) -> None:
        super().__init__()
        self.stage = stage
        self.recipe = recipe
        self._reward_training = reward_training
        self._work = self._through(collect)

    @property
    def reward_training(self) -> RewardTraining:
        """What does the work."""
        return self._reward_training

    def under_way(self) -> UnderWay:
        """It begins again: it takes seconds, and comes to the same judge."""
        return UnderWay(kind=UnderWayKind.JUDGE, stage=self.stage, recipe=self.recipe)

    def finish(self) -> None:
        """A judge half trained is none: it is brought to its end, which takes seconds."""

    def _through(self, collect: bool) -> Iterator[object]:
        if collect:
            for part in self._reward_training.collect():
                self._keep_pace()
                yield part
        for report in self._reward_training.train():
            if isinstance(report, RewardReport):
                self.whole = True
                self.pace.step, self.pace.steps, self.pace.loss = report.step, report.steps, report.loss
            elif isinstance(report, RollbackReport):
                self.pace.step = report.back_to
            self._keep_pace()
            yield report

    def _keep_pace(self) -> None:
        """How far it is, and a forecast for all of it: votes, the judge, and the smaller ones it is compared with."""
        pace, done = self.pace, self._reward_training.share
        pace.fraction = done
        pace.seconds_left = pace.seconds * (1 - done) / done if done > FORECAST_FROM else None

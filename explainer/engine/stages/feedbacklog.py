"""What stage three told: the rounds of every recipe, and of which it is told now."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

from explainer.engine.frames import Outcome
from explainer.engine.stages.outcome import Summary

SERIES = (
    "score",
    "utility",
    "good",
    "correct",
    "kind",
    "kl",
    "kl_per_token",
    "length",
    "ended",
    "distinct_2",
    "entropy",
    "ratio_max",
    "clip_fraction",
    "value_loss",
    "explained_variance",
    "approx_kl",
    "policy_loss",
    "kl_coefficient",
)


class History(NamedTuple):
    """The rounds of one recipe.

    Attributes:
        answers: tried by the end of each.
        series: as in ``frames.Feedback``, a point a round.
        tried: answers of the last round that are shown: (question, answer, score, true points).
        before: how it was before the first.
        votes: those by hand and the simulated ones that the judge of these rounds has learnt from, where it is known.
    """

    answers: list[int]
    series: dict[str, list[float]]
    tried: list[tuple[str, str, float, float | None]]
    before: Summary | None
    votes: tuple[int, int] | None = None

    @classmethod
    def empty(cls) -> History:
        """No round yet."""
        return cls([], {name: [] for name in SERIES}, [], None)

    def copied(self) -> History:
        """The same, in lists of its own."""
        series = {name: values[:] for name, values in self.series.items()}
        return self._replace(answers=self.answers[:], series=series, tried=self.tried[:])


@dataclass(slots=True)
class FeedbackLog:
    """What stage three has told so far, and of which recipe it is told now."""

    recipe: str = ""
    running: bool = False
    doing: str = ""
    done: int = 0
    of: int = 0
    rounds: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    histories: dict[str, History] = field(default_factory=dict)

    @property
    def history(self) -> History:
        """Of the present recipe."""
        return self.histories.get(self.recipe) or History.empty()

    @property
    def answers(self) -> list[int]:
        """Answers tried by the end of each round."""
        return self.history.answers

    @property
    def series(self) -> dict[str, list[float]]:
        """What was measured in each round."""
        return self.history.series

    @property
    def tried(self) -> list[tuple[str, str, float, float | None]]:
        """Answers of the last round, from best to worst by the judge's score."""
        return self.history.tried

    @property
    def before(self) -> Summary | None:
        """How it was before the first round."""
        return self.history.before

    def begin(self, recipe: str, *, again: bool) -> None:
        """A run begins; ``again`` goes on with the curves of this recipe's rounds before."""
        self.recipe, self.running = recipe, True
        self.doing, self.done, self.of = "", 0, 0
        if not again or recipe not in self.histories:
            self.histories[recipe] = History.empty()
        self.tried.clear()

    def go_on(self, recipe: str) -> None:
        """A run that was kept half-way goes on."""
        self.recipe, self.running = recipe, True
        self.doing, self.done, self.of = "", 0, 0

    def memento(self) -> FeedbackLog:
        """A copy as it is now, whatever is told afterwards."""
        histories = {recipe: history.copied() for recipe, history in self.histories.items()}
        return replace(self, outcomes=self.outcomes[:], histories=histories)

    def put_back(self, memento: FeedbackLog) -> None:
        """Take back all that was told since ``memento``."""
        for entry in fields(self):
            setattr(self, entry.name, getattr(memento, entry.name))

    def look_back(self, recipe: str) -> None:
        """Tell of the rounds of an earlier run again, where there are any."""
        if recipe in self.histories:
            self.recipe, self.rounds = recipe, len(self.histories[recipe].answers)

    def measured_before(self, before: Summary) -> None:
        """Note how it was before the first round of this recipe."""
        self.histories[self.recipe] = self.history._replace(before=before)

    def judged_by(self, n_hand: int, n_simulated: int) -> None:
        """Note which votes the judge of the rounds that come has learnt from."""
        self.histories[self.recipe] = self.history._replace(votes=(n_hand, n_simulated))

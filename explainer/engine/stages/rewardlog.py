"""What became of votes and judge: answers that were voted on, and how the judge that learned from them does."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from explainer.training.comparisons import Comparison
from explainer.training.reward import RewardModel


@dataclass(slots=True)
class Voted:
    """A prompt, its answers, and which pairs of them were voted on, (better, worse) by place."""

    question: str
    prompt: tuple[int, ...]
    answers: list[tuple[int, ...]]
    texts: list[str]
    utilities: list[float | None]
    votes: list[tuple[int, int]]

    def comparisons(self) -> list[Comparison]:
        """The votes, as the judge learns from them."""
        return [Comparison(self.prompt, self.answers[a], self.answers[b]) for a, b in self.votes]

    def truly_better(self, a: int, b: int) -> bool | None:
        """Whether answer ``a`` has more true points than ``b``; None where they are equal or nobody knows."""
        first, second = self.utilities[a], self.utilities[b]
        if first is None or second is None or abs(first - second) <= 1e-9:
            return None
        return first > second


@dataclass(slots=True)
class RewardLog:
    """What became of votes and judge.

    That of the judge in force changes only when another takes its place, all at once (``take_over``): a training that
    is left half-way has a log of its own and leaves nothing behind.

    Attributes:
        model: the judge, or None before there is one. training: whether it is being trained.
        taste: whose simulated votes it learned from.
        voted_by: who gave the simulated votes, and how many were wanted (``RewardTraining.wanted``).
        voted: all answers with simulated votes that are learned from. held_out: those that are measured on.
        steps: planned for the judge in the making; ``at`` ends there. made_of: what it learned from, as in
            ``RewardTraining.made_of``, or () where that is not known, as of a saved one.
        others as in ``frames.Judge``.
    """

    model: RewardModel | None = None
    taste: str = ""
    training: bool = False
    voted_by: tuple[object, ...] = ()
    voted: list[Voted] = field(default_factory=list)
    held_out: list[Voted] = field(default_factory=list)
    n_hand: int = 0
    n_simulated: int = 0
    steps: int = 0
    made_of: tuple[object, ...] = ()
    at: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    votes_seen: list[int] = field(default_factory=list)
    agreement: list[float] = field(default_factory=list)
    true_agreement: list[float] = field(default_factory=list)
    labeller_agreement: float | None = None
    hand_before: float | None = None
    hand_after: float | None = None
    sees: list[tuple[str, float, int]] = field(default_factory=list)
    samples: list[tuple[str, str, float, float | None]] = field(default_factory=list)

    @property
    def n_given(self) -> int:
        """Simulated votes that were given to learn from; fewer than were wanted, where answers did not differ."""
        return sum(len(voted.votes) for voted in self.voted)

    def take_over(self, new: RewardLog) -> None:
        """Become what ``new`` is."""
        for entry in fields(self):
            setattr(self, entry.name, getattr(new, entry.name))

    def cut(self, step: int) -> None:
        """Forget the steps after ``step``: the learner went back there."""
        kept = sum(at <= step for at in self.at)
        del self.at[kept:], self.loss[kept:]

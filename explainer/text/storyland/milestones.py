"""Milestones on the way from noise to stories: each is stamped when it is measured, never by the number of steps."""

from collections.abc import Mapping
from dataclasses import dataclass

from explainer.marking import Marked, mark
from explainer.text.storyland.examiner import Recall
from explainer.text.storyland.judge import Share, TextVerdict


@dataclass(frozen=True)
class Milestone:
    """Something worth noticing, and when it counts as reached.

    Attributes:
        id: stable name.
        title: what the newcomer reads.
        measure: which measured value it is about, see `measures`.
        threshold: share that must be reached, 0 to 1.
        minimum: number of cases on which the measurement must stand.
        hold: number of measurements in a row that must reach it; more than one where chance might.
    """

    id: str
    title: Marked
    measure: str
    threshold: float
    minimum: int
    hold: int = 1

    def met(self, measured: Mapping[str, Share]) -> bool:
        """Return whether this one measurement reaches the threshold."""
        value = measured.get(self.measure)
        if value is None or value.share is None:
            return False
        return value.of >= self.minimum and value.share >= self.threshold


MILESTONES: tuple[Milestone, ...] = (
    Milestone("first_words", mark("engine", "First real words"), "words", 0.7, 60),
    Milestone("real_words", mark("engine", "Almost only real words"), "words", 0.98, 100),
    Milestone("first_sentences", mark("engine", "First whole sentences"), "sentences", 0.25, 20),
    Milestone("quotes", mark("engine", "Quotation marks are closed"), "quotes", 0.95, 10, hold=2),
    Milestone("first_facts", mark("engine", "Knows its first facts"), "facts", 0.1, 40),
    Milestone("pronouns", mark("engine", "He and she agree with the names"), "pronouns", 0.95, 12, hold=2),
    Milestone("half_sentences", mark("engine", "Half of its sentences hold together"), "sentences", 0.5, 20),
    Milestone("sentences", mark("engine", "80 % of sentences hold together"), "sentences", 0.8, 20, hold=2),
    Milestone("half_facts", mark("engine", "Knows half of the facts"), "facts", 0.5, 40),
    Milestone("most_facts", mark("engine", "Knows nine facts out of ten"), "facts", 0.9, 40),
    Milestone("objects", mark("engine", "Finds things where they were put"), "objects", 0.8, 12, hold=2),
)


def measures(verdict: TextVerdict, recall: Recall | None = None) -> dict[str, Share]:
    """Return the measured values by the names that milestones use."""
    found = {name: getattr(verdict, name) for name in ("words", "quotes", "sentences", "pronouns", "objects")}
    if recall is not None:
        found["facts"] = recall.overall
    return found


class MilestoneWatch:
    """Remembers which milestones were reached, and how often in a row the others were met."""

    def __init__(self) -> None:
        """Begin with none reached."""
        self.reached: list[Milestone] = []
        self._streak: dict[str, int] = {}

    def update(self, measured: Mapping[str, Share]) -> tuple[Milestone, ...]:
        """Take a measurement; return the milestones newly reached. Values not measured this time change nothing."""
        new = []
        for milestone in MILESTONES:
            if milestone in self.reached or milestone.measure not in measured:
                continue
            if measured[milestone.measure].of < milestone.minimum:
                continue  # too few cases to say anything, for or against
            streak = self._streak.get(milestone.id, 0) + 1 if milestone.met(measured) else 0
            self._streak[milestone.id] = streak
            if streak >= milestone.hold:
                new.append(milestone)
        self.reached += new
        return tuple(new)

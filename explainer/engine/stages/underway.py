"""A stage under way, as it is kept, so that it can go on later as if it had not stopped.

Pretraining, fine-tuning and rounds of practice go on from where they are, to the bit (``training.state``). Votes and
judge, which take seconds and have dice of their own, begin again and come to the same result; so does a stage that has
not changed a weight yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from explainer.engine.recipes import HONEST
from explainer.training.reports import Stage
from explainer.training.state import TrainerState


class UnderWayKind(StrEnum):
    """What is under way."""

    READING = "reading"  # pretraining
    TUNING = "tuning"  # fine-tuning, with at least one step done
    ROUNDS = "rounds"  # practice, judge and votes behind it
    BEGUN = "begun"  # stage two or three, without a change of weights so far
    JUDGE = "judge"  # the judge alone


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A stage under way.

    Attributes:
        kind: what.
        stage: the stage. recipe: how it is done. again: whether it goes on with what it made before.
        values: of the stage's run, made of what JSON has.
        state: of its trainer, where it goes on from there; part ``model`` are the weights it trains.
    """

    kind: UnderWayKind
    stage: Stage = Stage.PRETRAIN
    recipe: str = HONEST
    again: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    state: TrainerState | None = None
